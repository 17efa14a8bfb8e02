"""Forms of needs that are kept and not sent: the draft of who writes, the templates of an employer or a direction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.employers.models import Employer, EmployerFile, NeedFormLink
from crm.needs.models.needs import LabourNeed
from crm.territory.models import Direction


class NeedDraft(models.Model):
    """What someone typed of a need and has not sent: of a new one, or of the change of one that was sent.

    One of each, a link or an account. `values` are the form's fields as typed, each a list; nothing of it is
    validated. `version` counts the writes, so that a second device sees that it is behind. `other` is the version that
    gave way to a newer one, to be taken back. `revision` is that of the need when its change was begun. Once its time
    is over the values are emptied and the row only says so.
    """

    link = models.ForeignKey(NeedFormLink, models.CASCADE, null=True, blank=True, related_name="need_drafts")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="need_drafts")
    need = models.ForeignKey(LabourNeed, models.CASCADE, null=True, blank=True, related_name="drafts")
    submission_key = models.UUIDField()
    values = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(null=True, blank=True)
    other = models.JSONField(default=dict)
    other_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    device = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(link=None, user__isnull=False) | Q(link__isnull=False, user=None),
                name="need_draft_is_of_a_link_or_an_account",
            ),
            models.UniqueConstraint(
                fields=["link", "user", "need"], nulls_distinct=False, name="need_draft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be continued."""
        return bool(self.values) and self.expires_at > now


class NeedTemplateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> NeedTemplateQuerySet:
        """Staff: those of their directions and of the employers whose file they see; the administrator: directions'.

        Members: their employer's, and those of the directions that accompany it.
        """
        scope = scope_of(user)
        kept = self.filter(deleted_at=None)
        if scope.may(Permission.RUN_INSTALLATION):
            return kept.filter(direction__isnull=False)
        if scope.may(Permission.WORK_FILES):
            files = EmployerFile.objects.visible_to(user)
            return kept.filter(
                Q(direction_id__in=scope.direction_ids) | Q(employer__files__in=files)
            ).distinct()
        if scope.is_staff or scope.user_id is None:
            return self.none()
        mine = Employer.objects.filter(members__user_id=scope.user_id, members__active=True)
        directions = EmployerFile.objects.filter(employer__in=mine).values("direction_id")
        return kept.filter(Q(employer__in=mine) | Q(direction_id__in=directions))


class NeedTemplate(models.Model):
    """A need's form to start from, of one employer or of a whole direction."""

    name = models.CharField(_("nom du modèle"), max_length=120)
    employer = models.ForeignKey(
        Employer, models.CASCADE, null=True, blank=True, related_name="need_templates"
    )
    direction = models.ForeignKey(
        Direction, models.CASCADE, null=True, blank=True, related_name="need_templates"
    )
    values = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = NeedTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employer=None, direction__isnull=False)
                | Q(employer__isnull=False, direction=None),
                name="need_template_is_of_an_employer_or_a_direction",
            ),
        ]

    def __str__(self) -> str:
        return self.name
