"""Days as Québec writes them: the first of a month, and where a line may break."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from crm.core.formatting import NBSP, day


@pytest.mark.parametrize(
    ("language", "form", "said"),
    [
        ("fr-ca", "short", "1er~déc.~2026"),
        ("fr-ca", "weekday", "mardi 1er~décembre"),
        ("fr-ca", "full", "mardi 1er~décembre~2026"),
        ("en-ca", "weekday", "Tuesday, December~1"),
        ("en-ca", "short", "Dec~1,~2026"),
    ],
)
def test_a_day_breaks_after_its_weekday_alone(language: str, form: str, said: str) -> None:
    with translation.override(language):
        assert day(date(2026, 12, 1), form) == said.replace("~", NBSP)


def test_the_21st_is_no_first() -> None:
    with translation.override("fr-ca"):
        assert day(date(2026, 11, 21), "long") == f"21{NBSP}novembre{NBSP}2026"
