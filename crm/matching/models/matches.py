"""The scored pair of a need and a person, with its reasons, and what people decide about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, CandidateOfficer, Consent, ConsentKind
from crm.core.among import among
from crm.core.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from crm.core.kept import KeptDateTimeField
from crm.core.models import StageMove, Written
from crm.employers.models import FileCollaborator
from crm.needs.models import LabourNeed
from crm.taxonomy.models import Reason


class Verdict(models.TextChoices):
    ADMISSIBLE = "admissible", _("admissible")
    TO_VERIFY = "to_verify", _("à vérifier")
    INADMISSIBLE = "inadmissible", _("inadmissible")


class MatchStage(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    SHORTLISTED = "shortlisted", _("retenu")
    CONSENTED = "consented", _("consentement à la présentation")
    PRESENTED = "presented", _("présenté")
    MUTUAL_INTEREST = "mutual_interest", _("intérêt mutuel")
    INTERVIEW = "interview", _("entrevue")
    OFFER = "offer", _("offre")
    ACCEPTED = "accepted", _("accepté")
    SET_ASIDE = "set_aside", _("écarté")


class Rule(Dated):
    """A value of a hard rule with its source, in force by date: a wage line, a tolerance in days."""

    key = models.SlugField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=300)
    read_on = models.DateField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["key", "valid_from"]
        constraints = [ends_after_start("rule_ends_after_start"), no_overlap("rule_one_value_a_day", "key")]

    def __str__(self) -> str:
        return self.key


class ScoringRun(models.Model):
    """One ranking of the people for a need: which revision, which engine, which weights, when, how many were read."""

    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="runs")
    need_revision = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    weights_version = models.CharField(max_length=20)
    scored_at = models.DateTimeField()
    persons = models.PositiveIntegerField()
    admissible = models.PositiveIntegerField()
    to_verify = models.PositiveIntegerField()
    inadmissible = models.PositiveIntegerField()
    blocked_by = models.JSONField(default=dict)
    least = models.JSONField(
        default=dict, help_text="By verdict of which no more are kept: the lowest score kept."
    )

    class Meta:
        ordering = ["-scored_at", "-id"]
        indexes = [models.Index(fields=["need", "-scored_at"], name="runs_of_a_need")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.scored_at}"


def _acted_upon() -> Q:
    decided = Decision.objects.filter(match=OuterRef("pk"))
    return ~Q(stage=MatchStage.PROPOSED) | Q(Exists(decided))


def _consent(day: date) -> models.QuerySet[Any]:
    """The consent to matching of the pair's person that is in force on `day`."""
    return Consent.objects.in_force(day).filter(kind=ConsentKind.MATCHING, candidate=OuterRef("candidate_id"))


class MatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> MatchQuerySet:
        """Matches of the needs that the user sees (an advisor), or of the persons whose file they see (an officer).

        Whoever took the consent to matching back is gone from the next reading on, not from the next ranking on.
        """
        scope = scope_of(user)
        if not scope.is_staff:
            return self.none()
        seen = Q(need__in=LabourNeed.objects.visible_to(user))
        if scope.may(Permission.WORK_PERSONS):
            seen |= Q(candidate__in=Candidate.objects.visible_to(user))
        return self.filter(seen).standing(timezone.localdate())

    def untouched_for(self, user: User | AnonymousUser) -> MatchQuerySet:
        """Proposed pairs that the user sees, of persons whose consent to matching is in force; for long lists.

        By joins, where `visible_to` asks for each row whether it is one of all the needs and persons in scope.
        """
        scope, today = scope_of(user), timezone.localdate()
        if not scope.is_staff:
            return self.none()
        named = FileCollaborator.objects.filter(user_id=scope.user_id or 0).values("file_id")
        seen = among("need__file_id", named)
        if scope.may(Permission.WORK_FILES):
            seen |= Q(need__file__direction_id__in=scope.direction_ids)
        if scope.may(Permission.WORK_PERSONS):
            charges = CandidateOfficer.objects.on(today).filter(user_id=scope.user_id or 0)
            seen |= Q(candidate__direction_id__in=scope.direction_ids)
            seen |= among("candidate_id", charges.values("candidate_id"))
        return self.filter(seen, Exists(_consent(today)), stage=MatchStage.PROPOSED)

    def standing(self, day: date) -> MatchQuerySet:
        """Pairs of persons whose consent to matching is in force on `day`, and those on which somebody acted."""
        return self.filter(Q(Exists(_consent(day))) | _acted_upon())

    def touched(self) -> MatchQuerySet:
        """Pairs on which a person acted: kept whatever the next ranking says."""
        return self.filter(_acted_upon())

    def in_order(self) -> MatchQuerySet:
        """Admissible, then to verify, then inadmissible; each by score; ties by the stored hash."""
        place = Case(*[When(verdict=verdict, then=Value(at)) for at, verdict in enumerate(Verdict.values)])
        return self.annotate(verdict_place=place).order_by("verdict_place", "-score", "tie", "id")


