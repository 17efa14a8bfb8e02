"""Who works here: users, dated postings at service points, staffing targets; and the base of every signed link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.saved_views import Audience, BulkRun, Face, ListChoice, Noun, SavedView
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.text import bilingual
from crm.territory.models import Direction, Region, ServicePoint

__all__ = [
    "AccountEvent",
    "AccountEventKind",
    "AdminInvitation",
    "Audience",
    "BulkRun",
    "Face",
    "ListChoice",
    "Noun",
    "PasswordLink",
    "Posting",
    "PostingQuerySet",
    "Role",
    "SavedView",
    "SignedLink",
    "SignedLinkQuerySet",
    "StaffingTarget",
    "User",
    "UserManager",
]


class Role(models.TextChoices):
    """What a posting lets a person do; `policy.py` says which gestures each role may make."""

    ADVISOR = "advisor", _("conseillère ou conseiller en immigration régionale")
    OFFICER = "officer", _("agente ou agent d’aide à l’intégration")
    MANAGER = "manager", _("gestionnaire")
    PRIVACY = "privacy", _("responsable de la protection des renseignements personnels")
    ADMIN = "admin", _("pilote")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who signs in with `email`; without a password the account can sign in by link only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in: staff by their postings, representatives of an employer by theirs (employers app)."""

    email = models.EmailField(_("courriel"), unique=True)
    name = models.CharField(_("nom"), max_length=120)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr-ca")
    is_active = models.BooleanField(_("compte actif"), default=True)
    is_demo = models.BooleanField(default=False)
    offered_at_door = models.PositiveSmallIntegerField(
        default=0, help_text="Place of a demo person on the sign-in page; 0 is not offered."
    )
    door_label_fr = models.CharField(max_length=120, blank=True)
    door_label_en = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    #: The postings and the scope of today, once read: `crm.accounts.policy` alone writes them, for one request.
    postings_read: list[Posting] | None = None
    scope_read: Any = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def door_label(self) -> str:
        """How the demo's sign-in page names this person: « conseillère à Chicoutimi »."""
        return bilingual(self.door_label_fr, self.door_label_en)

    @property
    def initials(self) -> str:
        """Two letters for the avatar: « CB »."""
        words = [w for w in self.name.replace("-", " ").split() if w[:1].isalpha()]
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class PostingQuerySet(DatedQuerySet):
    def with_role(self, *roles: str) -> PostingQuerySet:
        return self.filter(role__in=roles)


class Posting(Dated):
    """A person's role in a direction, at a service point, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="postings", null=True, blank=True)
    service_point = models.ForeignKey(
        ServicePoint, models.PROTECT, related_name="postings", null=True, blank=True
    )
    full_time = models.DecimalField(_("équivalent temps plein"), max_digits=3, decimal_places=2, default=1)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            ends_after_start("posting_ends_after_start"),
            no_overlap("posting_one_a_role_and_direction_a_day", "user", "role", "direction"),
            models.CheckConstraint(
                condition=Q(role__in=["admin", "privacy"]) | Q(direction__isnull=False),
                name="posting_has_direction",
                violation_error_message=_("Une affectation se fait dans une direction."),
            ),
            models.CheckConstraint(
                condition=Q(full_time__gt=0) & Q(full_time__lte=1), name="posting_full_time_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class StaffingTarget(Dated):
    """How many people of a role a region is meant to have, from a day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="staffing_targets")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    target = models.PositiveSmallIntegerField(_("cible"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("staffing_target_ends_after_start"),
            no_overlap("staffing_target_one_a_day", "region", "role"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.role} {self.target}"


class SignedLinkQuerySet(models.QuerySet[Any]):
    def live(self, now: datetime) -> SignedLinkQuerySet:
        """Links that still open: not expired, not revoked, not used up."""
        return self.filter(expires_at__gt=now, revoked_at=None).filter(Q(once=False) | Q(used_at=None))


class SignedLink(models.Model):
    """A secret address for one purpose and one object: 128 random bits, only their hash is stored.

    Each noun has its own table (no generic foreign key). An act link works once; a return link until it expires.
    """

    digest = models.CharField(max_length=64, unique=True)
    once = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SignedLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"link {self.pk}"


class AdminInvitation(SignedLink):
    """The one-time link, good for 15 minutes, that creates the first administrator of an empty installation."""


class PasswordLink(SignedLink):
    """The one-time link by which a person chooses a new password; an administrator makes it and hands it over."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_links")


class AccountEventKind(models.TextChoices):
    OPENED = "opened", _("compte créé")
    POSTING_BEGUN = "posting_begun", _("affectation commencée")
    POSTING_ENDED = "posting_ended", _("affectation terminée")
    LINK_MADE = "link_made", _("lien de mot de passe créé")
    PASSWORD = "password", _("mot de passe changé")
    CLOSED = "closed", _("compte fermé")
    REOPENED = "reopened", _("compte rouvert")


class AccountEvent(models.Model):
    """One gesture on an account: who made it, when; of a posting, which one and its first or last day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=AccountEventKind.choices)
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posting = models.ForeignKey(Posting, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField(_("jour"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
