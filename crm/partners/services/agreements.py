"""Agreements: drafted, analysed, signed, followed to their end. Only managers write them, in their own direction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.core.errors import Forbidden, Refusal, TransitionRefused
from crm.partners.models import Agreement, AgreementMove, AgreementStage, Partner, Programme, Report
from crm.partners.rules import EARLIEST, UNSIGNED, ends_in_bounds, may_move, starts_in_bounds
from crm.territory.models import Direction, DirectionCoverage, Region


class AgreementRefused(Refusal):
    """An agreement whose terms the rules refuse."""

    default = _("Cette entente ne peut pas être enregistrée ainsi.")


@transaction.atomic
def draft_agreement(
    *,
    number: str,
    title: str,
    programme: Programme,
    partner: Partner,
    direction: Direction,
    region: Region,
    starts_on: date,
    ends_on: date,
    amount: Decimal,
    renewal_of: Agreement | None = None,
    by: User | None,
    now: datetime,
) -> Agreement:
    """Open an agreement at the stage « projet »; `amount` is in dollars.

    Raises Forbidden for anyone but a manager of the direction, and AgreementRefused when the number is taken, the
    amount is not positive, the days are out of bounds (rule DA-1) or in the wrong order, or the direction does not
    serve the region on the first day. `renewal_of` is the agreement that it renews: it becomes « renouvelée » when
    its last report is in, and refuses when another renews it already.
    """
    _require_manager(direction.pk, by)
    _check_renewed(renewal_of, by)
    if amount <= 0:
        raise AgreementRefused(_("Le montant doit être plus grand que zéro."), field="amount")
    _check_days(starts_on, ends_on, today=timezone.localdate(now))
    if Agreement.objects.filter(number=number).exists():
        raise AgreementRefused(_("Une entente porte déjà ce numéro."), field="number")
    if not DirectionCoverage.objects.on(starts_on).filter(direction=direction, region=region).exists():
        raise AgreementRefused(
            _("La direction ne dessert pas cette région à la date de début."), field="region"
        )
    agreement = Agreement.objects.create(
        number=number,
        title=title,
        programme=programme,
        partner=partner,
        direction=direction,
        region=region,
        starts_on=starts_on,
        ends_on=ends_on,
        amount=amount,
        renewal_of=renewal_of,
    )
    AgreementMove.objects.create(agreement=agreement, to_stage=AgreementStage.DRAFT, at=now, by=by)
    if renewal_of and may_move(renewal_of.stage, AgreementStage.RENEWED):
        _move(renewal_of, AgreementStage.RENEWED, by=by, now=now)
    return agreement


@transaction.atomic
def sign_agreement(*, agreement: Agreement, signed_on: date, by: User | None, now: datetime) -> Agreement:
    """Record the signature: from then the agreement counts (rule EN-1).

    Raises Forbidden, TransitionRefused when it was not analysed, and AgreementRefused for a signature in the future or
    after the agreement's end.
    """
    agreement = locked(agreement, by)
    if signed_on > timezone.localdate(now):
        raise AgreementRefused(_("Une signature ne se date pas dans l’avenir."), field="signed_on")
    if signed_on < EARLIEST:
        raise AgreementRefused(_("Une signature se date au plus tôt du 1er janvier 2000."), field="signed_on")
    if signed_on > agreement.ends_on:
        raise AgreementRefused(_("L’entente était terminée à cette date."), field="signed_on")
    agreement.signed_on = signed_on
    return _move(agreement, AgreementStage.SIGNED, by=by, now=now)


@transaction.atomic
def move_agreement(
    *, agreement: Agreement, to: str, by: User | None, now: datetime, note: str = ""
) -> Agreement:
    """Move an agreement to its next stage. Raises Forbidden, or TransitionRefused; a signature has its own service."""
    agreement = locked(agreement, by)
    if to == AgreementStage.SIGNED:
        raise TransitionRefused(_("Une signature porte une date : consignez-la comme signature."))
    return _move(agreement, to, by=by, now=now, note=note)


def mark_reports_due(*, now: datetime) -> int:
    """Move to « rapport dû » the running agreements whose report is due; returns how many. A second pass finds none."""
    today = timezone.localdate(now)
    awaited = Report.objects.standing().filter(received_on=None, due_on__lte=today)
    waiting = Agreement.objects.filter(
        stage__in=[AgreementStage.RUNNING, AgreementStage.REPORT_RECEIVED], reports__in=awaited
    )
    moved = 0
    for key in waiting.values_list("pk", flat=True).distinct():
        with transaction.atomic():
            agreement = Agreement.objects.select_for_update().get(pk=key)
            if may_move(agreement.stage, AgreementStage.REPORT_DUE):
                _move(agreement, AgreementStage.REPORT_DUE, by=None, now=now)
                moved += 1
    return moved


def _check_renewed(renewed: Agreement | None, by: User | None) -> None:
    if renewed is None:
        return
    locked(renewed, by)
    if Agreement.objects.filter(renewal_of=renewed).exists():
        raise AgreementRefused(_("Une autre entente renouvelle déjà celle-ci."))
    if renewed.stage in UNSIGNED:
        raise AgreementRefused(_("Une entente se renouvelle une fois signée."))


def _check_days(starts_on: date, ends_on: date, *, today: date) -> None:
    if not starts_in_bounds(starts_on, today=today):
        raise AgreementRefused(
            _("Une entente débute entre le 1er janvier 2000 et dans cinq ans."), field="starts_on"
        )
    if ends_on < starts_on:
        raise AgreementRefused(_("La fin ne peut pas précéder le début."), field="ends_on")
    if not ends_in_bounds(ends_on, starts_on=starts_on):
        raise AgreementRefused(_("Une entente dure au plus 10 ans."), field="ends_on")


def locked(agreement: Agreement, by: User | None) -> Agreement:
    """The agreement, held until the end of the transaction. Raises Forbidden for who may not write it."""
    _require_manager(agreement.direction_id, by)
    return Agreement.objects.select_for_update().get(pk=agreement.pk)


def _require_manager(direction_id: int, by: User | None) -> None:
    require(by, Permission.SIGN_AGREEMENTS)
    if by is not None and direction_id not in scope_of(by).direction_ids:
        raise Forbidden(_("Cette entente relève d’une autre direction."))


def _move(agreement: Agreement, to: str, *, by: User | None, now: datetime, note: str = "") -> Agreement:
    if to not in AgreementStage.values or not may_move(agreement.stage, to):
        raise TransitionRefused
    before, agreement.stage = agreement.stage, to
    agreement.save(update_fields=["stage", "signed_on", "updated_at"])
    AgreementMove.objects.create(
        agreement=agreement, from_stage=before, to_stage=to, at=now, by=by, note=note
    )
    return agreement
