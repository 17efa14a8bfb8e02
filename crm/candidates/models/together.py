"""Who asked to be placed together with whom: each asks apart, dated, revocable; why is nobody's to write."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models.consents import Channel
from crm.candidates.models.people import Candidate

Pair = tuple[int, int]


class TogetherAskedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> TogetherAskedQuerySet:
        """Those of the persons whose file the user sees."""
        return self.filter(candidate__in=Candidate.objects.visible_to(user))

    def standing(self, day: date) -> TogetherAskedQuerySet:
        """Asked by `day`, not taken back."""
        return self.filter(asked_on__lte=day, revoked_at=None)

    def both_asked(self, candidate: Candidate, day: date) -> TogetherAskedQuerySet:
        """What a person asked, where the other asked the same."""
        back = self.model.objects.standing(day).filter(other=candidate, candidate=OuterRef("other"))
        return self.standing(day).filter(Exists(back), candidate=candidate)

    def agreed(self, day: date) -> frozenset[Pair]:
        """The pairs of persons who both asked, the lower key first: nothing else leaves this table."""
        asked: Collection[Pair] = set(self.standing(day).values_list("candidate_id", "other_id"))
        return frozenset((one, two) for one, two in asked if one < two and (two, one) in asked)


class TogetherAsked(models.Model):
    """One person asks to be placed in the same MRC as another; it holds once the other asked the same."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="together")
    other = models.ForeignKey(Candidate, models.CASCADE, related_name="together_asked_by")
    asked_on = models.DateField(_("demandé le"))
    channel = models.CharField(_("comment"), max_length=20, choices=Channel.choices)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TogetherAskedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "other"], condition=Q(revoked_at=None), name="together_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False), name="together_revoked_pair"
            ),
            models.CheckConstraint(condition=~Q(candidate=F("other")), name="together_with_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.other_id}"
