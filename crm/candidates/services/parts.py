"""The tables of a profile: what of a person each holds, and the rows that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateSkill,
)
from crm.candidates.whole import PERMIT, Person

LIMITS: Any = Authorisation.occupation_limits.through


def _skills(row: Candidate, person: Person) -> Iterable[Model]:
    for code, level in person.held:
        yield CandidateSkill(candidate=row, skill_id=code, held=True, level=level)
    for code in person.absent:
        yield CandidateSkill(candidate=row, skill_id=code, held=False)


Made = Callable[[Candidate, Person], Iterable[Model]]
#: Each table of the profile: what of the person it holds, and the rows that hold it.
PARTS: tuple[tuple[type[Model], tuple[str, ...], Made], ...] = (
    (
        CandidateOccupation,
        ("occupations",),
        lambda row, person: (
            CandidateOccupation(candidate=row, occupation_id=code, months=months)
            for code, months in person.occupations
        ),
    ),
    (CandidateSkill, ("held", "absent"), _skills),
    (
        CandidateLanguage,
        ("languages",),
        lambda row, person: (
            CandidateLanguage(candidate=row, language_id=code, level=level)
            for code, level in person.languages or ()
        ),
    ),
    (
        CandidateLicence,
        ("licences",),
        lambda row, person: (
            CandidateLicence(candidate=row, licence_id=code, stage=stage) for code, stage in person.licences
        ),
    ),
    (
        AcceptedRegion,
        ("regions",),
        lambda row, person: (
            AcceptedRegion(candidate=row, region_id=code, rank=rank)
            for rank, code in enumerate(person.regions or (), 1)
        ),
    ),
    (
        AcceptedMrc,
        ("mrcs",),
        lambda row, person: (
            AcceptedMrc(candidate=row, mrc_id=code, rank=rank) for rank, code in enumerate(person.mrcs, 1)
        ),
    ),
    (
        Authorisation,
        ("authorisation_asked", *PERMIT),
        lambda row, person: (
            [
                Authorisation(
                    candidate=row,
                    kind_id=person.permit,
                    may_work_from=person.may_work_from,
                    may_work_until=person.may_work_until,
                    tied_employer_id=person.tied_employer,
                    verified_on=person.verified_on,
                )
            ]
            if person.is_authorisation_known
            else []
        ),
    ),
    (
        LIMITS,
        ("authorisation_asked", *PERMIT),
        lambda row, person: (
            LIMITS(authorisation_id=row.pk, occupation_id=code) for code in person.occupation_limits
        ),
    ),
)
