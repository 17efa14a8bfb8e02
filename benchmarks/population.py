"""A fictitious Québec with a fixed seed: needs and people whose facts fall as they do in the real tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from workers.engine.profiles import pairs, read_profiles
from workers.engine.scoring import Setting, setting
from workers.engine.taxonomy import build_taxonomy
from workers.engine.types import (
    Authorisation,
    Experience,
    Language,
    Licence,
    LicenceStage,
    Mobility,
    Need,
    NeedSkill,
    Person,
    PersonSkill,
)
from workers.lines.tables import profiles

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 23)
HELP = ("housing", "moving", "francisation", "transport", "childcare")
SHIFTS = ("day", "evening", "night", "rotating", "weekend")
CLASSES = ("5", "5", "5", "5", "5", "3", "1", "4B")


def _rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@lru_cache(maxsize=1)
def shipped_setting() -> Setting:
    """The product's own tables, default weights and rules, on a fixed day, as a worker makes them of the same files.

    Nearness comes from the links of skills and from what is written of the occupations in both languages; official
    ratings would add to it, and an installation as shipped has none.
    """
    links = [(row["occupation"], row["skill"]) for row in _rows("crm/taxonomy/data/occupation_skills.csv")]
    told = pairs(read_profiles(profiles(None)))
    return setting(taxonomy=build_taxonomy(version="bench", profiles=links, evidence=(told,)), on=TODAY)


class Region:
    """The tables that chance draws from, and the draws."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.skills_of: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows("crm/taxonomy/data/occupation_skills.csv"):
            self.skills_of[row["occupation"]].append(row["skill"])
        self.occupations = [row["code"] for row in _rows("crm/taxonomy/data/occupations.csv")]
        self.all_skills = [row["code"] for row in _rows("crm/taxonomy/data/skills.csv")]
        self.mrcs = [(row["code"], row["region"]) for row in _rows("crm/territory/data/mrc.csv")]
        self.regions = sorted({region for _mrc, region in self.mrcs})
        self.licences = {
            code: row["code"]
            for row in _rows("crm/taxonomy/data/licences.csv")
            for code in row["occupations"].split()
        }
        order = list(self.occupations)
        Random(7).shuffle(order)
        # Few occupations are held by many: the k-th most common is held by about one over k to the 0.7.
        self.common = [1 / (place + 1) ** 0.7 for place in range(len(order))]
        self.by_size = order
        self.place_sizes = [1 / (place + 1) ** 0.8 for place in range(len(self.mrcs))]

    def occupation(self) -> str:
        """An occupation, the common ones more often."""
        return self.chance.choices(self.by_size, self.common)[0]

    def near(self, occupation: str) -> str:
        """An occupation of the same beginning, as careers go."""
        alike = [code for code in self.occupations if code[:2] == occupation[:2]]
        return self.chance.choice(alike)

    def asked(self, share: float) -> bool:
        """True with that probability."""
        return self.chance.random() < share

    def skills_like(self, occupation: str, own: int, other: int) -> list[str]:
        """Some skills of the occupation and some of any."""
        mine = self.skills_of.get(occupation) or self.all_skills
        chosen = self.chance.sample(mine, min(len(mine), own)) + self.chance.choices(self.all_skills, k=other)
        return sorted(set(chosen))


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """So many people, always the same for a seed."""
    region = Region(seed)
    for number in range(count):
        yield _person(region, number)


