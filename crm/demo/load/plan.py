"""How many of everything, and what the builders of the load share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from crm.demo.build.world import QUEBEC

Value = TypeVar("Value")
#: Files that one advisor leads, and persons whom one officer accompanies, about.
FILES_EACH, PERSONS_EACH = 240, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many employers, candidates and interventions; the rest follows from them."""

    employers: int = 100_000
    candidates: int = 200_000
    interventions: int = 1_000_000

    @property
    def needs(self) -> int:
        """Labour needs: three for five employers."""
        return self.employers * 3 // 5

    @property
    def follow_ups(self) -> int:
        """Things promised, most of them done."""
        return self.interventions // 5

    @property
    def appointments(self) -> int:
        """Meetings at a service point: one for two persons."""
        return self.candidates // 2


NAMED_SIZES = {"full": Sizes(), "small": Sizes(employers=200, candidates=300, interventions=1_500)}


class Weighted(Generic[Value]):
    """Values that chance draws, some more often than others."""

    def __init__(self, values: Sequence[Value], weights: Sequence[float]) -> None:
        self.values = list(values)
        self.cumulative = list(accumulate(weights))

    def draw(self, random: Random) -> Value:
        return random.choices(self.values, cum_weights=self.cumulative)[0]


@dataclass(slots=True)
class File:
    """An employer's file as the other builders need it."""

    key: int
    employer: int
    direction: int
    site: int
    contact: int
    lead: int
    opened: date
    trade: int
    worked: bool


@dataclass(slots=True)
class Load:
    """The load while it is made."""

    random: Random
    as_of: date
    now: datetime
    sizes: Sizes
    towns: Weighted[tuple[str, str]]
    direction_of: dict[str, int] = field(default_factory=dict)
    advisors: dict[int, list[int]] = field(default_factory=dict)
    officers: dict[int, list[int]] = field(default_factory=dict)
    points: dict[int, list[int]] = field(default_factory=dict)
    usual_skills: dict[str, list[str]] = field(default_factory=dict)
    occupations: set[str] = field(default_factory=set)
    employers: range = range(0)
    files: list[File] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)

    def day(self, most: int, least: int = 0) -> date:
        """A day between `least` and `most` days before the load's day, the late ones more often."""
        return self.as_of - timedelta(days=least + int((most - least) * self.random.random() ** 1.5))

    def at(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """That hour of that day, Québec time, never after the load's moment."""
        return min(datetime.combine(day, time(hour, minute), QUEBEC), self.now)

    def one(self, values: Sequence[Any]) -> Any:
        """One of the values, each as likely."""
        return values[int(self.random.random() * len(values))]

    def tell(self, what: str, keys: range) -> None:
        """Count rows made under a name that the command prints."""
        self.made[what] = self.made.get(what, 0) + len(keys)
