"""Finding persons: the list in scope, and who may be the same person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

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
from crm.territory.places import in_place

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
    """What an officer looks for. `stage` "open" is every file that is not closed; `consent` is yes, no or "".

    `region`: one that the person accepts; `place`: the MRC or the region of residence; both by their codes.
    """

    words: str = ""
    stage: str = "open"
    officer_id: int | None = None
    consent: str = ""
    region: str = ""
    place: str = ""
    stale: bool = False


def search_persons(user: User, *, search: PersonSearch, today: date) -> QuerySet[Any]:
    """The person files in scope that answer the search."""
    found = _in_stage(Candidate.objects.visible_to(user), search.stage)
    if search.officer_id:
        charged = CandidateOfficer.objects.on(today).filter(user_id=search.officer_id)
        found = found.filter(pk__in=charged.values("candidate_id"))
    if search.consent in {"yes", "no"}:
        consents = Exists(consents_in_force(today))
        found = found.filter(consents if search.consent == "yes" else ~consents)
    if search.region:
        found = found.filter(Q(accepts_all_regions=True) | Exists(_accepts(search.region)))
    if search.place:
        found = found.filter(in_place("residence", search.place))
    if search.stale:
        found = found.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=today - FRESH_FOR))
    if search.words.strip():
        found = found.filter(_words(search.words.replace("\x00", "").strip()[:LONGEST_SEARCH]))
    return found


def _in_stage(found: QuerySet[Any], stage: str) -> QuerySet[Any]:
    if stage == "open":
        return found.exclude(stage=PersonStage.CLOSED)
    return found.filter(stage=stage) if stage in PersonStage.values else found


def consents_in_force(today: date) -> QuerySet[Any]:
    """The consents to matching in force on that day of the person of the row around."""
    return Consent.objects.in_force(today).filter(kind=ConsentKind.MATCHING, candidate=OuterRef("pk"))


def with_file(persons: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Each person as a list shows the file: who accompanies them, main occupation, consent, regions, time in stage."""
    charge = CandidateOfficer.objects.on(today).filter(candidate=OuterRef("pk"))
    held = CandidateOccupation.objects.filter(candidate=OuterRef("pk")).order_by("-months", "id")
    regions = AcceptedRegion.objects.filter(candidate=OuterRef("pk")).order_by("rank", "id")
    return persons.select_related("identity", "residence").annotate(
        officer_name=Subquery(charge.values("user__name")[:1]),
        main_fr=Subquery(held.values("occupation__title_fr")[:1]),
        main_en=Subquery(held.values("occupation__title_en")[:1]),
        consents_now=Exists(consents_in_force(today)),
        consent_ends=Subquery(consents_in_force(today).order_by("-given_on").values("expires_on")[:1]),
        accepted=ArraySubquery(regions.values("region_id")),
        stage_since=Coalesce("moved_at", "created_at"),
    )


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