def _person(region: Region, number: int) -> Person:
    chance = region.chance
    main = region.occupation()
    held = dict.fromkeys(
        [
            main,
            *(
                region.near(main) if region.asked(0.7) else region.occupation()
                for _ in range(chance.randrange(3))
            ),
        ]
    )
    skills = region.skills_like(main, chance.randint(2, 5), chance.randint(1, 5))
    asked = region.asked(0.75)
    licence = region.licences.get(main)
    return Person(
        id=str(100_000 + number),
        occupations=tuple(
            Experience(occupation=code, months=chance.randrange(0, 180) if region.asked(0.92) else None)
            for code in held
        )
        if region.asked(0.95)
        else None,
        skills=tuple(
            PersonSkill(code=code, level=chance.randint(1, 5) if region.asked(0.7) else None)
            for code in skills
        ),
        skills_asked=asked,
        skills_absent=frozenset() if asked else frozenset(chance.choices(region.all_skills, k=2)),
        french_oral=chance.randint(0, 12) if region.asked(0.9) else None,
        french_written=chance.randint(0, 12) if region.asked(0.8) else None,
        languages=tuple(
            Language(code=code, band=chance.randint(1, 4))
            for code in chance.sample(("en", "es", "ar", "pt"), chance.randrange(3))
        )
        if region.asked(0.85)
        else None,
        licences=(Licence(code=licence, stage=chance.choice(list(LicenceStage))),) if licence else (),
        driving_classes=frozenset(chance.sample(CLASSES, chance.randrange(3))) if region.asked(0.8) else None,
        mobility=_mobility(region) if region.asked(0.92) else None,
        help_needed=frozenset(chance.sample(HELP, chance.randrange(3))) if region.asked(0.8) else None,
        available_from=TODAY + timedelta(days=max(0, chance.randrange(-200, 150)))
        if region.asked(0.9)
        else None,
        wage_floor=25 * chance.randrange(64, 140) if region.asked(0.7) else None,
        shifts=frozenset(chance.sample(SHIFTS, chance.randint(1, 4))) if region.asked(0.8) else None,
        authorisation=_authorisation(region) if region.asked(0.93) else None,
    )


def _mobility(region: Region) -> Mobility:
    chance = region.chance
    if region.asked(0.12):
        return Mobility(anywhere=True)
    regions = chance.sample(region.regions, chance.randint(1, 3)) if region.asked(0.8) else []
    mrcs = [mrc for mrc, home in chance.choices(region.mrcs, region.place_sizes, k=2) if home not in regions]
    return Mobility(regions=tuple(regions), mrcs=tuple(dict.fromkeys(mrcs)))


def _authorisation(region: Region) -> Authorisation:
    chance = region.chance
    free = region.asked(0.55)
    return Authorisation(
        may_work_from=None if region.asked(0.8) else TODAY + timedelta(days=chance.randrange(300)),
        may_work_until=None if free else TODAY + timedelta(days=chance.randrange(900)),
        tied_employer=None if free or region.asked(0.5) else f"e{chance.randrange(3000)}",
        occupation_limits=(region.occupation()[:2],) if region.asked(0.04) else None,
    )


def needs(count: int, seed: int = 2) -> Iterator[Need]:
    """So many needs, always the same for a seed."""
    region = Region(seed)
    for number in range(count):
        yield _need(region, number)


def _need(region: Region, number: int) -> Need:
    chance = region.chance
    occupation = region.occupation()
    mrc, home = chance.choices(region.mrcs, region.place_sizes)[0]
    skills = region.skills_like(occupation, chance.randint(3, 6), chance.randint(0, 2))
    spoken = region.asked(0.7)
    return Need(
        id=str(500_000 + number),
        employer=f"e{chance.randrange(3000)}",
        occupation=occupation,
        region=home,
        mrc=mrc,
        skills=tuple(
            NeedSkill(
                code=code,
                essential=region.asked(0.7),
                level=chance.randint(1, 4) if region.asked(0.5) else None,
            )
            for code in skills
        )
        if region.asked(0.95)
        else (),
        experience_months=chance.choice((0, 0, 6, 12, 24, 36, 60)),
        french_oral=chance.randint(3, 9) if spoken else None,
        french_written=chance.randint(2, 7) if spoken and region.asked(0.5) else None,
        languages=(Language(code="en", band=chance.randint(1, 3)),) if region.asked(0.1) else (),
        licence=region.licences.get(occupation),
        driving_class=chance.choice(CLASSES) if region.asked(0.25) else None,
        start=TODAY + timedelta(days=7 * chance.randrange(1, 20)) if region.asked(0.6) else None,
        wage_max=25 * chance.randrange(70, 180) if region.asked(0.85) else None,
        shift=chance.choice(SHIFTS) if region.asked(0.5) else None,
        help_offered=frozenset(chance.sample(HELP, chance.randrange(4))),
    )
