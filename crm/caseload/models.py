"""Work in the hands of staff: absences, handovers that the receiver accepts, decisions of the weekly review."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate
from crm.core.dated import DateRange
from crm.core.models import Written
from crm.employers.models import EmployerFile
from crm.territory.models import Direction


class AbsenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> AbsenceQuerySet:
        """One's own; a manager sees those of whoever is or was posted in their directions."""
        scope = scope_of(user)
        mine = Q(user_id=scope.user_id)
        if scope.may(Permission.REVIEW_CASELOADS):
            posted = Posting.objects.filter(direction_id__in=scope.direction_ids)
            mine |= Q(user_id__in=posted.values("user_id"))
        return self.filter(mine) if scope.is_staff else self.none()

    def during(self, start: date, end: date) -> AbsenceQuerySet:
        """Those of at least one day from `start` to `end`, both included."""
        return self.filter(starts_on__lte=end, ends_on__gte=start)


class Absence(models.Model):
    """Days when a staff member is away, both included, and who answers meanwhile. Why is nobody's business."""

    class Kind(models.TextChoices):
        """As little as planning needs: nothing here tells of somebody's health."""

        VACATION = "vacation", _("vacances")
        LEAVE = "leave", _("congé")
        TRAINING = "training", _("formation")
        ELSEWHERE = "elsewhere", _("prêt à une autre équipe")

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    kind = models.CharField(_("genre"), max_length=20, choices=Kind.choices, default=Kind.LEAVE)
    replaced_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("user")), name="absence_replaced_by_another"
            ),
            ExclusionConstraint(
                name="one_absence_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (DateRange(F("starts_on"), F("ends_on")), RangeOperators.OVERLAPS),
                ],
            ),
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


class Decision(models.TextChoices):
    """What a review decides of a line of its sheet."""

    KEEP = "keep", _("garder")
    REASSIGN = "reassign", _("réattribuer")
    CLOSE = "close", _("fermer")
    SUPPORT = "support", _("demander du soutien")
    NOTE = "note", _("note")


class ReviewDecisionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ReviewDecisionQuerySet:
        """Those of the directions whose caseloads one reviews."""
        scope = scope_of(user)
        may = scope.may(Permission.REVIEW_CASELOADS)
        return self.filter(direction_id__in=scope.direction_ids) if may else self.none()


class ReviewDecision(models.Model):
    """What was decided in a week's review of somebody's work, of one file or person, or of the whole sheet.

    Never changed: who decides otherwise in the same week writes one more, and the last one stands.
    """

    week = models.DateField(_("semaine du"))
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="+")
    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="+")
    candidate = models.ForeignKey(Candidate, models.CASCADE, null=True, blank=True, related_name="+")
    decision = models.CharField(_("décision"), max_length=20, choices=Decision.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))

    objects = ReviewDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) | Q(candidate=None), name="review_of_one_file_or_person"
            ),
            models.CheckConstraint(
                condition=~Q(decision="note") | ~Q(note=""), name="review_note_says_something"
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(candidate__isnull=False) | Q(decision="note"),
                name="review_of_a_sheet_is_a_note",
            ),
        ]
        indexes = [models.Index(fields=["member", "week"], name="review_by_member_and_week")]

    def __str__(self) -> str:
        return f"{self.week} {self.member_id} {self.decision}"

    @property
    def subject(self) -> EmployerFile | Candidate | None:
        """What the decision is about; None is the whole sheet."""
        return self.file or self.candidate
