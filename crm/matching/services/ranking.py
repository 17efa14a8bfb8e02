"""Writing what the engine answered. People's decisions stay; only pairs that nobody touched come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from crm.candidates.models import Candidate
from crm.candidates.services import hold_matching_consents
from crm.core.jobs import enqueue
from crm.core.models import OutboxMessage, ReferenceFile
from crm.matching.models import Match, ScoringRun, Verdict, WeightSet
from crm.needs.models import LabourNeed

SCORE_NEED = "workers.tasks.matching.score_need"
SCORED = (
    "verdict",
    "score",
    "coverage",
    "rank",
    "tie",
    "criteria",
    "constraints",
    "changes",
    "run",
    "updated_at",
)


#: Two refreshes of one person wait for each other under this lock of PostgreSQL, (it, person).
PERSON_LOCK = 0x5043


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """One pair as it is stored: hundredths of a point, thousandths of coverage, reasons as codes and numbers.

    `rank` is the place in the run; None when the pair was scored alone.
    """

    need_id: int
    candidate_id: int
    verdict: str
    score: int
    coverage: int
    rank: int | None
    tie: int
    criteria: list[Any]
    constraints: list[Any]
    changes: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRun:
    """What is kept of a ranking as a whole: how many of each verdict, and what alone blocked how many."""

    scored_at: datetime
    engine_version: str
    weights_version: str
    persons: int
    verdicts: dict[str, int]
    blocked_by: dict[str, int]


def _match(pair: ScoredPair, run: ScoringRun | None) -> Match:
    return Match(
        need_id=pair.need_id,
        candidate_id=pair.candidate_id,
        run=run,
        verdict=pair.verdict,
        score=pair.score,
        coverage=pair.coverage,
        rank=pair.rank,
        tie=pair.tie,
        criteria=pair.criteria,
        constraints=pair.constraints,
        changes=pair.changes,
    )


def _store(pairs: Sequence[Match]) -> None:
    Match.objects.bulk_create(
        pairs,
        update_conflicts=True,
        unique_fields=["need", "candidate"],
        update_fields=SCORED,
        batch_size=500,
    )


def _may_be_scored(pairs: Sequence[ScoredPair], *, on: date) -> list[ScoredPair]:
    """The pairs of persons who may still be scored: whoever took the consent back meanwhile is left out.

    The consents are held until the commit: one taken back after this finds the pairs written, and removes them.
    """
    hold_matching_consents({pair.candidate_id for pair in pairs})
    persons = Candidate.objects.scorable(on).filter(pk__in={pair.candidate_id for pair in pairs})
    still = set(persons.values_list("pk", flat=True))
    return [pair for pair in pairs if pair.candidate_id in still]


@transaction.atomic
def replace_ranking(*, need: LabourNeed, run: ScoredRun, pairs: Sequence[ScoredPair]) -> ScoringRun | None:
    """Store a ranking of a need; touched pairs keep their stage and decisions, untouched ones not in it are deleted.

    A ranking of an older revision than the stored one is dropped: the newer already stands. None then.
    """
    locked = LabourNeed.objects.select_for_update(no_key=True).filter(pk=need.pk).first()
    newest = ScoringRun.objects.filter(need_id=need.pk).first()
    if locked is None or (newest is not None and newest.need_revision > need.revision):
        return None
    stored = ScoringRun.objects.create(
        need=locked,
        need_revision=need.revision,
        engine_version=run.engine_version,
        weights_version=run.weights_version,
        scored_at=run.scored_at,
        persons=run.persons,
        admissible=run.verdicts.get(Verdict.ADMISSIBLE, 0),
        to_verify=run.verdicts.get(Verdict.TO_VERIFY, 0),
        inadmissible=run.verdicts.get(Verdict.INADMISSIBLE, 0),
        blocked_by=run.blocked_by,
    )
    on = timezone.localdate(run.scored_at)
    _store([_match(pair, stored) for pair in _may_be_scored(pairs, on=on)])
    rest = locked.matches.exclude(run=stored)
    rest.exclude(pk__in=rest.touched().values("pk")).delete()
    _forget_old_runs(locked)
    return stored


def _forget_old_runs(need: LabourNeed) -> None:
    """Keep the runs that a stored pair names, and the newest."""
    newest = need.runs.values("pk")[:1]
    need.runs.filter(matches=None).exclude(pk__in=newest).delete()


@transaction.atomic
def drop_ranking(*, need: LabourNeed) -> None:
    """A need that is no longer ranked keeps only the pairs that people touched."""
    matches = Match.objects.filter(need=need)
    matches.exclude(pk__in=matches.touched().values("pk")).delete()
    _forget_old_runs(need)


@transaction.atomic
def refresh_person(*, candidate_id: int, pairs: Sequence[ScoredPair], kept: int, on: date) -> None:
    """Put a person where they now belong in every ranking: touched pairs always, others among the best `kept`.

    Without pairs, or when the person may no longer be scored on that day (consent revoked, file closed while the
    engine worked), the person leaves every ranking that nobody touched.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PERSON_LOCK, candidate_id])
    pairs = _may_be_scored(pairs, on=on)
    mine = Match.objects.filter(candidate_id=candidate_id)
    touched = set(mine.touched().values_list("need_id", flat=True))
    runs = {
        run.need_id: run for run in ScoringRun.objects.order_by("need_id", "-scored_at").distinct("need_id")
    }
    least = _least_kept(candidate_id, kept)
    worth = [
        p
        for p in pairs
        if p.need_id in touched or (p.need_id in runs and p.score >= least.get((p.need_id, p.verdict), 0))
    ]
    _store([_match(pair, runs.get(pair.need_id)) for pair in worth])
    gone = mine.exclude(need_id__in=[*(p.need_id for p in worth), *touched])
    gone.delete()