class Match(Written):
    """A scored pair. Reasons are codes and numbers; sentences are made at display, in the reader's language."""

    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="matches")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="matches")
    run = models.ForeignKey(ScoringRun, models.PROTECT, null=True, blank=True, related_name="matches")
    stage = models.CharField(
        _("étape"), max_length=20, choices=MatchStage.choices, default=MatchStage.PROPOSED
    )
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    score = models.PositiveSmallIntegerField(_("score"))
    coverage = models.PositiveSmallIntegerField(_("données connues"))
    rank = models.PositiveIntegerField(_("rang dans le calcul"), null=True, blank=True)
    tie = models.BigIntegerField(default=0, help_text="Hash of need and person: the order of equals.")
    criteria = models.JSONField()
    constraints = models.JSONField()
    changes = models.JSONField(default=list)
    presentation_consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")
    #: When the pair came to its stage; None: when it was first proposed.
    moved_at = KeptDateTimeField()
    # What `queries.with_profile` reads beside the row.
    home_region: str | None
    main_occupation: str | None
    elsewhere: list[str]
    accord: str | None

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["need", "-score", "tie", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need", "candidate"], name="match_once_a_pair"),
            models.CheckConstraint(condition=Q(score__range=(0, 10000)), name="match_score_in_hundredths"),
            models.CheckConstraint(
                condition=Q(coverage__range=(0, 1000)), name="match_coverage_in_thousandths"
            ),
        ]
        indexes = [
            models.Index(fields=["need", "verdict", "-score"], name="matches_of_a_need"),
            models.Index(fields=["candidate", "stage"], name="matches_of_a_person"),
            models.Index(
                fields=["need", "candidate", "verdict", "score", "tie", "id"],
                condition=Q(stage="proposed") & ~Q(verdict="inadmissible"),
                name="matches_to_look_at",
            ),
            models.Index(
                fields=["-created_at"], condition=Q(stage="proposed", rank=1), name="matches_new_and_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.candidate_id}"

    def may_be_presented(self, day: date) -> bool:
        """Whether a consent to show this person to this employer is in force on `day`."""
        consent = self.presentation_consent
        if consent is None or consent.revoked_at is not None:
            return False
        return consent.expires_on is None or consent.expires_on >= day

    @property
    def named(self) -> bool:
        """Whether the employer was given the person's name, by a consent that stands; one query."""
        return bool(self.presentations.standing().named().exists())


class MatchMove(StageMove):
    match = models.ForeignKey(Match, models.CASCADE, related_name="moves")
    occurred_on = models.DateField(
        help_text="The day it happened: the interview's day, not the day of typing."
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    @property
    def stage_label(self) -> str:
        """The name of the stage reached, or of what was taken back, in the reader's language."""
        if self.from_stage == MatchStage.ACCEPTED:
            return gettext("Embauche annulée")
        if self.from_stage == MatchStage.INTERVIEW and self.to_stage == MatchStage.MUTUAL_INTEREST:
            return gettext("Entrevue annulée")
        if self.to_stage == MatchStage.CONSENTED and self.from_stage == MatchStage.CONSENTED:
            return gettext("Nouveau consentement à la présentation")
        if self.to_stage == MatchStage.CONSENTED and self.from_stage != MatchStage.SHORTLISTED:
            return gettext("Présentation retirée")
        return str(MatchStage(self.to_stage).label).capitalize()


class DecisionKind(models.TextChoices):
    SHORTLIST = "shortlist", _("retenir")
    SET_ASIDE = "set_aside", _("écarter")
    RESTORE = "restore", _("remettre au classement")


class Decision(models.Model):
    """Who decided what about a pair, why, and what was shown at that moment (law 65.2: a person decides)."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=2000)
    shown = models.JSONField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="set_aside") | Q(reason__isnull=False),
                name="set_aside_has_a_reason",
                violation_error_message=_("Écarter une personne demande un motif."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="shortlist") | ~Q(note=""),
                name="shortlist_has_a_note",
                violation_error_message=_("Retenir une personne demande de dire pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.match_id}"
