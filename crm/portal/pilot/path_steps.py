"""The steps of the recruitment paths, for the administrator: what every employer file shows of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.errors import Refusal, StaleRevision
from crm.matching import services
from crm.matching.models import Path, PathStep
from crm.matching.path_steps import all_steps, edits_of, last_edits, one_step, usual_weeks
from crm.portal.pilot.access import pilot
from crm.portal.pilot.path_step_forms import PathStepForm, SeenForm, edit_lines
from crm.portal.reader import reader


@require_safe
def path_steps(request: HttpRequest) -> HttpResponse:
    """The three paths with their steps, those taken off too, and who changed each last."""
    pilot(request)
    edits = last_edits()
    paths = [
        {
            "path": path,
            "label": Path(path).label,
            "rows": [(step, edits.get(step.pk)) for step in steps],
            "weeks": usual_weeks([step for step in steps if not step.off]),
        }
        for path, steps in all_steps().items()
    ]
    return render(request, "pilot/path_steps.html", {"paths": paths})


@require_http_methods(["GET", "HEAD", "POST"])
def new_path_step(request: HttpRequest, path: str) -> HttpResponse:
    """One more step in a path."""
    by = pilot(request)
    if path not in Path.values:
        raise Http404
    after = 1 + sum(not step.off for step in all_steps()[path])
    form = PathStepForm(request.POST or None, initial={"position": after, "dated_on": timezone.localdate()})
    if form.is_valid():
        try:
            services.add_path_step(path=path, content=form.content(), by=by, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Étape ajoutée : tous les dossiers la montrent."))
            return redirect("path-steps")
    context = {"form": form, "label": Path(path).label}
    return render(request, "pilot/path_step.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def path_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: its text, its history."""
    by, step = pilot(request), _step(pk)
    form, stale = PathStepForm(request.POST or None, initial=PathStepForm.initial_of(step)), False
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            services.edit_path_step(step=step, content=form.content(), seen=seen, by=by, now=timezone.now())
        except Refusal as refusal:
            stale = isinstance(refusal, StaleRevision)
            form.refuse(refusal)
        else:
            messages.success(request, _("Étape enregistrée : tous les dossiers la montrent ainsi."))
            return redirect("path-steps")
    return render(
        request, "pilot/path_step.html", _context(step, form, stale=stale), status=422 if form.errors else 200
    )


def _context(step: PathStep, form: PathStepForm, *, stale: bool) -> dict[str, Any]:
    return {
        "form": form,
        "step": step,
        "label": step.get_path_display(),
        "stale": stale,
        "edits": [(edit, edit_lines(edit)) for edit in edits_of(step)],
    }


def _step(pk: int) -> PathStep:
    found = one_step(pk)
    if found is None:
        raise Http404
    return found


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The step is shown no more."""
    said = _("Étape retirée des dossiers. Son historique reste ici.")
    return _switched(request, pk, services.take_off_path_step, said)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The step is shown again, last of its path."""
    return _switched(request, pk, services.put_back_path_step, _("Étape remise, à la fin de sa voie."))


def _switched(request: HttpRequest, pk: int, gesture: Callable[..., PathStep], said: str) -> HttpResponse:
    pilot(request)
    step, form = _step(pk), SeenForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else 0
        gesture(step=step, seen=seen, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("path-step", pk=step.pk)
    messages.success(request, said)
    return redirect("path-steps")
