"""Directions and service points, for the administrator: what a new installation needs before its first accounts."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts import services
from crm.caseload.services import change_territories
from crm.core.errors import Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.municipalities import GroupedMunicipalities
from crm.portal.pilot.access import alone, pilot
from crm.portal.pilot.territory_forms import FORMS, TITLES
from crm.reporting.territory_preview import preview_change
from crm.territory.models import Direction, DirectionCoverage, Region, ServicePoint, TerritoryChange
from crm.territory.services import PointContent

LISTED = 30


class DirectionForm(PasserelleForm):
    """A regional branch and the regions that it serves."""

    name_fr = forms.CharField(label=_("Nom en français"), max_length=160)
    name_en = forms.CharField(label=_("Nom en anglais"), max_length=160, required=False)
    valid_from = forms.DateField(label=_("À partir du"))
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label=_("Régions servies"), widget=forms.CheckboxSelectMultiple
    )


class PointForm(PasserelleForm):
    """A counter where people are met."""

    direction = forms.ModelChoiceField(
        Direction.objects.all(), label=_("Direction"), empty_label=_("Choisir")
    )
    name = forms.CharField(label=_("Nom"), max_length=120)
    municipality = GroupedMunicipalities(label=_("Municipalité"))
    address = forms.CharField(label=_("Adresse"), max_length=160)
    room = forms.CharField(label=_("Local"), max_length=40, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    valid_from = forms.DateField(label=_("À partir du"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(GroupedMunicipalities, self.fields["municipality"]).offer([])


@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """Every direction with its regions and its service points by date, and what was changed."""
    pilot(request)
    today = timezone.localdate()
    rows = Direction.objects.prefetch_related(
        Prefetch(
            "coverages",
            DirectionCoverage.objects.select_related("region").order_by("region_id", "valid_from"),
        ),
        Prefetch(
            "service_points",
            ServicePoint.objects.select_related("municipality").order_by("name", "valid_from"),
        ),
    ).order_by(F("valid_to").desc(nulls_first=True), "code")
    context = {
        "directions": rows,
        "changes": TerritoryChange.objects.select_related("by")[:LISTED],
        "today": today,
        "alone": alone(today=today),
    }
    return render(request, "pilot/territories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, verb: str) -> HttpResponse:
    """A change from a day: first what it would do, then, once confirmed, the change."""
    by = pilot(request)
    if verb not in FORMS:
        raise Http404
    asked = {
        "day": timezone.localdate(),
        "direction": request.GET.get("direction"),
        "directions": request.GET.getlist("direction"),
        "point": request.GET.get("point"),
    }
    form, preview = FORMS[verb](request.POST or None, initial=asked), None
    if form.is_valid():
        try:
            if "confirm" in request.POST:
                change_territories(wish=form.wish(), by=by, now=timezone.now())
                messages.success(
                    request, _now("Changement inscrit. Les chiffres d’avant cette date restent les mêmes.")
                )
                return redirect("territories")
            preview = preview_change(wish=form.wish(), by=by, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"form": form, "title": TITLES[verb], "preview": preview}
    return render(request, "pilot/territory_change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new_direction(request: HttpRequest) -> HttpResponse:
    """Open a direction."""
    by = pilot(request)
    form = DirectionForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_direction(
                name_fr=data["name_fr"],
                name_en=data["name_en"],
                regions=list(data["regions"]),
                valid_from=data["valid_from"],
                by=by,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _now("Direction ouverte. Ajoutez-lui ses points de services."))
            return redirect("territories")
    status = 422 if form.errors else 200
    return render(request, "pilot/territory_form.html", {"form": form, "kind": "direction"}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new_point(request: HttpRequest) -> HttpResponse:
    """Open a service point."""
    by = pilot(request)
    form = PointForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        content = PointContent(
            name=data["name"],
            municipality=data["municipality"],
            address=data["address"],
            room=data["room"],
            phone=data["phone"],
        )
        try:
            services.add_service_point(
                direction=data["direction"],
                content=content,
                valid_from=data["valid_from"],
                by=by,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _now("Point de services ouvert. Vous pouvez y affecter des comptes."))
            return redirect("territories")
    status = 422 if form.errors else 200
    return render(request, "pilot/territory_form.html", {"form": form, "kind": "point"}, status=status)
