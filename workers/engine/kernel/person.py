"""One person against many needs: the other side of the same scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workers.engine.kernel import shapes as s
from workers.engine.kernel.asked import asked_of, sealed, worth_of
from workers.engine.kernel.book import people_of
from workers.engine.kernel.conditions import RULE_PLACES, RULES
from workers.engine.kernel.dense import ADMISSIBLE, INADMISSIBLE, TO_VERIFY
from workers.engine.kernel.each import LACKING, UNKNOWN, score_each
from workers.engine.kernel.pool import Pool
from workers.engine.kernel.shapes import Asked
from workers.engine.kernel.tables import LAST_DAY, Tables
from workers.engine.snapshot.columns import Array, Columns, owners
from workers.engine.snapshot.postings import ABSENT
from workers.engine.types import LicenceStage

SKILLS_RULE = len(RULES)


@dataclass(frozen=True, slots=True)
class Offers:
    """Needs made ready once, to be compared with one person after another."""

    asked: Asked
    columns: Array
    levels: list[int]
    occupations: list[int]
    licence: Array
    driving: Array
    language_owner: Array

    @property
    def count(self) -> int:
        """How many needs there are."""
        return len(self.licence)


def offers_ready(needs: Columns, rows: range, tables: Tables) -> Offers:
    """These needs, ready."""
    asked, levels = asked_of(needs, rows, tables)
    driving, wanted = np.unique(needs["driving"][rows.start : rows.stop], return_inverse=True)
    masks = [tables.driving(code) if code >= 0 else 0 for code in driving.tolist()]
    return Offers(
        asked=asked,
        columns=np.asfortranarray(asked.facts[:-1]),
        levels=levels,
        occupations=np.unique(needs["occupation"][rows.start : rows.stop]).tolist(),
        licence=needs["licence"][rows.start : rows.stop].astype(np.int64),
        driving=np.array(masks, np.int64)[wanted],
        language_owner=owners(asked.facts[:, s.LANGUAGES]),
    )


def score_needs(ready: Offers, pool: Pool, row: int, tables: Tables) -> tuple[Array, Array, Array]:
    """(verdict, score, reasons that block as bits) of one person for each need."""
    covers = np.full(tables.codes.size("skill"), -1, np.int64)
    ways = sealed((pool["cover_kind"] != ABSENT).astype(np.int8))
    worth = worth_of(pool, ready.levels)
    scores, skilled = score_each(ready.asked, people_of(pool), row, worth, covers, ways)
    blocked, missing = _One(ready, pool, row, tables).conditions()
    blocked |= np.multiply(skilled == LACKING, 1 << SKILLS_RULE, dtype=np.int32)
    missing |= skilled == UNKNOWN
    verdict = np.where(missing, np.int8(TO_VERIFY), np.int8(ADMISSIBLE))
    verdict[blocked != 0] = INADMISSIBLE
    return verdict, scores, blocked


def _among(wanted: Array, codes: Array) -> Array:
    """Whether each code is one of these few."""
    found = np.zeros(len(wanted), bool)
    for code in codes.tolist():
        found |= wanted == code
    return found


class _One:
    """The hard rules of one person for each need."""

    def __init__(self, ready: Offers, pool: Pool, row: int, tables: Tables) -> None:
        self.ready, self.pool, self.row, self.tables = ready, pool, row, tables
        self.asked = ready.columns
        self.blocked = np.zeros(ready.count, np.int32)
        self.missing = np.zeros(ready.count, bool)

    def conditions(self) -> tuple[Array, Array]:
        """Reasons that block, as bits, and whether a fact is missing."""
        self._right()
        self._licences()
        self._levels()
        self._spoken()
        self._place()
        self._offer()
        return self.blocked, self.missing

    def _at(self, column: str) -> int:
        return int(self.pool[column][self.row])

    def _list(self, name: str, field: str = "code") -> Array:
        first, last = self.pool[f"{name}_start"][self.row : self.row + 2]
        return self.pool[f"{name}_{field}"][first:last]

    def _block(self, rule: str, flags: Array) -> None:
        self.blocked |= np.multiply(flags, 1 << CODES[rule], dtype=np.int32)

    def _days(self, days: int) -> Array:
        return np.minimum(self.asked[:, s.START] + days, LAST_DAY)

    def _right(self) -> None:
        if not self._at("authorised"):
            self.missing[:] = True
            return
        rules = self.tables.rules
        self._block("authorised_from", self._at("work_from") > self._days(rules.authorised_late_days))
        self._block("authorised_until", self._at("work_until") < self._days(rules.authorised_min_days))
        tied = self._at("tied")
        self._block("tied_employer", (tied >= 0) & (self.asked[:, s.EMPLOYER] != tied))
        if self._at("limited"):
            limits = self._list("limits")
            allowed = [bool(self.tables.allowed(code)[limits].any()) for code in self.ready.occupations]
            self._block("occupation_limits", ~np.array(allowed, bool)[self.asked[:, s.NEAR]])

    def _licences(self) -> None:
        codes, stages = self._list("licences"), self._list("licences", "stage")
        wanted = self.ready.licence
        pending = codes[stages != int(LicenceStage.OBTAINED)]
        stated = wanted >= 0
        self._block("licence", stated & _among(wanted, pending))
        self.missing |= stated & ~_among(wanted, codes)
        driving, stated = self._at("driving"), self.ready.driving != 0
        if driving < 0:
            self.missing |= stated
        else:
            self._block("driving_class", stated & (self.ready.driving & driving == 0))

    def _levels(self) -> None:
        for rule, name, column in (
            ("french_oral", "oral", s.ORAL),
            ("french_written", "written", s.WRITTEN),
        ):
            wanted, held = self.asked[:, column], self._at(name)
            if held < 0:
                self.missing |= wanted >= 0
            else:
                self._block(rule, held < wanted)

    def _spoken(self) -> None:
        wanted, owner = self.ready.asked.languages, self.ready.language_owner
        if not self._at("spoken_known"):
            self.missing[owner] = True
            return
        bands = np.full(self.tables.codes.size("language"), -2)
        bands[self._list("languages")] = self._list("languages", "band")
        held, least = bands[wanted[:, s.CODE]], wanted[:, s.BAND]
        lacking = (held == -2) | ((held >= 0) & (held < least))
        flags = np.zeros(self.ready.count, bool)
        flags[owner[lacking]] = True
        self._block("other_language", flags)
        self.missing[owner[(held == -1) & (least >= 0)]] = True

    def _place(self) -> None:
        if not self._at("mobility_known"):
            self.missing[:] = True
        elif not self._at("anywhere"):
            accepted = _among(self.asked[:, s.REGION], self._list("regions"))
            accepted |= _among(self.asked[:, s.MRC], self._list("mrcs"))
            self._block("place_accepted", ~accepted)

    def _offer(self) -> None:
        available, shifts, floor = self._at("available"), self._at("shifts"), self._at("wage")
        wage, shift = self.asked[:, s.WAGE], self.asked[:, s.SHIFT]
        if available:
            self._block("available_from", available > self._days(self.tables.rules.available_late_days))
        else:
            self.missing[:] = True
        if shifts < 0:
            self.missing |= shift >= 0
        else:
            self._block("shift", (shift >= 0) & (shifts >> np.maximum(shift, 0) & 1 == 0))
        if floor < 0:
            self.missing |= wage >= 0
        else:
            self._block("wage_floor", (wage >= 0) & (floor > wage))


CODES = {**RULE_PLACES, "skills_none_covered": SKILLS_RULE}
