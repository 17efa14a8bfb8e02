"""The matching plan: many persons to many openings at once, what its manager chose, who signed it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate
from crm.needs.models import LabourNeed
from crm.taxonomy.models import Reason
from crm.territory.models import Direction


class PlanState(models.TextChoices):
    COMPUTING = "computing", _("calcul en cours")
    PROPOSED = "proposed", _("proposé")
    IMPOSSIBLE = "impossible", _("impossible")
    SIGNED = "signed", _("signé")
    SET_ASIDE = "set_aside", _("mis de côté")


#: States in which the manager still chooses: locks, forbids, computes again.
OPEN_STATES = (PlanState.COMPUTING, PlanState.PROPOSED, PlanState.IMPOSSIBLE)


class MatchingPlanQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> MatchingPlanQuerySet:
        """A manager sees the plans of their directions; an advisor those that a manager signed there."""
        scope = scope_of(user)
        here = self.filter(direction_id__in=scope.direction_ids)
        if scope.may(Permission.SIGN_PLANS):
            return here
        return here.signed() if scope.may(Permission.DECIDE_MATCHES) else self.none()

    def signed(self) -> MatchingPlanQuerySet:
        return self.filter(state=PlanState.SIGNED)

    def latest_signed(self) -> MatchingPlanQuerySet:
        """Of each direction, the plan signed last: the one that advises today."""
        newest = self.signed().order_by("direction_id", "-signed_at", "-pk").distinct("direction_id")
        return self.filter(pk__in=newest.values("pk"))


class MatchingPlan(models.Model):
    """A plan of one direction. Points are hundredths; `bound`: no plan that obeys the choices has a total above it.

    `revision` numbers the computations asked; `changed_at` is later than `computed_at` while a choice waits for the
    next one. `figures` holds what the plan is compared with, `issues` why it cannot be made, as codes and ids.
    """

    direction = models.ForeignKey(
        Direction, models.PROTECT, verbose_name=_("direction"), related_name="matching_plans"
    )
    state = models.CharField(_("état"), max_length=20, choices=PlanState.choices, default=PlanState.COMPUTING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    cap = models.PositiveSmallIntegerField(
        _("places au plus par entreprise"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    fair_share = models.BooleanField(_("part équitable"), default=True)
    to_verify = models.BooleanField(_("avec les paires à vérifier"), default=False)

    changed_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    weights_version = models.CharField(max_length=20, blank=True)
    fair_share_version = models.CharField(max_length=20, blank=True)
    persons = models.PositiveIntegerField(default=0)
    score = models.PositiveIntegerField(default=0)
    bonus = models.PositiveIntegerField(default=0)
    bound = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    withdrawn = models.PositiveIntegerField(
        default=0, help_text="Persons who took their consent back since: their rows are gone."
    )

    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("motif de la décision"), blank=True, max_length=2000)
    set_aside_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects = MatchingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | (Q(signed_by__isnull=False, signed_at__isnull=False) & ~Q(note="")),
                name="plan_signed_by_somebody_who_says_why",
                violation_error_message=_("Signer un plan demande de dire pourquoi."),
            ),
            models.CheckConstraint(
                condition=Q(set_aside_by=None, set_aside_at=None)
                | Q(set_aside_by__isnull=False, set_aside_at__isnull=False),
                name="plan_set_aside_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="set_aside", set_aside_at__isnull=False)
                | (~Q(state="set_aside") & Q(set_aside_at=None)),
                name="plan_set_aside_state",
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False)
                | Q(state="set_aside")
                | (~Q(state="signed") & Q(signed_at=None)),
                name="plan_signed_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "signed"])
                | Q(computed_at__isnull=False, bound__gte=F("score") + F("bonus")),
                name="plan_proposed_is_computed_within_its_bound",
            ),
            models.CheckConstraint(condition=Q(cap=None) | Q(cap__gte=1), name="plan_cap_1_or_more"),
        ]
        indexes = [models.Index(fields=["direction", "state", "-signed_at"], name="plans_of_a_direction")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« PJ-0007 », how people name a plan."""
        return f"PJ-{self.pk:04d}" if self.pk else "PJ-…"

    @property
    def total(self) -> int:
        """Hundredths of a point: the scores and, apart from them, the fair-share term."""
        return self.score + self.bonus

    @property
    def is_optimal(self) -> bool:
        """Whether the total reaches what is proved of every plan."""
        return self.total == self.bound

    @property
    def is_open(self) -> bool:
        """Whether its manager may still choose."""
        return self.state in OPEN_STATES

    @property
    def is_current(self) -> bool:
        """Whether every lock and forbidden pair is in the last computation."""
        return self.computed_at is not None and self.computed_at >= self.changed_at


class PlanNeedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> PlanNeedQuerySet:
        """Needs that the user sees, in the plans that they see."""
        plans = MatchingPlan.objects.visible_to(user)
        return self.filter(plan__in=plans, need__in=LabourNeed.objects.visible_to(user))


class PlanNeed(models.Model):
    """A need in a plan: its free positions, how many get somebody, why the others stay empty (code and numbers)."""

    plan = models.ForeignKey(MatchingPlan, models.CASCADE, related_name="needs")
    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="+")
    need_revision = models.PositiveIntegerField()
    openings = models.PositiveSmallIntegerField()
    placed = models.PositiveSmallIntegerField()
    first_come = models.PositiveSmallIntegerField(default=0)
    small = models.BooleanField(default=False)
    remote = models.BooleanField(default=False)
    empty_reason = models.CharField(max_length=30, blank=True)
    people = models.PositiveIntegerField(default=0, help_text="How many persons the reason is about.")
    obstacle = models.CharField(max_length=40, blank=True)

    objects = PlanNeedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "need"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "need"], name="plan_need_once"),
            models.CheckConstraint(
                condition=Q(placed__lte=F("openings"), first_come__lte=F("openings")),
                name="plan_need_within_its_openings",
            ),
            models.CheckConstraint(
                condition=Q(placed=F("openings")) | ~Q(empty_reason=""), name="plan_need_empty_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.need_id}"

    @property
    def empty(self) -> int:
        """Positions that the plan leaves open."""
        return self.openings - self.placed


class PairKind(models.TextChoices):
    PROPOSED = "proposed", _("proposée")
    LOCKED = "locked", _("verrouillée")
    FORBIDDEN = "forbidden", _("interdite")


class PlanPairQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> PlanPairQuerySet:
        """Pairs of the plans and of the needs that the user sees, of persons whose consent to matching stands."""
        plans = MatchingPlan.objects.visible_to(user)
        needs = LabourNeed.objects.visible_to(user)
        return self.filter(plan__in=plans, need__in=needs).consenting(timezone.localdate())

    def consenting(self, day: date) -> PlanPairQuerySet:
        """Of persons whose consent to matching is in force on `day`: nobody else is shown in a plan."""
        return self.filter(candidate__in=Candidate.objects.consenting_to_matching(day))

    def placed(self) -> PlanPairQuerySet:
        return self.exclude(kind=PairKind.FORBIDDEN)

    def chosen(self) -> PlanPairQuerySet:
        """What people decided: locks and forbidden pairs."""
        return self.exclude(kind=PairKind.PROPOSED)

    def advising(self) -> PlanPairQuerySet:
        """Those of the plans that advise today."""
        return self.placed().filter(plan__in=MatchingPlan.objects.latest_signed())


class PlanPair(models.Model):
    """A need and a person in a plan: proposed by the computation, locked or forbidden by a manager."""

    plan = models.ForeignKey(MatchingPlan, models.CASCADE, related_name="pairs")
    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="+")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=PairKind.choices, default=PairKind.PROPOSED)
    score = models.PositiveSmallIntegerField()
    to_verify = models.BooleanField(default=False)
    need_revision = models.PositiveIntegerField()
    candidate_revision = models.PositiveIntegerField()
    first_come_need = models.ForeignKey(LabourNeed, models.SET_NULL, null=True, blank=True, related_name="+")
    first_come_score = models.PositiveSmallIntegerField(null=True, blank=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")

    # The titles of the person's main occupation, where `plan_queries` reads what a row shows.
    main_title_fr: str | None
    main_title_en: str | None

    objects = PlanPairQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "need", "-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "need", "candidate"], name="plan_pair_once"),
            models.UniqueConstraint(
                fields=["plan", "candidate"],
                condition=~Q(kind="forbidden"),
                name="plan_one_place_a_person",
                violation_error_message=_("Cette personne a déjà une place dans le plan."),
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 10000)), name="plan_pair_score"),
            models.CheckConstraint(
                condition=Q(kind="proposed", chosen_by=None, chosen_at=None)
                | (~Q(kind="proposed") & Q(chosen_by__isnull=False, chosen_at__isnull=False)),
                name="plan_pair_chosen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="forbidden", reason__isnull=False) | (~Q(kind="forbidden") & Q(reason=None)),
                name="plan_pair_forbidden_has_a_reason",
                violation_error_message=_("Interdire une paire demande un motif."),
            ),
        ]
        indexes = [models.Index(fields=["candidate"], name="plan_pairs_of_a_person")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.need_id} {self.candidate_id}"
