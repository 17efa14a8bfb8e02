"""What a person is told in the product, how they wish to be told, and what was reminded already."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.candidates.models import Candidate
from crm.caseload.models import Handover
from crm.casework.models import FollowUp
from crm.employers.models import EmployerFile
from crm.matching.models import Match, Presentation
from crm.needs.models import LabourNeed
from crm.notices.models.mail import OutgoingMail
from crm.partners.models import Agreement


class NoticeKind(models.TextChoices):
    NEED_TO_QUALIFY = "need_to_qualify", _("Besoin à qualifier")
    ANSWERED = "answered", _("Réponse d’une entreprise à un profil")
    NO_ANSWER = "no_answer", _("Profil resté sans réponse")
    NEED_CHANGED = "need_changed", _("Besoin changé par l’entreprise")
    NEED_WITHDRAWN = "need_withdrawn", _("Besoin retiré par l’entreprise")
    NEED_RESUMED = "need_resumed", _("Besoin repris après sa pause")
    REQUEST_ASKED = "request_asked", _("Demande d’une autre direction pour une personne")
    REQUEST_ANSWERED = "request_answered", _("Réponse à une demande à une autre direction")
    MATCH = "match", _("Jumelage à regarder")
    FOLLOW_UP_DUE = "follow_up_due", _("Suivi à faire aujourd’hui")
    FOLLOW_UP_LATE = "follow_up_late", _("Suivi en retard")
    NEED_EXPIRING = "need_expiring", _("Besoin qui arrive à échéance")
    NEED_EXPIRED = "need_expired", _("Besoin expiré")
    PERMIT = "permit", _("Permis de travail qui arrive à échéance")
    HANDOVER_ASKED = "handover_asked", _("Transfert proposé")
    HANDOVER_ANSWERED = "handover_answered", _("Réponse à un transfert")
    REASSIGNED = "reassigned", _("Dossier confié")
    DRAFT = "draft", _("Brouillon qui attend")
    MAIL_FAILED = "mail_failed", _("Courriel non livré")
    PROFILE_SHOWN = "profile_shown", _("Profil à regarder")
    STILL_CURRENT = "still_current", _("Besoin toujours d’actualité ?")
    REPORT_DUE = "report_due", _("Rapport d’une entente à recevoir")
    REPORT_LATE = "report_late", _("Rapport d’une entente en retard")


class Channel(models.TextChoices):
    """How a person is told of a kind of thing; whatever comes by e-mail is in the product too."""

    NONE = "none", _("Rien")
    PRODUCT = "product", _("Dans Passerelle")
    AT_ONCE = "at_once", _("Courriel aussitôt")
    DAILY = "daily", _("Résumé du jour")
    WEEKLY = "weekly", _("Résumé de la semaine")


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """One's own, whatever one may see today of what each is about."""
        return self.filter(user_id=scope_of(user).user_id) if scope_of(user).user_id else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Somebody is told of something, once. The sentence is made when it is read, from what its reader may see then."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(_("genre"), max_length=30, choices=NoticeKind.choices)
    key = models.CharField(max_length=100)
    at = models.DateTimeField(_("le"))
    day = models.DateField(null=True, blank=True, help_text="The day that the notice speaks of.")
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(EmployerFile, models.CASCADE, null=True, blank=True, related_name="+")
    need = models.ForeignKey(LabourNeed, models.CASCADE, null=True, blank=True, related_name="+")
    match = models.ForeignKey(Match, models.CASCADE, null=True, blank=True, related_name="+")
    presentation = models.ForeignKey(Presentation, models.CASCADE, null=True, blank=True, related_name="+")
    candidate = models.ForeignKey(Candidate, models.CASCADE, null=True, blank=True, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, null=True, blank=True, related_name="+")
    handover = models.ForeignKey(Handover, models.CASCADE, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(OutgoingMail, models.CASCADE, null=True, blank=True, related_name="+")
    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_a_person")]
        indexes = [
            models.Index(fields=["user", "-at"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["at"], condition=Q(mailed_at=None, read_at=None), name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class NoticeChoice(models.Model):
    """How a person wishes to be told of one kind; without a row, the house's habit."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=30, choices=NoticeKind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel}"


class NoticeRhythm(models.Model):
    """At what hour, Québec time, a person's digest leaves, and on which day the weekly one (0 is Monday)."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notice_rhythm")
    hour = models.PositiveSmallIntegerField(_("heure"), default=7, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(_("jour"), default=0, validators=[MaxValueValidator(6)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__lte=23) & Q(weekday__lte=6), name="notice_rhythm_of_the_clock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour} {self.weekday}"


class Reminder(models.Model):
    """What was reminded already, by its key: reminded once, whatever the clock does."""

    key = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
