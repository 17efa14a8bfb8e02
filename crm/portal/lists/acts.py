"""Gestures on many rows: what each asks, and the one service call that it makes on a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.caseload import services as caseload
from crm.casework import services as casework
from crm.casework.models import FollowUp
from crm.casework.rules import Promise
from crm.core.errors import Refusal
from crm.employers import services as employers
from crm.employers.models import EmployerFile, FileCollaborator
from crm.needs import services as needs
from crm.needs.models import LabourNeed, NeedStage


@dataclass(frozen=True, slots=True)
class Gesture:
    """Who makes it, when, and what the form said."""

    by: User
    now: datetime
    data: Mapping[str, Any]

    @property
    def reason(self) -> str:
        chosen = self.data.get("reason")
        return str(chosen.pk) if chosen else ""


def _confirm(need: LabourNeed, made: Gesture) -> str:
    needs.confirm_still_current(need=need, by=made.by, now=made.now)
    return ""


def _valid_until(need: LabourNeed, made: Gesture) -> str:
    before = str(need.valid_until)
    needs.set_valid_until(need=need, valid_until=made.data["valid_until"], by=made.by, now=made.now)
    return before


def _suspend(need: LabourNeed, made: Gesture) -> str:
    needs.move_need(
        need=need,
        move="suspend",
        by=made.by,
        now=made.now,
        reason=made.reason,
        note=made.data["note"],
        until=made.data["until"],
    )
    return ""


def _handover(file: EmployerFile, made: Gesture) -> str:
    caseload.propose_handover(
        files=[file], receiver=made.data["user"], note=made.data["note"], by=made.by, now=made.now
    )
    return ""


def _collaborator(file: EmployerFile, made: Gesture) -> str:
    known = FileCollaborator.objects.filter(file=file, user=made.data["user"]).exists()
    employers.add_collaborator(file=file, user=made.data["user"], by=made.by, now=made.now)
    return "" if known else str(made.data["user"].pk)


def _follow_up(file: EmployerFile, made: Gesture) -> str:
    promise = Promise(text=made.data["text"], due_on=made.data["due_on"])
    casework.add_follow_up(file=file, promise=promise, by=made.by, now=made.now)
    return ""


def _move(file: EmployerFile, made: Gesture) -> str:
    employers.move_file(
        file=file,
        to=made.data["to"],
        by=made.by,
        now=made.now,
        reason=made.reason,
        note=made.data["note"],
        wake_on=made.data["wake_on"],
    )
    return ""


def _done(row: FollowUp, made: Gesture) -> str:
    if row.done_at is not None:
        raise casework.FollowUpRefused(casework.ALREADY_DONE)
    casework.complete_follow_up(follow_up=row, by=made.by, now=made.now)
    return ""


def _due_on(row: FollowUp, made: Gesture) -> str:
    before = str(row.due_on)
    casework.reschedule_follow_up(follow_up=row, due_on=made.data["due_on"], by=made.by, now=made.now)
    return before


def _pass(row: FollowUp, made: Gesture) -> str:
    before = str(row.owner_id)
    casework.pass_follow_up(follow_up=row, receiver=made.data["user"], by=made.by, now=made.now)
    return before


Act = Callable[[Any, Gesture], str]
#: By list and gesture: the fields that it asks, and the call on one row.
ACTS: dict[tuple[str, str], tuple[tuple[str, ...], Act]] = {
    ("needs", "confirm"): ((), _confirm),
    ("needs", "valid_until"): (("valid_until",), _valid_until),
    ("needs", "suspend"): (("reason", "until", "note"), _suspend),
    ("files", "handover"): (("user", "note"), _handover),
    ("files", "collaborator"): (("user",), _collaborator),
    ("files", "follow_up"): (("text", "due_on"), _follow_up),
    ("files", "move"): (("to", "reason", "wake_on", "note"), _move),
    ("follow_ups", "done"): ((), _done),
    ("follow_ups", "due_on"): (("due_on",), _due_on),
    ("follow_ups", "pass"): (("user",), _pass),
}


def _resume(need: LabourNeed, _before: str, by: User, now: datetime) -> None:
    needs.move_need(need=need, move="resume", by=by, now=now, expected=NeedStage.SUSPENDED)


def _valid_again(need: LabourNeed, before: str, by: User, now: datetime) -> None:
    needs.set_valid_until(need=need, valid_until=date.fromisoformat(before), by=by, now=now)


def _alone(file: EmployerFile, before: str, by: User, now: datetime) -> None:
    """Only who was not there before goes."""
    named = colleagues(by, today=localdate(now)).filter(pk=int(before)).first() if before else None
    if named is None:
        raise Refusal
    employers.remove_collaborator(file=file, user=named, by=by, now=now)


def _reopen(row: FollowUp, _before: str, by: User, now: datetime) -> None:
    casework.reopen_follow_up(follow_up=row, by=by, now=now)


def _day_again(row: FollowUp, before: str, by: User, now: datetime) -> None:
    casework.reschedule_follow_up(follow_up=row, due_on=date.fromisoformat(before), by=by, now=now)


Undo = Callable[[Any, str, User, datetime], None]
UNDOS: dict[tuple[str, str], Undo] = {
    ("needs", "suspend"): _resume,
    ("needs", "valid_until"): _valid_again,
    ("files", "collaborator"): _alone,
    ("follow_ups", "done"): _reopen,
    ("follow_ups", "due_on"): _day_again,
}
