"""Values of the hard rules: rows with dates and sources, given by the caller, with published defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


class UnknownRule(LookupError):
    """A rule key that no row covers on the day asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One value of one rule, in force between two days, both included (`effective_to` None: no end)."""

    key: str
    value: int
    effective_from: date
    effective_to: date | None = None
    source: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the row applies on that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValues:
    """The rules as they stand on one day.

    `available_late_days`: days after the start date at which a person may still become available.
    `authorised_late_days`: days after the start date at which an authorisation to work may still begin.
    `authorised_min_days`: days after the start date through which the authorisation must last.
    """

    on: date
    available_late_days: int
    authorised_late_days: int
    authorised_min_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Every row known; where two are in force, the one that came into force last applies."""

    version: str
    rows: tuple[RuleRow, ...]

    def value(self, key: str, on: date) -> int:
        """The value in force on that day. Raises `UnknownRule`."""
        rows = [row for row in self.rows if row.key == key and row.in_force(on)]
        if not rows:
            raise UnknownRule(f"no row of {key!r} is in force on {on}")
        return max(rows, key=lambda row: row.effective_from).value

    def at(self, on: date) -> RuleValues:
        """All values in force on that day. Raises `UnknownRule`."""
        return RuleValues(
            on=on,
            available_late_days=self.value("available_late_days", on),
            authorised_late_days=self.value("authorised_late_days", on),
            authorised_min_days=self.value("authorised_min_days", on),
        )


_HOUSE_RULE = "Passerelle, règle par défaut publiée"

#: Employers wait for the right person, who often gives notice and moves: 90 days after the start date. A
#: permit that begins within the same time is no obstacle either; it must be valid on the start date, since
#: it can be renewed.
DEFAULT_RULES = Rules(
    version="2026-1",
    rows=(
        RuleRow(key="available_late_days", value=90, effective_from=date(2021, 1, 1), source=_HOUSE_RULE),
        RuleRow(key="authorised_late_days", value=90, effective_from=date(2021, 1, 1), source=_HOUSE_RULE),
        RuleRow(key="authorised_min_days", value=0, effective_from=date(2021, 1, 1), source=_HOUSE_RULE),
    ),
)

#: Driving classes of the SAAQ that each class also allows: 1 allows all but motorcycles, 2 and 3 all but the
#: classes above them and motorcycles, 4A to 4C those below. Source: SAAQ, classes de permis, read in
#: November 2026.
DRIVING_COVERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "1": frozenset({"2", "3", "4A", "4B", "4C", "5", "6D", "8"}),
        "2": frozenset({"3", "4A", "4B", "4C", "5", "6D", "8"}),
        "3": frozenset({"4A", "4B", "4C", "5", "6D", "8"}),
        "4A": frozenset({"4B", "4C", "5", "6D", "8"}),
        "4B": frozenset({"4C", "5", "6D", "8"}),
        "4C": frozenset({"5", "6D", "8"}),
        "5": frozenset({"6D", "8"}),
    }
)


def drives(classes: frozenset[str], wanted: str) -> bool:
    """Whether one of these driving classes allows what the wanted class allows."""
    return wanted in classes or any(wanted in DRIVING_COVERS.get(held, ()) for held in classes)
