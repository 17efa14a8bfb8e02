"""Work in the hands of staff: absences, and handovers that the receiver accepts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate
from crm.core.models import Written
from crm.employers.models import EmployerFile


class Absence(models.Model):
    """Days when a staff member is away, both included."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on}"


class HandoverQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> HandoverQuerySet:
        """Those one gives or receives; a manager sees those of their directions."""
        scope = scope_of(user)
        mine = Q(receiver_id=scope.user_id) | Q(giver_id=scope.user_id) | Q(proposed_by_id=scope.user_id)
        if scope.may(Permission.REVIEW_CASELOADS):
            mine |= Q(file__direction_id__in=scope.direction_ids)
            mine |= Q(candidate__direction_id__in=scope.direction_ids)
        return self.filter(mine) if scope.is_staff else self.none()

    def waiting(self) -> HandoverQuerySet:
        return self.filter(answered_at=None)


class Handover(Written):
    """A file passes from one advisor, or a person from one officer, to another with a note.

    It changes hands on the day the receiver accepts.
    """

    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="handovers")
    candidate = models.ForeignKey(Candidate, models.CASCADE, null=True, blank=True, related_name="handovers")
    giver = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    note = models.TextField(_("note de transfert"), max_length=2000)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(answered_at=None), name="one_waiting_handover_a_file"
            ),
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(answered_at=None), name="one_waiting_handover_a_person"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, candidate=None) | Q(file=None, candidate__isnull=False),
                name="handover_of_one_file_or_person",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, accepted=None)
                | Q(answered_at__isnull=False, accepted__isnull=False),
                name="handover_answered_pair",
            ),
            models.CheckConstraint(
                condition=Q(giver=None) | ~Q(giver=F("receiver")), name="handover_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id or self.candidate_id} → {self.receiver_id}"

    @property
    def subject(self) -> EmployerFile | Candidate:
        """What changes hands; a person is named by their reference alone."""
        return cast("EmployerFile | Candidate", self.file or self.candidate)
