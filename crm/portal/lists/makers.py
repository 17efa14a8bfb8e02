"""What moving a card does, noun by noun: one service call, what to say, and the address that takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import Noun, User
from crm.candidates import services as persons
from crm.candidates.models import Candidate
from crm.casework import services as promises
from crm.casework.models import FollowUp
from crm.core.errors import AlreadyMoved
from crm.employers import services as accompaniment
from crm.employers.models import EmployerFile
from crm.matching import services as matching
from crm.matching.models import Match, MatchStage
from crm.needs import services as needs
from crm.needs.models import LabourNeed
from crm.needs.rules.stages import TAKEN_BACK, hand_move
from crm.portal.lists.undo import back_again

#: What was said, and the address of the undo ("" when there is none).
Said = tuple[str, str]
#: The dialog of a match's page that a column of its board asks for.
DIALOGS = {
    MatchStage.SHORTLISTED: "keep",
    MatchStage.CONSENTED: "consent",
    MatchStage.MUTUAL_INTEREST: "answer",
    MatchStage.INTERVIEW: "interview",
    MatchStage.OFFER: "offer",
    MatchStage.ACCEPTED: "hire",
    MatchStage.SET_ASIDE: "aside",
}


def page_of_move(noun: str, row: Any, seen_in: str, to: str) -> str:
    """The page that asks what a move needs, when it has one of its own; "" when the move is made at once."""
    if noun == Noun.NEEDS and hand_move(seen_in, to) == "qualify":
        return reverse("need-qualify", args=[row.pk])
    if noun == Noun.MATCHES and to == MatchStage.PRESENTED:
        return reverse("match-present", args=[row.pk])
    if noun == Noun.MATCHES and to in DIALOGS:
        return f"{reverse('match', args=[row.pk])}?geste={DIALOGS[MatchStage(to)]}"
    return ""


def _code(data: Mapping[str, Any]) -> str:
    reason = data.get("reason")
    return str(reason.pk) if reason else ""


def _move_need(row: LabourNeed, seen_in: str, data: Mapping[str, Any], by: User) -> Said:
    name = hand_move(seen_in, data["to"])
    moved = needs.move_need(
        need=row,
        move=name,
        by=by,
        now=timezone.now(),
        reason=_code(data),
        note=data["note"],
        until=data["until"],
        expected=seen_in,
    )
    undo = back_again(Noun.NEEDS, moved) if name in TAKEN_BACK else ""
    return _("Le besoin est maintenant : %(stage)s.") % {"stage": moved.get_stage_display()}, undo


def _move_file(row: EmployerFile, seen_in: str, data: Mapping[str, Any], by: User) -> Said:
    now, slept = timezone.now(), row.wake_on
    moved = accompaniment.move_file(
        file=row,
        to=data["to"],
        by=by,
        now=now,
        reason=_code(data),
        note=data["note"],
        wake_on=data["wake_on"],
        expected=seen_in,
    )
    # Whoever was to be woken today or before cannot be put to sleep until then again.
    undo = "" if slept and slept <= timezone.localdate(now) else back_again(Noun.FILES, moved, slept)
    return _("Étape du dossier : %(stage)s.") % {"stage": moved.get_stage_display()}, undo


def _move_promise(row: FollowUp, seen_in: str, data: Mapping[str, Any], by: User) -> Said:
    now = timezone.now()
    if row.done_at is not None and seen_in != "done":
        raise AlreadyMoved(who=str(row.done_by or ""), stage=_("fait"))
    if data["to"] == "done":
        promises.complete_follow_up(follow_up=row, by=by, now=now)
        said = _("Suivi marqué fait : %(text)s") % {"text": row.text}
        return said, reverse("follow-up-reopen", args=[row.pk])
    if row.done_at is not None:
        promises.reopen_follow_up(follow_up=row, by=by, now=now)
        said = _("Suivi remis à faire : %(text)s") % {"text": row.text}
        return said, reverse("follow-up-done", args=[row.pk])
    due_on = timezone.localdate(now) if data["to"] == "today" else data["due_on"]
    moved = promises.reschedule_follow_up(follow_up=row, due_on=due_on, by=by, now=now)
    said = _("Suivi déplacé : %(text)s") % {"text": row.text}
    return said, back_again(Noun.FOLLOW_UPS, moved, row.due_on)


def _move_person(row: Candidate, seen_in: str, data: Mapping[str, Any], by: User) -> Said:
    moved = persons.move_candidate(
        candidate=row,
        to=data["to"],
        by=by,
        now=timezone.now(),
        reason=_code(data),
        note=data["note"],
        expected=seen_in,
    )
    said = _("Étape : %(stage)s.") % {"stage": moved.get_stage_display()}
    return said, back_again(Noun.PERSONS, moved)


def _move_match(row: Match, _seen_in: str, _data: Mapping[str, Any], by: User) -> Said:
    """The one move that asks nothing; every other has its page."""
    matching.restore(match=row, by=by, now=timezone.now())
    return _("Personne remise au classement."), ""


MAKERS: Mapping[str, Callable[[Any, str, Mapping[str, Any], User], Said]] = {
    Noun.NEEDS: _move_need,
    Noun.FILES: _move_file,
    Noun.FOLLOW_UPS: _move_promise,
    Noun.PERSONS: _move_person,
    Noun.MATCHES: _move_match,
}
