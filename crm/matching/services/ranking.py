"""Rankings as they are stored: the whole of a need's, one person in all of them, one pair, and what is promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from crm.core.jobs import enqueue
from crm.core.models import OutboxMessage
from crm.matching.models import KeptOut, Match, ScoringRun, Verdict
from crm.matching.ranked import needs_to_rank, revision_of
from crm.matching.rules import KEPT
from crm.matching.services.planning import drop_withdrawn
from crm.matching.services.storing import (
    ScoredPair,
    ScoredRun,
    may_be_scored,
    store_near_misses,
    store_pairs,
)
from crm.needs.models import LabourNeed
from crm.needs.services import ask_for_scores

SCORE_NEED = "workers.tasks.matching.score_need"
SCORE_NEEDS = "workers.tasks.matching.score_needs"
#: About a second of work, so that the broker's part is small and an edit never waits long behind it.
NEEDS_AT_ONCE = 8
#: Two refreshes of one person wait for each other under this lock of PostgreSQL, (it, person).
PERSON_LOCK = 0x5043


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
        least=_least(pairs),
    )
    still = may_be_scored(pairs, on=timezone.localdate(run.scored_at))
    store_pairs(((pair, stored.pk) for pair in still), now=run.scored_at)
    rest = locked.matches.exclude(candidate_id__in=[pair.candidate_id for pair in still])
    rest.exclude(pk__in=rest.touched().values("pk")).delete()
    store_near_misses(locked, run)
    _forget_old_runs(locked)
    return stored


def _least(pairs: Sequence[ScoredPair]) -> dict[str, int]:
    """By verdict of which as many are kept as ever are: the lowest score among them."""
    many = Counter(pair.verdict for pair in pairs)
    full = [verdict for verdict, count in many.items() if count >= KEPT]
    return {verdict: min(pair.score for pair in pairs if pair.verdict == verdict) for verdict in full}


def _forget_old_runs(need: LabourNeed) -> None:
    """Keep the runs that a stored pair names, and the newest."""
    newest = need.runs.values("pk")[:1]
    need.runs.filter(matches=None).exclude(pk__in=newest).delete()


@transaction.atomic
def drop_ranking(*, need: LabourNeed) -> None:
    """A need that is no longer ranked keeps only the pairs that people touched."""
    matches = Match.objects.filter(need=need)
    matches.exclude(pk__in=matches.touched().values("pk")).delete()
    KeptOut.objects.filter(need=need).delete()
    _forget_old_runs(need)


@transaction.atomic
def refresh_person(
    *, candidate_id: int, revision: int | None, pairs: Sequence[ScoredPair], kept: int, now: datetime
) -> None:
    """Put a person where they now belong in every ranking: touched pairs always, others among the best `kept`.

    `revision` is that of the profile scored: nothing is written for an older one, since scores of the newer are owed.
    Without pairs, or when the person may no longer be scored today (consent revoked, file closed while the
    engine worked), the person leaves every ranking that nobody touched.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PERSON_LOCK, candidate_id])
    if revision != revision_of(candidate_id):
        return
    pairs = may_be_scored(pairs, on=timezone.localdate(now))
    mine = Match.objects.filter(candidate_id=candidate_id)
    touched = set(mine.touched().values_list("need_id", flat=True))
    needs = [pair.need_id for pair in pairs]
    runs = _newest_runs(needs)
    least = _least_kept(candidate_id, needs, kept)
    worth = [
        p
        for p in pairs
        if p.need_id in touched or (p.need_id in runs and p.score >= least.get((p.need_id, p.verdict), 0))
    ]
    store_pairs(((pair, runs.get(pair.need_id)) for pair in worth), now=now)
    gone = mine.exclude(need_id__in=[*(p.need_id for p in worth), *touched])
    left = list(gone.values_list("need_id", "verdict"))
    gone.delete()
    _let_others_move_up(left, now=now)
    drop_withdrawn(candidate_id=candidate_id, now=now)


def _let_others_move_up(left: Sequence[tuple[int, str]], *, now: datetime) -> None:
    """Promise the rankings that were full of a verdict and lose one of it: somebody who was not kept comes next."""
    runs = ScoringRun.objects.filter(pk__in=_newest_runs([need for need, _verdict in left]).values())
    full = dict(runs.values_list("need_id", "least"))
    needs = {need for need, verdict in left if verdict in full.get(need, {})}
    for need in LabourNeed.objects.scored().filter(pk__in=needs).order_by("pk"):
        ask_for_scores(need, now=now, priority=5)


def _newest_runs(needs: Collection[int]) -> dict[int, int]:
    """The newest run of each of these needs, held until the commit: a newer ranking does not delete it meanwhile."""
    runs = ScoringRun.objects.filter(need_id__in=needs).order_by("need_id", "-scored_at", "-pk")
    newest = dict(runs.distinct("need_id").values_list("need_id", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT need_id, id FROM matching_scoringrun WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
            [list(newest.values())],
        )
        return dict(cursor.fetchall())


def _least_kept(candidate_id: int, needs: Collection[int], kept: int) -> dict[tuple[int, str], int]:
    """By need and verdict where the ranking is full: the lowest score that it keeps."""
    full = (
        Match.objects.filter(need_id__in=needs)
        .exclude(candidate_id=candidate_id)
        .values("need_id", "verdict")
        .annotate(many=Count("id"), least=Min("score", filter=Q(stage="proposed")))
        .filter(many__gte=kept, least__isnull=False)
    )
    return {(row["need_id"], row["verdict"]): row["least"] for row in full}


@transaction.atomic
def store_pair(*, pair: ScoredPair, now: datetime) -> None:
    """Store a pair that somebody asked for beside the need's ranking, until the next one; nothing without consent."""
    run = _newest_runs([pair.need_id]).get(pair.need_id)
    still = may_be_scored([pair], on=timezone.localdate(now))
    store_pairs(((kept, run) for kept in still), now=now)


def promise_rankings(*, now: datetime) -> int:
    """Promise a ranking of every need not ranked today with the weights and tables of today; returns how many.

    Dates pass by themselves: a permit ends, a consent expires, a rule comes into force. Official files are loaded on
    any day. They are promised by ranges, each enough work for one task; what is owed already is left.
    """
    pending = OutboxMessage.objects.pending()
    alone = set(pending.filter(task=SCORE_NEED).values_list("arguments__need_id", flat=True))
    ranges = list(
        pending.filter(task=SCORE_NEEDS).values_list("arguments__first_need", "arguments__last_need")
    )
    stale = [
        need
        for need in needs_to_rank(now).order_by("pk").values_list("pk", flat=True)
        if need not in alone and not any(first <= need <= last for first, last in ranges)
    ]
    for at in range(0, len(stale), NEEDS_AT_ONCE):
        some = stale[at : at + NEEDS_AT_ONCE]
        enqueue(
            SCORE_NEEDS,
            key=f"score-needs-{some[0]}-{some[-1]}",
            now=now,
            priority=9,
            first_need=some[0],
            last_need=some[-1],
        )
    return len(stale)
