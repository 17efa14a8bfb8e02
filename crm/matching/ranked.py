"""Reads that the workers make: which needs are to be ranked again, where a person may be kept, what is remembered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from crm.candidates.models import Candidate, Consent, ConsentKind
from crm.core.models import ReferenceFile
from crm.matching.models import Match, ScoringRun, Snapshot, WeightSet
from crm.needs.models import LabourNeed


def needs_to_rank(now: datetime) -> QuerySet[LabourNeed]:
    """The needs that are ranked, and were not yet today with the weights and the tables of today."""
    loaded = ReferenceFile.objects.exclude(source="").aggregate(last=Max("loaded_at"))["last"]
    weights = WeightSet.objects.filter(active_from__lte=now).latest("active_from")
    fresh = ScoringRun.objects.filter(
        scored_at__date__gte=timezone.localdate(now), weights_version=weights.version
    )
    fresh = fresh.filter(scored_at__gte=loaded) if loaded else fresh
    needs: QuerySet[Any] = LabourNeed.objects.scored()
    return needs.exclude(pk__in=fresh.values("need_id"))


def touched_candidates(need_id: int) -> set[int]:
    """The persons on whose pair with this need somebody acted."""
    return set(Match.objects.filter(need_id=need_id).touched().values_list("candidate_id", flat=True))


def touched_needs(candidate_id: int) -> set[int]:
    """The needs on whose pair with this person somebody acted."""
    return set(Match.objects.filter(candidate_id=candidate_id).touched().values_list("need_id", flat=True))


def needs_that_keep(answers: Sequence[tuple[int, str, int]]) -> set[int]:
    """Of needs that gave a person a verdict and a score, those in whose last ranking the person would be kept.

    `answers`: the need, the verdict, the score. Each ranking remembers the lowest score that it keeps of a verdict
    once it is full; equals are kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT found.need FROM unnest(%s::bigint[], %s::text[], %s::integer[]) AS found (need, verdict, score)
            JOIN LATERAL (
                SELECT least FROM matching_scoringrun WHERE need_id = found.need
                ORDER BY scored_at DESC, id DESC LIMIT 1
            ) AS run ON true
            WHERE found.score >= coalesce((run.least ->> found.verdict)::integer, 0)
            """,
            [list(column) for column in zip(*answers, strict=True)] or [[], [], []],
        )
        return {need for (need,) in cursor.fetchall()}


def revision_of(candidate_id: int) -> int | None:
    """The revision of a person's profile; None when the person has gone."""
    return Candidate.objects.filter(pk=candidate_id).values_list("revision", flat=True).first()


def need_revisions(needs: Collection[int]) -> dict[int, int]:
    """The revision of each of these needs that is still ranked."""
    scored: QuerySet[Any] = LabourNeed.objects.scored()
    return dict(scored.filter(pk__in=needs).values_list("pk", "revision"))


def written_since(moment: datetime) -> set[int]:
    """The persons written at that moment or after it."""
    return set(Candidate.objects.filter(updated_at__gte=moment).order_by().values_list("pk", flat=True))


def changed_persons(since: Snapshot, day: date) -> set[int]:
    """The persons who may not be as a snapshot has them: written since, or of a consent that began or ended since."""
    written = written_since(since.seen_since)
    if day <= since.day:
        return written
    ended = Q(expires_on__gte=since.day, expires_on__lt=day)
    began = Q(given_on__gt=since.day, given_on__lte=day)
    consents = Consent.objects.filter(ended | began, kind=ConsentKind.MATCHING)
    return {*written, *consents.values_list("candidate_id", flat=True)}


def changed_needs(since: Snapshot) -> set[int]:
    """The needs that may not be as a snapshot has them."""
    return set(
        LabourNeed.objects.filter(updated_at__gte=since.seen_since).order_by().values_list("pk", flat=True)
    )