def _least_kept(candidate_id: int, kept: int) -> dict[tuple[int, str], int]:
    """By need and verdict where the ranking is full: the lowest score that it keeps."""
    full = (
        Match.objects.exclude(candidate_id=candidate_id)
        .values("need_id", "verdict")
        .annotate(many=Count("id"), least=Min("score", filter=Q(stage="proposed")))
        .filter(many__gte=kept, least__isnull=False)
    )
    return {(row["need_id"], row["verdict"]): row["least"] for row in full}


@transaction.atomic
def store_pair(*, pair: ScoredPair, on: date) -> None:
    """Store a pair that somebody asked for beside the need's ranking, until the next one; nothing without consent."""
    run = ScoringRun.objects.filter(need_id=pair.need_id).first()
    _store([_match(kept, run) for kept in _may_be_scored([pair], on=on)])


def promise_rankings(*, now: datetime) -> int:
    """Promise a ranking of every need not ranked today with the weights and tables of today; returns how many.

    Dates pass by themselves: a permit ends, a consent expires, a rule comes into force. Official files are loaded on
    any day. What is owed already is left.
    """
    today = timezone.localdate(now)
    loaded = ReferenceFile.objects.exclude(source="").aggregate(last=Max("loaded_at"))["last"]
    weights = WeightSet.objects.filter(active_from__lte=now).latest("active_from")
    fresh = ScoringRun.objects.filter(scored_at__date__gte=today, weights_version=weights.version)
    fresh = fresh.filter(scored_at__gte=loaded) if loaded else fresh
    owed = (
        OutboxMessage.objects.pending().filter(task=SCORE_NEED).values_list("arguments__need_id", flat=True)
    )
    stale = LabourNeed.objects.scored().exclude(pk__in=fresh.values("need_id")).exclude(pk__in=list(owed))
    for need in stale:
        enqueue(
            SCORE_NEED,
            key=f"score-need-{need.pk}",
            now=now,
            priority=9,
            need_id=need.pk,
            revision=need.revision,
        )
    return len(stale)
