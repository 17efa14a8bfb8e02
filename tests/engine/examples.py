"""One need and one person who meets it whole: each test changes the one fact it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

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


def a_need(**facts: Any) -> Need:
    """A sawmill operator's place in Le Domaine-du-Roy that asks something of every kind."""
    whole: dict[str, Any] = {
        "id": "need-1",
        "employer": "e1",
        "occupation": "94120",
        "region": "02",
        "mrc": "91",
        "skills": (
            NeedSkill(code="s1", level=3),
            NeedSkill(code="s2"),
            NeedSkill(code="s5", essential=False),
        ),
        "experience_months": 60,
        "french_oral": 7,
        "french_written": 4,
        "languages": (Language(code="en", band=2),),
        "licence": "ordre",
        "driving_class": "5",
        "start": date(2026, 12, 14),
        "wage_max": 2840,
        "shift": "evening",
        "help_offered": frozenset({"housing", "moving"}),
    }
    return Need(**{**whole, **facts})


def a_person(**facts: Any) -> Person:
    """A person who has all that `a_need` asks for."""
    whole: dict[str, Any] = {
        "id": "person-1",
        "occupations": (Experience(occupation="94120", months=72),),
        "skills": (PersonSkill(code="s1", level=3), PersonSkill(code="s2"), PersonSkill(code="s5")),
        "skills_asked": True,
        "french_oral": 7,
        "french_written": 4,
        "languages": (Language(code="en", band=2),),
        "licences": (Licence(code="ordre", stage=LicenceStage.OBTAINED),),
        "driving_classes": frozenset({"5"}),
        "mobility": Mobility(regions=("02",)),
        "help_needed": frozenset({"housing"}),
        "available_from": date(2026, 12, 1),
        "wage_floor": 2500,
        "shifts": frozenset({"day", "evening"}),
        "authorisation": Authorisation(),
    }
    return Person(**{**whole, **facts})
