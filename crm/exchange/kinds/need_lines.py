"""A line of a list of needs: the words of its cells, what it asks, what it changes, how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_lazy as _

from crm.core.text import fold
from crm.employers.models import EmployerFile, Site
from crm.exchange import cells
from crm.exchange.columns import Line, filled
from crm.exchange.kinds.base import (
    NEW,
    SAME,
    UPDATED,
    Job,
    overlay,
)
from crm.exchange.references import listed
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.rules.content import DaysBefore, NeedContent, SkillAsked, problems
from crm.needs.rules.stages import EDITABLE
from crm.needs.rules.wording import wording_warnings
from crm.needs.services import edit_need, submit_need

NOT_LISTED = _("Ce choix n’existe pas dans nos listes. Écrivez son code ou son nom exact.")
_LEVEL = re.compile(r"^(.*?)\s*\(([1-3])\)$")
READ = ("words", "tasks", "french_reason", "other_language_reason")
PLAIN = tuple(field.name for field in fields(NeedContent) if field.name not in {"site_id", "skills"})
WAGE = cells.amount(2, Decimal("9999.99"))
FRENCH = cells.number(1, 12)


def occupation(cell: str) -> str:
    """The code of an occupation: five digits, or its official title."""
    found = re.match(r"^(?:CNP|NOC)?\s*(\d{5})\b", cell, re.IGNORECASE)
    return cells.named(listed("occupations"), NOT_LISTED)(found[1] if found else cell)


def skill(cell: str) -> tuple[str, int | None]:
    """A skill and, between brackets, its level: « soudage (2) »."""
    found = _LEVEL.match(cell)
    name, level = (found[1], int(found[2])) if found else (cell, None)
    return cells.named(
        listed("skills"), filled(_("« %(name)s » n’est pas une compétence de nos listes."), name=name)
    )(name), level


def shown_skills(pairs: Sequence[tuple[str, int | None]]) -> str:
    """Skills as `skill` reads them back, by their codes, which two names never share."""
    return cells.SEVERAL.join(f"{code} ({level})" if level else code for code, level in pairs)


def standing(needs: Any) -> Iterator[tuple[Any, ...]]:
    """What needs that still stand ask, to know a double by."""
    over = (NeedStage.CLOSED, NeedStage.WITHDRAWN, NeedStage.EXPIRED, NeedStage.FILLED)
    for site, code, words in needs.exclude(stage__in=over).values_list("site_id", "occupation_id", "words"):
        yield site, code, fold(words)


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


def content_of(need: LabourNeed) -> NeedContent:
    """What a need asks now."""
    plain = {name: getattr(need, name) for name in PLAIN}
    skills = tuple(
        SkillAsked(code=row.skill_id, essential=row.essential, level=row.level) for row in need.skills.all()
    )
    return NeedContent(
        **plain | {"help_offered": tuple(need.help_offered)}, site_id=need.site_id, skills=skills
    )


def asked_by(line: Line, site: int, need: LabourNeed | None) -> NeedContent:
    """What the line asks: the need as it is, with what the line says."""
    empty: dict[str, Any] = {"words": "", "help_offered": ()}
    before = asdict(content_of(need)) if need else empty
    values = overlay(line, PLAIN, {name: before[name] for name in PLAIN if name in before}, by_id=True)
    if not need:
        values = {name: value for name, value in values.items() if value is not None}
    asked = content_of(need).skills if need else ()
    skills = []
    for code, essential in (("essential", True), ("assets", False)):
        kept = [row for row in asked if row.essential == essential]
        said = [
            SkillAsked(code=name, essential=essential, level=level) for name, level in line.said(code, ())
        ]
        skills += said if code in line.values else kept
    return NeedContent(
        **values, site_id=site, skills=tuple({row.code: row for row in reversed(skills)}.values())
    )


def plan_change(line: Line, need: LabourNeed, content: NeedContent, job: Job) -> None:
    """Say what the line changes of a need; refuse what its stage or its rules do not allow."""
    line.label = need.title
    line.target, line.content = need, content
    if _ordered(content) == _ordered(content_of(need)):
        line.outcome = SAME
        return
    if need.stage not in EDITABLE:
        line.refuse("id", _("Ce besoin est terminé : rouvrez-le avant de le modifier."))
    check(line, content, job, DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until))
    line.outcome = UPDATED


def _ordered(content: NeedContent) -> dict[str, Any]:
    values = asdict(content)
    values["help_offered"] = sorted(content.help_offered)
    values["skills"] = sorted((row.code, row.essential, row.level or 0) for row in content.skills)
    return values


_COLUMNS = {"site": "site", "occupation": "occupation_id", "skills": "essential"}


def check(line: Line, content: NeedContent, job: Job, before: DaysBefore | None = None) -> None:
    """Put each broken rule beside its cell."""
    for field, message in problems(content, today=job.today, before=before or DaysBefore()):
        line.refuse(_COLUMNS.get(field, field), message)


def lint(line: Line) -> None:
    """Words that touch a prohibited ground are refused, with the reason and the way out."""
    if line.outcome not in {NEW, UPDATED}:
        return
    for name in READ:
        for warning in wording_warnings(str(line.said(name))[:4000]):
            line.refuse(
                name,
                filled(
                    _("« %(words)s » : %(reason)s %(way)s"),
                    words=warning.found,
                    reason=warning.ground.reason,
                    way=warning.ground.way_out,
                ),
            )


def write_line(line: Line, job: Job) -> None:
    """Send a new need, or write a known one anew."""
    if line.outcome == NEW:
        file: EmployerFile = line.target
        key = uuid5(NAMESPACE_URL, f"{job.key}-{line.number}")
        line.target = submit_need(file=file, content=line.content, submission_key=key, by=job.by, now=job.now)
    elif line.outcome == UPDATED:
        edit_need(
            need=line.target, content=line.content, revision=line.target.revision, by=job.by, now=job.now
        )
