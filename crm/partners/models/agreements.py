"""Signed funding of a partner under a programme, its stages, and the agreement that it renews."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.core.models import StageMove, Written
from crm.partners.models.directory import Partner, Programme, StaffReadsQuerySet
from crm.territory.models import Direction, Region


class AgreementStage(models.TextChoices):
    DRAFT = "draft", _("projet")
    ANALYSIS = "analysis", _("analyse")
    SIGNED = "signed", _("signée")
    RUNNING = "running", _("en cours")
    REPORT_DUE = "report_due", _("rapport dû")
    REPORT_RECEIVED = "report_received", _("rapport reçu")
    CLOSED = "closed", _("close")
    RENEWED = "renewed", _("renouvelée")


class AgreementQuerySet(StaffReadsQuerySet):
    def signed_during(self, start: date, end: date) -> AgreementQuerySet:
        """Agreements concluded: signature date in the period, both days included."""
        return self.filter(signed_on__range=(start, end))

    def in_force_during(self, start: date, end: date) -> AgreementQuerySet:
        """Signed agreements that ran on at least one day of the period."""
        return self.filter(signed_on__isnull=False, starts_on__lte=end, ends_on__gte=start)


class Agreement(Written):
    """Signed funding of a partner under a programme, in a region."""

    number = models.CharField(_("numéro"), max_length=30, unique=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name=_("programme"), related_name="agreements"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, verbose_name=_("partenaire"), related_name="agreements"
    )
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="agreements")
    #: Who signed, once a change of territory passed the agreement on.
    origin = models.ForeignKey(
        Direction, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("région"), related_name="agreements")
    title = models.CharField(_("objet"), max_length=200)
    stage = models.CharField(
        _("étape"), max_length=20, choices=AgreementStage.choices, default=AgreementStage.DRAFT
    )
    signed_on = models.DateField(_("signée le"), null=True, blank=True)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    renewal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("renouvelle"), related_name="renewed_by"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-starts_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="agreement_amount_not_negative",
                violation_error_message=_("Le montant ne peut pas être négatif."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "analysis"], signed_on=None)
                | (~Q(stage__in=["draft", "analysis"]) & Q(signed_on__isnull=False)),
                name="agreement_signed_has_date",
                violation_error_message=_("Une entente signée porte sa date de signature."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AgreementMove(StageMove):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="moves")
