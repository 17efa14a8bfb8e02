"""Needs and persons that nobody thought of, over small code sets so that they often meet."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from workers.engine.scoring import Setting, setting
from workers.engine.taxonomy import Taxonomy
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

TODAY = date(2026, 11, 23)
SKILLS = tuple(f"s{number}" for number in range(8))
OCCUPATIONS = ("94120", "94121", "94129", "95100", "72106", "33102", "00010")
REGIONS = ("01", "02", "09", "17")
MRCS = ("91", "92", "93", "941")
HELP = ("housing", "moving", "francisation", "transport", "childcare")
SHIFTS = ("day", "evening", "night", "rotating", "weekend")

TAXONOMY = Taxonomy(
    version="test",
    skill_weights={"s0": 1000, "s1": 1500, "s2": 3210, "s3": 2777, "s4": 4100, "s5": 999},
    near_skills={"s0": (("s6", 600), ("s1", 300)), "s2": (("s3", 999),), "s4": (("s7", 100),)},
    profile_nearness={("94120", "95100"): 640, ("72106", "94120"): 455},
)


def using() -> Setting:
    """The setting of the tests: default weights and rules on a fixed day."""
    return setting(taxonomy=TAXONOMY, on=TODAY)


def _unknown_or(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


_levels = _unknown_or(st.integers(1, 5))
_french = _unknown_or(st.integers(0, 12))
_days = st.dates(date(2026, 6, 1), date(2027, 12, 31))
_bands = _unknown_or(st.integers(1, 4))
_languages = st.lists(
    st.builds(Language, code=st.sampled_from(("en", "es", "ar")), band=_bands),
    unique_by=lambda row: row.code,
    max_size=2,
).map(tuple)


def _skills(kind: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    rows = st.builds(kind, code=st.sampled_from(SKILLS), level=_levels, **more)
    return st.lists(rows, unique_by=lambda row: row.code, max_size=6).map(tuple)


needs = st.builds(
    Need,
    id=st.uuids().map(str),
    employer=st.sampled_from(("e1", "e2")),
    occupation=st.sampled_from(OCCUPATIONS),
    region=st.sampled_from(REGIONS),
    mrc=st.sampled_from(MRCS),
    skills=_skills(NeedSkill, essential=st.booleans()),
    experience_months=st.integers(0, 120),
    french_oral=_unknown_or(st.integers(1, 12)),
    french_written=_unknown_or(st.integers(1, 12)),
    languages=_languages,
    licence=_unknown_or(st.just("ordre")),
    driving_class=_unknown_or(st.sampled_from(("1", "3", "5"))),
    start=_unknown_or(_days),
    wage_max=_unknown_or(st.integers(1600, 5000)),
    shift=_unknown_or(st.sampled_from(SHIFTS)),
    help_offered=st.frozensets(st.sampled_from(HELP)),
)

_authorisations = st.builds(
    Authorisation,
    may_work_from=_unknown_or(_days),
    may_work_until=_unknown_or(_days),
    tied_employer=_unknown_or(st.sampled_from(("e1", "e2"))),
    occupation_limits=_unknown_or(st.lists(st.sampled_from(("94", "72106")), max_size=2).map(tuple)),
)

_mobility = st.builds(
    Mobility,
    regions=st.lists(st.sampled_from(REGIONS), unique=True).map(tuple),
    mrcs=st.lists(st.sampled_from(MRCS), unique=True).map(tuple),
    anywhere=st.booleans(),
)

_experiences = st.builds(
    Experience, occupation=st.sampled_from(OCCUPATIONS), months=_unknown_or(st.integers(0, 200))
)

persons = st.builds(
    Person,
    id=st.uuids().map(str),
    occupations=_unknown_or(st.lists(_experiences, max_size=4).map(tuple)),
    skills=_skills(PersonSkill),
    skills_asked=st.booleans(),
    skills_absent=st.frozensets(st.sampled_from(SKILLS), max_size=3),
    french_oral=_french,
    french_written=_french,
    languages=_unknown_or(_languages),
    licences=st.sampled_from(LicenceStage).map(lambda stage: (Licence(code="ordre", stage=stage),))
    | st.just(()),
    driving_classes=_unknown_or(st.frozensets(st.sampled_from(("1", "3", "5")))),
    mobility=_unknown_or(_mobility),
    help_needed=_unknown_or(st.frozensets(st.sampled_from(HELP))),
    available_from=_unknown_or(_days),
    wage_floor=_unknown_or(st.integers(0, 5000)),
    shifts=_unknown_or(st.frozensets(st.sampled_from(SHIFTS))),
    authorisation=_unknown_or(_authorisations),
)
