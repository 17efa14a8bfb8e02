"""What comes out of a match: the de-identified profile shown to an employer, then the placement."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, Release
from crm.core.models import StageMove, Written
from crm.employers.models import NeedFormLink
from crm.matching.models.matches import Match
from crm.needs.models import LabourNeed
from crm.taxonomy.models import Reason
from crm.territory.models import Region


class Answer(models.TextChoices):
    INTERESTED = "interested", _("intéressée")
    NOT_INTERESTED = "not_interested", _("pas intéressée")


class PresentationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> PresentationQuerySet:
        """Staff: those of the matches they see. An employer's representatives: those addressed to it."""
        scope = scope_of(user)
        if scope.is_staff:
            return self.filter(match__in=Match.objects.visible_to(user))
        return self.filter(match__need__in=LabourNeed.objects.visible_to(user))

    def opened_by_link(self, link: NeedFormLink) -> PresentationQuerySet:
        """The profiles shown for the needs that a signed link follows, unless withdrawn."""
        return self.standing().filter(match__need__in=LabourNeed.objects.opened_by_link(link))

    def unanswered(self) -> PresentationQuerySet:
        return self.filter(answered_at=None)

    def standing(self) -> PresentationQuerySet:
        """Not withdrawn."""
        return self.filter(undone_at=None)

    def open(self) -> PresentationQuerySet:
        """Standing, of a pair that was not set aside since."""
        return self.standing().filter(closed_at=None)

    def named(self) -> PresentationQuerySet:
        """Those whose employer knows the person's name, by a consent not taken back."""
        return self.filter(
            closed_at=None, identity_release__isnull=False, identity_release__consent__revoked_at=None
        )


class Presentation(Written):
    """A de-identified profile shown to an employer for a need: a closed list, a frozen copy, a register row."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="presentations")
    profile_number = models.CharField(_("numéro de profil"), max_length=12, unique=True)
    content = models.JSONField()
    presented_on = models.DateField(_("présenté le"))
    presented_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField(_("réponse attendue le"))
    release = models.OneToOneField(Release, models.PROTECT, related_name="presentation")
    identity_release = models.OneToOneField(
        Release, models.PROTECT, null=True, blank=True, related_name="+", help_text="Name and contact, given."
    )
    answer = models.CharField(_("réponse"), max_length=20, choices=Answer.choices, blank=True)
    answer_reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="The pair was set aside: it was shown, and is proposed no more."
    )

    objects = PresentationQuerySet.as_manager()

    class Meta:
        ordering = ["-presented_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="presentation_answered_pair",
            )
        ]

    def __str__(self) -> str:
        return self.profile_number

    @property
    def identity(self) -> dict[str, Any]:
        """Name and contact as they were given to the employer; empty before, once it closed or the consent went."""
        given = self.identity_release
        stands = given is not None and self.closed_at is None and given.consent.revoked_at is None
        return given.content if given is not None and stands else {}

    @property
    def is_open(self) -> bool:
        """Whether the employer may still read the profile: not withdrawn, not closed, agreed to by the person."""
        if self.undone_at is not None or self.closed_at is not None:
            return False
        return bool(self.identity) or self.release.consent.revoked_at is None


class Path(models.TextChoices):
    LOCAL = "local", _("d’ici")
    INTERREGIONAL = "interregional", _("interrégionale")
    INTERNATIONAL = "international", _("internationale")


class PlacementStage(models.TextChoices):
    OFFER_ACCEPTED = "offer_accepted", _("offre acceptée")
    STARTED = "started", _("début")
    PROBATION_ENDED = "probation_ended", _("fin d’essai")
    MONTHS_3 = "months_3", _("3 mois")
    MONTHS_6 = "months_6", _("6 mois")
    MONTHS_12 = "months_12", _("12 mois")
    MONTHS_24 = "months_24", _("24 mois")
    BROKEN = "broken", _("rupture")


class PlacementQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> PlacementQuerySet:
        """Placements of the needs that the user sees, or of the persons whose file they see."""
        scope = scope_of(user)
        if not scope.is_staff:
            return self.filter(need__in=LabourNeed.objects.visible_to(user))
        seen = Q(need__in=LabourNeed.objects.visible_to(user))
        if scope.may(Permission.WORK_PERSONS):
            seen |= Q(candidate__in=Candidate.objects.visible_to(user))
        return self.filter(seen)


class Placement(Written):
    """A hire that came out of a match: confirmed on a day, at the need's site."""

    match = models.ForeignKey(Match, models.PROTECT, null=True, blank=True, related_name="placements")
    need = models.ForeignKey(LabourNeed, models.PROTECT, related_name="placements")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="placements")
    stage = models.CharField(
        _("étape"), max_length=20, choices=PlacementStage.choices, default=PlacementStage.OFFER_ACCEPTED
    )
    path = models.CharField(_("voie"), max_length=20, choices=Path.choices)
    origin_region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(_("embauche confirmée le"))
    starts_on = models.DateField(_("début"))
    wage = models.DecimalField(_("salaire horaire"), max_digits=6, decimal_places=2, null=True, blank=True)
    ended_on = models.DateField(_("fin"), null=True, blank=True)
    end_reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                name="placement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(path="international") | Q(origin_region__isnull=False),
                name="placement_has_origin",
            ),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(ended_on=None, undone_at=None),
                name="one_running_placement_a_person",
            ),
            models.UniqueConstraint(
                fields=["match"], condition=Q(undone_at=None), name="one_standing_placement_a_match"
            ),
        ]

    def __str__(self) -> str:
        return f"P-{self.pk:04d}"


class PlacementMove(StageMove):
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="moves")
