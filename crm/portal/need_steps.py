"""The three steps of an employer's need: describe, check, send. They keep nothing on the server until it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal
from crm.employers.models import Site
from crm.needs.models import LabourNeed
from crm.needs.rules.content import NeedContent
from crm.portal.need_forms import FRENCH_BANDS, NeedForm

Send = Callable[[NeedContent, UUID], LabourNeed]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the steps are walked: which templates, under whose name, at which address."""

    form_template: str
    check_template: str
    employer: str
    draft_key: str
    follow_url: str
    token: str = ""


def walk(
    request: HttpRequest, *, frame: Frame, sites: QuerySet[Site], send: Send
) -> HttpResponse | LabourNeed:
    """Answer one step; the need itself once it was sent. Nothing typed is lost on the way."""
    if request.method != "POST":
        return _form(request, frame, NeedForm(sites=sites))
    form = NeedForm(request.POST, sites=sites)
    step = request.POST.get("step", "check")
    if step == "edit":
        return _form(request, frame, form)
    if not form.is_valid():
        return _form(request, frame, form, status=422)
    if form.unfinished:
        return _unfinished(request, frame, form, confirms=step == "confirm")
    return _sent(request, frame, form, send) if step == "send" else _checked(request, frame, form)


def _unfinished(request: HttpRequest, frame: Frame, form: NeedForm, *, confirms: bool) -> HttpResponse:
    """The occupations, then the skills; an occupation that was to be confirmed and was not is said beside them."""
    if confirms and not form.chosen_occupation:
        form.refuse(Refusal(_("Choisissez un métier, ou « Aucun de ceux-là »."), field="occupation"))
        return _form(request, frame, form, status=422)
    return _form(request, frame, form)


def _sent(request: HttpRequest, frame: Frame, form: NeedForm, send: Send) -> HttpResponse | LabourNeed:
    try:
        return send(form.content(), form.key())
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, frame, form, status=422)


def _checked(request: HttpRequest, frame: Frame, form: NeedForm) -> HttpResponse:
    """The check page, unless the content itself breaks a rule."""
    if form.breaks_rules():
        return _form(request, frame, form, status=422)
    typed = [
        (name, value) for name, values in request.POST.lists() if name in form.fields for value in values
    ]
    if not request.POST.get("submission_key"):
        typed.append(("submission_key", str(form.key())))
    return render(request, frame.check_template, {"form": form, "frame": frame, "typed": typed})


def _form(request: HttpRequest, frame: Frame, form: NeedForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "frame": frame, "bands": FRENCH_BANDS}
    return render(request, frame.form_template, context, status=status)
