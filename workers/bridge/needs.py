"""Labour needs as the engine reads them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from crm.needs.models import LabourNeed, NeedSkill
from crm.taxonomy.suggest import suggest_occupations
from workers.engine.types import Language, Need
from workers.engine.types import NeedSkill as SkillAsked


def _with_all(needs: QuerySet[LabourNeed]) -> QuerySet[LabourNeed]:
    skills = Prefetch("skills", NeedSkill.objects.order_by("skill_id"))
    return needs.select_related("site__municipality__mrc", "file").prefetch_related(skills)


def read_need(need_id: int) -> tuple[LabourNeed, Need | None] | None:
    """A need and its value for the engine; the value is None while no occupation is known. None: no such need."""
    return next(iter(read_needs(LabourNeed.objects.filter(pk=need_id))), None)


def read_needs(needs: QuerySet[LabourNeed]) -> list[tuple[LabourNeed, Need | None]]:
    """Needs in the order of their keys, each with its value for the engine, None while no occupation is known."""
    rows: Iterable[LabourNeed] = _with_all(needs).order_by("pk")
    return [(row, _value(row)) for row in rows]


def read_scored_needs(only: Iterable[int] | None = None) -> list[tuple[LabourNeed, Need]]:
    """Every need that people are ranked for and whose occupation is known, or those of `only` among them."""
    scored = LabourNeed.objects.scored()
    asked = scored if only is None else scored.filter(pk__in=list(only))
    return [(row, value) for row, value in read_needs(asked) if value is not None]


def cents(amount: Decimal | None) -> int | None:
    """Dollars an hour as whole cents."""
    return None if amount is None else int((amount * 100).to_integral_value())


def _occupation(need: LabourNeed) -> str:
    """The occupation chosen, else the one that the words propose until an advisor confirms it."""
    if need.occupation_id:
        return str(need.occupation_id)
    return next((found.code for found in suggest_occupations(need.words, "fr", limit=1)), "")


def _value(need: LabourNeed) -> Need | None:
    occupation = _occupation(need)
    if not occupation:
        return None
    mrc = need.site.municipality.mrc
    asked = [
        SkillAsked(code=row.skill_id, essential=row.essential, level=row.level) for row in need.skills.all()
    ]
    return Need(
        id=str(need.pk),
        employer=str(need.file.employer_id),
        occupation=occupation,
        region=mrc.region_id,
        mrc=mrc.code,
        skills=tuple(asked),
        experience_months=need.experience_months,
        french_oral=need.french_oral,
        french_written=need.french_written,
        languages=(Language(code=need.other_language_id),) if need.other_language_id else (),
        licence=need.licence_id,
        driving_class=need.driving_class or None,
        start=need.starts_on,
        wage_max=cents(need.wage_max or need.wage_min),
        shift=need.shift or None,
        help_offered=frozenset(need.help_offered),
    )
