"""Two cards of one employer: pairs that look so, merges, and what it takes to undo them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.employers.models.directory import Employer
from crm.employers.models.files import EmployerFile


class LikelyPairQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> LikelyPairQuerySet:
        """Pairs of which the user sees a file of one side; the cards themselves are open to all staff."""
        if not scope_of(user).may(Permission.WORK_FILES):
            return self.none()
        mine = EmployerFile.objects.visible_to(user).order_by().values("employer_id")
        return self.filter(Q(first__in=mine) | Q(second__in=mine))

    def standing(self) -> LikelyPairQuerySet:
        """Both sides are there, and nobody has said that they are two employers."""
        # The cards that went are few: joined, every employer would be read for each page.
        gone = Employer._base_manager.filter(merged_into__isnull=False).order_by().values("pk")
        return self.filter(dismissed_at=None).exclude(first__in=gone).exclude(second__in=gone)


class LikelyPair(models.Model):
    """Two employers that may be one: why, in codes, and who said that they are two."""

    first = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    strength = models.PositiveSmallIntegerField(default=0)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = LikelyPairQuerySet.as_manager()

    class Meta:
        ordering = ["-strength", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_pair_in_order"),
            models.CheckConstraint(
                condition=Q(dismissed_by=None) | Q(dismissed_at__isnull=False),
                name="likely_pair_dismissed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class EmployerMergeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> EmployerMergeQuerySet:
        """Merges of the employers of which the user sees a file, and one's own."""
        if not scope_of(user).may(Permission.WORK_FILES):
            return self.none()
        mine = EmployerFile.objects.visible_to(user).order_by().values("employer_id")
        return self.filter(Q(survivor__in=mine) | Q(by_id=scope_of(user).user_id))

    def standing(self) -> EmployerMergeQuerySet:
        return self.filter(undone_at=None)


class EmployerMerge(models.Model):
    """One employer became another's card, and until when that can be taken back.

    `journal` tells which rows were moved and which values replaced; it is emptied once the merge can no longer be
    undone, because what it holds may be personal information.
    """

    survivor = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    loser = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    journal = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EmployerMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["loser"], condition=Q(undone_at=None), name="employer_merged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("loser")), name="employer_merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_by=None) | Q(undone_at__isnull=False), name="employer_merge_undone_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.survivor_id}"
