"""Writing what a need asks: sent by an employer or an advisor, edited, qualified."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal, StaleRevision, TransitionRefused
from crm.core.jobs import announce
from crm.employers.models import EmployerFile, NeedFormLink
from crm.employers.space import MemberGesture, require_member
from crm.needs.models import SCORED_STAGES, LabourNeed, NeedDraft, NeedEdit, NeedMove, NeedSkill, NeedStage
from crm.needs.rules.content import NEW, VALID_FOR, DaysBefore, NeedContent, check
from crm.needs.rules.stages import EDITABLE, transition
from crm.needs.services.stages import apply_move, ask_for_scores, lock_need
from crm.taxonomy.models import Licence, Occupation, Skill, SpokenLanguage

VALUES = tuple(field.name for field in fields(NeedContent) if field.name != "skills")


class NeedRefused(Refusal):
    """What the need names does not exist here, or is not this employer's; `field` says which."""


def submit_need(
    *,
    file: EmployerFile,
    content: NeedContent,
    submission_key: UUID,
    by: User | None,
    now: datetime,
    link: NeedFormLink | None = None,
) -> LabourNeed:
    """Send a need; it waits for its advisor and is ranked at once. Sent again with the same key, it is the same need.

    `by` is staff or a representative of the employer; None with a `link` is its bearer. Raises ContentRefused,
    NeedRefused, Forbidden.
    """
    require_author(file, by, link)
    try:
        with transaction.atomic():
            return _sent_already(file, submission_key) or _submit(
                file, content, submission_key, by, now, link
            )
    except IntegrityError:
        found = _sent_already(file, submission_key)
        if found is None:
            raise
        return found


def _submit(
    file: EmployerFile,
    content: NeedContent,
    key: UUID,
    by: User | None,
    now: datetime,
    link: NeedFormLink | None,
) -> LabourNeed:
    need = LabourNeed(
        file=file, submission_key=key, submitted_by=by, submitted_link=link, stage=NeedStage.DRAFT
    )
    _write(need, content, now=now)
    _send(need, by=by, now=now)
    # What was a draft on this or another device is a need now.
    NeedDraft.objects.filter(submission_key=key).delete()
    return need


def _sent_already(file: EmployerFile, key: UUID) -> LabourNeed | None:
    found = LabourNeed.objects.filter(submission_key=key).first()
    if found and found.file_id != file.pk:
        raise NeedRefused(_("Ce formulaire a déjà servi ailleurs. Rechargez la page."))
    return found


@transaction.atomic
def save_draft(*, file: EmployerFile, content: NeedContent, by: User | None, now: datetime) -> LabourNeed:
    """Keep a need that is not sent yet: nobody ranks it, nobody else is told."""
    require_author(file, by, None)
    need = LabourNeed(file=file, submitted_by=by, stage=NeedStage.DRAFT)
    _write(need, content, now=now)
    NeedMove.objects.create(need=need, to_stage=NeedStage.DRAFT, at=now, by=by)
    return need


