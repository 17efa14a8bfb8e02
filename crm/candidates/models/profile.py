"""The profile that the engine reads: occupations, skills, languages, licences, authorisation facts, places accepted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models.people import Candidate
from crm.employers.models import Employer
from crm.taxonomy.models import Licence, Occupation, PermitKind, Skill, SpokenLanguage
from crm.territory.models import Mrc, Region


class CandidateOccupation(models.Model):
    """Months of experience in an occupation."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="occupations")
    occupation = models.ForeignKey(Occupation, models.PROTECT, verbose_name=_("profession"), related_name="+")
    months = models.PositiveSmallIntegerField(_("mois d’expérience"), default=0)

    class Meta:
        ordering = ["-months", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "occupation"], name="candidate_occupation_once"),
            models.CheckConstraint(condition=Q(months__lte=720), name="candidate_months_within_a_life"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.occupation_id}"


class CandidateSkill(models.Model):
    """A skill asked of a person: held, with its level (1–3) when known, or asked and absent."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    held = models.BooleanField(default=True)
    level = models.PositiveSmallIntegerField(_("niveau"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "skill"], name="candidate_skill_once"),
            models.CheckConstraint(
                condition=Q(level=None) | (Q(level__range=(1, 3)) & Q(held=True)),
                name="candidate_skill_level_1_to_3",
            ),
        ]
        indexes = [models.Index(fields=["skill"], name="candidate_by_skill")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.skill_id}"


class CandidateLanguage(models.Model):
    """A language other than French that the person speaks: 1 beginner, 2 intermediate, 3 advanced."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="languages")
    language = models.ForeignKey(SpokenLanguage, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "language"], name="candidate_language_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="candidate_language_level_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.language_id}"


class LicenceStage(models.TextChoices):
    NONE = "none", _("pas entreprise")
    STARTED = "started", _("démarches en cours")
    OBTAINED = "obtained", _("obtenue")


class CandidateLicence(models.Model):
    """Where the person is on the way to a licence or a professional order."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="licences")
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="+")
    stage = models.CharField(_("étape"), max_length=20, choices=LicenceStage.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "licence"], name="candidate_licence_once")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.licence_id}"


class Authorisation(models.Model):
    """May the person work, from when, until when, for whom, in what. No row: never asked."""

    candidate = models.OneToOneField(
        Candidate, models.CASCADE, primary_key=True, related_name="authorisation"
    )
    kind = models.ForeignKey(
        PermitKind,
        models.PROTECT,
        verbose_name=_("genre d’autorisation"),
        null=True,
        blank=True,
        related_name="+",
    )
    may_work_from = models.DateField(_("peut travailler à partir du"), null=True, blank=True)
    may_work_until = models.DateField(_("jusqu’au"), null=True, blank=True)
    tied_employer = models.ForeignKey(
        Employer,
        models.PROTECT,
        verbose_name=_("liée à l’entreprise"),
        null=True,
        blank=True,
        related_name="+",
    )
    occupation_limits = models.ManyToManyField(
        Occupation, verbose_name=_("limitée aux professions"), related_name="+", blank=True
    )
    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["may_work_until"], name="authorisation_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(may_work_from=None)
                | Q(may_work_until=None)
                | Q(may_work_until__gte=F("may_work_from")),
                name="authorisation_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}"


class AcceptedRegion(models.Model):
    """A region where the person would go, in order of preference."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="accepted_regions")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["candidate", "region"], name="candidate_region_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.region_id}"


class AcceptedMrc(models.Model):
    """An MRC where the person would go; in a region that has some, the others of that region are not accepted."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="accepted_mrcs")
    mrc = models.ForeignKey(Mrc, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["candidate", "mrc"], name="candidate_mrc_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.mrc_id}"


class ProfileEdit(models.Model):
    """Who wrote which fields of a section of the profile, and when; never what was written. No field: all of them."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="profile_edits")
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.SlugField(max_length=20)
    fields = ArrayField(models.CharField(max_length=80), default=list)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.section}"
