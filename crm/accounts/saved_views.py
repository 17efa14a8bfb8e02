"""What a person keeps of the working lists: views by name, columns, what opens first; gestures on many rows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.models import Written
from crm.territory.models import Direction


class Noun(models.TextChoices):
    """What a working list holds."""

    FILES = "files", _("entreprises")
    NEEDS = "needs", _("besoins")
    FOLLOW_UPS = "follow_ups", _("suivis")
    PERSONS = "persons", _("personnes")
    MATCHES = "matches", _("jumelages")


class Face(models.TextChoices):
    """How the same rows are laid out."""

    LIST = "liste", _("Liste")
    BOARD = "tableau", _("Tableau")
    CALENDAR = "calendrier", _("Calendrier")


class Audience(models.TextChoices):
    """Who may open a view."""

    OWN = "own", _("moi seulement")
    DIRECTION = "direction", _("toute la direction")


class SavedViewQuerySet(models.QuerySet[Any]):
    """Saved views."""

    def open_to(self, *, user_id: int | None, direction_ids: Collection[int]) -> SavedViewQuerySet:
        """One's own views and those shared with one's directions, not deleted. A view is a question, never rows."""
        shared = Q(audience=Audience.DIRECTION, direction_id__in=list(direction_ids))
        return self.filter(Q(owner_id=user_id) | shared, deleted_at=None)


class SavedView(Written):
    """A question put to a list under a name: filters, order, face, columns. Rows are those of the reader’s scope."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    noun = models.CharField(max_length=20, choices=Noun.choices)
    name = models.CharField(_("nom"), max_length=60)
    face = models.CharField(max_length=20, choices=Face.choices, default=Face.LIST)
    query = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    audience = models.CharField(
        _("partagée avec"), max_length=20, choices=Audience.choices, default=Audience.OWN
    )
    direction = models.ForeignKey(Direction, models.CASCADE, null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "noun", "name"],
                condition=Q(deleted_at=None),
                name="saved_view_name_once",
                violation_error_message=_("Vous avez déjà une vue de ce nom."),
            ),
            models.CheckConstraint(
                condition=Q(audience="own", direction=None)
                | Q(audience="direction", direction__isnull=False),
                name="saved_view_shared_with_a_direction",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """The columns that a person keeps for a list, and the saved view that opens first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_choices")
    noun = models.CharField(max_length=20, choices=Noun.choices)
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    opens_with = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "noun"], name="list_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.noun}"


class BulkRun(models.Model):
    """One gesture made on many rows at once: the same form sent twice finds the same run. Results, a row each."""

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noun = models.CharField(max_length=20, choices=Noun.choices)
    action = models.CharField(max_length=30)
    at = models.DateTimeField(_("le"))
    results = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.noun} {self.action} {self.key}"
