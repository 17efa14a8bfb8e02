"""Reads of the partner directory and of agreements, narrowed by what the reader typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from crm.accounts.models import User
from crm.core.fiscal import fiscal_label, fiscal_start_year
from crm.partners.models import Agreement, Commitment, Partner, Payment


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


@dataclass(frozen=True, slots=True)
class MoneyOfYear:
    """One fiscal year of an agreement, in dollars: committed (None: nobody said), paid, and the rows of both."""

    label: str
    commitment: Commitment | None
    payments: tuple[Payment, ...]

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal(0))


@dataclass(frozen=True, slots=True)
class Money:
    """An agreement's amount: what its fiscal years carry, what was paid, and what is left of each, in dollars."""

    years: tuple[MoneyOfYear, ...]
    committed: Decimal
    paid: Decimal
    unassigned: Decimal
    left: Decimal


def money_by_year(agreement: Agreement) -> Money:
    """The fiscal years that an agreement touches or was paid in, with what stands in each."""
    committed = {row.fiscal_year: row for row in agreement.commitments.standing()}
    paid: dict[int, list[Payment]] = {}
    for payment in agreement.payments.standing():
        paid.setdefault(fiscal_start_year(payment.paid_on), []).append(payment)
    own = range(fiscal_start_year(agreement.starts_on), fiscal_start_year(agreement.ends_on) + 1)
    years = tuple(
        MoneyOfYear(fiscal_label(year), committed.get(year), tuple(paid.get(year, ())))
        for year in sorted({*own, *committed, *paid})
    )
    total = sum((row.amount for row in committed.values()), Decimal(0))
    given = sum((year.paid for year in years), Decimal(0))
    return Money(years, total, given, agreement.amount - total, agreement.amount - given)