@transaction.atomic
def submit_draft(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """Send a draft. Raises TransitionRefused when it was sent before."""
    require_author(need.file, by, None)
    locked = lock_need(need.pk)
    _send(locked, by=by, now=now)
    return locked


def _send(need: LabourNeed, *, by: User | None, now: datetime) -> None:
    need.submitted_by = by
    apply_move(need, "submit", by=by, now=now)
    apply_move(need, "queue", by=None, now=now)
    announce("need_submitted", need.pk, now=now)


@transaction.atomic
def edit_need(
    *, need: LabourNeed, content: NeedContent, revision: int, by: User | None, now: datetime
) -> LabourNeed:
    """Change what a need asks; re-scored when it is ranked. Raises StaleRevision when `revision` is an older one."""
    require(by, Permission.WORK_FILES)
    locked = lock_revision(need, revision)
    if locked.stage not in EDITABLE:
        raise TransitionRefused(_("Ce besoin est terminé : rouvrez-le avant de le modifier."))
    write_edit(locked, content, by=by, now=now)
    return locked


@transaction.atomic
def qualify_need(
    *, need: LabourNeed, content: NeedContent, revision: int, by: User | None, now: datetime
) -> LabourNeed:
    """The advisor confirms what is asked, the occupation first, and opens the need. This is a qualifying act."""
    require(by, Permission.QUALIFY_NEEDS)
    locked = lock_revision(need, revision)
    transition("qualify", locked.stage)
    if not content.occupation_id:
        raise NeedRefused(_("Choisissez la profession : un besoin ouvert en a une."), field="occupation")
    write_edit(locked, content, by=by, now=now)
    apply_move(locked, "qualify", by=by, now=now)
    return locked


def lock_revision(need: LabourNeed, revision: int) -> LabourNeed:
    """The need, locked, when `revision` is its own. Raises StaleRevision."""
    locked = lock_need(need.pk)
    if locked.revision != revision:
        raise StaleRevision
    return locked


def write_edit(
    need: LabourNeed,
    content: NeedContent,
    *,
    by: User | None,
    now: datetime,
    submission_key: UUID | None = None,
) -> NeedEdit | None:
    """Write the content into a locked need, with a row of what changed, if anything; re-scored when it is ranked."""
    before = spoken(need)
    if content.positions < need.filled:
        raise NeedRefused(_("Plus de postes sont déjà pourvus que vous n’en demandez."), field="positions")
    need.revision += 1
    before_days = DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until)
    _write(need, content, now=now, before=before_days)
    after = spoken(need)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if need.stage in SCORED_STAGES:
        ask_for_scores(need, now=now)
    if not changes:
        return None
    return NeedEdit.objects.create(need=need, at=now, by=by, changes=changes, submission_key=submission_key)


def spoken(need: LabourNeed) -> dict[str, Any]:
    """Every value of the need as JSON, skills as their sorted codes."""
    values = {name: getattr(need, name) for name in VALUES}
    values["help_offered"] = sorted(values["help_offered"])
    plain = {name: _plain(value) for name, value in values.items()}
    return plain | {"skills": sorted(row.skill_id for row in need.skills.all())}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, list | int | None) else str(value)


def _write(need: LabourNeed, content: NeedContent, *, now: datetime, before: DaysBefore = NEW) -> None:
    today = timezone.localdate(now)
    check(content, today=today, before=before)
    _check_references(need.file, content)
    for name in VALUES:
        setattr(need, name, getattr(content, name))
    need.help_offered = list(content.help_offered)
    need.valid_until = content.valid_until or today + VALID_FOR
    need.save()
    need.skills.all().delete()
    NeedSkill.objects.bulk_create(
        NeedSkill(need=need, skill_id=asked.code, essential=asked.essential, level=asked.level)
        for asked in content.skills
    )


def _check_references(file: EmployerFile, content: NeedContent) -> None:
    if not file.employer.sites.filter(pk=content.site_id).exists():
        raise NeedRefused(_("Choisissez un établissement de l’entreprise."), field="site")
    codes = {asked.code for asked in content.skills}
    lists: Iterable[tuple[str, Any, set[str]]] = (
        ("occupation", Occupation, {content.occupation_id} if content.occupation_id else set()),
        (
            "other_language",
            SpokenLanguage,
            {content.other_language_id} if content.other_language_id else set(),
        ),
        ("licence", Licence, {content.licence_id} if content.licence_id else set()),
        ("skills", Skill, codes),
    )
    for field, model, named in lists:
        check_listed(field, model, named)


def check_listed(field: str, model: Any, codes: set[str]) -> None:
    """Raise NeedRefused unless every code is one of the list."""
    if codes and model.objects.filter(pk__in=codes).count() != len(codes):
        raise NeedRefused(_("Ce choix n’existe pas dans nos listes. Choisissez-en un autre."), field=field)


def require_author(file: EmployerFile, by: User | None, link: NeedFormLink | None) -> None:
    """Raise Forbidden unless `by`, or the bearer of the link, may write needs of the file."""
    if link is not None and link.file_id != file.pk:
        raise Forbidden
    if by is None:
        return
    if not scope_of(by).is_staff:
        require_member(by, file.employer_id, MemberGesture.SEND)
        return
    require(by, Permission.WORK_FILES)
    if not EmployerFile.objects.visible_to(by).filter(pk=file.pk).exists():
        raise Forbidden
