"""Imports: the file as given, what each line did and why it did not, what was changed so that it can be undone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.territory.models import Direction


class ImportState(models.TextChoices):
    RECEIVED = "received", _("colonnes à vérifier")
    CHECKING = "checking", _("lecture en cours")
    CHECKED = "checked", _("prête à importer")
    WRITING = "writing", _("importation en cours")
    DONE = "done", _("terminée")
    UNDOING = "undoing", _("annulation en cours")
    UNDONE = "undone", _("annulée")
    REFUSED = "refused", _("refusée")


BUSY_STATES = (ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING)


class ImportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ImportQuerySet:
        """One's own, of the directions where one works today; a manager sees those of their directions."""
        scope = scope_of(user)
        if not scope.is_staff:
            return self.none()
        mine = self.filter(direction_id__in=scope.direction_ids)
        return mine if scope.may(Permission.REVIEW_CASELOADS) else mine.filter(by_id=scope.user_id)


class Import(models.Model):
    """One list given to be imported, from its file to its undoing."""

    kind = models.CharField(_("liste"), max_length=20)
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reçue le"))
    filename = models.CharField(_("fichier"), max_length=200)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1, blank=True)
    sheet = models.CharField(_("feuille"), max_length=100, blank=True)
    sheets = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    complete_doubles = models.BooleanField(default=False)
    #: Numbers of the lines that look like a known row and of which one said that they are another.
    apart = models.JSONField(default=list)
    state = models.CharField(
        _("état"), max_length=20, choices=ImportState.choices, default=ImportState.RECEIVED
    )
    revision = models.PositiveIntegerField(default=1)
    counts = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("importée le"), null=True, blank=True)
    undone_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    kept = models.JSONField(default=list)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="import_undone_pair",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« I-0012 », how an import is named."""
        return f"I-{self.pk:04d}" if self.pk else "I-…"

    @property
    def is_busy(self) -> bool:
        """Whether a worker is at it."""
        return self.state in BUSY_STATES


class ImportFile(models.Model):
    """The file as it was given; forgotten once nothing can be done with it."""

    owner = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.owner_id}"


class ImportProgress(models.Model):
    """How far a worker is, written beside its one transaction so that others can read it meanwhile."""

    owner = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.owner_id} {self.done}/{self.total}"


class ImportLine(models.Model):
    """What a line of the file does or did. `cells` are kept of those that were not taken; `root` is its row."""

    owner = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    label = models.CharField(max_length=300, blank=True)
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    root = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["owner", "outcome", "number"], name="import_lines")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.number}"

    @property
    def may_be_apart(self) -> bool:
        """Whether a line taken for a double may be of another row: not when it bears a number that is somebody's."""
        return not any(problem["column"] in {"neq", "id"} for problem in self.problems)


class ImportChange(models.Model):
    """The noun rows of one root before and after the import: [table, key, before, after], None where there was none."""

    owner = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    root = models.BigIntegerField()
    rows = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"{self.owner_id} {self.root}"


class ColumnMemory(models.Model):
    """Which column each heading meant last time, by person and direction."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    direction = models.ForeignKey(Direction, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "direction", "kind"], name="columns_remembered_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
