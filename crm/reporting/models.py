"""What the reports keep: the local actions that managers write, and the editions that they publish."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.models import Written

LONGEST_ACTIONS = 6000


class LocalActions(Written):
    """What a manager tells of a territory and a period beside its figures, in both languages."""

    territory_kind = models.CharField(max_length=10)
    territory_code = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()
    text_fr = models.TextField(_("actions locales, en français"), max_length=LONGEST_ACTIONS, blank=True)
    text_en = models.TextField(_("actions locales, en anglais"), max_length=LONGEST_ACTIONS, blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory_kind", "territory_code", "period_start", "period_end"],
                name="local_actions_once_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_code} {self.period_start}"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of(self, *, kind: str, code: str) -> SnapshotQuerySet:
        """The editions of a territory."""
        return self.filter(territory_kind=kind, territory_code=code)

    def current(self) -> SnapshotQuerySet:
        """Neither replaced by a newer edition nor withdrawn."""
        return self.filter(replaced_by=None, withdrawal=None)

    def with_fate(self) -> SnapshotQuerySet:
        """With who published each edition and what became of it, the content of its neighbours left aside."""
        known = ("published_by", "replaces", "replaced_by", "withdrawal__by")
        return self.select_related(*known).defer("replaces__content", "replaced_by__content")

    def listed(self) -> SnapshotQuerySet:
        """Newest first, without their content, with what became of them."""
        return self.with_fate().defer("content", "replaces__content", "replaced_by__content")

    def territories(self) -> set[tuple[str, str]]:
        """Kind and code of every territory that published."""
        return set(self.order_by().values_list("territory_kind", "territory_code").distinct())


class Snapshot(models.Model):
    """A published bilan, frozen: the database refuses to change or delete it.

    `content` is the text whose SHA-256 is `digest`; page, PDF, spreadsheet and JSON are made from it alone.
    """

    number = models.CharField(_("relevé"), max_length=40, unique=True)
    territory_kind = models.CharField(max_length=10)
    territory_code = models.CharField(max_length=20)
    period_start = models.DateField(_("du"))
    period_end = models.DateField(_("au"))
    as_of = models.DateTimeField(_("figé le"))
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.TextField(_("motif de la nouvelle édition"), max_length=2000, blank=True)
    content = models.TextField()
    digest = models.CharField(_("empreinte"), max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["territory_kind", "territory_code", "-as_of"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="snapshot_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="snapshot_replaces_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def territory(self) -> tuple[str, str]:
        """Kind and code of what it reports on."""
        return self.territory_kind, self.territory_code

    @property
    def is_intact(self) -> bool:
        """Whether the content still is what was published."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.digest

    @property
    def short_digest(self) -> str:
        """The first signs of the digest, by fours."""
        return " ".join(self.digest[at : at + 4] for at in (0, 4, 8))


class SnapshotRow(models.Model):
    """One row that stood behind a published figure: its table and its number, never what was written in it."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    figure = models.CharField(max_length=40)
    key = models.CharField(max_length=24, help_text="Rows of the same key counted once.")
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["snapshot", "figure", "id"])]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.figure} {self.key}"


class SnapshotWithdrawal(models.Model):
    """A published bilan taken back; it stays readable, with the reason."""

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("motif du retrait"), max_length=2000)

    def __str__(self) -> str:
        return f"{self.snapshot_id}"


class PlacedAct(models.Model):
    """One act that counts, where and when it does. Triggers keep these rows (`crm/reporting/placing.py`), nothing else.

    Keys of other tables are plain numbers here: the database writes and deletes them with the rows that they name.
    """

    source = models.CharField(max_length=20)
    act_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    day = models.DateField()
    file_id = models.BigIntegerField(db_index=True)
    need_id = models.BigIntegerField(null=True)
    employer_id = models.BigIntegerField()
    site_id = models.BigIntegerField(null=True)
    # As they stand in the tables that they name: no place is no code, never an empty one.
    municipality_id = models.CharField(max_length=10, null=True)  # noqa: DJ001
    mrc_id = models.CharField(max_length=10, null=True)  # noqa: DJ001
    region_id = models.CharField(max_length=10, null=True)  # noqa: DJ001
    written_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "act_id"], name="act_placed_once")]
        indexes = [
            models.Index(
                fields=["employer_id", "region_id", "mrc_id", "day"],
                condition=~models.Q(source="decision"),
                name="acts_by_employer",
            ),
            models.Index(
                fields=["written_id", "employer_id", "region_id", "mrc_id", "day"],
                condition=~models.Q(source="decision"),
                name="acts_of_a_direction",
            ),
            models.Index(
                fields=["region_id", "employer_id", "mrc_id", "day"],
                condition=~models.Q(source="decision"),
                name="acts_of_a_region",
            ),
            models.Index(fields=["mrc_id", "day"], name="acts_of_an_mrc"),
            models.Index(
                fields=["source", "day"], condition=~models.Q(source="intervention"), name="acts_but_contacts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.act_id}"


class Revision(models.Model):
    """One of the rows whose tokens together are the revision of what is counted (`crm/reporting/revisions.py`)."""

    token = models.UUIDField()

    def __str__(self) -> str:
        return str(self.token)
