"""Reads of the partner directory and of agreements, narrowed by what the reader typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from crm.accounts.models import User
from crm.partners.models import Agreement, Partner


def partners_matching(user: User, *, words: str = "", region: str = "") -> QuerySet[Partner]:
    """The directory that the user reads: name, services or publics containing the words, serving the region."""
    found = Partner.objects.visible_to(user).select_related("municipality__mrc").prefetch_related("mrcs")
    for word in words.split():
        found = found.filter(
            Q(name__unaccent__icontains=word)
            | Q(services_fr__unaccent__icontains=word)
            | Q(services_en__unaccent__icontains=word)
            | Q(publics__unaccent__icontains=word)
            | Q(municipality__name__unaccent__icontains=word)
        )
    if region:
        found = found.filter(Q(municipality__mrc__region_id=region) | Q(mrcs__region_id=region)).distinct()
    return found


@dataclass(frozen=True, slots=True)
class AgreementTotals:
    """What a list of agreements adds up to, in dollars."""

    number: int
    amount: Decimal


def agreements_matching(
    user: User, *, words: str = "", region: str = "", stage: str = "", partner: int | None = None
) -> QuerySet[Agreement]:
    """The agreements that the user reads, newest signature first; drafts, unsigned, come on top."""
    found = Agreement.objects.visible_to(user).select_related("partner", "programme", "region", "direction")
    for word in words.split():
        found = found.filter(
            Q(number__icontains=word)
            | Q(title__unaccent__icontains=word)
            | Q(partner__name__unaccent__icontains=word)
        )
    if region:
        found = found.filter(region_id=region)
    if stage:
        found = found.filter(stage=stage)
    if partner:
        found = found.filter(partner_id=partner)
    return found


def totals(agreements: QuerySet[Agreement]) -> AgreementTotals:
    """How many agreements, and their amounts together."""
    found = agreements.order_by().aggregate(number=Count("pk"), amount=Sum("amount"))
    return AgreementTotals(found["number"], found["amount"] or Decimal(0))
