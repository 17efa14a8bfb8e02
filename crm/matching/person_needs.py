"""The needs of a person: the best of them, where they are, and the chances of whoever asked to go along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from crm.candidates.models import Candidate, TogetherAsked
from crm.matching.models import Match, MatchStage, Verdict
from crm.matching.models.matches import MatchQuerySet
from crm.needs.models import ACTIVE_STAGES
from crm.territory.models import Region


def needs_of(candidate: Candidate) -> MatchQuerySet:
    """The pairs of a person that stand: with open needs, and those on which somebody acted."""
    standing: MatchQuerySet = Match.objects.filter(candidate=candidate).standing(timezone.localdate())
    return standing.filter(Q(need__stage__in=ACTIVE_STAGES) | ~Q(stage=MatchStage.PROPOSED))


def best_needs(candidate: Candidate, region: str = "", limit: int = 20) -> list[Match]:
    """The best needs of a person, anywhere in Québec or in a region: the other side of the same scores."""
    seen = needs_of(candidate).select_related(
        "need__file__employer", "need__site__municipality__mrc__region", "need__occupation"
    )
    if region:
        seen = seen.filter(need__site__municipality__mrc__region=region)
    return list(seen.in_order()[:limit])


@dataclass(frozen=True, slots=True)
class PlacedNeeds:
    """How many needs of a region are possible for a person: admissible or to verify."""

    code: str
    name: str
    value: int


def needs_by_region(candidate: Candidate) -> list[PlacedNeeds]:
    """The 17 regions, those without a need too."""
    possible = needs_of(candidate).exclude(verdict=Verdict.INADMISSIBLE)
    counted = possible.order_by().values_list("need__site__municipality__mrc__region_id")
    values = dict(counted.annotate(value=Count("pk")))
    return [PlacedNeeds(row.code, row.name, values.get(row.code, 0)) for row in Region.objects.all()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What an MRC has for the other person: open needs by verdict, and the best score in hundredths."""

    reference: str
    admissible: int
    to_verify: int
    best: int


def chances_beside(candidate: Candidate, mrcs: Iterable[str], *, today: date) -> dict[str, list[Chance]]:
    """By MRC, the chances of each person who and whom `candidate` asked to go along; shown beside, never counted.

    An MRC is missing where nobody has any.
    """
    others = TogetherAsked.objects.both_asked(candidate, today).select_related("other")
    names = {row.other_id: row.other.reference for row in others}
    found: dict[str, list[Chance]] = defaultdict(list)
    if not names:
        return found
    theirs = (
        Match.objects.filter(candidate__in=names, need__stage__in=ACTIVE_STAGES)
        .filter(need__site__municipality__mrc__in=set(mrcs))
        .exclude(verdict=Verdict.INADMISSIBLE)
        .standing(today)
    )
    rows = (
        theirs.order_by()
        .values_list("candidate_id", "need__site__municipality__mrc_id")
        .annotate(
            admissible=Count("pk", filter=Q(verdict=Verdict.ADMISSIBLE)),
            to_verify=Count("pk", filter=Q(verdict=Verdict.TO_VERIFY)),
            best=Max("score"),
        )
    )
    for other, mrc, admissible, to_verify, best in rows.order_by("candidate_id"):
        chance = Chance(reference=names[other], admissible=admissible, to_verify=to_verify, best=best)
        found[mrc].append(chance)
    return found
