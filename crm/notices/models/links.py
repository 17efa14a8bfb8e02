"""The links that e-mails carry, each for one purpose and one object, and the codes that open a profile."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import SignedLink, SignedLinkQuerySet, User
from crm.employers.models import Contact, EmployerFile, NeedFormLink
from crm.matching.models import Match, Presentation
from crm.needs.models import LabourNeed


class Purpose(models.TextChoices):
    """What a link lets its bearer do, once."""

    PROFILE = "profile", _("répondre à un profil")
    STILL_CURRENT = "still_current", _("dire si un besoin est toujours d’actualité")
    HIRE = "hire", _("confirmer une embauche")
    OPT_OUT = "opt_out", _("ne plus recevoir ces courriels")
    RETURN = "return", _("lire les profils avec un lien de suivi")
    INVITATION = "invitation", _("entrer dans l’espace entreprise")


class ActLinkQuerySet(SignedLinkQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ActLinkQuerySet:
        """Links about the files that the user sees."""
        return self.filter(file__in=EmployerFile.objects.visible_to(user))


class ActLink(SignedLink):
    """A link that acts once, by one press on its page. Its token is made when its message leaves, and never stored."""

    purpose = models.CharField(_("sert à"), max_length=20, choices=Purpose.choices)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="act_links")
    need = models.ForeignKey(LabourNeed, models.CASCADE, null=True, blank=True, related_name="+")
    presentation = models.ForeignKey(Presentation, models.CASCADE, null=True, blank=True, related_name="+")
    match = models.ForeignKey(Match, models.CASCADE, null=True, blank=True, related_name="+")
    #: The return link whose profiles this one guards: nobody holds its token, its codes alone open them.
    form_link = models.OneToOneField(
        NeedFormLink, models.CASCADE, null=True, blank=True, related_name="profiles_gate"
    )
    mail_kind = models.CharField(max_length=30, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    objects = ActLinkQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="profile", presentation__isnull=False, contact__isnull=False)
                | Q(purpose="still_current", need__isnull=False, presentation=None)
                | Q(purpose="hire", match__isnull=False, presentation=None)
                | Q(purpose="opt_out", presentation=None, need=None, match=None)
                | Q(purpose="return", form_link__isnull=False, contact__isnull=False, presentation=None)
                | Q(purpose="invitation", user__isnull=False, file__isnull=False, presentation=None),
                name="act_link_one_purpose_one_object",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(user__isnull=False), name="act_link_has_a_recipient"
            ),
        ]

    @property
    def recipient(self) -> str:
        """The name of whoever may press it."""
        return str(self.contact or self.user)


class AccessCodeQuerySet(models.QuerySet[Any]):
    def visible_to(self, _user: User | AnonymousUser) -> AccessCodeQuerySet:
        """Nobody reads a code: it is compared."""
        return self.none()


class AccessCode(models.Model):
    """Six digits sent to the address of a link's recipient. Only a keyed hash is stored, once the message leaves."""

    link = models.ForeignKey(ActLink, models.CASCADE, related_name="codes")
    hashed = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"code {self.pk}"
