"""The individual action plan: opened, filled with goals in four strands, closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.services.common import require_person
from crm.core.errors import Refusal
from crm.partners.models import Partner
from crm.settlement.models import ActionPlan, ActionPlanGoal, Strand

LONGEST = 300


@transaction.atomic
def open_action_plan(*, candidate: Candidate, by: User, now: datetime) -> ActionPlan:
    """Open the plan of a person today. Raises Forbidden, or a Refusal when the file is closed or a plan is open."""
    require_person(candidate, by)
    person = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if person.stage == PersonStage.CLOSED:
        raise Refusal(_("Ce dossier est fermé. Rouvrez-le d’abord."))
    if person.action_plans.filter(closed_on=None).exists():
        raise Refusal(_("Un plan d’action est déjà ouvert."))
    return ActionPlan.objects.create(candidate=person, opened_on=timezone.localdate(now), opened_by=by)


@transaction.atomic
def close_action_plan(*, plan: ActionPlan, by: User | None, now: datetime) -> ActionPlan:
    """Close the plan today; its goals stay readable. Raises Forbidden, or a Refusal when it is closed."""
    row = _open(plan, by)
    row.closed_on = max(timezone.localdate(now), row.opened_on)
    row.save()
    return row


@transaction.atomic
def add_goal(
    *,
    plan: ActionPlan,
    strand: str,
    action: str,
    partner: Partner | None,
    due_on: date | None,
    by: User | None,
    now: datetime,
) -> ActionPlanGoal:
    """A goal in one strand, with whom and for when. Raises Forbidden, or a Refusal on `action`, `strand`, `due_on`."""
    row = _open(plan, by)
    if strand not in Strand.values:
        raise Refusal(_("Choisissez le volet."), field="strand")
    _words(action, field="action")
    if due_on is not None and due_on < timezone.localdate(now):
        raise Refusal(_("L’échéance est déjà passée."), field="due_on")
    return ActionPlanGoal.objects.create(
        plan=row, strand=strand, action=action.strip(), partner=partner, due_on=due_on
    )


@transaction.atomic
def complete_goal(*, goal: ActionPlanGoal, result: str, by: User | None, now: datetime) -> ActionPlanGoal:
    """The goal is reached or given up today, with its result in words. Raises Forbidden, or a Refusal."""
    _open(goal.plan, by)
    row = ActionPlanGoal.objects.select_for_update().get(pk=goal.pk)
    if row.done_on is not None:
        raise Refusal(_("Cet objectif est déjà terminé."))
    _words(result, field="result")
    row.done_on, row.result = timezone.localdate(now), result.strip()
    row.save()
    return row


def _open(plan: ActionPlan, by: User | None) -> ActionPlan:
    require_person(plan.candidate, by)
    row: ActionPlan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if row.closed_on is not None:
        raise Refusal(_("Ce plan d’action est fermé."))
    return row


def _words(text: str, *, field: str) -> None:
    if not text.strip():
        raise Refusal(_("Dites-le en quelques mots."), field=field)
    if len(text.strip()) > LONGEST:
        raise Refusal(_("Au plus 300 caractères."), field=field)
