"""Gestures on the chosen rows of a list: what is asked, what would happen to each row, one go, the undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.models import BulkRun
from crm.accounts.policy import scope_of
from crm.accounts.queries import run_of
from crm.accounts.services import BULK_LIMIT, KeyTaken, run_on_each, try_on_each, undo_run
from crm.core.errors import Forbidden
from crm.portal.lists.acts import ACTS, UNDOS, Gesture
from crm.portal.lists.bulk_form import BulkForm
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.pages import LISTS, found_for
from crm.portal.lists.saved import the_list
from crm.portal.lists.wanted import asked_of
from crm.portal.reader import reader


def _chosen(request: HttpRequest, work: WorkList) -> list[Any]:
    """The rows ticked, or all those of the filter; never more than the limit and one."""
    user = reader(request)
    if request.POST.get("all") and not request.POST.get("step"):
        query = QueryDict(request.POST.get("query", ""))
        asked = asked_of(work, query, scope=scope_of(user), today=timezone.localdate())
        keys = list(found_for(request, work, asked, query).values_list("pk", flat=True)[: BULK_LIMIT + 1])
    else:
        ticked = request.POST.getlist("chosen")[: BULK_LIMIT + 1]
        keys = [int(key) for key in ticked if key.isascii() and key.isdigit() and len(key) < 10]
    return list(work.seen(user).filter(pk__in=keys).order_by("pk"))


def _labelled(work: WorkList, rows: list[Any]) -> list[tuple[Any, str]]:
    return [(row, work.title_of(row).text) for row in rows]


@require_POST
def bulk(request: HttpRequest, noun: str) -> HttpResponse:
    """Ask what the gesture needs, show what it would do to each row, then make it once."""
    work, action = the_list(request, noun), request.POST.get("action", "")
    if (noun, action) not in ACTS:
        raise Http404
    if not work.may_act(scope_of(request.user)):
        raise PermissionDenied(str(Forbidden.default))
    rows, back = _chosen(request, work), f"{reverse(work.address)}?{request.POST.get('query', '')}"
    if not rows or len(rows) > BULK_LIMIT:
        messages.error(request, _too_many() if rows else _("Choisissez au moins une ligne."))
        return redirect(back)
    user, step = reader(request), request.POST.get("step", "")
    asks = bool(ACTS[noun, action][0])
    form = BulkForm(request.POST if step or not asks else None, work=work, action=action, user=user)
    outcomes = None
    if form.is_bound and form.is_valid():
        made = Gesture(user, timezone.now(), form.cleaned_data)
        key = _key(request.POST.get("key", ""))
        if step == "do" and key:
            return _run(request, work, action, rows, made, key=key)
        outcomes = try_on_each(rows=_labelled(work, rows), act=lambda row: ACTS[noun, action][1](row, made))
    context = {
        "work": work,
        "action": action,
        "label": dict(work.bulk)[action],
        "rows": _labelled(work, rows),
        "form": form,
        "outcomes": outcomes,
        "will": sum(one.done for one in outcomes or ()),
        "key": uuid4(),
        "query": request.POST.get("query", ""),
        "stated": request.POST.get("all", ""),
        "back": back,
    }
    return render(request, "lists/bulk.html", context, status=422 if form.errors else 200)


def _too_many() -> str:
    return _("Au plus %(limit)s lignes à la fois : resserrez le filtre.") % {"limit": BULK_LIMIT}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _run(
    request: HttpRequest, work: WorkList, action: str, rows: list[Any], made: Gesture, *, key: UUID
) -> HttpResponse:
    try:
        run_on_each(
            key=key,
            noun=work.noun,
            action=action,
            rows=_labelled(work, rows),
            act=lambda row: ACTS[str(work.noun), action][1](row, made),
            by=made.by,
            now=made.now,
        )
    except KeyTaken as refusal:
        messages.error(request, str(refusal.message))
        return redirect(work.address)
    return redirect("list-bulk-done", key=key)


def _own_run(request: HttpRequest, key: UUID) -> BulkRun:
    run = run_of(reader(request), key)
    if run is None:
        raise Http404
    return run


@require_safe
def done(request: HttpRequest, key: UUID) -> HttpResponse:
    """What came of each row."""
    run = _own_run(request, key)
    work = LISTS[run.noun]
    context = {
        "run": run,
        "work": work,
        "label": dict(work.bulk).get(run.action, run.action),
        "count": sum(one["done"] for one in run.results),
        "refused": [one for one in run.results if not one["done"]],
        "made": [one for one in run.results if one["done"]],
        "undoable": (run.noun, run.action) in UNDOS and run.undone_at is None,
    }
    return render(request, "lists/bulk_done.html", context)


@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back what was done, row by row."""
    run, user = _own_run(request, key), reader(request)
    act = UNDOS.get((run.noun, run.action))
    if act is None:
        raise Http404
    rows = list(LISTS[run.noun].seen(user).filter(pk__in=[one["pk"] for one in run.results]))
    now = timezone.now()
    outcomes = undo_run(
        run=run,
        rows=_labelled(LISTS[run.noun], rows),
        act=lambda row, left: act(row, left, user, now),
        now=now,
    )
    taken = sum(one.done for one in outcomes)
    words = ngettext("%(n)s ligne remise comme avant.", "%(n)s lignes remises comme avant.", taken)
    messages.success(request, words % {"n": taken})
    for one in [one for one in outcomes if not one.done][:5]:
        messages.error(request, f"{one.label} – {one.why}")
    return redirect("list-bulk-done", key=key)
