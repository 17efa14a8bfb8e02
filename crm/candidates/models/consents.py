"""Consents per purpose, the register of every release, and the journal of who read what (A-2.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models.people import Candidate
from crm.core.dated import DateRange
from crm.employers.models import Employer


class ConsentKind(models.TextChoices):
    MATCHING = "matching", _("jumelage")
    PRESENTATION = "presentation", _("présentation")
    IDENTITY = "identity", _("identité")
    REFERRAL = "referral", _("référence à un partenaire")
    RELOCATION = "relocation", _("aide à la relocalisation")


class Channel(models.TextChoices):
    IN_PERSON = "in_person", _("en personne")
    PHONE = "phone", _("par téléphone")
    EMAIL = "email", _("par courriel")
    WRITTEN = "written", _("par écrit signé")


class ConsentQuerySet(models.QuerySet[Any]):
    def in_force(self, day: date) -> ConsentQuerySet:
        """Given, not revoked, not expired on `day`."""
        return self.filter(given_on__lte=day, revoked_at=None).filter(
            Q(expires_on=None) | Q(expires_on__gte=day)
        )


class Consent(models.Model):
    """What a person agreed to, for what purpose and towards whom, from when to when; revocable.

    Presentation and identity name the employer and, by its reference, the need; the match holds the link to this row.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="consents")
    kind = models.CharField(_("pour"), max_length=20, choices=ConsentKind.choices)
    employer = models.ForeignKey(
        Employer,
        models.PROTECT,
        verbose_name=_("envers l’entreprise"),
        null=True,
        blank=True,
        related_name="+",
    )
    purpose = models.CharField(_("à propos de"), max_length=200, blank=True)
    notice_version = models.CharField(_("version de l’avis"), max_length=20)
    given_on = models.DateField(_("donné le"))
    channel = models.CharField(_("comment"), max_length=20, choices=Channel.choices)
    expires_on = models.DateField(_("expire le"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            ExclusionConstraint(
                name="one_matching_consent_a_day",
                expressions=[
                    ("candidate", RangeOperators.EQUAL),
                    (DateRange(F("given_on"), F("expires_on")), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None, kind="matching"),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["presentation", "identity"]) | Q(employer__isnull=False),
                name="consent_to_show_names_the_employer",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("given_on")),
                name="consent_expires_after_given",
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False), name="consent_revoked_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.kind}"


class RegisterQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> RegisterQuerySet:
        """The privacy officer reads all; whoever sees the person's file reads its rows."""
        if scope_of(user).may(Permission.READ_JOURNAL):
            return self
        return self.filter(candidate__in=Candidate.objects.visible_to(user))


class Release(models.Model):
    """One communication of personal information to someone outside: what, to whom, why, on which consent."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="releases")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="releases")
    recipient = models.CharField(_("destinataire"), max_length=200)
    purpose = models.CharField(_("but"), max_length=200)
    content = models.JSONField(_("ce qui a été communiqué"))
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.candidate_id} → {self.recipient}"


class ReadEntry(models.Model):
    """Who read what of whom, and when."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="reads")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))
    what = models.CharField(_("partie lue"), max_length=40)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["candidate", "-at"], name="reads_of_a_person"),
            models.Index(fields=["user", "-at"], name="reads_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.candidate_id} {self.what}"
