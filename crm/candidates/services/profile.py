"""The profile that the engine reads, written in parts. Each part bumps the revision and has the person scored again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import (
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateSkill,
)
from crm.candidates.services.common import lock_candidate, require_person, rescore, section_written
from crm.core.errors import Refusal
from crm.employers.models import Employer
from crm.taxonomy.models import Licence, Occupation, PermitKind, Skill, SpokenLanguage

MONTHS_OF_A_LIFE = 720
HIGHEST_FRENCH = 12


class ProfileRefused(Refusal):
    """A part of the profile that the rules refuse; `field` says which."""

    default = _("Ce choix n’existe pas dans nos listes. Choisissez-en un autre.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAnswer:
    """A skill spoken of: held, with its level (1–3) when known, or absent. What was not spoken of has no answer."""

    code: str
    held: bool
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationFacts:
    """May the person work, from when, until when, for whom, in what; the kind is for the officer alone."""

    kind: PermitKind | None = None
    may_work_from: date | None = None
    may_work_until: date | None = None
    tied_employer: Employer | None = None
    occupation_limits: Sequence[Occupation] = ()
    verified_on: date | None = None


def _open(candidate: Candidate, revision: int, by: User | None) -> Candidate:
    require_person(candidate, by)
    return lock_candidate(candidate, revision=revision)


def _replace(rows_of: Any, rows: Iterable[Any]) -> None:
    """Exchange the rows of a part for new ones."""
    rows_of.all().delete()
    rows_of.model.objects.bulk_create(rows)


def _known(
    model: type[Occupation | Skill | SpokenLanguage | Licence], codes: Iterable[str], field: str
) -> None:
    wanted = set(codes)
    if model._default_manager.filter(pk__in=wanted).count() != len(wanted):
        raise ProfileRefused(field=field)


@transaction.atomic
def save_occupations(
    *,
    candidate: Candidate,
    revision: int,
    occupations: Sequence[tuple[str, int]],
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """The occupations of a person, by code, with months. Raises ProfileRefused, StaleRevision, Forbidden."""
    locked = _open(candidate, revision, by)
    codes = [code for code, _months in occupations]
    if len(set(codes)) != len(codes):
        raise ProfileRefused(_("Cette profession est déjà dans la liste."), field="occupation")
    if any(not 0 <= months <= MONTHS_OF_A_LIFE for _code, months in occupations):
        raise ProfileRefused(_("L’expérience va de 0 à 60 ans."), field="months")
    _known(Occupation, codes, "occupation")
    rows = (
        CandidateOccupation(candidate=locked, occupation_id=code, months=months)
        for code, months in occupations
    )
    _replace(locked.occupations, rows)
    section_written(locked, "occupations", told=told, by=by, now=now)
    return locked


@transaction.atomic
def save_skills(
    *,
    candidate: Candidate,
    revision: int,
    answers: Sequence[SkillAnswer],
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """What was asked about skills: held or absent. No answer at all means that skills were never asked."""
    locked = _open(candidate, revision, by)
    if any(answer.level is not None and not (answer.held and 1 <= answer.level <= 3) for answer in answers):
        raise ProfileRefused(_("Le niveau d’une compétence va de 1 à 3."), field="skills")
    _known(Skill, (answer.code for answer in answers), "skills")
    rows = (
        CandidateSkill(candidate=locked, skill_id=answer.code, held=answer.held, level=answer.level)
        for answer in answers
    )
    _replace(locked.skills, rows)
    locked.skills_asked = bool(answers)
    section_written(locked, "skills", told=told, by=by, now=now)
    return locked


@transaction.atomic
def save_french(
    *,
    candidate: Candidate,
    revision: int,
    oral: int | None,
    written: int | None,
    evaluated_on: date | None,
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """Levels of the Québec scale, 0 to 12, oral and written; None was never evaluated."""
    locked = _open(candidate, revision, by)
    for field, level in (("oral", oral), ("written", written)):
        if level is not None and not 0 <= level <= HIGHEST_FRENCH:
            raise ProfileRefused(_("Le niveau de français va de 0 à 12."), field=field)
    if evaluated_on is not None and evaluated_on > timezone.localdate(now):
        raise ProfileRefused(_("Une évaluation ne se date pas dans l’avenir."), field="evaluated_on")
    locked.french_oral, locked.french_written, locked.french_evaluated_on = oral, written, evaluated_on
    section_written(locked, "french", told=told, by=by, now=now)
    return locked


@transaction.atomic
def save_languages(
    *,
    candidate: Candidate,
    revision: int,
    asked: bool,
    languages: Sequence[tuple[str, int]],
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """Languages other than French, by code, from 1 beginner to 3 advanced; `asked` with none: there are none."""
    locked = _open(candidate, revision, by)
    codes = [code for code, _level in languages]
    if (
        "fr" in codes
        or len(set(codes)) != len(codes)
        or any(not 1 <= level <= 3 for _code, level in languages)
    ):
        raise ProfileRefused(
            _("Chaque langue une seule fois, de 1 à 3 ; le français se note à part."), field="languages"
        )
    _known(SpokenLanguage, codes, "languages")
    rows = (CandidateLanguage(candidate=locked, language_id=code, level=level) for code, level in languages)
    _replace(locked.languages, rows)
    locked.languages_asked = asked or bool(languages)
    section_written(locked, "languages", told=told, by=by, now=now)
    return locked


@transaction.atomic
def save_driving_and_licences(
    *,
    candidate: Candidate,
    revision: int,
    driving_asked: bool,
    driving_classes: Sequence[str],
    licences: Sequence[tuple[str, str]],
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """Driving classes held, and how far the person is on the way to each licence (code, stage)."""
    locked = _open(candidate, revision, by)
    _known(Licence, (code for code, _stage in licences), "licences")
    rows = (CandidateLicence(candidate=locked, licence_id=code, stage=stage) for code, stage in licences)
    _replace(locked.licences, rows)
    locked.driving_asked = driving_asked or bool(driving_classes)
    locked.driving_classes = list(driving_classes)
    section_written(locked, "licences", told=told, by=by, now=now)
    return locked


@transaction.atomic
def save_authorisation(
    *,
    candidate: Candidate,
    revision: int,
    facts: AuthorisationFacts | None,
    by: User | None,
    now: datetime,
    told: Collection[str] = (),
) -> Candidate:
    """The four facts that the engine reads, and the kind for the officer; None: never asked.

    Raises ProfileRefused when it ends before it starts, or when a closed permit names no employer.
    """
    locked = _open(candidate, revision, by)
    Authorisation.objects.filter(candidate=locked).delete()
    if facts is not None:
        _check_facts(facts, today=timezone.localdate(now))
        row = Authorisation.objects.create(
            candidate=locked,
            kind=facts.kind,
            may_work_from=facts.may_work_from,
            may_work_until=facts.may_work_until,
            tied_employer=facts.tied_employer,
            verified_on=facts.verified_on,
        )
        row.occupation_limits.set(facts.occupation_limits)
    section_written(locked, "authorisation", told=told, by=by, now=now)
    return locked


def _check_facts(facts: AuthorisationFacts, *, today: date) -> None:
    if facts.may_work_from and facts.may_work_until and facts.may_work_until < facts.may_work_from:
        raise ProfileRefused(_("La fin ne peut pas précéder le début."), field="may_work_until")
    if facts.kind and facts.kind.closed and facts.tied_employer is None:
        raise ProfileRefused(
            _("Un permis fermé lie la personne à une entreprise : nommez-la."), field="tied_employer"
        )
    if facts.verified_on and facts.verified_on > today:
        raise ProfileRefused(_("Une vérification ne se date pas dans l’avenir."), field="verified_on")


@transaction.atomic
def rescore_tied(*, employer_ids: Iterable[int], now: datetime) -> int:
    """Promise new scores of the persons whose permit names one of the employers; returns how many."""
    tied = Candidate.objects.filter(authorisation__tied_employer__in=list(employer_ids)).order_by("pk")
    persons = list(tied.select_for_update(of=("self",), no_key=True))
    for person in persons:
        rescore(person, now=now)
    return len(persons)
