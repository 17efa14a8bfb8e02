"""Employers and the files in which each direction accompanies them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import SignedLink, User
from crm.accounts.policy import Permission, scope_of
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.models import StageMove, Written
from crm.core.text import fold
from crm.taxonomy.models import Sector
from crm.territory.models import Direction, Municipality

NEQ_PATTERN = r"^(11|22|33|88)\d{8}$"
neq_format = RegexValidator(
    NEQ_PATTERN,
    _("Le NEQ compte dix chiffres et commence par 11, 22, 33 ou 88. Laissez vide si vous ne le connaissez pas."),
)


class SizeBand(models.TextChoices):
    MICRO = "1-4", _("1 à 4 personnes")
    SMALL = "5-19", _("5 à 19 personnes")
    MEDIUM = "20-49", _("20 à 49 personnes")
    LARGE = "50-99", _("50 à 99 personnes")
    LARGER = "100-249", _("100 à 249 personnes")
    LARGEST = "250+", _("250 personnes et plus")


class EmployerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> EmployerQuerySet:
        """Directory cards: all staff of all directions; an employer's representatives see their own."""
        scope = scope_of(user)
        if scope.is_staff:
            return self
        return self.filter(members__user_id=scope.user_id, members__active=True) if scope.user_id else self.none()


class Employer(Written):
    """A legal entity, shared by all directions, keyed by its NEQ; a prospect may have none yet."""

    legal_name = models.CharField(_("nom légal"), max_length=200)
    usual_name = models.CharField(_("nom usuel"), max_length=200, blank=True)
    folded_name = models.CharField(max_length=400, editable=False)
    neq = models.CharField(
        _("NEQ"), max_length=10, null=True, blank=True, unique=True, validators=[neq_format],
        error_messages={"unique": _("Une entreprise porte déjà ce NEQ.")},
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name=_("secteur"), null=True, blank=True, related_name="+"
    )
    size_band = models.CharField(_("taille"), max_length=10, choices=SizeBand.choices, blank=True)
    website = models.URLField(_("site Web"), blank=True)
    hired_abroad_before = models.BooleanField(_("a déjà recruté à l’étranger"), null=True, blank=True)
    source = models.CharField(_("provenance"), max_length=120, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(neq=None) | Q(neq__regex=NEQ_PATTERN),
                name="employer_neq_format",
                violation_error_message=neq_format.message,
            ),
            models.CheckConstraint(condition=~Q(legal_name=""), name="employer_has_a_name"),
        ]
        indexes = [GinIndex(name="employer_name_trigram", fields=["folded_name"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.usual_name or self.legal_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.neq = self.neq or None
        self.folded_name = fold(f"{self.legal_name} {self.usual_name}")
        super().save(*args, **kwargs)


class Site(Written):
    """A place of work. Needs, distance and counts attach to it; its region follows its municipality."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="sites")
    name = models.CharField(_("nom de l’établissement"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipalité"), related_name="sites"
    )
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    is_head_office = models.BooleanField(_("siège"), default=False)
    transit = models.BooleanField(_("transport collectif"), null=True, blank=True)

    class Meta:
        ordering = ["-is_head_office", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer"], condition=Q(is_head_office=True), name="employer_one_head_office"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.municipality.name


class SiteMove(models.Model):
    """A site left a municipality on a day. The site holds where it is now; these rows tell where it was before."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="moves")
    from_municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    moved_on = models.DateField()

    class Meta:
        ordering = ["moved_on"]
        constraints = [models.UniqueConstraint(fields=["site", "moved_on"], name="site_moves_once_a_day")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.moved_on}"


class Contact(Written):
    """A person of the employer whom advisors speak with."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="contacts")
    name = models.CharField(_("nom"), max_length=120)
    role = models.CharField(_("fonction"), max_length=120, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr-ca")
    is_signatory = models.BooleanField(_("signe pour l’entreprise"), default=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class EmployerMember(models.Model):
    """A user who represents an employer in its space."""

    user = models.ForeignKey(User, models.CASCADE, related_name="employer_memberships")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="members")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "employer"], name="employer_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.employer_id}"


class FileStage(models.TextChoices):
    SPOTTED = "spotted", _("repérée")
    FIRST_CONTACT = "first_contact", _("premier contact")
    DIAGNOSIS = "diagnosis", _("diagnostic")
    ACCOMPANIED = "accompanied", _("accompagnement")
    AFTER_HIRE = "after_hire", _("suivi post-embauche")
    CLOSED = "closed", _("fermée")
    ASLEEP = "asleep", _("en veille")


class EmployerFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> EmployerFileQuerySet:
        """Files of the directions where the user works with files today, and files that name them collaborator."""
        scope = scope_of(user)
        if not scope.is_staff:
            return self.none()
        named = Q(collaborators__user_id=scope.user_id)
        if not scope.may(Permission.WORK_FILES):
            return self.filter(named).distinct()
        return self.filter(Q(direction_id__in=scope.direction_ids) | named).distinct()

    def open(self) -> EmployerFileQuerySet:
        return self.exclude(stage__in=[FileStage.CLOSED, FileStage.ASLEEP])

    def led_by(self, user: User, day: date) -> EmployerFileQuerySet:
        """Files whose lead advisor on `day` is `user`."""
        leads = FileLead.objects.on(day).filter(user=user)
        return self.filter(pk__in=leads.values("file_id"))


class EmployerFile(Written):
    """The accompaniment of one employer by one direction."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="files")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="files")
    stage = models.CharField(
        _("étape"), max_length=20, choices=FileStage.choices, default=FileStage.SPOTTED
    )
    opened_on = models.DateField(_("ouvert le"))
    wake_on = models.DateField(_("à reprendre le"), null=True, blank=True)
    objectives = models.TextField(_("objectifs"), blank=True, max_length=4000)
    revision = models.PositiveIntegerField(default=1)

    objects = EmployerFileQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "direction"], name="one_file_a_direction"),
            models.CheckConstraint(
                condition=Q(stage="asleep", wake_on__isnull=False) | (~Q(stage="asleep") & Q(wake_on=None)),
                name="file_asleep_has_wake_date",
                violation_error_message=_("Un dossier en veille porte une date de reprise."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer}"


class FileMove(StageMove):
    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="moves")


class FileLead(Dated):
    """The advisor in charge of a file, by date: one a day."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="leads")
    user = models.ForeignKey(User, models.PROTECT, related_name="led_files")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            ends_after_start("file_lead_ends_after_start"),
            no_overlap("file_one_lead_a_day", "file"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.user_id}"


class FileCollaborator(models.Model):
    """Someone named to work on a file beside its lead, from any direction."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="collaborators")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "user"], name="file_collaborator_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.user_id}"


