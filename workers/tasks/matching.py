"""Scoring in the background. Each task is harmless when repeated, and when its need or person has gone."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from crm.core.services import is_done, mark_done
from crm.matching.services import promise_rankings
from workers import bridge


@shared_task(name="workers.tasks.matching.score_need")
def score_need(*, message_id: int, need_id: int, revision: int, **_later: Any) -> None:
    """Rank everyone for a need."""
    if is_done(message_id):
        return
    bridge.score_need(need_id, now=timezone.now())
    mark_done(message_id, arguments={"need_id": need_id, "revision": revision}, now=timezone.now())


@shared_task(name="workers.tasks.matching.score_needs")
def score_needs(*, message_id: int, first_need: int, last_need: int, **_later: Any) -> None:
    """Rank everyone for each need of a range that is still to be ranked today."""
    if is_done(message_id):
        return
    bridge.score_needs(first_need, last_need, now=timezone.now())
    arguments = {"first_need": first_need, "last_need": last_need}
    mark_done(message_id, arguments=arguments, now=timezone.now())


@shared_task(name="workers.tasks.matching.score_person")
def score_person(*, message_id: int, candidate_id: int, revision: int, **_later: Any) -> None:
    """Score a person against every need that is ranked."""
    if is_done(message_id):
        return
    bridge.score_person(candidate_id, now=timezone.now())
    mark_done(message_id, arguments={"candidate_id": candidate_id, "revision": revision}, now=timezone.now())


@shared_task(name="workers.tasks.matching.score_pair")
def score_pair(*, message_id: int, need_id: int, candidate_id: int, **_later: Any) -> None:
    """Score one pair that somebody asked for."""
    if is_done(message_id):
        return
    bridge.score_pair(need_id, candidate_id, now=timezone.now())
    mark_done(message_id, arguments={"need_id": need_id, "candidate_id": candidate_id}, now=timezone.now())


@shared_task(name="workers.tasks.matching.rank_again")
def rank_again(**_later: Any) -> None:
    """Promise a new ranking of every need whose ranking is of an earlier day: dates pass, consents end, rules begin."""
    promise_rankings(now=timezone.now())


@shared_task(name="workers.tasks.matching.tables_changed")
def tables_changed(*, message_id: int, at: str, **_later: Any) -> None:
    """Promise a new ranking of every need that was ranked with the tables of before `at`."""
    if is_done(message_id):
        return
    promise_rankings(now=timezone.now())
    mark_done(message_id, arguments={"at": at}, now=timezone.now())
