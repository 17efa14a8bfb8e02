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
from crm.territory.models import Direction


class NeedDraft(models.Model):
    """What someone typed of a need and has not sent: one draft a link, one draft an account.

    `values` are the form's fields as typed, each a list; nothing of it is validated. `version` counts the writes, so
    that a second device sees that it is behind. Once its time is over the values are emptied and the row only says so.
    """

    link = models.OneToOneField(
        NeedFormLink, models.CASCADE, null=True, blank=True, related_name="need_draft"
    )
    user = models.OneToOneField(User, models.CASCADE, null=True, blank=True, related_name="need_draft")
    submission_key = models.UUIDField()
    values = models.JSONField(default=dict)
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
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be continued."""
        return bool(self.values) and self.expires_at > now


class NeedTemplateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> NeedTemplateQuerySet:
        """Staff: those of their directions and of the employers whose file they see; members: their employer's."""
        scope = scope_of(user)
        kept = self.filter(deleted_at=None)
        if scope.may(Permission.WORK_FILES):
            files = EmployerFile.objects.visible_to(user)
            return kept.filter(
                Q(direction_id__in=scope.direction_ids) | Q(employer__files__in=files)
            ).distinct()
        if scope.is_staff or scope.user_id is None:
            return self.none()
        return kept.filter(employer__members__user_id=scope.user_id, employer__members__active=True)


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
