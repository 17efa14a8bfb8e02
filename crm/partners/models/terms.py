"""What an agreement promises and what came of it: money by fiscal year, payments, deliverables, reports.

A row entered by mistake is withdrawn, not deleted: who entered it and who took it back stay readable.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.fiscal import fiscal_label
from crm.core.models import Written
from crm.partners.models.agreements import Agreement


def taken_back() -> models.CheckConstraint:
    """A constraint: who took a row back and when go together."""
    return models.CheckConstraint(
        condition=Q(withdrawn_at=None, withdrawn_by=None)
        | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
        name="%(class)s_withdrawn_pair",
    )


class TermQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Rows that nobody took back."""
        return self.filter(withdrawn_at=None)


class Term(Written):
    """A row of an agreement, by somebody; taken back by somebody."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    def withdraw(self, *, by: User, now: datetime) -> None:
        """Take the row back."""
        self.withdrawn_at, self.withdrawn_by = now, by
        self.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])

    def put_back(self) -> None:
        """Undo the taking back."""
        self.withdrawn_at = self.withdrawn_by = None
        self.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])


class Commitment(Term):
    """What of an agreement's amount one fiscal year carries, in dollars. `fiscal_year` is the year it begins in."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="commitments")
    fiscal_year = models.PositiveSmallIntegerField(_("exercice"))
    amount = models.DecimalField(_("montant engagé"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["fiscal_year", "id"]
        constraints = [
            taken_back(),
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_above_zero"),
            models.UniqueConstraint(
                fields=["agreement", "fiscal_year"],
                condition=Q(withdrawn_at=None),
                name="one_commitment_a_fiscal_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {fiscal_label(self.fiscal_year)} {self.amount}"


class Payment(Term):
    """Money paid to the partner on a day, in dollars."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="payments")
    paid_on = models.DateField(_("versé le"))
    amount = models.DecimalField(_("montant versé"), max_digits=12, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["paid_on", "id"]
        constraints = [
            taken_back(),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.paid_on} {self.amount}"


class Deliverable(Term):
    """What the partner is to do, in a number: « 40 familles accueillies »; and what was done, by its last report."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="deliverables")
    title = models.CharField(_("livrable"), max_length=200)
    target = models.PositiveIntegerField(_("cible"))
    actual = models.PositiveIntegerField(_("résultat"), null=True, blank=True)
    read_on = models.DateField(_("résultat lu le"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            taken_back(),
            models.CheckConstraint(condition=Q(target__gt=0), name="deliverable_target_above_zero"),
            models.CheckConstraint(
                condition=Q(actual=None, read_on=None) | Q(actual__isnull=False, read_on__isnull=False),
                name="deliverable_result_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def per_cent(self) -> int | None:
        """The result in hundredths of the target, rounded down; None before there is one."""
        return None if self.actual is None else 100 * self.actual // self.target


class Report(Term):
    """A report that the partner owes on a day."""

    class Kind(models.TextChoices):
        INTERIM = "interim", _("rapport d’étape")
        FINAL = "final", _("rapport final")

    #: How long after the end of its agreement a report may be due.
    LATEST_DAYS = 366

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="reports")
    kind = models.CharField(_("genre"), max_length=10, choices=Kind.choices)
    due_on = models.DateField(_("dû le"))
    received_on = models.DateField(_("reçu le"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            taken_back(),
            models.UniqueConstraint(
                fields=["agreement", "due_on"], condition=Q(withdrawn_at=None), name="one_report_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(received_on=None, withdrawn_at=None), name="reports_awaited"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.due_on}"
