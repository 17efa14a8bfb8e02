"""The person: stage, officer in charge by date, identity in a table of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.core.among import among
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.finding import backwards, vector
from crm.core.kept import KeptDateTimeField
from crm.core.models import StageMove, Written
from crm.core.text import fold
from crm.territory.models import Direction, Municipality


class PersonStage(models.TextChoices):
    REGISTERED = "registered", _("inscrite")
    WELCOMED = "welcomed", _("accueil")
    PROFILE_VALID = "profile_valid", _("profil validé")
    AVAILABLE = "available", _("disponible")
    PROPOSED = "proposed", _("en proposition")
    EMPLOYED = "employed", _("en emploi")
    FOLLOWED = "followed", _("en suivi")
    CLOSED = "closed", _("fermée")


ACTIVE_STAGES = (PersonStage.PROFILE_VALID, PersonStage.AVAILABLE, PersonStage.PROPOSED)


class CandidateQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> CandidateQuerySet:
        """Person files (level 4): the officer in charge and the officer's direction by posting."""
        scope = scope_of(user)
        if not scope.may(Permission.WORK_PERSONS):
            return self.none()
        in_charge = CandidateOfficer.objects.on(timezone.localdate()).filter(user_id=scope.user_id)
        return self.filter(
            Q(direction_id__in=scope.direction_ids) | among("pk", in_charge.values("candidate_id"))
        )

    def consenting_to_matching(self, day: date) -> CandidateQuerySet:
        """Persons whose consent to matching is in force on `day`: the only ones ever scored."""
        return self.filter(
            Q(consents__expires_on=None) | Q(consents__expires_on__gte=day),
            consents__kind="matching",
            consents__given_on__lte=day,
            consents__revoked_at=None,
        )

    def scorable(self, day: date) -> CandidateQuerySet:
        """Persons to be ranked: a valid profile, available or in proposition, and consent to matching in force."""
        return self.filter(stage__in=ACTIVE_STAGES).consenting_to_matching(day)


class Candidate(Written):
    """A person accompanied. What the engine reads is here and in profile.py; names and contacts are in Identity."""

    direction = models.ForeignKey(Direction, models.PROTECT, related_name="candidates")
    #: Where the person was registered, once a change of territory passed the file on.
    origin = models.ForeignKey(
        Direction, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    stage = models.CharField(
        _("étape"), max_length=20, choices=PersonStage.choices, default=PersonStage.REGISTERED
    )
    revision = models.PositiveIntegerField(default=1)
    registered_on = models.DateField(_("inscrite le"))
    residence = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name=_("municipalité de résidence"),
        null=True,
        blank=True,
        related_name="+",
    )

    skills_asked = models.BooleanField(_("compétences demandées"), default=False)
    french_oral = models.PositiveSmallIntegerField(_("français oral"), null=True, blank=True)
    french_written = models.PositiveSmallIntegerField(_("français écrit"), null=True, blank=True)
    french_evaluated_on = models.DateField(_("évalué le"), null=True, blank=True)
    languages_asked = models.BooleanField(_("autres langues demandées"), default=False)
    driving_asked = models.BooleanField(_("permis de conduire demandé"), default=False)
    driving_classes = ArrayField(
        models.CharField(max_length=4),
        verbose_name=_("classes de permis de conduire"),
        default=list,
        blank=True,
    )
    mobility_asked = models.BooleanField(_("mobilité demandée"), default=False)
    accepts_all_regions = models.BooleanField(_("accepte toutes les régions"), default=False)
    help_needed = ArrayField(
        models.CharField(max_length=20), verbose_name=_("aide souhaitée"), null=True, blank=True
    )
    available_from = models.DateField(_("disponible à partir du"), null=True, blank=True)
    wage_floor = models.DecimalField(
        _("salaire horaire plancher"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    shifts = ArrayField(
        models.CharField(max_length=20), verbose_name=_("horaires acceptés"), null=True, blank=True
    )
    confirmed_on = models.DateField(_("profil confirmé le"), null=True, blank=True)
    #: When the person came to their stage; None: when they were registered.
    moved_at = KeptDateTimeField()

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(french_oral=None) | Q(french_oral__range=(0, 12)))
                & (Q(french_written=None) | Q(french_written__range=(0, 12))),
                name="candidate_french_level_0_to_12",
                violation_error_message=_("Le niveau de français va de 0 à 12."),
            ),
            models.CheckConstraint(
                condition=Q(wage_floor=None) | Q(wage_floor__gt=0),
                name="candidate_wage_floor_positive",
                violation_error_message=_("Le salaire doit être plus grand que zéro."),
            ),
        ]
        indexes = [
            models.Index(fields=["stage"], name="candidate_by_stage"),
            models.Index(fields=["updated_at"], name="candidate_by_change"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« PC-2041 », how a person is named wherever the name itself is not needed."""
        return f"PC-{self.pk:04d}" if self.pk else "PC-…"


class Identity(models.Model):
    """Who the person is: apart from the profile, read only at level 4, journaled at each reading."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, primary_key=True, related_name="identity")
    given_name = models.CharField(_("prénom"), max_length=80)
    family_name = models.CharField(_("nom"), max_length=80)
    folded_name = models.CharField(max_length=200, editable=False, db_index=True)
    email = models.EmailField(_("courriel"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    language = models.CharField(
        _("langue préférée"), max_length=5, choices=settings.LANGUAGES, default="fr-ca"
    )

    class Meta:
        indexes = [
            GinIndex(name="identity_name_trigram", fields=["folded_name"], opclasses=["gin_trgm_ops"]),
            GinIndex(vector("folded_name"), name="identity_by_words"),
            models.Index(OpClass(backwards("phone"), name="text_pattern_ops"), name="identity_by_phone"),
            models.Index(OpClass(Lower("email"), name="text_pattern_ops"), name="identity_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from the name, before it is written: also when many are at once."""
        self.folded_name = fold(f"{self.given_name} {self.family_name}")


class CandidateMove(StageMove):
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="moves")


class CandidateOfficer(Dated):
    """The officer in charge of a person, by date: one a day."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="officers")
    user = models.ForeignKey(User, models.PROTECT, related_name="accompanied")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            ends_after_start("candidate_officer_ends_after_start"),
            no_overlap("candidate_one_officer_a_day", "candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.user_id}"
