"""Codes and titles as official files write them, and what spreadsheets make of them."""

from __future__ import annotations

import re

from crm.taxonomy.official.outcome import RowRefused

_UNIT = re.compile(r"(\d{1,5})(?:[.,]0+)?")
_PROFILE = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?")


def unit_code(cell: str) -> str:
    """`72106`, `10` or `10.0` → five digits: leading zeros that a spreadsheet took are put back."""
    found = _UNIT.fullmatch(cell.strip())
    if not found:
        raise RowRefused("code_not_number", cell)
    return found[1].zfill(5)


def profile_code(cell: str) -> tuple[str, str]:
    """`72106.01` → unit group and profile; zeros lost at either end (`10`, `72106.1`) are put back."""
    found = _PROFILE.fullmatch(cell.strip())
    if not found:
        raise RowRefused("code_not_number", cell)
    return found[1].zfill(5), (found[2] or "").ljust(2, "0")


def both_forms(title: str) -> tuple[str, ...]:
    """`agent/agente d’été` → `agent d’été`, `agente d’été`; a title that is not so written stays whole."""
    sides = [side.split() for side in title.split("/")]
    if len(sides) != 2 or not all(sides):
        return (title,)
    left, right = sides
    many = len(left)
    if len(right) >= many and all(_alike(a, b) for a, b in zip(left, right, strict=False)):
        return " ".join(left + right[many:]), " ".join(right)
    if _alike(left[-1], right[0]):
        return " ".join(left + right[1:]), " ".join(left[:-1] + right)
    return (title,)


def _alike(one: str, other: str) -> bool:
    """Whether two words may be the forms of one: `soudeur`, `soudeuse`; `du`, `de`."""
    if len(one) < 3 or len(other) < 3:
        return max(len(one), len(other)) <= 3 and one[0].lower() == other[0].lower()
    return one[:3].lower() == other[:3].lower()
