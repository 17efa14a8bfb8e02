"""The fiscal year of Québec's public bodies: 1 April to 31 March, named by the years of its two ends."""

from __future__ import annotations

from datetime import date

FISCAL_MONTH = 4


def fiscal_start_year(day: date) -> int:
    """The year in which the fiscal year (1 April – 31 March) of a day begins."""
    return day.year if day.month >= FISCAL_MONTH else day.year - 1


def fiscal_label(start_year: int) -> str:
    """« 2026-2027 »."""
    return f"{start_year}-{start_year + 1}"
