"""Moving a need from stage to stage, each move a row; counting its positions; keeping it current."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import AlreadyMoved, Refusal, TransitionRefused, WrittenSince
from crm.core.jobs import enqueue
from crm.needs.models import SCORED_STAGES, LabourNeed, NeedEdit, NeedMove, NeedStage
from crm.needs.rules.content import FURTHEST_DAYS, LONGEST_PAUSE, VALID_FOR
from crm.needs.rules.stages import BY_HAND, TAKEN_BACK, TRANSITIONS, hand_move, transition
from crm.taxonomy.models import Reason


class NoPositionLeft(Refusal):
    """Every position of the need is filled, or none is to be released."""

    default = _("Tous les postes de ce besoin sont déjà pourvus.")


class NothingToTakeBack(Refusal):
    """The move is not one's own last gesture on the need any more, or changed more than its stage."""

    default = _("Ce changement d’étape ne s’annule plus : autre chose a été fait depuis.")


class ReasonRefused(Refusal):
    """The coded reason is missing, or is not one of a need."""

    default = _("Choisissez un motif dans la liste.")


class PauseRefused(Refusal):
    """A pause without the day on which the need comes back, or with one that cannot be."""

    default = _("Choisissez le jour de la reprise, à partir de demain et d’ici un an.")


class ValidityRefused(Refusal):
    """A last day that a need cannot have."""

    default = _("Choisissez un jour à partir d’aujourd’hui, d’ici deux ans.")


def lock_need(need_id: int) -> LabourNeed:
    """The need, locked until the transaction ends. Raises LabourNeed.DoesNotExist."""
    return LabourNeed.objects.select_for_update(no_key=True).get(pk=need_id)


def ask_for_scores(need: LabourNeed, *, now: datetime, priority: int = 1) -> None:
    """Promise the ranking of this revision of the need; `priority` 1 is that of what somebody waits for."""
    enqueue(
        "workers.tasks.matching.score_need",
        key=f"score-need-{need.pk}",
        now=now,
        priority=priority,
        need_id=need.pk,
        revision=need.revision,
    )


@transaction.atomic
def rank_needs_of_site(*, site_id: int, now: datetime) -> int:
    """Promise new rankings of the needs of a site that moved; returns how many. Where a place is decides who goes."""
    needs = list(
        LabourNeed.objects.scored().select_for_update(no_key=True).filter(site_id=site_id).order_by("pk")
    )
    for need in needs:
        need.revision += 1
        need.save()
        ask_for_scores(need, now=now)
    return len(needs)


def apply_move(
    need: LabourNeed,
    move: str,
    *,
    by: User | None,
    now: datetime,
    reason: Reason | None = None,
    note: str = "",
    until: date | None = None,
) -> NeedMove:
    """Make a move of the table on a locked need and write its row; entering or leaving the ranking re-scores."""
    step = transition(move, need.stage)
    row = NeedMove(
        by=by,
        at=now,
        note=note,
        until=until,
        reason=reason.code if reason else "",
        shareable=step.shareable and (reason is None or reason.shareable),
    )
    return _write_move(need, step.target, row, now=now)


def _write_move(need: LabourNeed, target: str, row: NeedMove, *, now: datetime) -> NeedMove:
    before, need.stage = need.stage, target
    need.suspended_until = row.until if target == NeedStage.SUSPENDED else None
    crossed = (before in SCORED_STAGES) != (need.stage in SCORED_STAGES)
    need.revision += crossed
    need.save()
    if crossed:
        ask_for_scores(need, now=now)
    row.need, row.from_stage, row.to_stage = need, before, target
    row.save()
    return row


def _reason(code: str, *, asked: bool) -> Reason | None:
    found = Reason.objects.filter(code=code, context=Reason.Context.NEED).first()
    if found is None and (asked or code):
        raise ReasonRefused(field="reason")
    return found


@transaction.atomic
def move_need(
    *,
    need: LabourNeed,
    move: str,
    by: User | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    expected: str = "",
    until: date | None = None,
) -> LabourNeed:
    """Make one of the moves that an advisor makes by hand; `expected` is the stage in which the reader saw the need.

    `until` is the day on which a suspended need comes back by itself. Raises TransitionRefused, ReasonRefused,
    PauseRefused, Forbidden, AlreadyMoved when the need left the expected stage meanwhile.
    """
    require(by, Permission.QUALIFY_NEEDS)
    locked = lock_need(need.pk)
    _require_stage(locked, expected)
    if move not in BY_HAND:
        raise TransitionRefused
    step = transition(move, locked.stage)
    why = _reason(reason, asked=step.reason)
    paused = _pause_day(until, timezone.localdate(now)) if move == "suspend" else None
    if move == "reopen":
        keep_current(locked, now=now)
    if move == "requalify":
        # The qualification is taken back: it no longer counts as an act.
        opened = locked.moves.filter(to_stage=NeedStage.OPEN, from_stage__in=TRANSITIONS["qualify"].sources)
        opened.filter(undone_at=None).update(undone_at=now)
    apply_move(locked, move, by=by, now=now, reason=why, note=note, until=paused)
    return locked


def _require_stage(need: LabourNeed, expected: str) -> None:
    if expected and need.stage != expected:
        last = need.moves.select_related("by").order_by("-at", "-id").first()
        who = last.by.name if last and last.by else ""
        raise AlreadyMoved(who=who, stage=need.get_stage_display())


