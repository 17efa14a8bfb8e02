"""The weights of the matching, for the administrator: versions, the draft, what it would change, its publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.core.errors import Refusal
from crm.matching import services
from crm.matching.models import WeightSet
from crm.matching.previewing import Spread
from crm.matching.weight_queries import (
    needs_named,
    preview_of,
    the_draft,
    versions,
    weights_in_force,
)
from crm.matching.weighting import CRITERIA
from crm.portal.formatting import day, points, sign
from crm.portal.match_words import criterion
from crm.portal.pilot.access import pilot
from crm.portal.pilot.weight_forms import PublishForm, RevisionForm, WeightForm
from crm.portal.weight_words import share_text, weight_text

#: How many versions stand side by side.
COMPARED = 6


@require_safe
def weights(request: HttpRequest) -> HttpResponse:
    """Every version: from when, by whom, why, which is in force; the draft of the next one."""
    pilot(request)
    listed = versions(timezone.now())
    compared = [version.weights for version in listed[:COMPARED]]
    context = {
        "versions": listed,
        "draft": the_draft(),
        "compared": listed[:COMPARED],
        "rows": _side_by_side(compared),
    }
    return render(request, "pilot/weights.html", context)


def _side_by_side(compared: list[WeightSet]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each criterion its weight and its neutral share in each version."""
    return [
        (
            criterion(code),
            [(weight_text(one.weights[code]), share_text(one.neutral_shares[code])) for one in compared],
        )
        for code in CRITERIA
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def weight_draft(request: HttpRequest) -> HttpResponse:
    """Write the draft: from what is in force or another version, or as it was left."""
    by, now = pilot(request), timezone.now()
    draft, in_force = the_draft(), weights_in_force(now)
    form = WeightForm(
        request.POST or None,
        in_force=in_force,
        initial=WeightForm.initial_of(draft or _model(request, in_force)),
    )
    if form.is_valid():
        try:
            services.save_draft(
                content=form.content(), revision=form.cleaned_data["revision"], by=by, now=now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Brouillon enregistré. Voici ce qu’il changerait."))
            return redirect("weight-preview")
    context = {"form": form, "draft": draft, "in_force": in_force, "other": _written_by_another(form, draft)}
    return render(request, "pilot/weight_form.html", context, status=422 if form.errors else 200)


def _model(request: HttpRequest, in_force: WeightSet) -> WeightSet:
    """The version that a first draft begins with."""
    wanted = request.GET.get("depuis", "").replace("\x00", "")
    return next((one.weights for one in versions(timezone.now()) if one.weights.version == wanted), in_force)


def _written_by_another(form: WeightForm, draft: WeightSet | None) -> WeightSet | None:
    """The draft as somebody else left it, when the reader's text began with another one."""
    sent = form.cleaned_data.get("revision") if form.is_bound and hasattr(form, "cleaned_data") else None
    return draft if draft is not None and sent is not None and sent != draft.revision else None


@require_safe
def weight_preview(request: HttpRequest) -> HttpResponse:
    """What the draft would change; asked again by the page while the worker has not answered."""
    pilot(request)
    draft = the_draft()
    if draft is None:
        return (
            HttpResponse(headers={"HX-Refresh": "true"})
            if "HX-Request" in request.headers
            else redirect("weights")
        )
    context = _preview_context(draft)
    if "HX-Request" in request.headers:
        awaited = context["state"].awaited
        return HttpResponse(status=204) if awaited else HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "pilot/weight_preview.html", context)


def _preview_context(draft: WeightSet, form: PublishForm | None = None) -> dict[str, Any]:
    now = timezone.now()
    in_force = weights_in_force(now)
    state = preview_of(draft, in_force=in_force, now=now)
    figures = state.figures
    named = needs_named(figures) if figures else {}
    rows = [(criterion(code), *_both(in_force, draft, code)) for code in CRITERIA]
    return {
        "draft": draft,
        "in_force": in_force,
        "state": state,
        "figures": figures,
        "scores": _moved(figures.scores) if figures else (),
        "lines": [(criterion(row.code), *_moved(row)) for row in figures.criteria] if figures else [],
        "needs": [(named[row.need_id], row) for row in figures.most if row.need_id in named]
        if figures
        else [],
        "rows": rows,
        "same": draft.weights == in_force.weights and draft.neutral_shares == in_force.neutral_shares,
        "today": timezone.localdate(now),
        "form": form or PublishForm(initial={"revision": draft.revision}),
    }


def _moved(spread: Spread) -> tuple[str, str, str]:
    """Median, greatest rise and greatest fall, in points; nothing rises or falls by a dash."""
    rise = f"{sign(1)}{points(spread.rise, 2)}" if spread.rise else "–"
    fall = f"{sign(-1)}{points(spread.fall, 2)}" if spread.fall else "–"
    return points(spread.median, 2), rise, fall


def _both(in_force: WeightSet, draft: WeightSet, code: str) -> tuple[str, str, str, str]:
    """Weight before and after, neutral share before and after; what stays is said once."""
    before, after = weight_text(in_force.weights[code]), weight_text(draft.weights[code])
    share, new_share = share_text(in_force.neutral_shares[code]), share_text(draft.neutral_shares[code])
    return before, "" if before == after else after, share, "" if share == new_share else new_share


@require_POST
def preview_again(request: HttpRequest) -> HttpResponse:
    """Ask again what the draft would change."""
    by = pilot(request)
    try:
        services.ask_preview(by=by, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("weights")
    return redirect("weight-preview")


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Make the draft a version, once confirmed."""
    by, form = pilot(request), PublishForm(request.POST)
    if form.is_valid():
        try:
            made = services.publish_draft(revision=form.cleaned_data["revision"], by=by, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _published_words(made))
            return redirect("weights")
    draft = the_draft()
    if draft is None:
        messages.error(request, str(services.DraftGone.default))
        return redirect("weights")
    return render(request, "pilot/weight_preview.html", _preview_context(draft, form), status=422)


def _published_words(made: WeightSet) -> str:
    names = {"version": made.version, "day": day(made.starts_on)}
    if made.active_from is not None and made.active_from <= timezone.now():
        return _("Version %(version)s en vigueur. Les classements sont en train d’être refaits.") % names
    return _("Version %(version)s publiée : elle s’appliquera à partir du %(day)s.") % names


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    by, form = pilot(request), RevisionForm(request.POST)
    try:
        services.discard_draft(revision=form.cleaned_data["revision"] if form.is_valid() else 0, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Brouillon supprimé. Rien n’a changé dans les classements."))
    return redirect("weights")


@require_POST
def take_back(request: HttpRequest, version: str) -> HttpResponse:
    """Make a version that has not begun a draft again."""
    by = pilot(request)
    try:
        services.take_back(version=version.replace("\x00", ""), by=by, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("weights")
    messages.success(request, _("La version %(version)s est redevenue un brouillon.") % {"version": version})
    return redirect("weight-preview")
