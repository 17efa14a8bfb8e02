"""A person of another direction is asked for: their officer is told, and whoever asked hears the answer."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from crm.candidates.models import CandidateOfficer
from crm.matching.models import OfficerRequest
from crm.notices.models import NoticeKind
from crm.notices.services.telling import Told, active_users, managers_of, tell


def request_asked(request_id: int, now: datetime) -> None:
    """The person's own officer is told; without one, the managers of the person's direction."""
    asked = _standing(request_id)
    if asked is None or asked.answer:
        return
    today, person = timezone.localdate(now), asked.match.candidate
    mine = CandidateOfficer.objects.on(today).filter(candidate=person, user__is_active=True)
    whom = list(mine.values_list("user_id", flat=True)) or managers_of(person.direction_id, today)
    _tell(asked, NoticeKind.REQUEST_ASKED, whom, now=now)


def request_answered(request_id: int, now: datetime) -> None:
    """Whoever asked is told that there is an answer."""
    asked = _standing(request_id)
    if asked is not None and asked.answer:
        _tell(asked, NoticeKind.REQUEST_ANSWERED, list(active_users([asked.asked_by_id])), now=now)


def _standing(request_id: int) -> OfficerRequest | None:
    rows = OfficerRequest.objects.select_related("match__candidate", "match__need__file")
    found: OfficerRequest | None = rows.filter(pk=request_id, closed_at=None).first()
    return found


def _tell(asked: OfficerRequest, kind: str, whom: list[int], *, now: datetime) -> None:
    about = {"match": asked.match, "need": asked.match.need}
    told = [Told(user_id=user, kind=kind, key=f"{kind}-{asked.pk}", about=about) for user in whom]
    tell(told, now=now)
