"""Persons as columns, and back. -1 is "never asked"; a day is its proleptic ordinal, 0 where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np

from workers.engine.snapshot.codes import Codes
from workers.engine.snapshot.columns import Columns, Growing, level, reordered
from workers.engine.types import (
    Authorisation,
    Experience,
    Language,
    Licence,
    LicenceStage,
    Mobility,
    Person,
    PersonSkill,
)

#: After the calendar's last day: an authorisation without end.
NO_END = date.max.toordinal() + 1
SCALARS = {
    "occupations_known": "b",
    "skills_asked": "b",
    "oral": "h",
    "written": "h",
    "spoken_known": "b",
    "driving": "i",
    "mobility_known": "b",
    "anywhere": "b",
    "help": "i",
    "available": "i",
    "wage": "i",
    "shifts": "i",
    "authorised": "b",
    "work_from": "i",
    "work_until": "i",
    "tied": "i",
    "limited": "b",
}
LISTS = {
    "history": {"code": "h", "months": "i"},
    "held": {"code": "i", "level": "h"},
    "absent": {"code": "i"},
    "languages": {"code": "h", "band": "h"},
    "licences": {"code": "h", "stage": "b"},
    "regions": {"code": "h"},
    "mrcs": {"code": "h"},
    "limits": {"code": "h"},
}


def encode_people(persons: Iterable[Person], codes: Codes) -> Columns:
    """The columns of the persons, those of one main occupation side by side. Raises `SnapshotLimit`."""
    rows = Growing(SCALARS, LISTS)
    for person in persons:
        rows.add(person.id, _scalars(person, codes), **_lists(person, codes))
    columns = rows.columns()
    return reordered(columns, LISTS, _by_occupation(columns, codes))


def _by_occupation(columns: Columns, codes: Codes) -> Any:
    """The order of the persons' first occupations: people of near occupations share their blocks of memory."""
    words = codes.words("occupation")
    place = np.zeros(len(words) + 1, np.int32)
    place[np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)] = np.arange(len(words))
    place[-1] = len(words)
    starts = columns["history_start"]
    first = np.full(len(starts) - 1, -1, np.int64)
    has = np.diff(starts) > 0
    first[has] = columns["history_code"][starts[:-1][has]]
    return np.argsort(place[first], kind="stable")


def _day(value: date | None) -> int:
    return 0 if value is None else value.toordinal()


def _scalars(person: Person, codes: Codes) -> dict[str, int]:
    wishes, right = person.mobility, person.authorisation
    return {
        "occupations_known": person.occupations is not None,
        "skills_asked": person.skills_asked,
        "oral": level(person.french_oral),
        "written": level(person.french_written),
        "spoken_known": person.languages is not None,
        "driving": codes.mask("driving", person.driving_classes),
        "mobility_known": wishes is not None,
        "anywhere": wishes is not None and wishes.anywhere,
        "help": codes.mask("help", person.help_needed),
        "available": _day(person.available_from),
        "wage": -1 if person.wage_floor is None else person.wage_floor,
        "shifts": codes.mask("shift", person.shifts),
        "authorised": right is not None,
        "work_from": _day(right.may_work_from) if right else 0,
        "work_until": right.may_work_until.toordinal() if right and right.may_work_until else NO_END,
        "tied": codes.optional("employer", right.tied_employer if right else None),
        "limited": right is not None and right.occupation_limits is not None,
    }


def _lists(person: Person, codes: Codes) -> dict[str, list[tuple[int, ...]]]:
    wishes = person.mobility or Mobility()
    right = person.authorisation or Authorisation()
    return {
        "history": [
            (codes.number("occupation", row.occupation), -1 if row.months is None else row.months)
            for row in person.occupations or ()
        ],
        "held": [(codes.number("skill", row.code), level(row.level)) for row in person.skills],
        "absent": [(codes.number("skill", code),) for code in sorted(person.skills_absent)],
        "languages": [
            (codes.number("language", row.code), level(row.band)) for row in person.languages or ()
        ],
        "licences": [(codes.number("licence", row.code), int(row.stage)) for row in person.licences],
        "regions": [(codes.number("region", code),) for code in wishes.regions],
        "mrcs": [(codes.number("mrc", code),) for code in wishes.mrcs],
        "limits": [(codes.number("limit", code),) for code in right.occupation_limits or ()],
    }


class PersonReader:
    """Persons again, from their columns: what is explained is what was scored."""

    def __init__(self, columns: Columns, codes: Codes) -> None:
        self.columns = columns
        self.words = codes.plain()
        self.codes = codes

    def person(self, row: int) -> Person:
        """The person of a row."""
        return Person(
            id=bytes(self.columns["ids"][row]).decode(),
            occupations=self._history(row) if self._at("occupations_known", row) else None,
            skills=tuple(
                PersonSkill(code=self._word("skill", code), level=_known(held))
                for code, held in self._list("held", row, "code", "level")
            ),
            skills_asked=bool(self._at("skills_asked", row)),
            skills_absent=frozenset(self._codes("absent", "skill", row)),
            french_oral=_known(self._at("oral", row)),
            french_written=_known(self._at("written", row)),
            languages=self._languages(row) if self._at("spoken_known", row) else None,
            licences=tuple(
                Licence(code=self._word("licence", code), stage=LicenceStage(stage))
                for code, stage in self._list("licences", row, "code", "stage")
            ),
            driving_classes=self.codes.in_mask("driving", self._at("driving", row)),
            mobility=self._mobility(row) if self._at("mobility_known", row) else None,
            help_needed=self.codes.in_mask("help", self._at("help", row)),
            available_from=_date(self._at("available", row)),
            wage_floor=_known(self._at("wage", row)),
            shifts=self.codes.in_mask("shift", self._at("shifts", row)),
            authorisation=self._right(row) if self._at("authorised", row) else None,
        )

    def _at(self, column: str, row: int) -> int:
        return int(self.columns[column][row])

    def _word(self, kind: str, number: int) -> str:
        return self.words[kind][number]

    def _list(self, name: str, row: int, *fields: str) -> list[tuple[int, ...]]:
        first, last = self.columns[f"{name}_start"][row : row + 2]
        return list(
            zip(*(self.columns[f"{name}_{field}"][first:last].tolist() for field in fields), strict=True)
        )

    def _codes(self, name: str, kind: str, row: int) -> tuple[str, ...]:
        return tuple(self._word(kind, code) for (code,) in self._list(name, row, "code"))

    def _history(self, row: int) -> tuple[Experience, ...]:
        return tuple(
            Experience(occupation=self._word("occupation", code), months=_known(months))
            for code, months in self._list("history", row, "code", "months")
        )

    def _languages(self, row: int) -> tuple[Language, ...]:
        return tuple(
            Language(code=self._word("language", code), band=_known(band))
            for code, band in self._list("languages", row, "code", "band")
        )

    def _mobility(self, row: int) -> Mobility:
        return Mobility(
            regions=self._codes("regions", "region", row),
            mrcs=self._codes("mrcs", "mrc", row),
            anywhere=bool(self._at("anywhere", row)),
        )

    def _right(self, row: int) -> Authorisation:
        until, tied = self._at("work_until", row), self._at("tied", row)
        return Authorisation(
            may_work_from=_date(self._at("work_from", row)),
            may_work_until=None if until == NO_END else _date(until),
            tied_employer=None if tied < 0 else self._word("employer", tied),
            occupation_limits=self._codes("limits", "limit", row) if self._at("limited", row) else None,
        )


def _known(value: int) -> int | None:
    return None if value < 0 else value


def _date(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
