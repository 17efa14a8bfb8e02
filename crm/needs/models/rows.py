"""The rows of a need: the skills that it asks for, its moves, the edits of what it asks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.models import StageMove
from crm.needs.models.needs import LabourNeed
from crm.taxonomy.models import Skill


class NeedSkill(models.Model):
    """A skill that the need asks for: essential or an asset, with a level (1–3) when it matters."""

    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    essential = models.BooleanField(_("essentielle"), default=True)
    level = models.PositiveSmallIntegerField(_("niveau"), null=True, blank=True)

    class Meta:
        ordering = ["-essential", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need", "skill"], name="need_skill_once"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(1, 3)), name="need_skill_level_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.skill_id}"


class NeedMove(StageMove):
    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="moves")
    undone_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)


class NeedEdit(models.Model):
    """One edit of a need's content: who, when, and each changed value before and after. Never changed."""

    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="edits")
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    changes = models.JSONField()
    submission_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.need_id} {self.at}"
