"""The foreign staff that an employer has today, counted and never named; and what it lets partners know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.models import Written
from crm.employers.models.directory import Employer
from crm.employers.models.files import EmployerFile
from crm.taxonomy.models import Occupation, PermitKind


class ForeignStaff(Written):
    """So many people of one occupation whose permits of one kind expire on one day. Nobody is named, no origin."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="foreign_staff")
    permit = models.ForeignKey(
        PermitKind, models.PROTECT, verbose_name=_("genre de permis"), related_name="+"
    )
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, verbose_name=_("profession"), null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(_("expire le"))
    people = models.PositiveSmallIntegerField(_("personnes"), default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["expires_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="foreign_staff_of_someone"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="foreign_staff_ended_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_on"], condition=Q(ended_at=None), name="foreign_staff_expiring")
        ]

    def __str__(self) -> str:
        return f"{self.people} × {self.permit_id} {self.expires_on}"


class SharingConsentQuerySet(models.QuerySet[Any]):
    def standing(self, today: date) -> SharingConsentQuerySet:
        """In force on the day."""
        return self.filter(revoked_at=None, given_on__lte=today, expires_on__gte=today)


class SharingConsent(models.Model):
    """An employer agreed that its contacts be given to partners and other directions, from a day to a day."""

    class Channel(models.TextChoices):
        WRITTEN = "written", _("par écrit")
        EMAIL = "email", _("par courriel")
        SPOKEN = "spoken", _("de vive voix")

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="sharing_consents")
    notice_version = models.CharField(_("version de l’avis"), max_length=20)
    channel = models.CharField(_("reçu"), max_length=10, choices=Channel.choices)
    given_on = models.DateField(_("donné le"))
    expires_on = models.DateField(_("expire le"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SharingConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("given_on")), name="sharing_consent_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="sharing_consent_revoked_pair",
            ),
            models.UniqueConstraint(
                fields=["employer"], condition=Q(revoked_at=None), name="sharing_consent_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.given_on}"
