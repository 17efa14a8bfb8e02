"""Employers, their places of work, their people: the directory that all directions share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.core.finding import backwards, vector
from crm.core.models import Written
from crm.core.text import fold
from crm.employers.models.keys import DerivedField, domain_of_address, domain_of_site, phone_key
from crm.taxonomy.models import Sector
from crm.territory.models import Municipality

NEQ_PATTERN = r"^(11|22|33|88)\d{8}$"
neq_format = RegexValidator(
    NEQ_PATTERN,
    _(
        "Le NEQ compte dix chiffres et commence par 11, 22, 33 ou 88. Laissez vide si vous ne le connaissez pas."
    ),
)


#: The box that holds Québec, in degrees: south to north, west to east.
QUEBEC_LAT = (Decimal("44.9"), Decimal("62.6"))
QUEBEC_LON = (Decimal("-79.9"), Decimal("-57.0"))


class SizeBand(models.TextChoices):
    MICRO = "1-4", _("1 à 4 personnes")
    SMALL = "5-19", _("5 à 19 personnes")
    MEDIUM = "20-49", _("20 à 49 personnes")
    LARGE = "50-99", _("50 à 99 personnes")
    LARGER = "100-249", _("100 à 249 personnes")
    LARGEST = "250+", _("250 personnes et plus")


class Francization(models.TextChoices):
    """How far an employer stands with the Office québécois de la langue française."""

    NOT_SUBJECT = "not_subject", _("moins de 25 personnes : pas d’inscription exigée")
    REGISTERED = "registered", _("inscrite à l’Office")
    PROGRAMME = "programme", _("programme de francisation en cours")
    CERTIFIED = "certified", _("certifiée par l’Office")


class WinterAccess(models.TextChoices):
    OPEN = "open", _("ouvert tout l’hiver")
    HARD = "hard", _("difficile par mauvais temps")
    CLOSED = "closed", _("fermé l’hiver")


class EmployerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> EmployerQuerySet:
        """Directory cards: all staff of all directions; an employer's representatives see their own."""
        scope = scope_of(user)
        if scope.is_staff:
            return self
        return (
            self.filter(members__user_id=scope.user_id, members__active=True)
            if scope.user_id
            else self.none()
        )


class LivingEmployers(models.Manager.from_queryset(EmployerQuerySet)):  # type: ignore[misc]  # built by Django
    """Employers that stand for themselves: one merged into another is found through `Employer.everything` alone."""

    def get_queryset(self) -> EmployerQuerySet:
        rows: EmployerQuerySet = super().get_queryset().filter(merged_into=None)
        return rows


