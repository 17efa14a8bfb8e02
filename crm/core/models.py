"""What every noun shares: dates of writing, stage moves, and the outbox that feeds the workers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Written(models.Model):
    """When a row was made and last changed."""

    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def stamp(self) -> int:
        """When the row was last written, in microseconds since 1970: two readers of one stamp read the same row."""
        return round(self.updated_at.timestamp() * 1_000_000)


class StageMove(models.Model):
    """One move of a stage: from, to, when, by whom, why. Never changed; time in stage is computed from these rows.

    `reason` is a code of taxonomy.Reason; `shareable` says whether people outside the team may read the move.
    """

    from_stage = models.CharField(_("de"), max_length=30, blank=True)
    to_stage = models.CharField(_("à"), max_length=30)
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("motif"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    shareable = models.BooleanField(_("peut être montré"), default=False)

    class Meta:
        abstract = True
        ordering = ["at", "id"]


#: Beginnings of a task after which it is given up: an hour and a quarter of failures, or so many workers killed.
MOST_TRIES = 20


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def pending(self) -> OutboxQuerySet:
        return self.filter(done_at=None)

    def due(self, now: datetime) -> OutboxQuerySet:
        """Messages whose bell is to be rung (again): never rung, or rung `ring_again_at` ago."""
        return self.pending().filter(ring_again_at__lte=now, tries__lt=MOST_TRIES).order_by("priority", "id")

    def given_up(self) -> OutboxQuerySet:
        """Messages whose task began so often without ending that nobody rings them any more."""
        return self.pending().filter(tries__gte=MOST_TRIES).order_by("id")


class OutboxMessage(models.Model):
    """Work promised in the same transaction as the change that asks for it.

    The broker only rings; this row is the truth. It is done when the task says so, and rung again until then.
    """

    task = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(
        max_length=120, help_text="One pending message a key: a second demand joins the first."
    )
    created_at = models.DateTimeField()
    ring_again_at = models.DateTimeField()
    rings = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="How often a worker began it; rings that nobody heard do not count.",
    )
    priority = models.PositiveSmallIntegerField(default=5, help_text="0 first; 9 is bulk work that can wait.")
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(done_at=None), name="outbox_one_pending_per_key"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("created_at")), name="outbox_done_after_created"
            ),
        ]
        indexes = [models.Index(fields=["ring_again_at"], condition=Q(done_at=None), name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.task} {self.key}"

    def next_ring(self, now: datetime) -> datetime:
        """A lost bell is rung after 3 s, then ever more rarely, at most every 5 minutes."""
        return now + timedelta(seconds=min(300, 3 * 2 ** min(self.rings, 7)))


class WorkerHeartbeat(models.Model):
    """The last sign of life of each worker, by its name."""

    worker = models.CharField(max_length=200, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class Installation(models.Model):
    """One row: what this database was made for. A demo is marked for ever; production refuses a marked database."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    demo_as_of = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="installation_single_row")]

    def __str__(self) -> str:
        return "demo" if self.demo else "real"


class ReferenceFile(models.Model):
    """Which version of each reference file is loaded, so that loading again costs nothing.

    Files that come with the product have no `source` here: their README says it. `rejects`: rows refused.
    """

    name = models.CharField(max_length=100, primary_key=True)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    rejects = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField()
    source = models.CharField(_("source"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


def frozen(model: models.Model, *fields: str) -> dict[str, Any]:
    """The named fields of a row as JSON-ready values, for audit rows and frozen copies."""
    return {name: model.serializable_value(name) for name in fields}
