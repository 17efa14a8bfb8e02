"""Reads about matching plans: what a computation needs to know, what a plan shows, what it advises of a need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from crm.accounts.models import User
from crm.candidates.models import ACTIVE_STAGES as LOOKING
from crm.candidates.models import Candidate, CandidateOccupation, TogetherAsked
from crm.employers.models import Employer
from crm.matching.models import (
    Match,
    MatchingPlan,
    MatchStage,
    PairKind,
    PlanNeed,
    PlanPair,
    PlanPairQuerySet,
    PlanState,
)
from crm.needs.models import ACTIVE_STAGES, LabourNeed

#: Stages in which the person is spoken for: a plan leaves them out.
SPOKEN_FOR = (MatchStage.INTERVIEW, MatchStage.OFFER)
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNeed:
    """A need with free positions. `employees`: people its employer employs at least; None when never asked."""

    id: int
    revision: int
    employer_id: int
    region: str
    mrc: str
    openings: int
    employees: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked:
    """What a computation is asked: options, needs in the order in which they came, choices as (need, person)."""

    cap: int | None
    fair_share: bool
    to_verify: bool
    needs: tuple[OpenNeed, ...]
    locked: frozenset[Pair]
    forbidden: frozenset[Pair]
    set_aside: frozenset[Pair]
    spoken_for: frozenset[int]
    #: Pairs of persons who both asked to be placed together; nothing says why.
    together: frozenset[Pair] = frozenset()


def plan_asked(plan_id: int, revision: int) -> PlanAsked | None:
    """What a plan awaits under this revision; None when it awaits nothing, or something newer."""
    waiting = MatchingPlan.objects.filter(pk=plan_id, revision=revision, state=PlanState.COMPUTING)
    plan: MatchingPlan | None = waiting.first()
    if plan is None:
        return None
    needs = tuple(_open_needs(plan))
    keys = [need.id for need in needs]
    aside = Match.objects.filter(need__in=keys, stage=MatchStage.SET_ASIDE)
    spoken = Match.objects.filter(stage__in=SPOKEN_FOR).values_list("candidate_id", flat=True)
    return PlanAsked(
        cap=plan.cap,
        fair_share=plan.fair_share,
        to_verify=plan.to_verify,
        needs=needs,
        locked=_chosen(plan, PairKind.LOCKED),
        forbidden=_chosen(plan, PairKind.FORBIDDEN),
        set_aside=frozenset(aside.values_list("need_id", "candidate_id")),
        spoken_for=frozenset(spoken),
    )


def _chosen(plan: MatchingPlan, kind: str) -> frozenset[Pair]:
    return frozenset(plan.pairs.filter(kind=kind).values_list("need_id", "candidate_id"))


def _open_needs(plan: MatchingPlan) -> Iterable[OpenNeed]:
    rows = LabourNeed.objects.active().filter(file__direction_id=plan.direction_id, filled__lt=F("positions"))
    for row in rows.select_related("file__employer", "site__municipality__mrc").order_by("created_at", "pk"):
        mrc = row.site.municipality.mrc
        yield OpenNeed(
            id=row.pk,
            revision=row.revision,
            employer_id=row.file.employer_id,
            region=mrc.region_id,
            mrc=mrc.code,
            openings=row.positions - row.filled,
            employees=least_size(row.file.employer.size_band),
        )


def least_size(band: str) -> int | None:
    """The least number of people of a size band: « 20-49 » → 20; None for a size never asked."""
    return int(band.split("-", maxsplit=1)[0].rstrip("+")) if band else None


def agreed_together(day: date) -> frozenset[Pair]:
    """Who both asked to be placed together, of those who may be scored on `day`: pairs of keys and nothing else."""
    agreed = TogetherAsked.objects.agreed(day)
    asked = {key for pair in agreed for key in pair}
    scored = set(Candidate.objects.scorable(day).filter(pk__in=asked).values_list("pk", flat=True))
    return frozenset(pair for pair in agreed if scored.issuperset(pair))


def person_revisions(day: date) -> dict[int, int]:
    """The revision of everyone who may be scored on `day`."""
    return dict(Candidate.objects.scorable(day).values_list("pk", "revision"))


def plans_seen(user: User | AnonymousUser) -> QuerySet[MatchingPlan]:
    """The plans that the user sees, newest first, with who asked and who signed."""
    return MatchingPlan.objects.visible_to(user).select_related("direction", "asked_by", "signed_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A pair of a plan as it stands today: the match that people may have acted on, and what changed since."""

    pair: PlanPair
    match: Match | None
    stale: tuple[str, ...]


