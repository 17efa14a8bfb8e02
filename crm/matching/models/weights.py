"""The published weights of the criteria by version, the one draft of the next version, and what it would change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User


class WeightQuerySet(models.QuerySet[Any]):
    def published(self) -> WeightQuerySet:
        """Every version, past, in force or to come; never the draft."""
        return self.filter(is_draft=False)

    def begun(self, now: datetime) -> WeightQuerySet:
        """Versions that score or have scored, the one in force first."""
        return self.published().filter(active_from__lte=now).order_by("-active_from")


class WeightSet(models.Model):
    """A version of the weights, in hundredths of a point, 10,000 in all, and of the neutral shares, in thousandths.

    The newest one begun scores. What is published never changes; at most one row is a draft, without a day of
    beginning and so read by no scoring.
    """

    version = models.CharField(max_length=20, unique=True, blank=True, help_text="Empty for the draft.")
    weights = models.JSONField()
    neutral_shares = models.JSONField()
    active_from = models.DateTimeField(null=True, blank=True)
    note = models.TextField(
        blank=True, max_length=2000, help_text="Why this version; for the first, the source."
    )
    is_draft = models.BooleanField(default=False)
    starts_on = models.DateField(
        null=True, blank=True, help_text="The day wanted; none for the house's own versions."
    )
    revision = models.PositiveIntegerField(
        default=1, help_text="Of the draft: which text was read or previewed."
    )
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = WeightQuerySet.as_manager()

    class Meta:
        ordering = ["-active_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_draft"],
                condition=Q(is_draft=True),
                name="one_draft_of_weights",
                violation_error_message=_("Un brouillon est déjà en cours."),
            ),
            models.CheckConstraint(
                condition=Q(is_draft=True, active_from=None, published_at=None)
                | (Q(is_draft=False, active_from__isnull=False) & ~Q(version="")),
                name="published_weights_begin",
            ),
            models.CheckConstraint(
                condition=Q(written_by=None, written_at=None)
                | Q(written_by__isnull=False, written_at__isnull=False),
                name="weights_written_pair",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None, published_at=None)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="weights_published_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.version


class WeightPreview(models.Model):
    """What a draft would change, as the worker found it: of which text, against which version, when, in figures."""

    weights = models.OneToOneField(WeightSet, models.CASCADE, related_name="preview")
    revision = models.PositiveIntegerField()
    against = models.CharField(max_length=20, help_text="The version that the draft was compared with.")
    computed_at = models.DateTimeField()
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"{self.weights_id} {self.revision}"
