"""What was done and what was promised: interventions, follow-ups, activities."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, CandidateOfficer
from crm.core.among import among
from crm.core.finding import folded
from crm.core.kept import KeptForeignKey
from crm.core.models import Written
from crm.core.text import bilingual
from crm.employers.models import Contact, EmployerFile, FileCollaborator, Site
from crm.partners.models import Agreement, Partner
from crm.territory.models import Direction, Municipality, Region


class InterventionKind(models.TextChoices):
    VISIT = "visit", _("visite")
    MEETING = "meeting", _("rencontre en personne")
    VIDEO = "video", _("rencontre vidéo")
    PHONE = "phone", _("échange téléphonique")
    CALL_NO_ANSWER = "call_no_answer", _("appel sans réponse")
    EMAIL = "email", _("courriel")
    MASS_EMAIL = "mass_email", _("envoi collectif")
    WORKSHOP = "workshop", _("atelier")


# The closed list of product rule EA-1: two-way, with this employer. A workshop counts as an activity, not here.
QUALIFYING_KINDS = (
    InterventionKind.VISIT,
    InterventionKind.MEETING,
    InterventionKind.VIDEO,
    InterventionKind.PHONE,
)


class InterventionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> InterventionQuerySet:
        """Interventions of the files that the user sees; a confidential one is for its author alone."""
        mine = Q(confidential=False) | Q(by_id=scope_of(user).user_id)
        return self.filter(mine, file__in=EmployerFile.objects.visible_to(user))

    def standing(self) -> InterventionQuerySet:
        """Not undone."""
        return self.filter(undone_at=None)

    def qualifying(self) -> InterventionQuerySet:
        """Those that make an employer « accompagnée » (rule EA-1)."""
        return self.standing().filter(kind__in=QUALIFYING_KINDS)


class Intervention(Written):
    """One contact with an employer: kind, day, who, what was said."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="interventions")
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("établissement servi"), null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, verbose_name=_("contact"), null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("genre"), max_length=20, choices=InterventionKind.choices)
    occurred_on = models.DateField(_("date"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("durée (minutes)"), null=True, blank=True)
    summary = models.TextField(_("résumé"), max_length=10000)
    confidential = models.BooleanField(_("confidentielle"), default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InterventionQuerySet.as_manager()

    class Meta:
        ordering = ["-occurred_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="intervention_undone_pair",
            )
        ]
        indexes = [
            models.Index(
                fields=["occurred_on", "file"], condition=Q(undone_at=None), name="interventions_standing"
            ),
            models.Index(fields=["by", "-created_at"], name="interventions_of_a_person"),
            models.Index(
                fields=["file", "-occurred_on"], condition=Q(undone_at=None), name="interventions_of_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_on}"


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> FollowUpQuerySet:
        """One's own, and those of the files and persons that one sees, by the direction kept beside each."""
        scope = scope_of(user)
        if not scope.is_staff:
            return self.none()
        named = FileCollaborator.objects.filter(user_id=scope.user_id or 0)
        seen = Q(owner_id=scope.user_id) | among("file_id", named.values("file_id"))
        here = Q(direction_id__in=scope.direction_ids)
        if scope.may(Permission.WORK_FILES):
            seen |= here & Q(file__isnull=False)
        if scope.may(Permission.WORK_PERSONS):
            charges = CandidateOfficer.objects.on(timezone.localdate()).filter(user_id=scope.user_id)
            seen |= here & Q(candidate__isnull=False)
            seen |= among("candidate_id", charges.values("candidate_id"))
        return self.filter(seen)

    def open(self) -> FollowUpQuerySet:
        return self.filter(done_at=None)

    def overdue(self, day: date) -> FollowUpQuerySet:
        return self.open().filter(due_on__lt=day)


class FollowUp(Written):
    """Something promised, with a date and an owner, about an employer file or a person."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="follow_ups")
    candidate = models.ForeignKey(Candidate, models.CASCADE, null=True, blank=True, related_name="follow_ups")
    #: The direction of the file or of the person.
    direction = KeptForeignKey(Direction, models.PROTECT, related_name="+")
    text = models.CharField(_("à faire"), max_length=300)
    folded_text = models.GeneratedField(
        expression=folded("text"), output_field=models.CharField(max_length=600), db_persist=True
    )
    due_on = models.DateField(_("pour le"))
    owner = models.ForeignKey(User, models.PROTECT, verbose_name=_("responsable"), related_name="follow_ups")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, candidate=None) | Q(file=None, candidate__isnull=False),
                name="follow_up_about_one_file_or_person",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="follow_up_done_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_at=None), name="follow_ups_open"),
            models.Index(fields=["file", "due_on"], condition=Q(done_at=None), name="follow_ups_of_a_file"),
            models.Index(
                fields=["candidate", "due_on"], condition=Q(done_at=None), name="follow_ups_of_a_person"
            ),
            models.Index(fields=["due_on", "id"], name="follow_ups_by_day"),
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="follow_ups_open_by_day"),
            GinIndex(name="follow_up_text_trigram", fields=["folded_text"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.text


class FollowUpPassing(models.Model):
    """A follow-up went from one owner to another, with the file or the person that it is about."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="passings")
    giver = models.ForeignKey(User, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("le"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.follow_up_id} → {self.receiver_id}"


class ActivityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ActivityQuerySet:
        """All staff read the activities."""
        return self if scope_of(user).is_staff else self.none()

    def standing(self) -> ActivityQuerySet:
        """Those that nobody took back."""
        return self.filter(undone_at=None)


class Activity(Written):
    """A concertation or mobilisation activity, with its partners and how many took part."""

    class Kind(models.TextChoices):
        CONCERTATION = "concertation", _("concertation")
        MOBILISATION = "mobilisation", _("mobilisation")
        INFORMATION = "information", _("séance d’information")
        RECRUITMENT = "recruitment", _("activité de recrutement")

    direction = models.ForeignKey(Direction, models.PROTECT, related_name="activities")
    region = models.ForeignKey(Region, models.PROTECT, related_name="activities")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("genre"), max_length=20, choices=Kind.choices)
    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(_("date"))
    participants = models.PositiveIntegerField(_("participation"), default=0)
    partners = models.ManyToManyField(
        Partner, verbose_name=_("partenaires"), related_name="activities", blank=True
    )
    agreement = models.ForeignKey(
        Agreement,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("entente"),
        related_name="activities",
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="activity_undone_pair",
            )
        ]

    def __str__(self) -> str:
        return self.title_fr

    @property
    def title(self) -> str:
        """In the reader's language, in French where the English is not written."""
        return bilingual(self.title_fr, self.title_en)
