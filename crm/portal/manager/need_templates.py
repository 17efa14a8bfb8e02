"""Templates of needs that a direction offers to its employers and its team: listed, written, taken off, put back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Refusal
from crm.employers.models import Site
from crm.needs.models import NeedTemplate
from crm.needs.services import (
    change_template,
    delete_template,
    may_keep_for_directions,
    restore_template,
    save_template,
)
from crm.portal.advisor.access import denied
from crm.portal.advisor.undo import say_done
from crm.portal.need_drafts import typed_values
from crm.portal.need_forms import NeedForm
from crm.portal.need_words import FRENCH_BANDS
from crm.portal.reader import reader
from crm.territory.models import Direction


class TemplateForm(NeedForm):
    """The form of a need without its place, under a name."""

    name = forms.CharField(label=gettext_lazy("Nom du modèle"), max_length=120)
    direction = forms.ModelChoiceField(
        Direction.objects.none(), label=gettext_lazy("Direction régionale"), empty_label=None
    )

    def __init__(self, *args: Any, directions: QuerySet[Direction], **kwargs: Any) -> None:
        super().__init__(*args, sites=Site.objects.none(), **kwargs)
        del self.fields["site"], self.fields["starts_on"]
        place: Any = self.fields["direction"]
        place.queryset = directions


def _require(request: HttpRequest) -> None:
    if not may_keep_for_directions(reader(request)):
        raise PermissionDenied(_("Les modèles d’une direction se changent par ses gestionnaires."))


def _directions(request: HttpRequest) -> QuerySet[Direction]:
    """Those for which the reader answers today: the administrator for all, managers for their own."""
    scope, standing = scope_of(request.user), Direction.objects.on(timezone.localdate())
    if scope.may(Permission.RUN_INSTALLATION):
        return standing
    return standing.filter(pk__in=scope.direction_ids)


def _mine(request: HttpRequest) -> QuerySet[NeedTemplate]:
    rows = NeedTemplate.objects.filter(direction__in=_directions(request))
    return rows.select_related("direction", "created_by")


@require_safe
def need_templates(request: HttpRequest) -> HttpResponse:
    """What each direction offers."""
    _require(request)
    return render(
        request, "manager/need_templates.html", {"templates": _mine(request).filter(deleted_at=None)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def need_template(request: HttpRequest, template_id: int | None = None) -> HttpResponse:
    """Write a template, or another version of it."""
    _require(request)
    found = get_object_or_404(_mine(request), pk=template_id, deleted_at=None) if template_id else None
    form = _form(request, found)
    if request.method == "POST" and form.is_valid() and request.POST.get("step") == "keep":
        try:
            kept = _keep(request, form, found)
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Modèle « %(name)s » gardé.") % {"name": kept.name})
            return redirect("need-templates")
    context = {"form": form, "template": found, "bands": FRENCH_BANDS, "answered": request.method == "POST"}
    return render(request, "manager/need_template.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, template: NeedTemplate | None) -> TemplateForm:
    if request.method == "POST":
        return TemplateForm(request.POST, directions=_directions(request))
    values = template.values if template else {}
    many = {"skills", "help_offered"}
    initial: dict[str, Any] = {
        name: typed if name in many else next(iter(typed), "") for name, typed in values.items()
    }
    if template:
        initial |= {"name": template.name, "direction": template.direction_id}
    return TemplateForm(initial=initial, directions=_directions(request))


def _keep(request: HttpRequest, form: TemplateForm, template: NeedTemplate | None) -> NeedTemplate:
    values, name, user = typed_values(request.POST), form.cleaned_data["name"], reader(request)
    if template is not None:
        return change_template(template=template, name=name, values=values, by=user)
    direction = form.cleaned_data["direction"]
    return save_template(name=name, values=values, by=user, now=timezone.now(), direction=direction)


@require_POST
def need_template_end(request: HttpRequest, template_id: int) -> HttpResponse:
    """Take a template off, with the one press that puts it back; or put it back."""
    _require(request)
    found = get_object_or_404(_mine(request), pk=template_id)
    try:
        if found.deleted_at is None:
            delete_template(template=found, by=reader(request), now=timezone.now())
            said = _("Modèle « %(name)s » supprimé.") % {"name": found.name}
            say_done(request, said, undo=reverse("need-template-end", args=[found.pk]))
        else:
            restore_template(template=found, by=reader(request))
            messages.success(request, _("Modèle « %(name)s » rétabli.") % {"name": found.name})
    except Refusal as refusal:
        denied(refusal)
        raise
    return redirect("need-templates")
