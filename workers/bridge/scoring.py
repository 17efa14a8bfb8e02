"""One need against everyone, one person against every need: read, rank, hand the result to the domain."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from crm.matching.queries import touched_candidates, touched_needs
from crm.matching.rules import KEPT
from crm.matching.services import (
    ScoredPair,
    ScoredRun,
    drop_ranking,
    refresh_person,
    replace_ranking,
    store_pair,
)
from crm.needs.models import SCORED_STAGES
from workers.bridge.needs import read_need, read_scored_needs
from workers.bridge.persons import read_persons
from workers.bridge.tables import current_setting
from workers.engine import ENGINE_VERSION
from workers.engine.explain import with_changes
from workers.engine.kernel.delta import People
from workers.engine.kernel.ranking import VERDICTS, Ranking
from workers.engine.rank import tie_break
from workers.engine.results import Result
from workers.engine.scoring import Setting, score
from workers.engine.snapshot.store import make_snapshot
from workers.engine.types import Need, Person
from workers.engine.wire import plain


def score_need(need_id: int, *, now: datetime) -> None:
    """Rank everyone for a need; one that is over keeps no ranking, one without an occupation has an empty one."""
    found = read_need(need_id)
    if found is None:
        return
    row, need = found
    if row.stage not in SCORED_STAGES:
        drop_ranking(need=row)
        return
    using = current_setting(timezone.localdate(now))
    if need is None:
        replace_ranking(need=row, run=_run(None, using, now), pairs=[])
        return
    people = People(make_snapshot(read_persons(using.rules.on), [need], using), using)
    (ranking,) = people.rank(range(1), KEPT)
    replace_ranking(need=row, run=_run(ranking, using, now), pairs=_kept_pairs(need, people, ranking, using))


def _kept_pairs(need: Need, people: People, ranking: Ranking, using: Setting) -> list[ScoredPair]:
    """The best of each verdict and everyone that somebody touched, each explained."""
    kept = [one.person for one in ranking.kept]
    touched = {str(key) for key in touched_candidates(int(need.id))} - set(kept)
    places = people.places(0, {*kept, *touched})
    explained = ((key, people.person(key)) for key in [*kept, *sorted(touched)] if key in places)
    return [
        _pair(with_changes(score(need, person, using), need, person, using), place=places[key])
        for key, person in explained
        if person is not None
    ]


def score_person(candidate_id: int, *, now: datetime) -> None:
    """Score a person against every need that is ranked; whoever may no longer be scored leaves the rankings."""
    using = current_setting(timezone.localdate(now))
    persons = read_persons(using.rules.on, only=[candidate_id])
    if not persons:
        refresh_person(candidate_id=candidate_id, pairs=[], kept=KEPT, on=using.rules.on)
        return
    touched = touched_needs(candidate_id)
    pairs = [_scored(need, persons[0], using, always=row.pk in touched) for row, need in read_scored_needs()]
    refresh_person(candidate_id=candidate_id, pairs=pairs, kept=KEPT, on=using.rules.on)


def score_pair(need_id: int, candidate_id: int, *, now: datetime) -> None:
    """Score one pair that somebody asked for; nothing when either may no longer be compared."""
    found = read_need(need_id)
    using = current_setting(timezone.localdate(now))
    persons = read_persons(using.rules.on, only=[candidate_id])
    if found is None or found[1] is None or found[0].stage not in SCORED_STAGES or not persons:
        return
    store_pair(pair=_scored(found[1], persons[0], using, always=True), on=using.rules.on)


def _scored(need: Need, person: Person, using: Setting, *, always: bool) -> ScoredPair:
    result = score(need, person, using)
    blocked = len(result.blocked())
    worth = always or blocked <= 1
    return _pair(with_changes(result, need, person, using) if worth else result, place=None)


def _pair(result: Result, *, place: int | None) -> ScoredPair:
    return ScoredPair(
        need_id=int(result.need),
        candidate_id=int(result.person),
        verdict=result.verdict.value,
        score=result.score,
        coverage=result.coverage,
        rank=place,
        tie=int.from_bytes(tie_break(result.need, result.person), "big") >> 1,
        criteria=plain(result.criteria),
        constraints=plain(result.constraints),
        changes=plain(result.changes),
    )


def _run(ranking: Ranking | None, using: Setting, now: datetime) -> ScoredRun:
    counts = ranking.counts if ranking else (0, 0, 0)
    return ScoredRun(
        scored_at=now,
        engine_version=str(ENGINE_VERSION),
        weights_version=using.weights.version,
        persons=sum(counts),
        verdicts={verdict.value: many for verdict, many in zip(VERDICTS, counts, strict=True) if many},
        blocked_by=ranking.blocked_by if ranking else {},
    )
