"""Finding persons: the list in scope, and who may be the same person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from crm.accounts.models import User
from crm.candidates.models import (
    AcceptedRegion,
    Candidate,
    CandidateOccupation,
    CandidateOfficer,
    Consent,
    ConsentKind,
    PersonStage,
)
from crm.candidates.rules import FRESH_FOR
from crm.core.text import fold
from crm.territory.models import Direction

LONGEST_SEARCH = 100
DIGITS_OF_A_NUMBER = 7


def possible_duplicates(
    direction: Direction, *, name: str, email: str = "", phone: str = ""
) -> list[Candidate]:
    """Persons of the direction with the same folded name, the same e-mail or the same telephone, at most five."""
    same = Q(identity__folded_name=fold(name))
    if email:
        same |= Q(identity__email__iexact=email)
    digits = re.sub(r"\D", "", phone)[-10:]
    if len(digits) >= DIGITS_OF_A_NUMBER:
        # Numbers are kept as typed: only the digits are compared, whatever stands between them.
        same |= Q(identity__phone__regex=r"\D*".join(digits) + r"\D*$")
    found = Candidate.objects.filter(same, direction=direction).select_related("identity").order_by("pk")
    return list(found[:5])


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSearch:
    """What an officer looks for. `stage` "open" is every file that is not closed; `consent` is yes, no or ""."""

    words: str = ""
    stage: str = "open"
    mine: bool = False
    consent: str = ""
    region: str = ""
    stale: bool = False


def search_persons(user: User, *, search: PersonSearch, today: date) -> QuerySet[Candidate]:
    """The person files in scope that answer the search."""
    found: QuerySet[Any] = Candidate.objects.visible_to(user)
    if search.stage == "open":
        found = found.exclude(stage=PersonStage.CLOSED)
    elif search.stage in PersonStage.values:
        found = found.filter(stage=search.stage)
    if search.mine:
        found = found.filter(
            pk__in=CandidateOfficer.objects.on(today).filter(user=user).values("candidate_id")
        )
    if search.consent in {"yes", "no"}:
        consents = Exists(_in_force(today).filter(candidate=OuterRef("pk")))
        found = found.filter(consents if search.consent == "yes" else ~consents)
    if search.region:
        found = found.filter(Q(accepts_all_regions=True) | Exists(_accepts(search.region)))
    if search.stale:
        found = found.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=today - FRESH_FOR))
    if search.words.strip():
        found = found.filter(_words(search.words.replace("\x00", "").strip()[:LONGEST_SEARCH]))
    return found.order_by("pk")


def by_name(found: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """The same by name. Everyone has one: joined as such, names are walked in their order for the page alone."""
    return found.filter(identity__isnull=False).order_by("identity__folded_name", "pk")


def with_what_a_list_shows(keys: Sequence[int], *, today: date) -> list[Candidate]:
    """These persons in their order: name, occupations, regions, `consents_now` (consent to matching in force).

    Read for a page alone: for every person in scope, before the page is cut, it would take the longest.
    """
    consents = Exists(_in_force(today).filter(candidate=OuterRef("pk")))
    rows = (
        Candidate.objects.filter(pk__in=keys)
        .annotate(consents_now=consents)
        .select_related("identity")
        .prefetch_related(
            Prefetch("occupations", CandidateOccupation.objects.select_related("occupation")),
            Prefetch("accepted_regions", AcceptedRegion.objects.select_related("region")),
        )
    )
    return sorted(rows, key=lambda person: keys.index(person.pk))


def _in_force(today: date) -> QuerySet[Any]:
    return Consent.objects.in_force(today).filter(kind=ConsentKind.MATCHING).order_by()


def _accepts(region: str) -> QuerySet[Any]:
    return AcceptedRegion.objects.filter(candidate=OuterRef("pk"), region_id=region)


def _words(words: str) -> Q:
    folded = fold(words)
    found = Q(pk=None)
    if folded:
        found = Q()
        for word in folded.split():
            found &= Q(identity__folded_name__contains=word)
    number = words.upper().removeprefix("PC-").strip()
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return found | Q(pk=int(number)) if is_number else found
