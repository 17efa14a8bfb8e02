"""What an agreement promises and what came of it, written by managers of its direction; amounts are in dollars."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.core.fiscal import fiscal_start_year
from crm.partners.models import (
    Agreement,
    AgreementStage,
    Commitment,
    Deliverable,
    Payment,
    Report,
    Term,
)
from crm.partners.rules import EARLIEST, UNSIGNED, may_move
from crm.partners.services.agreements import locked, move_agreement


class TermRefused(Refusal):
    """A row of an agreement that its rules refuse."""

    default = _("Cette ligne ne peut pas être enregistrée ainsi.")


@transaction.atomic
def commit_amount(
    *, agreement: Agreement, fiscal_year: int, amount: Decimal, by: User, now: datetime
) -> Commitment:
    """Say what one fiscal year carries; said again, the row before is taken back.

    Raises Forbidden, and TermRefused for an amount that is not positive, a year that the agreement does not touch, or
    more than the agreement's amount in all.
    """
    agreement = locked(agreement, by)
    if amount <= 0:
        raise TermRefused(_("Le montant doit être plus grand que zéro."), field="amount")
    if not fiscal_start_year(agreement.starts_on) <= fiscal_year <= fiscal_start_year(agreement.ends_on):
        raise TermRefused(_("L’entente ne court pas pendant cet exercice."), field="fiscal_year")
    before = Commitment.objects.standing().filter(agreement=agreement)
    for row in before.filter(fiscal_year=fiscal_year):
        row.withdraw(by=by, now=now)
    if _sum(before) + amount > agreement.amount:
        raise TermRefused(_("Les exercices dépasseraient le montant de l’entente."), field="amount")
    return Commitment.objects.create(agreement=agreement, fiscal_year=fiscal_year, amount=amount, by=by)


@transaction.atomic
def record_payment(
    *, agreement: Agreement, paid_on: date, amount: Decimal, note: str = "", by: User | None, now: datetime
) -> Payment:
    """Record money paid. Raises Forbidden, and TermRefused before the signature, for a day to come, or too much."""
    agreement = locked(agreement, by)
    if agreement.stage in UNSIGNED:
        raise TermRefused(_("Un versement suit la signature : consignez-la d’abord."))
    if not EARLIEST <= paid_on <= timezone.localdate(now):
        raise TermRefused(
            _("Un versement se date entre le 1er janvier 2000 et aujourd’hui."), field="paid_on"
        )
    if amount <= 0:
        raise TermRefused(_("Le montant doit être plus grand que zéro."), field="amount")
    if _sum(Payment.objects.standing().filter(agreement=agreement)) + amount > agreement.amount:
        raise TermRefused(_("Les versements dépasseraient le montant de l’entente."), field="amount")
    return Payment.objects.create(agreement=agreement, paid_on=paid_on, amount=amount, note=note, by=by)


@transaction.atomic
def promise_deliverable(
    *,
    agreement: Agreement,
    title: str,
    target: int,
    by: User | None,
    now: datetime,  # noqa: ARG001 - as its neighbours
) -> Deliverable:
    """Add what the partner is to do. Raises Forbidden, or TermRefused for a target of zero."""
    agreement = locked(agreement, by)
    if target <= 0:
        raise TermRefused(_("La cible doit être plus grande que zéro."), field="target")
    return Deliverable.objects.create(agreement=agreement, title=title, target=target, by=by)


@transaction.atomic
def note_result(
    *, deliverable: Deliverable, actual: int, read_on: date, by: User | None, now: datetime
) -> Deliverable:
    """Write what was done of a deliverable, read on a day. Raises Forbidden, TermRefused for a day to come."""
    locked(deliverable.agreement, by)
    row: Deliverable = Deliverable.objects.standing().select_for_update().get(pk=deliverable.pk)
    if read_on > timezone.localdate(now) or read_on < EARLIEST:
        raise TermRefused(_("Un résultat se date entre le 1er janvier 2000 et aujourd’hui."), field="read_on")
    row.actual, row.read_on = actual, read_on
    row.save(update_fields=["actual", "read_on", "updated_at"])
    return row


@transaction.atomic
def await_report(*, agreement: Agreement, kind: str, due_on: date, by: User | None, now: datetime) -> Report:
    """Plan a report. Raises Forbidden, and TermRefused for a day far from the agreement's, or one already planned."""
    agreement = locked(agreement, by)
    if not agreement.starts_on <= due_on or (due_on - agreement.ends_on).days > Report.LATEST_DAYS:
        raise TermRefused(
            _("Un rapport est dû entre le début de l’entente et un an après sa fin."), field="due_on"
        )
    if Report.objects.standing().filter(agreement=agreement, due_on=due_on).exists():
        raise TermRefused(_("Un rapport est déjà attendu ce jour-là."), field="due_on")
    report = Report.objects.create(agreement=agreement, kind=kind, due_on=due_on, by=by)
    if due_on <= timezone.localdate(now) and may_move(agreement.stage, AgreementStage.REPORT_DUE):
        move_agreement(agreement=agreement, to=AgreementStage.REPORT_DUE, by=by, now=now)
    return report


