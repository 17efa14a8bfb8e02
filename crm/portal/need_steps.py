"""The three steps of an employer's need: describe, check, send. What is typed is kept as a draft on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal, StaleRevision
from crm.employers.models import Site
from crm.needs.models import LabourNeed
from crm.needs.rules.content import NEW, DaysBefore, NeedContent
from crm.needs.services import drop_draft, swap_draft
from crm.portal.need_drafts import DraftShown, begin, keep, resume, shown_of
from crm.portal.need_forms import FRENCH_BANDS, NeedForm

Send = Callable[[NeedContent, UUID], LabourNeed]
#: Steps that leave the form without checking it.
LEFT = ("later", "fresh", "other")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the steps are walked: which templates, under whose name, at which address; whose draft is kept, and where.

    `start` are values to begin with (a copy, a template, the need that is changed); `changes` is the need changed.
    """

    form_template: str
    check_template: str
    employer: str
    draft_key: str
    follow_url: str
    token: str = ""
    keep_url: str = ""
    holder: Mapping[str, Any] = field(default_factory=dict)
    start: Mapping[str, Sequence[str]] | None = None
    changes: LabourNeed | None = None
    before: DaysBefore = NEW


def walk(
    request: HttpRequest, *, frame: Frame, sites: QuerySet[Site], send: Send
) -> HttpResponse | LabourNeed:
    """Answer one step; the need itself once it was sent. Nothing typed is lost on the way."""
    if request.method != "POST":
        return _begin(request, frame, sites)
    form = NeedForm(request.POST, sites=sites)
    step = request.POST.get("step", "check")
    if step in LEFT and frame.holder:
        return _left(request, frame, form, step)
    if step == "edit":
        return _form(request, frame, form)
    if not form.is_valid():
        return _form(request, frame, form, status=422)
    if form.unfinished:
        return _unfinished(request, frame, form, confirms=step == "confirm")
    return _sent(request, frame, form, send) if step == "send" else _checked(request, frame, form)


def revision_of(request: HttpRequest) -> int:
    """The revision that the reader of a need's form saw; 0 when it cannot be read."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _begin(request: HttpRequest, frame: Frame, sites: QuerySet[Site]) -> HttpResponse:
    """The form: what it starts from, else the draft to continue, else empty."""
    if frame.start is not None and frame.changes is None:
        form, shown = begin(frame.holder, sites, frame.start)
    else:
        form, shown = resume(frame.holder, sites, frame.start)
    return _form(request, frame, form, shown=shown)


def _left(request: HttpRequest, frame: Frame, form: NeedForm, step: str) -> HttpResponse:
    """Finish later: the draft is kept; start anew: it is dropped; the other version: taken back, this one kept."""
    if step == "fresh":
        drop_draft(**frame.holder)
        return redirect(request.path)
    try:
        keep(request, frame.holder, force=True)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, frame, form, status=422)
    if step == "other":
        swap_draft(**frame.holder, now=timezone.now())
        return redirect(request.path)
    return redirect(f"{frame.follow_url}?brouillon=1")


def _unfinished(request: HttpRequest, frame: Frame, form: NeedForm, *, confirms: bool) -> HttpResponse:
    """The occupations, then the skills; an occupation that was to be confirmed and was not is said beside them."""
    if confirms and not form.chosen_occupation:
        form.refuse(Refusal(_("Choisissez un métier, ou « Aucun de ceux-là »."), field="occupation"))
        return _form(request, frame, form, status=422)
    return _form(request, frame, form)


def _sent(request: HttpRequest, frame: Frame, form: NeedForm, send: Send) -> HttpResponse | LabourNeed:
    try:
        return send(form.content(), form.key())
    except StaleRevision as refusal:
        # What was written meanwhile is said; sent once more, it is with that in mind.
        form.refuse(refusal)
        return _form(request, frame, form, status=422, again=True)
    except Refusal as refusal:
        form.refuse(refusal)
    return _form(request, frame, form, status=422)


def _checked(request: HttpRequest, frame: Frame, form: NeedForm) -> HttpResponse:
    """The check page, unless the content itself breaks a rule."""
    if form.breaks_rules(before=frame.before):
        return _form(request, frame, form, status=422)
    typed = [
        (name, value) for name, values in request.POST.lists() if name in form.fields for value in values
    ]
    typed += [("revision", value) for value in request.POST.getlist("revision")[:1]]
    if not request.POST.get("submission_key"):
        typed.append(("submission_key", str(form.key())))
    return render(request, frame.check_template, {"form": form, "frame": frame, "typed": typed})


def _form(
    request: HttpRequest,
    frame: Frame,
    form: NeedForm,
    status: int = 200,
    shown: DraftShown | None = None,
    *,
    again: bool = False,
) -> HttpResponse:
    """The page of the form; `again` has it sent with the need's revision of now, whatever was read before."""
    seen = "" if again else request.POST.get("revision", "")
    context = {
        "form": form,
        "frame": frame,
        "bands": FRENCH_BANDS,
        "answered": request.method == "POST",
        "draft": shown or shown_of(frame.holder),
        "starts": frame.start is not None and frame.changes is None,
        "revision": seen or (frame.changes.revision if frame.changes else ""),
    }
    return render(request, frame.form_template, context, status=status)
