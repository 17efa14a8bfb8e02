"""The file in which a direction accompanies an employer: its stages, who is in charge by date, its diagnoses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import SignedLink, User
from crm.accounts.policy import Permission, scope_of
from crm.core.among import among
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.kept import KeptDateField, KeptDateTimeField
from crm.core.models import StageMove, Written
from crm.employers.models.directory import Contact, Employer
from crm.territory.models import Direction


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
        named = among("pk", FileCollaborator.objects.filter(user_id=scope.user_id or 0).values("file_id"))
        if not scope.may(Permission.WORK_FILES):
            return self.filter(named)
        return self.filter(Q(direction_id__in=scope.direction_ids) | named)

    def open(self) -> EmployerFileQuerySet:
        return self.exclude(stage__in=[FileStage.CLOSED, FileStage.ASLEEP])

    def led_by(self, user: User, day: date) -> EmployerFileQuerySet:
        """Files whose lead advisor on `day` is `user`."""
        leads = FileLead.objects.on(day).filter(user=user)
        return self.filter(pk__in=leads.values("file_id"))


class LivingFiles(models.Manager.from_queryset(EmployerFileQuerySet)):  # type: ignore[misc]  # built by Django
    """Files that stand for themselves: one folded into another is found through `EmployerFile.everything` alone."""

    def get_queryset(self) -> EmployerFileQuerySet:
        rows: EmployerFileQuerySet = super().get_queryset().filter(merged_into=None)
        return rows


class EmployerFile(Written):
    """The accompaniment of one employer by one direction. One folded into another keeps its row, which leads there."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="files")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="files")
    #: Where it was opened, once a change of territory passed it on; what was done counts from there by date.
    origin = models.ForeignKey(
        Direction, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    stage = models.CharField(_("étape"), max_length=20, choices=FileStage.choices, default=FileStage.SPOTTED)
    opened_on = models.DateField(_("ouvert le"))
    wake_on = models.DateField(_("à reprendre le"), null=True, blank=True)
    objectives = models.TextField(_("objectifs"), blank=True, max_length=4000)
    #: When it came to its stage; None: when it was opened.
    moved_at = KeptDateTimeField()
    #: The last qualifying intervention that stands (rule EA-1).
    last_contact_on = KeptDateField()
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )

    objects = LivingFiles()
    everything = EmployerFileQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "direction", "origin"], nulls_distinct=False, name="one_file_a_direction"
            ),
            models.CheckConstraint(
                condition=Q(stage="asleep", wake_on__isnull=False) | (~Q(stage="asleep") & Q(wake_on=None)),
                name="file_asleep_has_wake_date",
                violation_error_message=_("Un dossier en veille porte une date de reprise."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer}"

    @property
    def card_stamp(self) -> int:
        """The stamp of what the card shows: the file's own row and its employer's, whichever is the newer."""
        return max(self.stamp, self.employer.stamp)


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
    READY = 3, _("en place")


class Diagnosis(Written):
    """How ready an employer is: reception, francisation, housing, transport, managing a mixed team."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="diagnoses")
    completed_on = models.DateField(_("complété le"), null=True, blank=True)
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reception = models.PositiveSmallIntegerField(
        _("accueil"), choices=Readiness.choices, null=True, blank=True
    )
    francisation = models.PositiveSmallIntegerField(
        _("francisation"), choices=Readiness.choices, null=True, blank=True
    )
    housing = models.PositiveSmallIntegerField(
        _("logement"), choices=Readiness.choices, null=True, blank=True
    )
    transport = models.PositiveSmallIntegerField(
        _("transport"), choices=Readiness.choices, null=True, blank=True
    )
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


class FileEditKind(models.TextChoices):
    OPENED = "opened", _("dossier ouvert")
    EMPLOYER = "employer", _("fiche modifiée")
    SITE_ADDED = "site_added", _("établissement ajouté")
    SITE_EDITED = "site_edited", _("établissement modifié")
    SITE_MOVED = "site_moved", _("établissement déménagé")
    CONTACT_ADDED = "contact_added", _("contact ajouté")
    CONTACT_EDITED = "contact_edited", _("contact modifié")
    LEAD = "lead", _("responsable changé")
    COLLABORATOR_ADDED = "collaborator_added", _("collaboration ajoutée")
    COLLABORATOR_REMOVED = "collaborator_removed", _("collaboration retirée")
    LINK_MADE = "link_made", _("lien du formulaire créé")
    LINK_REVOKED = "link_revoked", _("lien du formulaire retiré")
    MEMBER_INVITED = "member_invited", _("accès à l’espace entreprise donné")
    STAFF = "staff", _("permis de travail changés")
    SHARING_GIVEN = "sharing_given", _("consentement au partage reçu")
    SHARING_REVOKED = "sharing_revoked", _("consentement au partage retiré")
    MEMBER_ENDED = "member_ended", _("accès à l’espace entreprise terminé")
    MEMBER_ROLE = "member_role", _("droits dans l’espace entreprise changés")
    MERGED = "merged", _("fiche fusionnée avec celle-ci")
    UNMERGED = "unmerged", _("fusion annulée")


class FileEdit(models.Model):
    """One gesture on a file that is no stage move: who, when, on what, each changed value before and after."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="edits")
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, choices=FileEditKind.choices)
    subject = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    target = models.BigIntegerField(
        null=True, blank=True, help_text="The key of the site or of the contact that the gesture changed."
    )

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.file_id} {self.kind}"
