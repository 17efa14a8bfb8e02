"""Persons with the profile that the engine reads, their consents and authorisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from crm.accounts.models import User
from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Consent,
    ConsentKind,
    Identity,
    PersonStage,
)
from crm.territory.models import Direction
from tests.factories.people import LONG_AGO, make_direction

_numbers = count(1)


def make_candidate(
    name: tuple[str, str] | None = None,
    direction: Direction | None = None,
    officer: User | None = None,
    stage: str = PersonStage.AVAILABLE,
    occupations: Mapping[str, int] | None = None,
    skills: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    french: tuple[int | None, int | None] = (7, 6),
    regions: tuple[str, ...] = ("02",),
    mrcs: tuple[str, ...] = (),
    consent: bool = True,
    authorisation: Mapping[str, Any] | None = {"may_work_from": LONG_AGO},  # noqa: B006  only read
    **values: Any,
) -> Candidate:
    """A person ready to be ranked: 36 months in a sawmill (94120), region 02 accepted, free to work, consenting.

    `skills` are held, `absent` asked and absent; neither: never asked. `french` is (oral, written); `authorisation`
    None was never asked; `regions` and `mrcs` are codes in order of preference; other fields by name.
    """
    oral, written = french
    facts = {
        "registered_on": LONG_AGO, "residence_id": "94068", "skills_asked": bool(skills or absent),
        "french_oral": oral, "french_written": written, "mobility_asked": True,
    }
    person = Candidate.objects.create(direction=direction or make_direction(), stage=stage, **{**facts, **values})
    make_identity(person, name)
    for code, months in ({"94120": 36} if occupations is None else occupations).items():
        CandidateOccupation.objects.create(candidate=person, occupation_id=code, months=months)
    for held, codes in ((True, skills), (False, absent)):
        CandidateSkill.objects.bulk_create(CandidateSkill(candidate=person, skill_id=c, held=held) for c in codes)
    for rank, code in enumerate(regions, start=1):
        AcceptedRegion.objects.create(candidate=person, region_id=code, rank=rank)
    for rank, code in enumerate(mrcs, start=1):
        AcceptedMrc.objects.create(candidate=person, mrc_id=code, rank=rank)
    if authorisation is not None:
        Authorisation.objects.create(candidate=person, **authorisation)
    if consent:
        make_consent(person)
    if officer:
        CandidateOfficer.objects.create(candidate=person, user=officer, valid_from=LONG_AGO)
    return person


def make_identity(person: Candidate, name: tuple[str, str] | None = None) -> Identity:
    """A visibly fictitious name and address."""
    number = next(_numbers)
    given, family = name or ("Personne", f"Fictive{number}")
    return Identity.objects.create(
        candidate=person, given_name=given, family_name=family, email=f"personne{number}@example.org",
        phone=f"418 555-{number:04d}",
    )


def make_consent(
    candidate: Candidate, kind: str = ConsentKind.MATCHING, given_on: date = LONG_AGO, **values: Any
) -> Consent:
    """A consent in force, given in person."""
    return Consent.objects.create(
        candidate=candidate, kind=kind,
        **{"given_on": given_on, "notice_version": "2026-1", "channel": "in_person", **values},
    )
