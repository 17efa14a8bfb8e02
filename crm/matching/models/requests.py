"""A shortlist across directions asks the person's own officer first: who speaks with the person answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.core.models import Written
from crm.matching.models.matches import Match
from crm.taxonomy.models import Reason


class RequestAnswer(models.TextChoices):
    ACCEPTED = "accepted", _("acceptée")
    DECLINED = "declined", _("refusée")


class OfficerRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> OfficerRequestQuerySet:
        """Those of the matches that the user sees: who asks, and who accompanies the person."""
        return self.filter(match__in=Match.objects.visible_to(user))

    def waiting(self, day: date) -> OfficerRequestQuerySet:
        """Those still to be answered, of persons whose consent to matching is in force on `day`."""
        consenting = Candidate.objects.consenting_to_matching(day)
        return self.filter(answer="", closed_at=None, match__candidate__in=consenting)

    def answerable_by(self, user: User | AnonymousUser) -> OfficerRequestQuerySet:
        """Those about the persons whose file the user sees."""
        return self.filter(match__candidate__in=Candidate.objects.visible_to(user))


class OfficerRequest(Written):
    """Asked when an advisor keeps a person of another direction; nothing moves further until it is accepted.

    `closed_at`: the advisor put the pair back or set it aside before or after the answer; the row stays.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="requests")
    asked_at = models.DateTimeField(_("demandée le"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer = models.CharField(_("réponse"), max_length=20, choices=RequestAnswer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=2000)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfficerRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["match"], condition=Q(closed_at=None), name="one_standing_request_a_match"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | Q(reason__isnull=False),
                name="request_declined_with_a_reason",
                violation_error_message=_("Choisissez un motif dans la liste."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.answer or 'asked'}"
