"""A line of a list of needs: whose site, what it asks, what its rules refuse of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.core.text import fold
from crm.employers.models import Site
from crm.exchange.columns import Line, filled
from crm.exchange.kinds.base import Job, overlay
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.rules.content import NEW as NEW_DAYS
from crm.needs.rules.content import DaysBefore, NeedContent, SkillAsked, problems
from crm.needs.rules.stages import EDITABLE
from crm.needs.rules.wording import wording_warnings

READ = ("words", "tasks", "french_reason", "other_language_reason")
PLAIN = tuple(field.name for field in fields(NeedContent) if field.name not in {"site_id", "skills"})
_COLUMNS = {"site": "site", "occupation": "occupation_id", "skills": "essential"}


def standing(needs: Any) -> Iterator[tuple[tuple[Any, ...], LabourNeed]]:
    """The needs that still stand, each with what a double of it would ask."""
    over = (NeedStage.CLOSED, NeedStage.WITHDRAWN, NeedStage.EXPIRED, NeedStage.FILLED)
    for need in needs.exclude(stage__in=over).select_related("file"):
        yield (need.file.employer_id, need.site_id, need.occupation_id, fold(need.words)), need


def site_of_line(line: Line, sites: Sequence[Site]) -> int | None:
    """The site that the line names; the only one when it names none."""
    number, name = line.said("site_id", None), fold(line.said("site"))
    if number:
        if any(site.pk == number for site in sites):
            return int(number)
        line.refuse("site_id", _("Choisissez un établissement de l’entreprise."))
        return None
    found = [site for site in sites if not name or name in {fold(site.name), fold(site.municipality.name)}]
    if len(found) == 1:
        return int(found[0].pk)
    line.refuse(
        "site", _("Choisissez un établissement de l’entreprise, par son nom, sa municipalité ou son numéro.")
    )
    return None


def asked_by(line: Line, site: int, before: NeedContent) -> NeedContent:
    """What the line asks: what was asked before, with what the line says."""
    values = overlay(line, PLAIN, {name: getattr(before, name) for name in PLAIN}, by_id=True)
    skills: list[SkillAsked] = []
    for code, essential in (("essential", True), ("assets", False)):
        if code in line.values:
            said = line.said(code)
            skills += [SkillAsked(code=name, essential=essential, level=level) for name, level in said]
        else:
            skills += [asked for asked in before.skills if asked.essential == essential]
    once = {asked.code: asked for asked in reversed(skills)}
    return NeedContent(**values, site_id=site, skills=tuple(reversed(once.values())))


def is_same(one: NeedContent, other: NeedContent) -> bool:
    """Whether both ask the same, in whatever order."""
    return _ordered(one) == _ordered(other)


def _ordered(content: NeedContent) -> dict[str, Any]:
    values = asdict(content)
    values["help_offered"] = sorted(content.help_offered)
    values["skills"] = sorted((asked.code, asked.essential, asked.level or 0) for asked in content.skills)
    return values


def check(line: Line, content: NeedContent, need: LabourNeed | None, before: NeedContent, job: Job) -> None:
    """Put each broken rule beside its cell; of a need that is there, also what its stage does not allow."""
    days = NEW_DAYS
    if need is not None:
        days = DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until)
        if need.stage not in EDITABLE:
            line.refuse("id", _("Ce besoin est terminé : rouvrez-le avant de le modifier."))
        if content.positions < need.filled:
            line.refuse("positions", _("Plus de postes sont déjà pourvus que vous n’en demandez."))
    for field, message in problems(content, today=job.today, before=days):
        line.refuse(_COLUMNS.get(field, field), message)
    for name in READ:
        if getattr(content, name) != getattr(before, name):
            _lint(line, name, getattr(content, name))


def _lint(line: Line, name: str, text: str) -> None:
    """Words that touch a prohibited ground are refused, with the reason and the way out."""
    for warning in wording_warnings(text[:4000]):
        line.refuse(
            name,
            filled(
                _("« %(words)s » : %(reason)s %(way)s"),
                words=warning.found,
                reason=warning.ground.reason,
                way=warning.ground.way_out,
            ),
        )
