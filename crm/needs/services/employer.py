"""What an employer does to its own need: withdraws it, changes it, says after its end that it still stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import StaleRevision, TransitionRefused
from crm.core.jobs import announce
from crm.employers.models import NeedFormLink
from crm.needs.models import LabourNeed, NeedDraft, NeedEdit, NeedSkill, NeedStage
from crm.needs.rules.content import NeedContent, SkillAsked, keeps_wage_max
from crm.needs.rules.stages import EDITABLE, WITHDRAW_REASONS
from crm.needs.services.stages import (
    ReasonRefused,
    apply_move,
    confirm_still_current,
    keep_current,
    lock_need,
)
from crm.needs.services.undoing import content_of
from crm.needs.services.writing import require_author, write_edit
from crm.taxonomy.models import Reason

#: What the employer's form does not ask: the advisor's, left as they are.
ADVISORS = (
    "experience_months",
    "french_written",
    "licence_id",
    "driving_class",
    "valid_until",
    "duration",
    "hours_per_week",
    "wage_max",
)


@transaction.atomic
def withdraw_by_employer(
    *, need: LabourNeed, reason: str, by: User | None, now: datetime, link: NeedFormLink | None = None
) -> LabourNeed:
    """The employer looks for nobody any more, and says why. Raises ReasonRefused, TransitionRefused, Forbidden."""
    require_author(need.file, by, link)
    locked = lock_need(need.pk)
    found = Reason.objects.filter(code=reason, context=Reason.Context.NEED).first()
    if found is None or reason not in WITHDRAW_REASONS:
        raise ReasonRefused(field="reason")
    move = apply_move(locked, "withdraw", by=by, now=now, reason=found)
    locked.drafts.all().delete()
    announce("need_withdrawn", move.pk, now=now)
    return locked


@transaction.atomic
def change_by_employer(
    *,
    need: LabourNeed,
    content: NeedContent,
    revision: int,
    by: User | None,
    now: datetime,
    link: NeedFormLink | None = None,
    submission_key: UUID | None = None,
) -> LabourNeed:
    """The employer changes what it asks; what only the advisor asks stays, and the advisor is told.

    Sent again with the same key, it is the same change. Raises StaleRevision, TransitionRefused, Forbidden.
    """
    require_author(need.file, by, link)
    locked = lock_need(need.pk)
    used = NeedEdit.objects.filter(submission_key=submission_key).exists() if submission_key else False
    if used and _says(locked, content):
        return locked
    if locked.revision != revision:
        raise StaleRevision
    if locked.stage not in EDITABLE:
        raise TransitionRefused(_("Ce besoin est terminé : décrivez-en un autre, ou copiez celui-ci."))
    kept = {name: getattr(locked, name) for name in ADVISORS}
    if (locked.french_oral or 0) > 0 and _same_band(locked.french_oral, content.french_oral):
        kept["french_oral"] = locked.french_oral
    if not keeps_wage_max(locked.wage_max, content.wage_min):
        kept["wage_max"] = None
    before = {row.skill_id: row for row in locked.skills.all()}
    skills = tuple(_skill(asked, before) for asked in content.skills)
    asked = replace(content, skills=skills, **kept)
    edit = write_edit(locked, asked, by=by, now=now, submission_key=None if used else submission_key)
    NeedDraft.objects.filter(need=locked, link=link, user=None if link else by).delete()
    if edit is not None:
        announce("need_changed", edit.pk, now=now)
    return locked


def _says(need: LabourNeed, content: NeedContent) -> bool:
    """Whether the need asks already what the employer's form says."""
    now, left = content_of(need), {*ADVISORS, "french_oral", "skills", "help_offered"}
    same = all(
        getattr(now, name) == getattr(content, name)
        for name in NeedContent.__dataclass_fields__
        if name not in left
    )
    codes = {asked.code for asked in now.skills} == {asked.code for asked in content.skills}
    return same and codes and set(now.help_offered) == set(content.help_offered)


def _skill(asked: SkillAsked, before: dict[str, NeedSkill]) -> SkillAsked:
    row = before.get(asked.code)
    if row is None:
        return asked
    return SkillAsked(code=asked.code, essential=row.essential, level=row.level)


def _same_band(before: int | None, asked: int | None) -> bool:
    """Whether the employer's band (whose first level is `asked`) is the one in which the exact level lies."""
    return asked is not None and before is not None and asked <= before < asked + 4


@transaction.atomic
def still_stands(
    *, need: LabourNeed, by: User | None, now: datetime, link: NeedFormLink | None = None
) -> LabourNeed:
    """« Toujours d’actualité »: valid for another while; one that expired waits for its advisor again.

    Raises TransitionRefused when it ended otherwise, Forbidden.
    """
    require_author(need.file, by, link)
    locked = lock_need(need.pk)
    if locked.stage != NeedStage.EXPIRED:
        return confirm_still_current(need=locked, by=by, now=now)
    keep_current(locked, now=now)
    apply_move(locked, "reopen", by=by, now=now)
    announce("need_submitted", locked.pk, now=now)
    return locked
