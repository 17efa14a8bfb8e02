"""A person's action plan in four strands: opened, filled, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Partner
from crm.portal.forms import PasserelleForm
from crm.portal.officer.access import the_person
from crm.portal.officer.person import person_frame
from crm.portal.reader import reader
from crm.settlement import queries, services
from crm.settlement.models import ActionPlan, ActionPlanGoal, Strand


class GoalForm(PasserelleForm):
    """A goal: in which strand, what, with whom, for when."""

    strand = forms.ChoiceField(
        label=_("Volet"), choices=lambda: [(code, capfirst(label)) for code, label in Strand.choices]
    )
    action = forms.CharField(label=_("Ce qui sera fait"), max_length=300)
    partner = forms.ModelChoiceField(
        Partner.objects.all(), label=_("Avec le partenaire"), required=False, empty_label=_("Aucun")
    )
    due_on = forms.DateField(label=_("Pour le"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The open plan and a form to add a goal; the closed plans under it."""
    person = the_person(request, pk)
    current, closed = queries.plans_of(person)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and current is not None and form.is_valid():
        try:
            services.add_goal(plan=current, **form.cleaned_data, by=reader(request), now=timezone.now())
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _now("Objectif ajouté."))
            return redirect("person-plan", pk=pk)
    context = person_frame(request, person, "plan") | {
        "plan": current,
        "strands": queries.strands(current) if current else [],
        "form": form,
        "closed": [(row, queries.strands(row)) for row in closed],
        "today": timezone.localdate(),
    }
    return render(request, "officer/person_plan.html", context, status=422 if form.errors else 200)


@require_POST
def open_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the person's plan."""
    person = the_person(request, pk)
    return _do(
        request,
        pk,
        _now("Plan d’action ouvert."),
        lambda: services.open_action_plan(candidate=person, by=reader(request), now=timezone.now()),
    )


@require_POST
def close_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the person's open plan."""
    person = the_person(request, pk)
    current = get_object_or_404(ActionPlan.objects.visible_to(request.user), candidate=person, closed_on=None)
    return _do(
        request,
        pk,
        _now("Plan d’action fermé."),
        lambda: services.close_action_plan(plan=current, by=reader(request), now=timezone.now()),
    )


@require_POST
def complete(request: HttpRequest, pk: int, goal_id: int) -> HttpResponse:
    """Note the result of a goal, which ends it."""
    person = the_person(request, pk)
    plans = ActionPlan.objects.visible_to(request.user).filter(candidate=person)
    goal = get_object_or_404(
        ActionPlanGoal.objects.select_related("plan__candidate"), pk=goal_id, plan__in=plans
    )
    result = request.POST.get("result", "").replace("\x00", "")
    return _do(
        request,
        pk,
        _now("Objectif terminé."),
        lambda: services.complete_goal(goal=goal, result=result, by=reader(request), now=timezone.now()),
    )


def _do(request: HttpRequest, pk: int, done: str, verb: Callable[[], Any]) -> HttpResponse:
    """One domain call; its refusal is said, and the plan is shown again."""
    try:
        verb()
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect("person-plan", pk=pk)