class Employer(Written):
    """A legal entity, shared by all directions, keyed by its NEQ; a prospect may have none yet.

    One merged into another keeps its row, which leads there.
    """

    legal_name = models.CharField(_("nom légal"), max_length=200)
    usual_name = models.CharField(_("nom usuel"), max_length=200, blank=True)
    trade_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("autres noms"), default=list, blank=True
    )
    folded_name = models.CharField(max_length=2500, editable=False)
    neq = models.CharField(
        _("NEQ"),
        max_length=10,
        null=True,
        blank=True,
        unique=True,
        validators=[neq_format],
        error_messages={"unique": _("Une entreprise porte déjà ce NEQ.")},
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name=_("secteur"), null=True, blank=True, related_name="+"
    )
    size_band = models.CharField(_("taille"), max_length=10, choices=SizeBand.choices, blank=True)
    website = models.URLField(_("site Web"), blank=True)
    hired_abroad_before = models.BooleanField(_("a déjà recruté à l’étranger"), null=True, blank=True)
    has_union = models.BooleanField(_("personnel syndiqué"), null=True, blank=True)
    union = models.CharField(_("syndicat"), max_length=120, blank=True)
    francization = models.CharField(
        _("francisation de l’entreprise"), max_length=20, choices=Francization.choices, blank=True
    )
    source = models.CharField(_("provenance"), max_length=120, blank=True)
    web_domain = DerivedField("website", domain_of_site, max_length=253)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    #: When likely doubles were last sought; None: something that tells who it is was written since.
    doubles_sought_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LivingEmployers()
    everything = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(neq=None) | Q(neq__regex=NEQ_PATTERN),
                name="employer_neq_format",
                violation_error_message=neq_format.message,
            ),
            models.CheckConstraint(condition=~Q(legal_name=""), name="employer_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="employer_merged_into_another",
            ),
        ]
        indexes = [
            GinIndex(name="employer_name_trigram", fields=["folded_name"], opclasses=["gin_trgm_ops"]),
            GinIndex(
                name="employer_numberless_trigram",
                fields=["folded_name"],
                opclasses=["gin_trgm_ops"],
                condition=Q(neq=None, merged_into=None),
            ),
            GinIndex(vector("folded_name"), name="employer_by_words"),
            models.Index(
                fields=["folded_name"], name="employer_by_beginning", opclasses=["text_pattern_ops"]
            ),
            models.Index(fields=["web_domain"], condition=~Q(web_domain=""), name="employer_by_web_domain"),
            models.Index(fields=["id"], include=["folded_name"], name="employer_key_and_name"),
            models.Index(
                fields=["id"], condition=Q(doubles_sought_at=None, merged_into=None), name="employer_unsought"
            ),
        ]

    def __str__(self) -> str:
        return self.usual_name or self.legal_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from the values, before they are written: also when many are at once."""
        self.neq = self.neq or None
        self.doubles_sought_at = None
        self.folded_name = fold(" ".join([self.legal_name, self.usual_name, *self.trade_names]))


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
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    winter_access = models.CharField(
        _("accès l’hiver"), max_length=10, choices=WinterAccess.choices, blank=True
    )
    housing_nearby = models.BooleanField(_("logement à proximité"), null=True, blank=True)
    headcount = models.PositiveIntegerField(_("personnes à l’emploi"), null=True, blank=True)

    class Meta:
        ordering = ["-is_head_office", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__range=QUEBEC_LAT, lon__range=QUEBEC_LON),
                name="site_point_whole_and_in_quebec",
                violation_error_message=_("La latitude et la longitude sont celles d’un point du Québec."),
            ),
            models.UniqueConstraint(
                fields=["employer"], condition=Q(is_head_office=True), name="employer_one_head_office"
            ),
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
    phone_key = DerivedField("phone", phone_key, max_length=20)
    email_domain = DerivedField("email", domain_of_address, max_length=253)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr-ca")
    is_signatory = models.BooleanField(_("signe pour l’entreprise"), default=False)
    no_email = models.BooleanField(_("ne veut pas de courriel"), default=False)
    no_phone = models.BooleanField(_("ne veut pas d’appel"), default=False)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["phone_key"], condition=~Q(phone_key=""), name="contact_by_phone"),
            models.Index(fields=["email_domain"], condition=~Q(email_domain=""), name="contact_by_domain"),
            models.Index(OpClass(backwards("phone"), name="text_pattern_ops"), name="contact_by_digits"),
            models.Index(OpClass(Lower("email"), name="text_pattern_ops"), name="contact_by_email"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberRole(models.TextChoices):
    """What a representative may do in the employer's space, from the widest."""

    ADMINISTRATOR = "administrator", _("administration")
    SENDER = "sender", _("envoi et réponses")
    READER = "reader", _("lecture")


class EmployerMember(models.Model):
    """A user who represents an employer in its space, and what they may do there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="employer_memberships")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="members")
    role = models.CharField(
        _("droits"), max_length=20, choices=MemberRole.choices, default=MemberRole.ADMINISTRATOR
    )
    invited_at = models.DateTimeField(_("invitation envoyée le"), null=True, blank=True)
    active = models.BooleanField(default=True)
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "employer"], name="employer_member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "sender", "reader"]),
                name="employer_member_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(active=False) | models.Q(ended_on=None),
                name="employer_member_ended_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.employer_id}"
