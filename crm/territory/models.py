"""Where things are: regions, MRC, municipalities; and who serves them: directions by date, service points."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.text import bilingual


class Sourced(models.Model):
    """A fact with the place it was read and the day."""

    source = models.CharField(_("source"), max_length=200)
    read_on = models.DateField(_("lu le"))

    class Meta:
        abstract = True


class Region(Sourced):
    """One of the 17 administrative regions; `code` is official, two digits as text."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_fr = models.CharField(_("nom"), max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return bilingual(self.name_fr, self.name_en)


class MrcKind(models.TextChoices):
    MRC = "mrc", _("MRC")
    AGGLOMERATION = "agglomeration", _("agglomération")
    CITY = "city", _("ville hors MRC")
    NORTHERN = "northern", _("territoire nordique")


class Mrc(Sourced):
    """A regional county municipality or equivalent territory; `code` is official, three digits as text."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    alt_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(_("genre"), max_length=20, choices=MrcKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="mrcs")

    class Meta:
        ordering = ["region_id", "name"]

    def __str__(self) -> str:
        return self.name


class Municipality(Sourced):
    """A local municipality; `code` is official, five digits as text; names repeat, codes do not."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=100)
    designation = models.CharField(_("désignation"), max_length=60)
    mrc = models.ForeignKey(Mrc, models.PROTECT, related_name="municipalities")
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=5, decimal_places=2, null=True, blank=True)
    lon = models.DecimalField(_("longitude"), max_digits=6, decimal_places=2, null=True, blank=True)
    coordinate_source = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(lat=None, lon=None, coordinate_source="") | Q(lat__isnull=False, lon__isnull=False)
                ),
                name="municipality_point_whole_and_sourced",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Direction(Dated):
    """A regional branch of the ministry: a territorial structure that opens, merges and closes by date."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_fr = models.CharField(_("nom"), max_length=160)
    name_en = models.CharField(max_length=160)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [ends_after_start("direction_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return bilingual(self.name_fr, self.name_en)


class DirectionCoverage(Dated):
    """A region served by a direction from a day to a day: one direction a region a day."""

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="coverages")
    region = models.ForeignKey(Region, models.PROTECT, related_name="coverages")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("coverage_ends_after_start"),
            no_overlap("coverage_one_direction_a_region_a_day", "region"),
        ]

    def __str__(self) -> str:
        return f"{self.direction_id} {self.region_id}"


class DirectionPassage(Dated):
    """From a day on, what a direction held is another's: of one region, or all of it when `region` is None.

    Each row leads straight to who is in charge: a direction that passes on what it had received makes new rows.
    """

    from_direction = models.ForeignKey(Direction, models.PROTECT, related_name="given")
    to_direction = models.ForeignKey(Direction, models.PROTECT, related_name="received")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("direction_passage_ends_after_start"),
            no_overlap("direction_passes_a_region_once_a_day", "from_direction", "region"),
            no_overlap("direction_passes_whole_once_a_day", "from_direction", condition=Q(region=None)),
        ]

    def __str__(self) -> str:
        return f"{self.from_direction_id} → {self.to_direction_id}"


class TerritoryChangeKind(models.TextChoices):
    OPENED = "opened", _("direction ouverte")
    MERGED = "merged", _("directions fusionnées")
    SPLIT = "split", _("direction scindée")
    PASSED = "passed", _("régions confiées à une autre direction")
    CLOSED = "closed", _("direction fermée")
    POINT_OPENED = "point_opened", _("point de services ouvert")
    POINT_MOVED = "point_moved", _("point de services déménagé")
    POINT_CLOSED = "point_closed", _("point de services fermé")


class TerritoryChange(models.Model):
    """One gesture on the territories: who, when, from which day, on what. Never changed."""

    kind = models.CharField(max_length=20, choices=TerritoryChangeKind.choices)
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(_("à partir du"))
    subject = models.CharField(max_length=500)
    target = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class ServicePoint(Dated):
    """A counter where people are met, with its host and what it offers; where it moves to is a row of its own."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="service_points")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="service_points")
    sector = models.CharField(_("secteur"), max_length=80, blank=True)
    address = models.CharField(_("adresse"), max_length=160)
    room = models.CharField(_("local"), max_length=40, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    host = models.CharField(_("hôte"), max_length=120, blank=True)
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="continued_by"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [ends_after_start("service_point_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """The sector or, where there is none, the municipality: « Jonquière », « Alma »."""
        return self.sector or self.municipality.name


class ServiceOffer(models.Model):
    """What a service point offers, by whom and when, in words that the public reads."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("rencontre sur place")
        APPOINTMENT = "appointment", _("prise de rendez-vous")

    service_point = models.ForeignKey(ServicePoint, models.CASCADE, related_name="offers")
    kind = models.CharField(_("service"), max_length=20, choices=Kind.choices)
    by_fr = models.CharField(_("par"), max_length=120)
    by_en = models.CharField(max_length=120)
    when_fr = models.CharField(_("quand"), max_length=120, blank=True)
    when_en = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service_point", "kind"], name="one_offer_a_kind_a_service_point")
        ]

    def __str__(self) -> str:
        return f"{self.service_point_id} {self.kind}"


class OutlineQuerySet(models.QuerySet["Outline"]):
    def of_map(self, region: str = "") -> OutlineQuerySet:
        """The shapes of one map: the 17 regions, or the MRC of a region by its code."""
        return self.filter(map_of=region)


class Outline(Sourced):
    """A region or an MRC as drawn on one map, from an official file; without any, maps are the product's own."""

    map_of = models.CharField(
        max_length=2, blank=True, help_text="Empty: the 17 regions; else whose MRC they are."
    )
    code = models.CharField(_("code"), max_length=3)
    path = models.TextField(help_text="SVG path, in units of the map.")
    x = models.FloatField(help_text="Where its label stands: the point farthest from its border.")
    y = models.FloatField()
    room = models.FloatField(help_text="How far that point is from the border.")
    width = models.FloatField(help_text="Of the whole map.")
    height = models.FloatField()
    licence = models.CharField(max_length=200)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        ordering = ["map_of", "code"]
        constraints = [models.UniqueConstraint(fields=["map_of", "code"], name="one_outline_a_place_a_map")]

    def __str__(self) -> str:
        return f"{self.map_of} {self.code}"
