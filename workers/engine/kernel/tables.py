"""What a need asks, and the tables of a setting, as numbers: the same for every path of the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.engine import criteria
from workers.engine.rules import drives
from workers.engine.scoring import Setting
from workers.engine.snapshot.codes import Codes
from workers.engine.snapshot.columns import Array, Columns
from workers.engine.snapshot.needs import SCALARS
from workers.engine.snapshot.people import NO_END
from workers.engine.weights import CRITERIA

#: The places of the criteria in the kernel's arrays.
SKILLS, OCCUPATION, EXPERIENCE, FRENCH, LANGUAGES, MOBILITY, WAGE, AVAILABILITY = range(8)
NAMES = ("skills", "occupation", "experience", "french", "languages", "mobility", "wage", "availability")
if sorted(NAMES) != sorted(CRITERIA):
    raise ImportError("the kernel knows other criteria than the engine")
LAST_DAY = NO_END - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A need as numbers: its scalars, its skills (code, essential, level or 0), its languages (code, band or -1)."""

    row: int
    id: str
    facts: dict[str, int]
    skills: tuple[tuple[int, int, int], ...]
    languages: tuple[tuple[int, int], ...]
    weights: tuple[int, ...]
    start: int

    def asks(self, fact: str) -> bool:
        """Whether the need states this fact."""
        return self.facts[fact] >= 0


class Tables:
    """A setting's tables by number. Rows are made when first asked for, and follow the codes as they grow."""

    def __init__(self, using: Setting, codes: Codes) -> None:
        self.using, self.codes = using, codes
        self.rules = using.rules
        self.day = using.rules.on.toordinal()
        neutral = dict(using.weights.neutral)
        self.neutral = np.array([neutral[name] for name in NAMES], np.int64)
        self._weights: dict[tuple[bool, ...], tuple[int, ...]] = {}
        self._near: dict[tuple[int, int], Array] = {}
        self._limits: dict[tuple[int, int], Array] = {}

    def offers(self, needs: Columns, rows: range) -> list[Offer]:
        """These needs of the columns, as numbers."""
        scalars = {name: needs[name][rows.start : rows.stop].tolist() for name in SCALARS}
        ids = needs["ids"][rows.start : rows.stop].tolist()
        starts = needs["skills_start"][rows.start : rows.stop + 1].tolist()
        spoken = needs["languages_start"][rows.start : rows.stop + 1].tolist()
        skills = _tuples(needs, "skills", ("code", "essential", "level"), starts)
        languages = _tuples(needs, "languages", ("code", "band"), spoken)
        made = []
        for place, row in enumerate(rows):
            facts = {name: values[place] for name, values in scalars.items()}
            asked = tuple(
                (code, essential, max(0, level))
                for code, essential, level in skills[
                    starts[place] - starts[0] : starts[place + 1] - starts[0]
                ]
            )
            other: tuple[Any, ...] = tuple(
                languages[spoken[place] - spoken[0] : spoken[place + 1] - spoken[0]]
            )
            made.append(
                Offer(
                    row=row,
                    id=ids[place].decode(),
                    facts=facts,
                    skills=asked,
                    languages=other,
                    weights=self.weights_of(facts, bool(asked), bool(other)),
                    start=max(facts["start"], self.day),
                )
            )
        return made

    def offer(self, needs: Columns, row: int) -> Offer:
        """One need of the columns, as numbers."""
        return self.offers(needs, range(row, row + 1))[0]

    def weights_of(self, facts: Mapping[str, int], skills: bool, languages: bool) -> tuple[int, ...]:
        """The weights of the criteria for a need of these facts, 0 for what it does not ask."""
        french = facts["oral"] >= 0 or facts["written"] >= 0
        asked = (skills, True, facts["months"] > 0, french, languages, True, facts["wage"] >= 0, True)
        if asked not in self._weights:
            shares = self.using.weights.for_asked(
                frozenset(name for name, is_asked in zip(NAMES, asked, strict=True) if is_asked)
            )
            self._weights[asked] = tuple(shares.get(name, 0) for name in NAMES)
        return self._weights[asked]

    def skill_weight(self, number: int, essential: int) -> int:
        """What a skill weighs among those of a need."""
        weight = self.using.taxonomy.skill_weight(self.codes.words("skill")[number])
        return weight * (criteria.ESSENTIAL_FACTOR if essential else 1)

    def skill_weights(self) -> Array:
        """What every skill weighs as an asset."""
        words = self.codes.words("skill")
        return np.array([self.using.taxonomy.skill_weight(word) for word in words], np.int64)

    def near(self, occupation: int) -> Array:
        """Nearness of every occupation to this one, per-mille."""
        key = (occupation, self.codes.size("occupation"))
        if key not in self._near:
            words = self.codes.words("occupation")
            nearness = self.using.taxonomy.nearness
            self._near[key] = np.array([nearness(words[occupation], word) for word in words], np.int16)
        return self._near[key]

    def allowed(self, occupation: int) -> Array:
        """Whether each limit of an authorisation allows this occupation."""
        key = (occupation, self.codes.size("limit"))
        if key not in self._limits:
            word = self.codes.words("occupation")[occupation]
            limits = [word.startswith(limit) for limit in self.codes.words("limit")]
            self._limits[key] = np.array(limits, bool)
        return self._limits[key]

    def driving(self, wanted: int) -> int:
        """The driving classes that allow the one wanted, as bits."""
        words = self.codes.words("driving")
        return sum(
            1 << number for number, word in enumerate(words) if drives(frozenset({word}), words[wanted])
        )

    def latest(self, start: int, days: int) -> int:
        """The day so many days after the start, at most the calendar's last."""
        return min(start + days, LAST_DAY)


def _tuples(needs: Columns, name: str, fields: tuple[str, ...], starts: list[int]) -> list[tuple[int, ...]]:
    parts = (needs[f"{name}_{field}"][starts[0] : starts[-1]].tolist() for field in fields)
    return list(zip(*parts, strict=True))
