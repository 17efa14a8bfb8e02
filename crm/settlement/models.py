"""Settling: individual action plans in four strands, and appointments at service points."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.core.models import StageMove, Written
from crm.partners.models import Partner
from crm.territory.models import ServicePoint


class OfPersonsSeenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> OfPersonsSeenQuerySet:
        """Rows of the persons whose file the user sees."""
        return self.filter(candidate__in=Candidate.objects.visible_to(user))


class ActionPlanQuerySet(OfPersonsSeenQuerySet):
    def active_during(self, start: date, end: date) -> ActionPlanQuerySet:
        """Plans active on at least one day of the period, both days included."""
        return self.filter(opened_on__lte=end).filter(Q(closed_on=None) | Q(closed_on__gte=start))


class ActionPlan(Written):
    """A person's plan, from the day it is opened to the day it is closed; one open at a time."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="action_plans")
    opened_on = models.DateField(_("ouvert le"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_on = models.DateField(_("fermé le"), null=True, blank=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(closed_on=None), name="one_open_action_plan_a_person"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="action_plan_closed_after_opened",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.opened_on}"


class Strand(models.TextChoices):
    SETTLING = "settling", _("installation")
    FRANCISATION = "francisation", _("francisation")
    EMPLOYMENT = "employment", _("intégration en emploi")
    COMMUNITY = "community", _("intégration à la collectivité")


class ActionPlanGoal(Written):
    """One need in one strand, what is done about it, with which partner, for when, with what result."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="goals")
    strand = models.CharField(_("volet"), max_length=20, choices=Strand.choices)
    action = models.CharField(_("action"), max_length=300)
    partner = models.ForeignKey(
        Partner, models.PROTECT, verbose_name=_("partenaire"), null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("fait le"), null=True, blank=True)
    result = models.CharField(_("résultat"), max_length=300, blank=True)

    class Meta:
        ordering = ["strand", "due_on", "id"]

    def __str__(self) -> str:
        return self.action


class AppointmentStage(models.TextChoices):
    REQUESTED = "requested", _("demandé")
    CONFIRMED = "confirmed", _("confirmé")
    HELD = "held", _("honoré")
    NO_SHOW = "no_show", _("absence")
    CANCELLED = "cancelled", _("annulé")
    MOVED = "moved", _("reporté")


class AppointmentMode(models.TextChoices):
    SERVICE_POINT = "service_point", _("au point de services")
    VIDEO = "video", _("par vidéo")
    PHONE = "phone", _("par téléphone")


class AppointmentQuerySet(OfPersonsSeenQuerySet):
    def held_during(self, start: date, end: date) -> AppointmentQuerySet:
        """Appointments held in the period, both days included, Québec time."""
        quebec = timezone.get_default_timezone()
        first = datetime.combine(start, time.min, quebec)
        after = datetime.combine(end + timedelta(days=1), time.min, quebec)
        return self.filter(stage=AppointmentStage.HELD, starts_at__gte=first, starts_at__lt=after)


class Appointment(Written):
    """A meeting of a person with an officer: at a service point, by video or by telephone."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="appointments")
    staff = models.ForeignKey(User, models.PROTECT, verbose_name=_("avec"), related_name="appointments")
    mode = models.CharField(_("où"), max_length=20, choices=AppointmentMode.choices)
    service_point = models.ForeignKey(
        ServicePoint,
        models.PROTECT,
        verbose_name=_("point de services"),
        null=True,
        blank=True,
        related_name="appointments",
    )
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    purpose = models.CharField(_("objet"), max_length=200)
    stage = models.CharField(
        _("étape"), max_length=20, choices=AppointmentStage.choices, default=AppointmentStage.REQUESTED
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="service_point", service_point__isnull=False)
                | (~Q(mode="service_point") & Q(service_point=None)),
                name="appointment_place_matches_mode",
                violation_error_message=_("Un rendez-vous au point de services nomme le point de services."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointments_by_time"),
            models.Index(fields=["staff", "starts_at"], name="appointments_of_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.starts_at}"


class AppointmentMove(StageMove):
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="moves")
