"""Persons with only what a test asks of them: profile, consent to matching, authorisation, officer in charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from crm.employers.models import Employer
from crm.territory.models import Direction
from tests.factories.people import LONG_AGO, make_direction

LONG_AHEAD = date(2099, 12, 31)
_numbers = count(1)


def make_candidate(
    direction: Direction | None = None,
    officer: User | None = None,
    *,
    occupations: Mapping[str, int] | None = None,
    skills: Sequence[str] | None = None,
    absent_skills: Sequence[str] = (),
    french: tuple[int | None, int | None] = (None, None),
    consent: bool = True,
    authorisation: Mapping[str, Any] | None = None,
    regions: Sequence[str] | None = None,
    mrcs: Sequence[str] = (),
    name: tuple[str, str] | None = None,
    identity: Mapping[str, Any] | None = None,
    **values: Any,
) -> Candidate:
    """A person who is available and consents to matching; what is not given was never asked.

    `occupations` are months by code; `skills` and `absent_skills` are codes held, or asked and absent; `french` is
    oral and written; `authorisation` the fields of an Authorisation (`{}`: may work, without limits); `regions` and
    `mrcs` the codes accepted, the preferred first.
    """
    asked = {
        "stage": PersonStage.AVAILABLE,
        "registered_on": LONG_AGO,
        "skills_asked": skills is not None,
        "mobility_asked": regions is not None,
        "french_oral": french[0],
        "french_written": french[1],
    }
    candidate = Candidate.objects.create(direction=direction or make_direction(), **{**asked, **values})
    _make_identity(candidate, name, identity or {})
    _make_profile(candidate, occupations or {}, skills or (), absent_skills)
    for rank, code in enumerate(regions or (), 1):
        AcceptedRegion.objects.create(candidate=candidate, region_id=code, rank=rank)
    for rank, code in enumerate(mrcs, 1):
        AcceptedMrc.objects.create(candidate=candidate, mrc_id=code, rank=rank)
    if authorisation is not None:
        Authorisation.objects.create(candidate=candidate, **authorisation)
    if officer:
        CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=LONG_AGO)
    if consent:
        make_consent(candidate)
    return candidate


def make_consent(
    candidate: Candidate, kind: str = ConsentKind.MATCHING, employer: Employer | None = None, **values: Any
) -> Consent:
    """A consent given long ago, in force until 2099."""
    return Consent.objects.create(
        candidate=candidate,
        kind=kind,
        employer=employer,
        **{
            "notice_version": "essai",
            "given_on": LONG_AGO,
            "channel": "in_person",
            "expires_on": LONG_AHEAD,
            **values,
        },
    )


def _make_identity(candidate: Candidate, name: tuple[str, str] | None, more: Mapping[str, Any]) -> None:
    number = next(_numbers)
    given, family = name or ("Personne", f"Essai{number}")
    Identity.objects.create(candidate=candidate, given_name=given, family_name=family, **more)


def _make_profile(
    candidate: Candidate, occupations: Mapping[str, int], held: Sequence[str], absent: Sequence[str]
) -> None:
    CandidateOccupation.objects.bulk_create(
        CandidateOccupation(candidate=candidate, occupation_id=code, months=months)
        for code, months in occupations.items()
    )
    CandidateSkill.objects.bulk_create(
        [CandidateSkill(candidate=candidate, skill_id=code, held=True) for code in held]
        + [CandidateSkill(candidate=candidate, skill_id=code, held=False) for code in absent]
    )
