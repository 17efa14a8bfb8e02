"""Whom one condition alone keeps out of a need, page by page: everyone, though few are stored with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Subquery

from crm.candidates.models import Candidate, CandidateOccupation
from crm.matching.models import KeptOut, Match, MatchStage
from crm.needs.models import LabourNeed

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPerson:
    """Somebody whom one condition keeps out: score in hundredths, main occupation and region of residence as codes.

    `match`: the key of the pair where its reasons are stored; None until somebody asks for them.
    """

    candidate: Candidate
    score: int
    occupation: str
    region: str
    match: int | None


def near_page(
    need: LabourNeed, code: str, number: str | int, *, day: date
) -> tuple[Page[tuple[int, int]], list[NearPerson]] | None:
    """A page of the list that the last ranking made of a condition; None where it blocks nobody alone.

    Left out: whoever no longer consents on `day` or was taken up since, so that a page may hold fewer than it could.
    """
    kept = KeptOut.objects.filter(need=need, code=code).first()
    if kept is None:
        return None
    page = Paginator(list(zip(kept.people, kept.scores, strict=True)), PAGE_SIZE).get_page(number)
    return page, _persons(need, list(page.object_list), day)


def _persons(need: LabourNeed, listed: Sequence[tuple[int, int]], day: date) -> list[NearPerson]:
    keys = [key for key, _score in listed]
    held = CandidateOccupation.objects.filter(candidate=OuterRef("pk")).order_by("-months", "id")
    found = Candidate.objects.scorable(day).filter(pk__in=keys)
    found = found.annotate(
        home=F("residence__mrc__region_id"), main=Subquery(held.values("occupation_id")[:1])
    )
    people = {person.pk: person for person in found.order_by()}
    rows = Match.objects.filter(need=need, candidate__in=keys).values_list("candidate_id", "pk", "stage")
    matches = {candidate: (pk, stage) for candidate, pk, stage in rows}
    return [
        NearPerson(
            candidate=people[key],
            score=score,
            occupation=people[key].main or "",
            region=people[key].home or "",
            match=matches[key][0] if key in matches else None,
        )
        for key, score in listed
        if key in people and (key not in matches or matches[key][1] == MatchStage.PROPOSED)
    ]
