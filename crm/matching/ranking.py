"""The ranking of a need as read: each stored pair's place, light; whole matches only of those a page draws."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Func, JSONField

from crm.accounts.models import User
from crm.matching.models import Match, MatchStage, ScoringRun, Verdict
from crm.matching.queries import UNDER_WAY, with_profile
from crm.matching.rules import KEPT
from crm.needs.models import LabourNeed


class BlockingCodes(Func):
    """The codes of the conditions that keep a pair out, read by the database from the stored explanation."""

    function = "jsonb_path_query_array"
    template = """%(function)s(%(expressions)s, '$[*] ? (@.status == "blocked").code')"""
    output_field = JSONField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A stored pair in the order of the ranking: what its place needs, without its explanation."""

    pk: int
    candidate_id: int
    run_id: int | None
    stage: str
    verdict: str
    score: int
    tie: int
    region: str
    blocking: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMisses:
    """People whom one condition alone keeps out: the condition's code, how many in all, the best of them."""

    code: str
    total: int
    places: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A need's ranking as shown. `is_current` is false while the worker has not ranked the need as it now stands."""

    run: ScoringRun | None
    is_current: bool
    counts: dict[str, int]
    places: tuple[Placed, ...]
    considered: tuple[Placed, ...]
    near_misses: tuple[NearMisses, ...]
    selection: tuple[Placed, ...]
    set_aside: tuple[Placed, ...]
    origins: tuple[tuple[str, int], ...]


def ranking_of(need: LabourNeed, user: User | AnonymousUser) -> Ranking:
    """The ranking that `user` sees of a need: admissible and to verify first, near misses by what blocks them."""
    # Read before the pairs, so that a ranking stored in between is not said to be still awaited.
    latest = need.runs.first()
    rows = _places(need, user)
    run = _newest(need, latest, rows)
    shown = [row for row in rows if row.stage != MatchStage.SET_ASIDE]
    considered = [row for row in shown if not _is_outside(row)]
    return Ranking(
        run=run,
        counts=_counts(rows, run),
        is_current=run is not None and run.need_revision >= need.revision,
        places=tuple(rows),
        considered=tuple(considered),
        near_misses=_near_misses([row for row in shown if _is_outside(row)], run),
        selection=tuple(row for row in shown if row.stage in UNDER_WAY),
        set_aside=tuple(row for row in rows if row.stage == MatchStage.SET_ASIDE),
        origins=_origins(considered),
    )


def matches_at(need: LabourNeed, places: Iterable[Placed]) -> dict[int, Match]:
    """The whole matches at these places of the need's ranking, by key."""
    found = with_profile(Match.objects.filter(pk__in={place.pk for place in places})).order_by()
    matches: dict[int, Match] = {match.pk: match for match in found}
    for match in matches.values():
        match.need = need
    return matches


def _places(need: LabourNeed, user: User | AnonymousUser) -> list[Placed]:
    seen = Match.objects.visible_to(user).filter(need=need).in_order()
    rows = seen.annotate(
        region=F("candidate__residence__mrc__region_id"), blocking=BlockingCodes("constraints")
    ).values_list("pk", "candidate_id", "run_id", "stage", "verdict", "score", "tie", "region", "blocking")
    return [
        Placed(
            pk=pk,
            candidate_id=candidate,
            run_id=run,
            stage=stage,
            verdict=verdict,
            score=score,
            tie=tie,
            region=region or "",
            blocking=tuple(blocking),
        )
        for pk, candidate, run, stage, verdict, score, tie, region, blocking in rows
    ]


def _newest(need: LabourNeed, latest: ScoringRun | None, rows: list[Placed]) -> ScoringRun | None:
    """The newest run: one stored since `latest` was read shows in the pairs."""
    newer = [row.run_id for row in rows if row.run_id and (latest is None or row.run_id > latest.pk)]
    return need.runs.first() if newer else latest


def _is_outside(row: Placed) -> bool:
    return row.verdict == Verdict.INADMISSIBLE and row.stage == MatchStage.PROPOSED


def _counts(rows: list[Placed], run: ScoringRun | None) -> dict[str, int]:
    """How many of each verdict: those stored while all are, else those that the run read."""
    stored = Counter(row.verdict for row in rows)
    if run is None:
        return {verdict: stored[verdict] for verdict in Verdict.values}
    read = {"admissible": run.admissible, "to_verify": run.to_verify, "inadmissible": run.inadmissible}
    return {
        verdict: stored[verdict] if stored[verdict] < KEPT else max(number, stored[verdict])
        for verdict, number in read.items()
    }


def _near_misses(outside: list[Placed], run: ScoringRun | None) -> tuple[NearMisses, ...]:
    totals: dict[str, int] = run.blocked_by if run else {}
    groups: dict[str, list[Placed]] = defaultdict(list)
    for row in outside:
        if len(row.blocking) == 1:
            groups[row.blocking[0]].append(row)
    found = [
        NearMisses(
            code=code, total=max(totals.get(code, 0), len(groups[code])), places=tuple(groups[code][:4])
        )
        for code in {*groups, *(code for code, many in totals.items() if many)}
    ]
    return tuple(sorted(found, key=lambda group: (-group.total, group.code)))


def _origins(rows: list[Placed]) -> tuple[tuple[str, int], ...]:
    counts = Counter(row.region for row in rows)
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))
