"""Needs against everyone, one person against every need: read, rank, hand the result to the domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils import timezone

from crm.core.horizon import unseen_since
from crm.matching.ranked import (
    need_revisions,
    needs_that_keep,
    needs_to_rank,
    revision_of,
    touched_candidates,
    touched_needs,
    written_since,
)
from crm.matching.rules import KEPT
from crm.matching.services import (
    ScoredPair,
    ScoredRun,
    drop_ranking,
    refresh_person,
    replace_ranking,
    store_pair,
)
from crm.needs.models import SCORED_STAGES, LabourNeed
from workers.bridge.needs import read_need, read_needs
from workers.bridge.people import everyone
from workers.bridge.person import against_needs
from workers.bridge.persons import read_persons
from workers.bridge.tables import current_setting
from workers.engine import ENGINE_VERSION
from workers.engine.around import Around
from workers.engine.explain import with_changes
from workers.engine.kernel.delta import People
from workers.engine.kernel.kept_out import Listed
from workers.engine.kernel.ranking import VERDICTS, Ranking
from workers.engine.rank import tie_break
from workers.engine.results import Result
from workers.engine.scoring import Setting
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
    _rank([(row, need)], using, now)
    if _are_others_now(using):
        score_need(need_id, now=timezone.now())


def score_needs(first: int, last: int, *, now: datetime) -> None:
    """Rank everyone for the needs of this range of keys that are still to be ranked today."""
    using = current_setting(timezone.localdate(now))
    found = read_needs(needs_to_rank(now).filter(pk__range=(first, last)))
    _rank([(row, need) for row, need in found if need is not None], using, now)
    for row, need in found:
        if need is None:
            replace_ranking(need=row, run=_run(None, using, now), pairs=[])
    if _are_others_now(using):
        score_needs(first, last, now=timezone.now())


def _are_others_now(using: Setting) -> bool:
    """Whether weights, rules or tables were published while ranking: this need counted as owed already, so it is."""
    return current_setting(using.rules.on) != using


def _rank(needs: list[tuple[LabourNeed, Need]], using: Setting, now: datetime) -> None:
    if not needs:
        return
    since = unseen_since()
    people = everyone(using)
    rankings = people.rank_needs((need for _row, need in needs), KEPT)
    for (row, need), ranking in zip(needs, rankings, strict=True):
        pairs = list(_kept_pairs(need, people, ranking, using))
        near = people.near_misses(need) if ranking.blocked_by else {}
        replace_ranking(need=row, run=_run(ranking, using, now, near), pairs=pairs)
    for key in _others_now(people, since, using):
        score_person(key, now=now)


def _others_now(people: People, since: datetime, using: Setting) -> list[int]:
    """Whoever is no longer as they were ranked: their own scores may have come before the ranking, which hid them."""
    written = written_since(since)
    now = {person.id: person for person in read_persons(using.rules.on, only=written)} if written else {}
    return [key for key in sorted(written) if people.person(str(key)) != now.get(str(key))]


def _kept_pairs(need: Need, people: People, ranking: Ranking, using: Setting) -> Iterator[ScoredPair]:
    """The best of each verdict and everyone that somebody touched, each explained."""
    for one, place in ranking.places():
        yield _explained(need, people.at(people.pools[one.pool], one.row), using, place=place)
    touched = {str(key) for key in touched_candidates(int(need.id))}
    touched -= {one.person for one in ranking.kept}
    if touched:
        (offer,) = people.offers_of([need])
        for key, place in sorted(people.places_of(offer, touched).items()):
            person = people.person(key)
            if person is not None:
                yield _explained(need, person, using, place=place, touched=True)


def score_person(candidate_id: int, *, now: datetime) -> None:
    """Score a person against every need that is ranked; whoever may no longer be scored leaves the rankings."""
    using = current_setting(timezone.localdate(now))
    revision = revision_of(candidate_id)
    persons = read_persons(using.rules.on, only=[candidate_id])
    pairs: list[ScoredPair] = []
    asked: dict[int, int] = {}
    if persons:
        touched = touched_needs(candidate_id)
        worth = needs_that_keep(against_needs(persons[0], using)) | touched
        found = read_needs(LabourNeed.objects.scored().filter(pk__in=worth))
        asked = {row.pk: row.revision for row, _need in found}
        pairs = [
            _explained(need, persons[0], using, place=None, touched=row.pk in touched)
            for row, need in found
            if need is not None
        ]
    refresh_person(candidate_id=candidate_id, revision=revision, pairs=pairs, kept=KEPT, now=now)
    if need_revisions(asked) != asked:
        # A need was ranked anew meanwhile, and its newer pair may just have been written over.
        score_person(candidate_id, now=now)


def score_pair(need_id: int, candidate_id: int, *, now: datetime) -> None:
    """Score one pair that somebody asked for; nothing when either may no longer be compared."""
    found = read_need(need_id)
    using = current_setting(timezone.localdate(now))
    persons = read_persons(using.rules.on, only=[candidate_id])
    if found is None or found[1] is None or found[0].stage not in SCORED_STAGES or not persons:
        return
    pair = _explained(found[1], persons[0], using, place=None, touched=True)
    store_pair(pair=pair, now=now)


def _explained(
    need: Need, person: Person, using: Setting, *, place: int | None, touched: bool = False
) -> ScoredPair:
    """The pair with its reasons; what would change it is worked out where no more than one thing blocks."""
    around = Around(need, person, using)
    result = around.result()
    if touched or len(result.blocked()) <= 1:
        result = with_changes(result, around)
    return _pair(result, place=place)


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


def _run(
    ranking: Ranking | None, using: Setting, now: datetime, near: Mapping[str, Listed] | None = None
) -> ScoredRun:
    counts = ranking.counts if ranking else (0, 0, 0)
    return ScoredRun(
        scored_at=now,
        engine_version=str(ENGINE_VERSION),
        weights_version=using.weights.version,
        persons=sum(counts),
        verdicts={verdict.value: many for verdict, many in zip(VERDICTS, counts, strict=True) if many},
        blocked_by=ranking.blocked_by if ranking else {},
        near_misses=near or {},
    )
