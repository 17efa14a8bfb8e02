"""The three steps of an employer's need: describe, check, send. What is typed is kept as a draft on the way.

Every step that succeeds answers its POST with a redirect to a page that reads the draft: the Back key of a telephone
then shows pages again, and never the browser's word about a form that was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal, StaleRevision
from crm.employers.models import Site
from crm.needs.models import LabourNeed, NeedDraft
from crm.needs.rules.content import NEW, DaysBefore, NeedContent, keeps_wage_max
from crm.needs.services import drop_draft, swap_draft
from crm.portal.need_drafts import DraftShown, begin, form_kept, keep, key_typed, resume, shown_of
from crm.portal.need_forms import NeedForm
from crm.portal.need_words import FRENCH_BANDS

Send = Callable[[NeedContent, UUID], LabourNeed]
#: Steps that leave the form without checking it.
LEFT = ("later", "fresh", "other")
#: In the address: the form goes on (its draft is on the page), or the draft of that key is checked.
GOES_ON, CHECKS = "suite", "verifier"


class SeeOther(HttpResponseRedirect):
    """What was posted is kept; the page to read is there."""

    status_code = 303


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the steps are walked: which templates, under whose name, at which address; whose draft is kept, and where.

    `start` are values to begin with (a copy, a template, the need that is changed); `changes` is the need changed.
    `sent` are the needs that the holder follows, `after` is where one that was sent is read.
    """

    form_template: str
    check_template: str
    employer: str
    draft_key: str
    follow_url: str
    sent: QuerySet[LabourNeed]
    after: Callable[[LabourNeed], str]
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
        return _check(request, frame, sites) if CHECKS in request.GET else _begin(request, frame, sites)
    form = NeedForm(request.POST, sites=sites)
    step = request.POST.get("step", "check")
    if step in LEFT:
        return _left(request, frame, form, step)
    if step == "edit":
        return _onward(request, frame, form, GOES_ON)
    return _went_on(request, frame, form, send, step)


def _went_on(
    request: HttpRequest, frame: Frame, form: NeedForm, send: Send, step: str
) -> HttpResponse | LabourNeed:
    """The step after this one, or the form again with all that is wrong."""
    if step == "send" and form.is_valid() and not form.unfinished:
        return _sent(request, frame, form, send)
    if step == "confirm" and form.unfinished and not form.chosen_occupation:
        form.refuse(Refusal(_("Choisissez un métier, ou « Aucun de ceux-là »."), field="occupation"))
    if form.breaks_rules(before=frame.before):
        return _form(request, frame, form, status=422)
    # The occupations, then the skills, are offered before the need is checked.
    return _onward(request, frame, form, GOES_ON if form.unfinished else CHECKS)


def revision_of(request: HttpRequest) -> int:
    """The revision that the reader of a need's form saw; 0 when it cannot be read."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _begin(request: HttpRequest, frame: Frame, sites: QuerySet[Site]) -> HttpResponse:
    """The form: what it starts from, else the draft to continue, else empty."""
    if frame.start is not None and frame.changes is None and GOES_ON not in request.GET:
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


def _onward(request: HttpRequest, frame: Frame, form: NeedForm, to: str) -> HttpResponse:
    """Keep what was typed, then go to the page that shows it: read again, it asks for nothing to be sent again."""
    try:
        draft = keep(request, frame.holder, force=True)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, frame, form, status=422)
    return SeeOther(f"{request.path}?{to}={draft.submission_key}")


def _check(request: HttpRequest, frame: Frame, sites: QuerySet[Site]) -> HttpResponse:
    """What will be sent, read from the draft; once it is sent, the need that it became."""
    key = key_typed(request.GET[CHECKS])
    form, draft = form_kept(frame.holder, sites)
    if draft is None or draft.submission_key != key:
        done = (
            frame.sent.filter(Q(submission_key=key) | Q(edits__submission_key=key)).first() if key else None
        )
        return redirect(frame.after(done) if done else request.path)
    if form.breaks_rules(before=frame.before) or form.unfinished:
        # It was changed elsewhere, or a day has passed: what is wrong is said where it is mended.
        return _form(request, frame, form)
    context = {"form": form, "frame": frame, "typed": _to_send(draft), "kept_wage": _kept_wage(frame, form)}
    return render(request, frame.check_template, context)


def _to_send(draft: NeedDraft) -> list[tuple[str, str]]:
    """What the button of the check page sends: the values shown, the key that makes ten sends one, the revision."""
    typed = [(name, value) for name, values in draft.values.items() for value in values]
    typed.append(("submission_key", str(draft.submission_key)))
    return typed + ([] if draft.revision is None else [("revision", str(draft.revision))])


def _kept_wage(frame: Frame, form: NeedForm) -> dict[str, Any]:
    """The highest wage of a need that is changed, which this form does not ask, and whether the change leaves it."""
    top, low = frame.changes.wage_max if frame.changes else None, form.cleaned_data["wage_min"]
    return {"top": top, "stays": keeps_wage_max(top, low)} if top else {}


def _sent(request: HttpRequest, frame: Frame, form: NeedForm, send: Send) -> HttpResponse | LabourNeed:
    try:
        return send(form.content(), form.key())
    except StaleRevision as refusal:
        # What was written meanwhile is said; sent once more, it is with that in mind.
        form.refuse(refusal)
        return _form(request, frame, form, status=422, again=True)
    except Refusal as refusal:
        form.refuse(refusal)
        form.breaks_rules(before=frame.before)
    return _form(request, frame, form, status=422)


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
        "sent_back": request.method == "POST",
        "answered": request.method == "POST" or GOES_ON in request.GET,
        "draft": shown or shown_of(frame.holder),
        "starts": frame.start is not None and frame.changes is None,
        "revision": seen or (frame.changes.revision if frame.changes else ""),
    }
    return render(request, frame.form_template, context, status=status)