def pairs_seen(plan: MatchingPlan, user: User | AnonymousUser) -> PlanPairQuerySet:
    """The pairs of a plan that the user sees, by need then score, with what a row shows."""
    return _with_what_shows(PlanPair.objects.visible_to(user).filter(plan=plan))


def _with_what_shows(pairs: PlanPairQuerySet) -> PlanPairQuerySet:
    shown = pairs.select_related(
        "need__file__employer",
        "need__occupation",
        "need__site__municipality__mrc",
        "candidate__residence__mrc",
        "first_come_need",
        "reason",
        "chosen_by",
    )
    held = CandidateOccupation.objects.filter(candidate=OuterRef("candidate_id")).order_by("-months", "id")
    return shown.annotate(
        main_title_fr=Subquery(held.values("occupation__title_fr")[:1]),
        main_title_en=Subquery(held.values("occupation__title_en")[:1]),
    )


def lines_of(pairs: Iterable[PlanPair]) -> list[PlanLine]:
    """These pairs as they stand today."""
    rows = list(pairs)
    found = Match.objects.filter(
        need__in={row.need_id for row in rows}, candidate__in={row.candidate_id for row in rows}
    )
    return lines_with(rows, found.select_related("run"))


def lines_with(pairs: Iterable[PlanPair], matches: Iterable[Match]) -> list[PlanLine]:
    """The same with the matches of these pairs already read."""
    found = {(match.need_id, match.candidate_id): match for match in matches}
    return [
        PlanLine(pair=row, match=match, stale=_stale(row, match))
        for row in pairs
        for match in [found.get((row.need_id, row.candidate_id))]
    ]


def _stale(pair: PlanPair, match: Match | None) -> tuple[str, ...]:
    """What changed since the plan was computed: codes of the page's sentences."""
    found = []
    if pair.need.stage not in ACTIVE_STAGES or pair.need.filled >= pair.need.positions:
        found.append("need_over")
    elif pair.need.revision != pair.need_revision:
        found.append("need_changed")
    if pair.candidate.stage not in LOOKING:
        found.append("person_gone")
    elif pair.candidate.revision != pair.candidate_revision:
        found.append("person_changed")
    if match is not None and match.stage == MatchStage.SET_ASIDE:
        found.append("set_aside")
    return tuple(found)


def needs_seen(plan: MatchingPlan, user: User | AnonymousUser) -> QuerySet[PlanNeed]:
    """The needs of a plan that the user sees, with their places."""
    seen = PlanNeed.objects.visible_to(user).filter(plan=plan)
    shown = seen.select_related("need__file__employer", "need__occupation", "need__site__municipality__mrc")
    return shown.order_by("need_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedIssue:
    """Why a plan cannot be made: the code, the needs, persons and employers that it names, its numbers."""

    code: str
    needs: tuple[LabourNeed, ...]
    persons: tuple[Candidate, ...]
    employers: tuple[Employer, ...]
    numbers: tuple[int, ...]


def issues_seen(plan: MatchingPlan, user: User | AnonymousUser, day: date) -> list[NamedIssue]:
    """The reasons of an impossible plan, but for those about persons whose consent no longer stands."""
    found: list[dict[str, list[int]]] = plan.issues

    def named(key: str, rows: QuerySet[Any]) -> dict[int, Any]:
        return rows.in_bulk({pk for one in found for pk in one[key]}) if found else {}

    needs = named("needs", LabourNeed.objects.visible_to(user))
    persons = named("persons", Candidate.objects.consenting_to_matching(day))
    employers = named("employers", Employer.objects.visible_to(user))
    return [
        NamedIssue(
            code=str(one["code"]),
            needs=tuple(needs[pk] for pk in one["needs"] if pk in needs),
            persons=tuple(persons[pk] for pk in one["persons"]),
            employers=tuple(employers[pk] for pk in one["employers"] if pk in employers),
            numbers=tuple(one["numbers"]),
        )
        for one in found
        if set(one["persons"]) <= set(persons)
    ]


def is_advised() -> Exists:
    """Of a need: whether a signed plan proposes somebody for it today."""
    return Exists(PlanPair.objects.advising().filter(need=OuterRef("pk")))


def advised(need: LabourNeed, user: User | AnonymousUser) -> list[PlanPair]:
    """The pairs of the plan signed last for a need; nothing more is read while there are none."""
    pairs = PlanPair.objects.visible_to(user).advising().filter(need=need).select_related("plan__signed_by")
    return list(_with_what_shows(pairs))
