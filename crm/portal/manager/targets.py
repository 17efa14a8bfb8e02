"""Staffing targets by region and role, dated: for a manager, those of their directions; for the administrator, all."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.models import Role, StaffingTarget
from crm.accounts.policy import Permission, Scope, scope_of
from crm.accounts.services import TARGET_ROLES, TargetContent, set_target
from crm.core.errors import Forbidden, Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader
from crm.territory.models import DirectionCoverage, Region


def _roles() -> list[tuple[str, str]]:
    return [("", _("Choisir")), *((role.value, str(capfirst(Role(role).label))) for role in TARGET_ROLES)]


class TargetForm(PasserelleForm):
    """How many people of a role a region is meant to have, from a day."""

    region = forms.ModelChoiceField(
        Region.objects.all(), label=gettext_lazy("Région"), empty_label=gettext_lazy("Choisir")
    )
    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=_roles)
    target = forms.IntegerField(
        label=gettext_lazy("Cible, en personnes"), required=False, min_value=0, max_value=999
    )
    removed = forms.BooleanField(label=gettext_lazy("Plus de cible à partir de ce jour"), required=False)
    valid_from = forms.DateField(label=gettext_lazy("À partir du"))
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=200)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = regions
        field.initial = regions.first() if regions.count() == 1 else None
        self.fields["valid_from"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """A number forgotten takes no target off: that is said by its box."""
        data = super().clean() or {}
        if data.pop("removed", False):
            data["target"] = None
        elif "target" in data and data["target"] is None:
            self.add_error("target", _("Écrivez la cible, ou cochez la case pour n’en avoir plus."))
        return data


def may_set_targets(scope: Scope) -> bool:
    """Whether the reader keeps staffing targets."""
    return scope.may(Permission.REVIEW_CASELOADS) or scope.may(Permission.RUN_INSTALLATION)


def _regions(scope: Scope, today: date) -> QuerySet[Region]:
    """The regions whose targets the reader keeps."""
    if scope.may(Permission.RUN_INSTALLATION):
        return Region.objects.all()
    served = DirectionCoverage.objects.on(today).filter(direction_id__in=scope.direction_ids)
    return Region.objects.filter(pk__in=served.values("region_id"))


def _set(request: HttpRequest, form: TargetForm) -> bool:
    """Whether the target of a valid form was set; a refusal is shown beside its field."""
    data = dict(form.cleaned_data)
    region = data.pop("region")
    try:
        set_target(region=region, content=TargetContent(**data), by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    done = _("Cible retirée.") if data["target"] is None else _("Cible enregistrée.")
    messages.success(request, done)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def staffing_targets(request: HttpRequest) -> HttpResponse:
    """The targets that hold, held and will hold, and the form of one more."""
    scope = scope_of(request.user)
    if not may_set_targets(scope):
        raise PermissionDenied(_("Les cibles d’effectifs sont tenues par les gestionnaires."))
    today = timezone.localdate()
    regions = _regions(scope, today)
    form = TargetForm(request.POST or None, regions=regions)
    if form.is_valid() and _set(request, form):
        return redirect("staffing-targets")
    rows = StaffingTarget.objects.filter(region__in=regions).select_related("region")
    context = {
        "form": form,
        "rows": rows.order_by("region_id", "role", "-valid_from"),
        "regions": regions,
        "today": today,
        "pilot": scope.may(Permission.RUN_INSTALLATION),
    }
    return render(request, "manager/targets.html", context, status=422 if form.errors else 200)
