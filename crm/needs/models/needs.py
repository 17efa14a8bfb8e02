"""Labour needs: N positions of one occupation at one site, through their whole life."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.core.among import among
from crm.core.finding import folded, vector
from crm.core.kept import KeptDateTimeField
from crm.core.models import Written
from crm.employers.models import EmployerFile, NeedFormLink, Site
from crm.taxonomy.models import Licence, Occupation, SpokenLanguage


class NeedStage(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    SUBMITTED = "submitted", _("soumis")
    TO_QUALIFY = "to_qualify", _("à qualifier")
    OPEN = "open", _("ouvert")
    PRESENTING = "presenting", _("en présentation")
    FILLED = "filled", _("pourvu")
    CLOSED = "closed", _("clos")
    SUSPENDED = "suspended", _("suspendu")
    EXPIRED = "expired", _("expiré")
    WITHDRAWN = "withdrawn", _("retiré")


class Shift(models.TextChoices):
    DAY = "day", _("jour")
    EVENING = "evening", _("soir")
    NIGHT = "night", _("nuit")
    ROTATING = "rotating", _("rotation")
    WEEKEND = "weekend", _("fin de semaine")


class Duration(models.TextChoices):
    PERMANENT = "permanent", _("permanent")
    SEASONAL = "seasonal", _("saisonnier")
    TERM = "term", _("durée déterminée")


class Help(models.TextChoices):
    HOUSING = "housing", _("logement")
    MOVING = "moving", _("déménagement")
    FRANCISATION = "francisation", _("francisation")
    TRANSPORT = "transport", _("transport")
    CHILDCARE = "childcare", _("garde d’enfants")


class DrivingClass(models.TextChoices):
    CLASS_5 = "5", _("classe 5 (automobile)")
    CLASS_3 = "3", _("classe 3 (camion)")
    CLASS_1 = "1", _("classe 1 (train routier)")
    CLASS_2 = "2", _("classe 2 (autobus)")
    CLASS_4B = "4B", _("classe 4B (petit autobus)")


ACTIVE_STAGES = (NeedStage.OPEN, NeedStage.PRESENTING)
SCORED_STAGES = (NeedStage.SUBMITTED, NeedStage.TO_QUALIFY, *ACTIVE_STAGES)
WAITING_STAGES = (NeedStage.SUBMITTED, NeedStage.TO_QUALIFY)


class NeedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the files that the user sees; an employer's representatives see their own."""
        scope = scope_of(user)
        if scope.is_staff:
            return self.filter(file__in=EmployerFile.objects.visible_to(user))
        if scope.user_id is None:
            return self.none()
        return self.filter(
            file__employer__members__user_id=scope.user_id, file__employer__members__active=True
        )

    def in_reach_of(self, user: User | AnonymousUser) -> NeedQuerySet:
        """What staff see, for long lists: the files are read once, where `visible_to` suits a few needs at a time."""
        if not scope_of(user).is_staff:
            return self.visible_to(user)
        files = EmployerFile.objects.visible_to(user).order_by()
        return self.filter(among("file_id", files.values("pk")))

    def for_officers(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Open needs anywhere in Québec, for whoever accompanies persons: the other side of the matching."""
        return self.scored() if scope_of(user).may(Permission.WORK_PERSONS) else self.none()

    def active(self) -> NeedQuerySet:
        return self.filter(stage__in=ACTIVE_STAGES)

    def scored(self) -> NeedQuerySet:
        """Needs that the worker ranks people for: from submission until filled."""
        return self.filter(stage__in=SCORED_STAGES)

    def waiting(self) -> NeedQuerySet:
        """Submitted and not yet qualified."""
        return self.filter(stage__in=WAITING_STAGES)

    def opened_by_link(self, link: NeedFormLink) -> NeedQuerySet:
        """What a signed link may follow: the needs sent with it.

        A link made for a contact also follows the needs of the file that this contact sent with another link, and
        those that nobody named sent: written by the advisor, or by a link for the employer at large.
        """
        same = Q(submitted_link=link)
        if link.contact_id:
            same |= Q(submitted_link__contact_id=link.contact_id)
            same |= Q(submitted_link__contact=None) & ~Q(stage=NeedStage.DRAFT)
        return self.filter(same, file_id=link.file_id)


class LabourNeed(Written):
    """N positions of one occupation at one site of one employer."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, verbose_name=_("dossier"), related_name="needs")
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("établissement"), related_name="needs")
    stage = models.CharField(_("étape"), max_length=20, choices=NeedStage.choices, default=NeedStage.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    #: When it came to its stage; None: when it was written.
    moved_at = KeptDateTimeField()
    submission_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    words = models.CharField(_("le poste, dans vos mots"), max_length=200)
    occupation = models.ForeignKey(
        Occupation,
        models.PROTECT,
        verbose_name=_("profession (CNP)"),
        null=True,
        blank=True,
        related_name="needs",
    )
    positions = models.PositiveSmallIntegerField(
        _("nombre de postes"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    filled = models.PositiveSmallIntegerField(_("postes pourvus"), default=0)
    tasks = models.TextField(_("tâches"), blank=True, max_length=4000)
    experience_months = models.PositiveSmallIntegerField(_("expérience souhaitée (mois)"), default=0)
    french_oral = models.PositiveSmallIntegerField(_("français oral minimal"), null=True, blank=True)
    french_written = models.PositiveSmallIntegerField(_("français écrit minimal"), null=True, blank=True)
    french_reason = models.CharField(_("pourquoi ce niveau de français"), max_length=400, blank=True)
    other_language = models.ForeignKey(
        SpokenLanguage,
        models.PROTECT,
        verbose_name=_("autre langue exigée"),
        null=True,
        blank=True,
        related_name="+",
    )
    other_language_reason = models.TextField(_("pourquoi la tâche l’exige"), blank=True, max_length=2000)
    other_language_means = models.TextField(_("moyens pris pour l’éviter"), blank=True, max_length=2000)
    licence = models.ForeignKey(
        Licence, models.PROTECT, verbose_name=_("permis d’exercice"), null=True, blank=True, related_name="+"
    )
    driving_class = models.CharField(
        _("permis de conduire"), max_length=4, choices=DrivingClass.choices, blank=True
    )
    starts_on = models.DateField(_("début souhaité"), null=True, blank=True)
    valid_until = models.DateField(_("valide jusqu’au"))
    confirmed_on = models.DateField(_("toujours d’actualité le"), null=True, blank=True)
    suspended_until = models.DateField(_("en pause jusqu’au"), null=True, blank=True)
    duration = models.CharField(
        _("durée"), max_length=20, choices=Duration.choices, default=Duration.PERMANENT
    )
    hours_per_week = models.DecimalField(
        _("heures par semaine"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    shift = models.CharField(_("horaire"), max_length=20, choices=Shift.choices, blank=True)
    wage_min = models.DecimalField(
        _("salaire horaire minimal"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    wage_max = models.DecimalField(
        _("salaire horaire maximal"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    help_offered = ArrayField(
        models.CharField(max_length=20, choices=Help.choices),
        verbose_name=_("aide offerte"),
        default=list,
        blank=True,
    )
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_link = models.ForeignKey(
        NeedFormLink, models.SET_NULL, null=True, blank=True, related_name="needs", editable=False
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(positions__range=(1, 500)),
                name="need_positions_1_to_500",
                violation_error_message=_("Le nombre de postes va de 1 à 500."),
            ),
            models.CheckConstraint(
                condition=Q(filled__lte=F("positions")),
                name="need_filled_within_positions",
                violation_error_message=_("Plus de postes pourvus que de postes demandés."),
            ),
            models.CheckConstraint(
                condition=(Q(wage_min=None) | Q(wage_min__gt=0)) & (Q(wage_max=None) | Q(wage_max__gt=0)),
                name="need_wage_positive",
                violation_error_message=_("Le salaire doit être plus grand que zéro."),
            ),
            models.CheckConstraint(
                condition=Q(wage_min=None) | Q(wage_max=None) | Q(wage_max__gte=F("wage_min")),
                name="need_wage_ordered",
                violation_error_message=_("Le salaire maximal ne peut pas être sous le minimal."),
            ),
            models.CheckConstraint(
                condition=(Q(french_oral=None) | Q(french_oral__range=(1, 12)))
                & (Q(french_written=None) | Q(french_written__range=(1, 12))),
                name="need_french_level_1_to_12",
            ),
            models.CheckConstraint(
                condition=Q(other_language=None)
                | (~Q(other_language_reason="") & ~Q(other_language_means="")),
                name="need_other_language_justified",
                violation_error_message=_(
                    "Exiger une autre langue que le français demande de dire pourquoi et par quels moyens "
                    "vous avez cherché à l’éviter (Charte de la langue française, art. 46)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "submitted", "to_qualify", "withdrawn", "expired"])
                | Q(occupation__isnull=False),
                name="need_open_has_occupation",
                violation_error_message=_("Un besoin ouvert a une profession de la CNP."),
            ),
            models.CheckConstraint(
                condition=Q(suspended_until=None) | Q(stage="suspended"), name="need_paused_is_suspended"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "valid_until"], name="need_by_stage"),
            models.Index(fields=["occupation", "stage"], name="need_by_occupation"),
            models.Index(fields=["updated_at"], name="need_by_change"),
            models.Index(fields=["file"], condition=Q(stage__in=SCORED_STAGES), name="need_scored_by_file"),
            models.Index(
                fields=["suspended_until"], condition=~Q(suspended_until=None), name="need_by_end_of_pause"
            ),
            GinIndex(vector(folded("words")), name="need_by_words"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """« B-0412 », how people name a need."""
        return f"B-{self.pk:04d}" if self.pk else "B-…"

    @property
    def title(self) -> str:
        """The employer's words, or the occupation's title."""
        return self.words or (self.occupation.title if self.occupation else "")

    @property
    def help_words(self) -> list[str]:
        """The help offered, in the reader's language."""
        return [str(label) for value, label in Help.choices if value in self.help_offered]
