"""Gestures on many rows: what each asks, and the one service call that it makes on a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.accounts.services import Made
from crm.candidates import services as persons
from crm.candidates.models import Candidate
from crm.caseload import services as caseload
from crm.casework import services as casework
from crm.casework.models import FollowUp
from crm.casework.rules import Promise
from crm.core.errors import Refusal
from crm.employers import services as employers
from crm.employers.models import EmployerFile, FileCollaborator
from crm.matching import services as matching
from crm.matching.models import Match, MatchStage
from crm.matching.queries import last_move
from crm.needs import services as needs
from crm.needs.models import LabourNeed
from crm.portal.formatting import moment
from crm.settlement import services as settlement
from crm.settlement.models import Appointment
from crm.settlement.queries import free_hour


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


def _valid_until(need: LabourNeed, made: Gesture) -> Made:
    before, day = str(need.valid_until), made.data["valid_until"]
    moved = needs.set_valid_until(need=need, valid_until=day, by=made.by, now=made.now)
    return Made(before, seen=moved.stamp)


def _suspend(need: LabourNeed, made: Gesture) -> Made:
    moved = needs.move_need(
        need=need,
        move="suspend",
        by=made.by,
        now=made.now,
        reason=made.reason,
        note=made.data["note"],
        until=made.data["until"],
    )
    return Made(seen=moved.stamp)


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


def _done(row: FollowUp, made: Gesture) -> Made:
    if row.done_at is not None:
        raise casework.FollowUpRefused(casework.ALREADY_DONE)
    return Made(seen=casework.complete_follow_up(follow_up=row, by=made.by, now=made.now).stamp)


def _due_on(row: FollowUp, made: Gesture) -> Made:
    before, day = str(row.due_on), made.data["due_on"]
    moved = casework.reschedule_follow_up(follow_up=row, due_on=day, by=made.by, now=made.now)
    return Made(before, seen=moved.stamp)


def _pass(row: FollowUp, made: Gesture) -> Made:
    before, to = str(row.owner_id), made.data["user"]
    passed = casework.pass_follow_up(follow_up=row, receiver=to, by=made.by, now=made.now)
    return Made(before, seen=passed.stamp)


def _entrust(person: Candidate, made: Gesture) -> str:
    persons.set_officer(
        candidate=person,
        officer=made.data["user"],
        valid_from=localdate(made.now),
        by=made.by,
        now=made.now,
    )
    return ""


def _hand_person(person: Candidate, made: Gesture) -> str:
    caseload.propose_person_handover(
        persons=[person], receiver=made.data["user"], note=made.data["note"], by=made.by, now=made.now
    )
    return ""


def _promise_person(person: Candidate, made: Gesture) -> str:
    promise = Promise(text=made.data["text"], due_on=made.data["due_on"])
    casework.add_follow_up(candidate=person, promise=promise, by=made.by, now=made.now)
    return ""


def _meet(person: Candidate, made: Gesture) -> Made:
    """One after the other from the hour asked, over what the officer already has that day."""
    data = made.data
    asked = make_aware(datetime.combine(data["day"], data["hour"]))
    start = free_hour(data["staff"], start=asked, minutes=data["minutes"])
    if start is None:
        raise Refusal(_("La journée est pleine : choisissez un autre jour ou une heure plus tôt."))
    meeting = settlement.request_appointment(
        candidate=person,
        staff=data["staff"],
        mode=data["mode"],
        service_point=data["service_point"],
        starts_at=start,
        ends_at=start + timedelta(minutes=data["minutes"]),
        purpose=data["purpose"],
        by=made.by,
        now=made.now,
    )
    return Made(str(meeting.pk), moment(start), seen=meeting.stamp)


def _move_person(person: Candidate, made: Gesture) -> str:
    persons.move_candidate(
        candidate=person,
        to=made.data["to"],
        by=made.by,
        now=made.now,
        reason=made.reason,
        note=made.data["note"],
    )
    return ""


def _keep(match: Match, made: Gesture) -> Made:
    matching.shortlist(match=match, note=made.data["note"], by=made.by, now=made.now)
    return Made(seen=last_move(match))


def _present(match: Match, made: Gesture) -> str:
    matching.present(match=match, by=made.by, now=made.now)
    return ""


def _set_aside(match: Match, made: Gesture) -> Made:
    before = match.stage
    matching.set_aside(match=match, reason=made.reason, note=made.data["note"], by=made.by, now=made.now)
    return Made(before, seen=last_move(match))


def _promise_match(match: Match, made: Gesture) -> str:
    promise = Promise(text=made.data["text"], due_on=made.data["due_on"])
    casework.add_follow_up(file=match.need.file, promise=promise, by=made.by, now=made.now)
    return ""


Act = Callable[[Any, Gesture], str | Made]
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
    ("persons", "officer"): (("user",), _entrust),
    ("persons", "handover"): (("user", "note"), _hand_person),
    ("persons", "follow_up"): (("text", "due_on"), _promise_person),
    ("persons", "appointments"): (
        ("staff", "mode", "service_point", "day", "hour", "minutes", "purpose"),
        _meet,
    ),
    ("persons", "move"): (("to", "reason", "note"), _move_person),
    ("matches", "shortlist"): (("note",), _keep),
    ("matches", "present"): ((), _present),
    ("matches", "set_aside"): (("reason", "note"), _set_aside),
    ("matches", "follow_up"): (("text", "due_on"), _promise_match),
}


def _resume(need: LabourNeed, left: Made, by: User, now: datetime) -> None:
    needs.take_back_move(need=need, seen=left.seen, by=by, now=now)


def _valid_again(need: LabourNeed, left: Made, by: User, now: datetime) -> None:
    day = date.fromisoformat(left.before)
    needs.set_valid_until(need=need, valid_until=day, by=by, now=now, seen=left.seen)


def _alone(file: EmployerFile, left: Made, by: User, now: datetime) -> None:
    """Only who was not there before goes."""
    asked = colleagues(by, today=localdate(now))
    named = asked.filter(pk=int(left.before)).first() if left.before else None
    if named is None:
        raise Refusal
    employers.remove_collaborator(file=file, user=named, by=by, now=now)


def _reopen(row: FollowUp, left: Made, by: User, now: datetime) -> None:
    casework.reopen_follow_up(follow_up=row, by=by, now=now, seen=left.seen)


def _day_again(row: FollowUp, left: Made, by: User, now: datetime) -> None:
    day = date.fromisoformat(left.before)
    casework.put_back_follow_up(follow_up=row, due_on=day, seen=left.seen, by=by, now=now)


def _owner_again(row: FollowUp, left: Made, by: User, now: datetime) -> None:
    giver = colleagues(by, today=localdate(now)).filter(pk=int(left.before)).first()
    if giver is None:
        raise Refusal(_("La personne qui avait ce suivi n’est plus dans l’équipe."))
    casework.pass_follow_up(follow_up=row, receiver=giver, by=by, now=now, seen=left.seen)


def _cancel(_person: Candidate, left: Made, by: User, now: datetime) -> None:
    meeting = Appointment.objects.visible_to(by).select_related("candidate").get(pk=int(left.before))
    settlement.act_on_appointment(
        appointment=meeting,
        gesture="cancel",
        by=by,
        now=now,
        reason="appointment-cancelled-staff",
        seen=left.seen or None,
    )


def _back_in_ranking(match: Match, left: Made, by: User, now: datetime) -> None:
    """Whoever was further on than the ranking is not put back where they were by one press."""
    if left.before not in {"", MatchStage.PROPOSED}:
        raise Refusal(
            _("Cette personne était plus loin que le classement : remettez-la depuis son jumelage.")
        )
    matching.restore(match=match, by=by, now=now, seen=left.seen or None)


Undo = Callable[[Any, Made, User, datetime], None]
UNDOS: dict[tuple[str, str], Undo] = {
    ("needs", "suspend"): _resume,
    ("needs", "valid_until"): _valid_again,
    ("files", "collaborator"): _alone,
    ("follow_ups", "done"): _reopen,
    ("follow_ups", "due_on"): _day_again,
    ("follow_ups", "pass"): _owner_again,
    ("persons", "appointments"): _cancel,
    ("matches", "shortlist"): _back_in_ranking,
    ("matches", "set_aside"): _back_in_ranking,
}
