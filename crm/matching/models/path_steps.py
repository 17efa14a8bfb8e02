"""The steps of the recruitment paths, as the administrator keeps them, and every edit of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.models import Written
from crm.core.text import bilingual
from crm.matching.models.outcomes import Path


class Actor(models.TextChoices):
    """Who does a step."""

    EMPLOYER = "employer", _("entreprise")
    ADVISOR = "advisor", _("conseillère ou conseiller")
    OFFICER = "officer", _("agente ou agent de la personne")
    PERSON = "person", _("personne")
    STATE = "state", _("Québec et Canada")


class PathStep(Written):
    """One step of a path: what, by whom, from how many to how many weeks, and where that comes from.

    `source`: of the delay; empty, it is the house's own estimate of `dated_on`. One taken off keeps its history.
    """

    path = models.CharField(_("voie"), max_length=15, choices=Path.choices)
    position = models.PositiveSmallIntegerField(_("rang"))
    what_fr = models.CharField(_("étape"), max_length=120)
    what_en = models.CharField(max_length=120)
    who = ArrayField(models.CharField(max_length=10, choices=Actor.choices), verbose_name=_("qui"))
    weeks_from = models.PositiveSmallIntegerField(_("au moins, en semaines"))
    weeks_to = models.PositiveSmallIntegerField(_("au plus, en semaines"))
    asked_by_fr = models.CharField(_("texte qui le demande"), max_length=200, blank=True)
    asked_by_en = models.CharField(max_length=200, blank=True)
    source_fr = models.CharField(_("source du délai"), max_length=200, blank=True)
    source_en = models.CharField(max_length=200, blank=True)
    dated_on = models.DateField(_("délai vérifié le"))
    off = models.BooleanField(_("retirée"), default=False)

    class Meta:
        ordering = ["path", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weeks_from__lte=F("weeks_to")), name="path_step_weeks_in_order"
            ),
            models.CheckConstraint(condition=Q(who__len__gt=0), name="path_step_done_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.position}"

    @property
    def what(self) -> str:
        """The step in the reader's language."""
        return bilingual(self.what_fr, self.what_en)

    @property
    def asked_by(self) -> str:
        """The text that asks for the step, in the reader's language; empty when none does."""
        return bilingual(self.asked_by_fr, self.asked_by_en)

    @property
    def source(self) -> str:
        """Where the delay comes from, in the reader's language; empty for the house's own estimate."""
        return bilingual(self.source_fr, self.source_en)

    @property
    def actors(self) -> list[str]:
        """Who does it, in words."""
        return [str(Actor(one).label) for one in self.who]


class PathStepEdit(models.Model):
    """One edit of a step: who, when, and each changed value before and after. Never changed."""

    step = models.ForeignKey(PathStep, models.CASCADE, related_name="edits")
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    changes = models.JSONField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.step_id} {self.at}"
