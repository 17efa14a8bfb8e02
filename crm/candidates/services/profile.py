"""The lists of the profile: occupations, skills, languages, licences. Each save replaces its list whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate, CandidateLanguage, CandidateLicence, CandidateOccupation, CandidateSkill
from crm.candidates.services.access import writing_profile
from crm.core.errors import Refusal
from crm.taxonomy.models import Licence, Occupation, Skill, SpokenLanguage

A_WORKING_LIFE = 720


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill that the person has; its level (1–3) when it was asked."""

    code: str
    level: int | None = None


def save_occupations(
    *, candidate: Candidate, months: Mapping[str, int], revision: int, by: User | None, now: datetime
) -> None:
    """The occupations of the person, by code, with months of experience in each (0–720)."""
    _known(Occupation, months, _("Cette profession n’est pas dans la classification."), field="occupation")
    if any(not 0 <= m <= A_WORKING_LIFE for m in months.values()):
        raise Refusal(_("L’expérience va de 0 à 720 mois."), field="months")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.occupations.all().delete()
        CandidateOccupation.objects.bulk_create(
            CandidateOccupation(candidate=person, occupation_id=code, months=m) for code, m in months.items()
        )


def save_skills(
    *, candidate: Candidate, held: Collection[HeldSkill], absent: Collection[str], revision: int,
    by: User | None, now: datetime,
) -> None:
    """What was asked: skills held, with levels, and skills asked and absent. Any other skill was never asked.

    Saving says that skills were asked, even when none is held: an empty answer is an answer.
    """
    codes = {skill.code for skill in held}
    _known(Skill, codes | set(absent), _("Cette compétence n’est pas dans la liste."), field="skills")
    if codes & set(absent):
        raise Refusal(_("Une compétence est détenue ou absente, pas les deux."), field="skills")
    if any(skill.level not in {None, 1, 2, 3} for skill in held):
        raise Refusal(_("Le niveau va de 1 à 3."), field="skills")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.skills.all().delete()
        CandidateSkill.objects.bulk_create(
            [CandidateSkill(candidate=person, skill_id=s.code, level=s.level) for s in held]
            + [CandidateSkill(candidate=person, skill_id=code, held=False) for code in sorted(absent)]
        )
        person.skills_asked = True


def save_languages(
    *, candidate: Candidate, levels: Mapping[str, int], revision: int, by: User | None, now: datetime
) -> None:
    """Languages other than French, each from 1 (beginner) to 3 (advanced). Saving says that they were asked."""
    _known(SpokenLanguage, levels, _("Cette langue n’est pas dans la liste."), field="languages")
    if "fr" in levels or any(level not in {1, 2, 3} for level in levels.values()):
        raise Refusal(_("Le français se note à part ; les autres langues vont de 1 à 3."), field="languages")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.languages.all().delete()
        CandidateLanguage.objects.bulk_create(
            CandidateLanguage(candidate=person, language_id=code, level=level) for code, level in levels.items()
        )
        person.languages_asked = True


def save_driving_and_licences(
    *, candidate: Candidate, driving_classes: Collection[str], licences: Mapping[str, str], revision: int,
    by: User | None, now: datetime,
) -> None:
    """Driving classes held (an empty list says: asked, none) and the stage of each licence to practise."""
    _known(Licence, licences, _("Ce permis d’exercice n’est pas dans la liste."), field="licences")
    with writing_profile(candidate, revision=revision, by=by, now=now) as person:
        person.licences.all().delete()
        CandidateLicence.objects.bulk_create(
            CandidateLicence(candidate=person, licence_id=code, stage=stage) for code, stage in licences.items()
        )
        person.driving_asked, person.driving_classes = True, sorted(driving_classes)


def _known(
    table: type[Occupation | Skill | SpokenLanguage | Licence], codes: Collection[str], message: object, *, field: str
) -> None:
    if table._default_manager.filter(pk__in=list(codes)).count() != len(set(codes)):
        raise Refusal(str(message), field=field)