def _pause_day(until: date | None, today: date) -> date:
    if until is None or not today < until <= today + LONGEST_PAUSE:
        raise PauseRefused(field="until")
    return until


@transaction.atomic
def take_back_move(*, need: LabourNeed, seen: int, by: User | None, now: datetime) -> LabourNeed:
    """Put the need back where it stood before `by` moved it by hand; `seen` is its stamp right after that move.

    Raises NothingToTakeBack when somebody else moved it, when anything was written since, or when the move changed
    more than the stage; Forbidden.
    """
    require(by, Permission.QUALIFY_NEEDS)
    locked = lock_need(need.pk)
    last = locked.moves.order_by("-at", "-id").first()
    if last is None or last.by != by or locked.stamp != seen or last.undone_at:
        raise NothingToTakeBack
    if hand_move(last.from_stage, last.to_stage) not in TAKEN_BACK:
        raise NothingToTakeBack
    last.undone_at = now
    last.save(update_fields=["undone_at"])
    paused = locked.moves.filter(to_stage=NeedStage.SUSPENDED).order_by("-at", "-id").first()
    until = paused.until if paused and last.from_stage == NeedStage.SUSPENDED else None
    _write_move(locked, last.from_stage, NeedMove(by=by, at=now, undone_at=now, until=until), now=now)
    return locked


@transaction.atomic
def start_presenting(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """A first profile is shown to the employer; nothing changes when that was so already. Raises TransitionRefused."""
    locked = lock_need(need.pk)
    if locked.stage != NeedStage.PRESENTING:
        apply_move(locked, "present", by=by, now=now)
    return locked


@transaction.atomic
def stop_presenting(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """The last profile shown was withdrawn: the need is open again; nothing changes when it was not in presentation."""
    locked = lock_need(need.pk)
    if locked.stage == NeedStage.PRESENTING:
        apply_move(locked, "stop_presenting", by=by, now=now)
    else:
        # The need stays as it is, but its stamp tells whoever would take it back to « in presentation ».
        locked.save(update_fields=["updated_at"])
    return locked


@transaction.atomic
def fill_position(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """One more position filled by a placement; the last one moves the need to filled. Raises NoPositionLeft."""
    locked = lock_need(need.pk)
    if locked.filled >= locked.positions:
        raise NoPositionLeft
    transition("fill", locked.stage)
    locked.filled += 1
    if locked.filled == locked.positions:
        apply_move(locked, "fill", by=by, now=now)
    else:
        locked.save()
    return locked


@transaction.atomic
def release_position(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """A placement was undone or broken: its position is to be filled again; a filled need opens again."""
    locked = lock_need(need.pk)
    if not locked.filled:
        raise NoPositionLeft(_("Aucun poste de ce besoin n’est pourvu."))
    locked.filled -= 1
    if locked.stage == NeedStage.FILLED:
        apply_move(locked, "release", by=by, now=now)
    else:
        locked.save()
    return locked


@transaction.atomic
def confirm_still_current(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """Someone says that the need still stands: valid for another while. Raises TransitionRefused when it is over."""
    locked = lock_need(need.pk)
    transition("expire", locked.stage)
    before = str(locked.confirmed_on) if locked.confirmed_on else None
    keep_current(locked, now=now)
    locked.save()
    NeedEdit.objects.create(
        need=locked, at=now, by=by, changes={"confirmed_on": [before, str(locked.confirmed_on)]}
    )
    return locked


@transaction.atomic
def set_valid_until(
    *, need: LabourNeed, valid_until: date | None, by: User | None, now: datetime, seen: int | None = None
) -> LabourNeed:
    """Another last day for a need that is not over.

    Raises ValidityRefused, TransitionRefused, Forbidden; WrittenSince when its stamp is no longer `seen`.
    """
    require(by, Permission.QUALIFY_NEEDS)
    locked = lock_need(need.pk)
    if seen is not None and locked.stamp != seen:
        raise WrittenSince
    transition("expire", locked.stage)
    today = timezone.localdate(now)
    if valid_until is None or not today <= valid_until <= today + timedelta(days=FURTHEST_DAYS):
        raise ValidityRefused(field="valid_until")
    before, locked.valid_until = locked.valid_until, valid_until
    locked.save()
    NeedEdit.objects.create(
        need=locked, at=now, by=by, changes={"valid_until": [str(before), str(valid_until)]}
    )
    return locked


@transaction.atomic
def end_validity(*, need: LabourNeed, by: User | None, now: datetime) -> LabourNeed:
    """Its employer looks for nobody any more: it expires at once, history and all. Raises TransitionRefused."""
    locked = lock_need(need.pk)
    transition("expire", locked.stage)
    before, locked.valid_until = locked.valid_until, timezone.localdate(now) - timedelta(days=1)
    NeedEdit.objects.create(
        need=locked, at=now, by=by, changes={"valid_until": [str(before), str(locked.valid_until)]}
    )
    apply_move(locked, "expire", by=by, now=now, reason=Reason.objects.filter(code="need-expired").first())
    return locked


def keep_current(need: LabourNeed, *, now: datetime) -> None:
    """Set on a locked need that it was confirmed today, and its validity; the caller saves it."""
    today = timezone.localdate(now)
    need.confirmed_on = today
    need.valid_until = max(need.valid_until, today + VALID_FOR)
