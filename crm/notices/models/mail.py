"""What leaves by e-mail: the messages, the texts they are made of, and the rules of what may be sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.text import bilingual
from crm.employers.models import Contact, EmployerFile, NeedFormLink
from crm.notices.models.links import AccessCode, ActLink


class MailKind(models.TextChoices):
    """Each kind has a text of the house, and the variables that it may name."""

    PROFILE = "profile", _("un profil à regarder")
    PROFILE_REMINDER = "profile_reminder", _("rappel : un profil attend une réponse")
    STILL_CURRENT = "still_current", _("un besoin est-il toujours d’actualité ?")
    HIRE = "hire", _("confirmer une embauche")
    CODE = "code", _("code à six chiffres")
    INVITATION = "invitation", _("invitation à l’espace entreprise")
    NEED_FORM = "need_form", _("lien pour décrire un besoin")
    NOTICE = "notice", _("un avis, tout de suite")
    DIGEST = "digest", _("résumé des avis")
    FIRST_CONTACT = "first_contact", _("prise de contact")
    MEETING = "meeting", _("proposer une rencontre")
    AFTER_MEETING = "after_meeting", _("suite d’une rencontre")


#: What an advisor may send from an employer file.
BY_HAND = (MailKind.FIRST_CONTACT, MailKind.MEETING, MailKind.AFTER_MEETING)


class MailState(models.TextChoices):
    WAITING = "waiting", _("en attente d’envoi")
    SENDING = "sending", _("en cours d’envoi")
    SENT = "sent", _("envoyé")
    KEPT = "kept", _("gardé ici, non envoyé")
    FAILED = "failed", _("non livré")
    WITHDRAWN = "withdrawn", _("retiré avant l’envoi")


class OutgoingMailQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> OutgoingMailQuerySet:
        """One's own, and those about the files that one sees; the administrator follows every message."""
        scope = scope_of(user)
        if not scope.is_staff:
            return self.none()
        if scope.may(Permission.RUN_INSTALLATION):
            return self
        return self.filter(Q(user_id=scope.user_id) | Q(file__in=EmployerFile.objects.visible_to(user)))


class OutgoingMail(models.Model):
    """One message. Its text holds marks where secrets go; they are filled as it leaves and never kept."""

    key = models.CharField(
        max_length=120, unique=True, help_text="One message a reason: told twice, sent once."
    )
    kind = models.CharField(_("genre"), max_length=30, choices=MailKind.choices)
    recipient_email = models.EmailField(_("à"))
    recipient_name = models.CharField(max_length=120)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="mails")
    language = models.CharField(_("langue"), max_length=11)
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    link = models.ForeignKey(ActLink, models.SET_NULL, null=True, blank=True, related_name="mails")
    form_link = models.ForeignKey(NeedFormLink, models.SET_NULL, null=True, blank=True, related_name="mails")
    opt_out = models.ForeignKey(ActLink, models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.ForeignKey(AccessCode, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("état"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "kept"], left_at__isnull=False)
                | (~Q(state__in=["sent", "kept"]) & Q(left_at=None)),
                name="mail_left_pair",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(left_at=None), name="mails_to_send"),
            models.Index(fields=["file", "-created_at"], name="mails_of_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MailTemplate(models.Model):
    """A version of the text of one kind of message in one language; the last one holds. An empty one is the house's."""

    kind = models.CharField(_("genre"), max_length=30, choices=MailKind.choices)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    body = models.TextField(_("texte"), max_length=4000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="", body="") | (~Q(subject="") & ~Q(body="")),
                name="mail_template_whole_or_house",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class SendingRule(Dated):
    """A rule of what is sent, by date: its value, where it comes from, when that was read."""

    key = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    source_fr = models.CharField(_("source"), max_length=300)
    source_en = models.CharField(max_length=300, blank=True)
    read_on = models.DateField(_("lu le"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["key", "valid_from"]
        constraints = [
            ends_after_start("sending_rule_ends_after_start"),
            no_overlap("sending_rule_one_a_day", "key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

    @property
    def source(self) -> str:
        """Where the rule comes from, in the reader's language."""
        return bilingual(self.source_fr, self.source_en)


class LanguageException(Dated):
    """A contact for whom a second language may be joined to the French: why, and who wrote it down."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="language_exceptions")
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES)
    reason = models.CharField(_("motif"), max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            ends_after_start("language_exception_ends_after_start"),
            no_overlap("language_exception_one_a_day", "contact"),
            models.CheckConstraint(
                condition=~Q(language="fr-ca") & ~Q(reason=""), name="language_exception_second_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.language}"


class OptOut(models.Model):
    """A contact who asked to receive no more messages of a kind."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="opt_outs")
    kind = models.CharField(max_length=30, choices=MailKind.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "kind"], name="opt_out_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind}"
