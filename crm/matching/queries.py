"""Reads of matches that return more than rows: a need's ranking, a person's best needs, who is proposed elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.core.models import OutboxMessage
from crm.matching.models import Match, MatchStage, Rule, ScoringRun, Verdict
from crm.matching.rules import KEPT
from crm.needs.models import ACTIVE_STAGES, LabourNeed
from crm.taxonomy.models import Reason

#: The one answer of the list that is a yes.
WANTS_INTERVIEW = "answer-interview"
#: Stages in which someone else is already speaking of the person.
UNDER_WAY = (
    MatchStage.SHORTLISTED,
    MatchStage.CONSENTED,
    MatchStage.PRESENTED,
    MatchStage.MUTUAL_INTEREST,
    MatchStage.INTERVIEW,
    MatchStage.OFFER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMisses:
    """People whom one condition alone keeps out: the condition's code, how many in all, the best of them."""

    code: str
    total: int
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A need's ranking as shown. `is_current` is false while the worker has not ranked the need as it now stands."""

    run: ScoringRun | None
    is_current: bool
    counts: dict[str, int]
    considered: tuple[Match, ...]
    near_misses: tuple[NearMisses, ...]
    others: tuple[Match, ...]
    selection: tuple[Match, ...]
    set_aside: tuple[Match, ...]
    origins: tuple[tuple[str, int], ...]


def pair_key(need_id: int, candidate_id: int) -> str:
    """The name under which the explanation of a pair is promised."""
    return f"score-pair-{need_id}-{candidate_id}"


def is_awaited(need_id: int, candidate_id: int) -> bool:
    """Whether somebody asked for this pair and the worker has not answered yet."""
    return OutboxMessage.objects.pending().filter(key=pair_key(need_id, candidate_id)).exists()


def with_profile(matches: QuerySet[Match]) -> QuerySet[Match]:
    """With what a row shows of the person: their main occupation and the region of residence as a label."""
    seen = matches.select_related("candidate__residence__mrc", "run", "presentation_consent")
    return seen.prefetch_related("candidate__occupations__occupation")


def ranking_of(need: LabourNeed, user: User | AnonymousUser) -> Ranking:
    """The ranking that `user` sees of a need: admissible and to verify first, near misses by what blocks them."""
    latest = need.runs.first()
    rows = list(with_profile(Match.objects.visible_to(user).filter(need=need).in_order()))
    for match in rows:
        match.need = need
    # Read before the rows, so that a ranking stored in between is not said to be still awaited.
    runs = [run for run in (latest, *(match.run for match in rows)) if run is not None]
    run = max(runs, key=lambda run: (run.scored_at, run.pk), default=None)
    shown = [m for m in rows if m.stage != MatchStage.SET_ASIDE]
    considered = [m for m in shown if m.verdict != Verdict.INADMISSIBLE or m.stage != MatchStage.PROPOSED]
    outside = [m for m in shown if m.verdict == Verdict.INADMISSIBLE and m.stage == MatchStage.PROPOSED]
    return Ranking(
        run=run,
        counts=_counts(rows, run),
        is_current=run is not None and run.need_revision >= need.revision,
        considered=tuple(considered),
        near_misses=_near_misses(outside, run),
        others=tuple(m for m in outside if len(blocking(m)) != 1),
        selection=tuple(m for m in shown if m.stage in UNDER_WAY),
        set_aside=tuple(m for m in rows if m.stage == MatchStage.SET_ASIDE),
        origins=_origins(considered),
    )


def _counts(rows: list[Match], run: ScoringRun | None) -> dict[str, int]:
    """How many of each verdict: those stored while all are, else those that the run read."""
    stored = Counter(match.verdict for match in rows)
    if run is None:
        return {verdict: stored[verdict] for verdict in Verdict.values}
    read = {"admissible": run.admissible, "to_verify": run.to_verify, "inadmissible": run.inadmissible}
    return {
        verdict: stored[verdict] if stored[verdict] < KEPT else max(number, stored[verdict])
        for verdict, number in read.items()
    }


def blocking(match: Match) -> list[str]:
    """The codes of the conditions that make a pair inadmissible."""
    return [row["code"] for row in match.constraints if row["status"] == "blocked"]


def _near_misses(outside: list[Match], run: ScoringRun | None) -> tuple[NearMisses, ...]:
    totals: dict[str, int] = run.blocked_by if run else {}
    groups: dict[str, list[Match]] = defaultdict(list)
    for match in outside:
        codes = blocking(match)
        if len(codes) == 1:
            groups[codes[0]].append(match)
    found = [
        NearMisses(code=code, total=max(totals.get(code, 0), len(group)), matches=tuple(group[:4]))
        for code, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.total, group.code)))


def _origins(matches: list[Match]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for match in matches:
        home = match.candidate.residence
        counts[home.mrc.region_id if home else ""] += 1
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def proposed_elsewhere(matches: list[Match]) -> dict[int, int]:
    """By person: on how many other needs somebody is speaking of them now."""
    need_of = {m.candidate_id: m.need_id for m in matches}
    rows = Match.objects.filter(candidate_id__in=need_of, stage__in=UNDER_WAY).values_list(
        "candidate_id", "need_id"
    )
    counts: dict[int, int] = defaultdict(int)
    for candidate, need in rows:
        counts[candidate] += need != need_of[candidate]
    return {candidate: count for candidate, count in counts.items() if count}


def worth_a_look(user: User | AnonymousUser) -> QuerySet[Match]:
    """Untouched, not inadmissible, on open needs: what an advisor or an officer may look at, best first."""
    seen = Match.objects.visible_to(user).filter(need__stage__in=ACTIVE_STAGES, stage=MatchStage.PROPOSED)
    seen = seen.exclude(verdict=Verdict.INADMISSIBLE).in_order()
    return with_profile(seen).select_related("need__file__employer", "need__site__municipality__mrc")


def under_way(user: User | AnonymousUser) -> QuerySet[Match]:
    """Pairs on which somebody is working, newest step first."""
    seen = Match.objects.visible_to(user).filter(stage__in=UNDER_WAY).order_by("-updated_at", "-id")
    return with_profile(seen).select_related("need__file__employer", "need__site__municipality__mrc")


def best_needs(candidate: Candidate, limit: int = 20) -> list[Match]:
    """The best needs of a person anywhere in Québec: the other side of the same scores."""
    seen = (
        Match.objects.filter(candidate=candidate)
        .standing(timezone.localdate())
        .filter(Q(need__stage__in=ACTIVE_STAGES) | ~Q(stage=MatchStage.PROPOSED))
    )
    rows = seen.select_related(
        "need__file__employer", "need__site__municipality__mrc", "need__occupation"
    ).in_order()
    return list(rows[:limit])


def reasons_to_decline() -> QuerySet[Reason]:
    """The coded reasons with which an employer says no to a profile."""
    return Reason.objects.filter(context=Reason.Context.ANSWER, shareable=True).exclude(code=WANTS_INTERVIEW)


def rules_in_force(day: date) -> tuple[Rule, ...]:
    """The rule values published for a day."""
    return tuple(Rule.objects.on(day))