@transaction.atomic
def receive_report(*, report: Report, received_on: date, by: User | None, now: datetime) -> Report:
    """Write that a report came in; an agreement at « rapport dû » moves on once none is late.

    Raises Forbidden, and TermRefused for a day to come or a report already in.
    """
    agreement = locked(report.agreement, by)
    row: Report = Report.objects.standing().select_for_update().get(pk=report.pk)
    today = timezone.localdate(now)
    if row.received_on is not None:
        raise TermRefused(_("Ce rapport est déjà consigné."))
    if received_on > today or received_on < agreement.starts_on:
        raise TermRefused(
            _("Un rapport se reçoit entre le début de l’entente et aujourd’hui."), field="received_on"
        )
    row.received_on = received_on
    row.save(update_fields=["received_on", "updated_at"])
    late = Report.objects.standing().filter(agreement=agreement, received_on=None, due_on__lte=today)
    if not late.exists() and may_move(agreement.stage, AgreementStage.REPORT_RECEIVED):
        move_agreement(agreement=agreement, to=AgreementStage.REPORT_RECEIVED, by=by, now=now)
    return row


@transaction.atomic
def withdraw_term(*, term: Commitment | Payment | Deliverable | Report, by: User, now: datetime) -> None:
    """Take back a row entered by mistake; taken back twice, nothing more happens. Raises Forbidden."""
    locked(term.agreement, by)
    if term.withdrawn_at is None:
        term.withdraw(by=by, now=now)


@transaction.atomic
def put_back_term(*, term: Commitment | Payment | Deliverable | Report, by: User) -> None:
    """Undo the taking back of a row; put back twice, nothing more happens.

    Raises Forbidden, and TermRefused when what was written since leaves it no room.
    """
    agreement = locked(term.agreement, by)
    term.refresh_from_db()
    if term.withdrawn_at is None:
        return
    standing = type(term).objects.standing().filter(agreement=agreement)
    if isinstance(term, Commitment) and standing.filter(fiscal_year=term.fiscal_year).exists():
        raise TermRefused(_("Cet exercice porte un autre montant depuis : retirez-le d’abord."))
    if isinstance(term, Report) and standing.filter(due_on=term.due_on).exists():
        raise TermRefused(_("Un rapport est déjà attendu ce jour-là."))
    if isinstance(term, Commitment | Payment) and _sum(standing) + term.amount > agreement.amount:
        raise TermRefused(_("Le total dépasserait le montant de l’entente."))
    term.put_back()


def _sum(rows: QuerySet[Term]) -> Decimal:
    return rows.order_by().aggregate(total=Sum("amount"))["total"] or Decimal(0)