class Readiness(models.IntegerChoices):
    NOT_READY = 1, _("à bâtir")
    PARTLY = 2, _("en partie")
    READY = 3, _("prête")


class Diagnosis(Written):
    """How ready an employer is to receive people: reception, francisation, housing, transport, managing a mixed team."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="diagnoses")
    completed_on = models.DateField(_("complété le"), null=True, blank=True)
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reception = models.PositiveSmallIntegerField(_("accueil"), choices=Readiness.choices, null=True, blank=True)
    francisation = models.PositiveSmallIntegerField(
        _("francisation"), choices=Readiness.choices, null=True, blank=True
    )
    housing = models.PositiveSmallIntegerField(_("logement"), choices=Readiness.choices, null=True, blank=True)
    transport = models.PositiveSmallIntegerField(_("transport"), choices=Readiness.choices, null=True, blank=True)
    intercultural = models.PositiveSmallIntegerField(
        _("gestion interculturelle"), choices=Readiness.choices, null=True, blank=True
    )
    summary = models.TextField(_("constats"), blank=True, max_length=4000)
    paths = models.CharField(_("voies de recrutement"), max_length=60, blank=True)

    class Meta:
        ordering = ["-completed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_on=None, completed_by=None)
                | Q(completed_on__isnull=False, completed_by__isnull=False),
                name="diagnosis_completed_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}"


class NeedFormLink(SignedLink):
    """A return link by which an employer without an account submits needs and follows them."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="need_form_links")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
