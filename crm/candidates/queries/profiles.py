"""A person as their pages show them: what the head tells and the whole profile, read with the person in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from crm.accounts.models import User
from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Consent,
    ConsentKind,
)
from crm.candidates.rules import Fact, KnownFacts, checklist
from crm.core.packed import packed, unpacked
from crm.taxonomy.models import Licence, Occupation

_Limit: Any = Authorisation.occupation_limits.through


def with_head(persons: QuerySet[Any], *, today: date) -> QuerySet[Any]:
    """The persons with what `facts_of` and `in_charge_of` read.

    A licence to practise is a fact to know only when an occupation of the person asks for it.
    """
    here = {"candidate": OuterRef("pk")}
    jobs = CandidateOccupation.objects.filter(candidate=OuterRef(OuterRef("pk"))).values("occupation_id")
    asked = Licence.objects.filter(occupations__in=jobs).order_by("pk").values("pk").distinct()
    consents = Consent.objects.in_force(today).filter(**here, kind=ConsentKind.MATCHING)
    officers = CandidateOfficer.objects.on(today).filter(**here)
    return persons.annotate(
        head_consent=Exists(consents),
        head_occupations=Exists(CandidateOccupation.objects.filter(**here)),
        head_licences_asked=ArraySubquery(asked),
        head_licences=ArraySubquery(CandidateLicence.objects.filter(**here).values("licence_id")),
        head_officer=packed(officers[:1], "user_id", "user__name"),
    )


def in_charge_of(person: Any) -> User | None:
    """Who is in charge of a person that was read `with_head`."""
    rows = unpacked(CandidateOfficer, person.head_officer)
    return User(pk=rows[0].user_id, name=rows[0].user.name) if rows else None


def facts_of(person: Any) -> tuple[Fact, ...]:
    """The facts that the matching reads of a person that was read `with_head`, each known or missing."""
    asked = set(person.head_licences_asked)
    return checklist(
        KnownFacts(
            consent=person.head_consent,
            occupations=person.head_occupations,
            skills=person.skills_asked,
            french_oral=person.french_oral is not None,
            french_written=person.french_written is not None,
            authorisation=hasattr(person, "authorisation"),
            mobility=person.mobility_asked,
            help_needed=person.help_needed is not None,
            available_from=person.available_from is not None,
            wage_floor=person.wage_floor is not None,
            shifts=person.shifts is not None,
            driving=person.driving_asked or bool(person.driving_classes),
            languages=person.languages_asked,
            licences=asked <= set(person.head_licences) if asked else None,
        )
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that the matching reads of a person, each list in the order in which it is told."""

    person: Candidate
    occupations: list[CandidateOccupation]
    skills: list[CandidateSkill]
    languages: list[CandidateLanguage]
    licences: list[CandidateLicence]
    regions: list[AcceptedRegion]
    mrcs: list[AcceptedMrc]
    limits: list[Occupation]


def _two(path: str, *names: str) -> list[str]:
    """The French and the English of these names, reached through `path`."""
    return [f"{path}{name}_{language}" for name in names for language in ("fr", "en")]


def with_profile(persons: QuerySet[Any]) -> QuerySet[Any]:
    """The persons with what `profile_of` reads."""
    here = {"candidate": OuterRef("pk")}
    jobs, places = CandidateOccupation.objects.filter(**here), AcceptedRegion.objects.filter(**here)
    skills = CandidateSkill.objects.filter(**here).order_by("-held", "skill__name_fr")
    limits = _Limit.objects.filter(authorisation=OuterRef("pk"))
    licences, mrcs = CandidateLicence.objects.filter(**here), AcceptedMrc.objects.filter(**here)
    spoken = CandidateLanguage.objects.filter(**here).order_by("pk")
    return persons.annotate(
        profile_occupations=packed(jobs, "months", *_two("occupation__", "title")),
        profile_skills=packed(skills, "held", "level", *_two("skill__", "name")),
        profile_languages=packed(spoken, "level", *_two("language__", "name")),
        profile_licences=packed(licences.order_by("pk"), "stage", *_two("licence__", "name")),
        profile_regions=packed(places, "region_id", "rank", *_two("region__", "name")),
        profile_mrcs=packed(mrcs, "mrc__region_id", "mrc__name"),
        profile_limits=packed(limits.order_by("pk"), *_two("occupation__", "title")),
    )


def profile_of(person: Any) -> Profile:
    """The profile of a person that was read `with_profile`."""
    return Profile(
        person=person,
        occupations=unpacked(CandidateOccupation, person.profile_occupations),
        skills=unpacked(CandidateSkill, person.profile_skills),
        languages=unpacked(CandidateLanguage, person.profile_languages),
        licences=unpacked(CandidateLicence, person.profile_licences),
        regions=unpacked(AcceptedRegion, person.profile_regions),
        mrcs=unpacked(AcceptedMrc, person.profile_mrcs),
        limits=[row.occupation for row in unpacked(_Limit, person.profile_limits)],
    )
