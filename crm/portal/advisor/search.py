"""The search of the top bar and the quick one over it (Ctrl-K): each kind within the reader's scope."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.core.finding import Typed, read_typed
from crm.portal.advisor.access import require_staff
from crm.portal.advisor.hits import find, gestures, quick
from crm.portal.reader import reader

SHOWN, SHOWN_QUICKLY = 20, 5


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What answers to the words: directory cards, needs, persons, partners, gestures."""
    typed = _typed(request)
    context: dict[str, Any] = {"words": typed.text, "gestures": gestures(reader(request), typed).hits}
    if typed.text:
        now = timezone.now()
        found = find(reader(request), typed, most=SHOWN, now=now, today=timezone.localdate(now))
        context |= {"found": found, "nothing": found.is_nothing, "shown": SHOWN}
    return render(request, "advisor/search.html", context)


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """The piece of the quick search under its field: the few nearest of each kind."""
    typed, now = _typed(request), timezone.now()
    groups = quick(reader(request), typed, most=SHOWN_QUICKLY, now=now, today=timezone.localdate(now))
    total = sum(len(group.hits) for group in groups)
    context = {"words": typed.text, "groups": groups, "total": total}
    # Without the shell: a piece has no rail, and each letter typed asks for one.
    return HttpResponse(render_to_string("advisor/palette.html", context))


def _typed(request: HttpRequest) -> Typed:
    require_staff(request)
    return read_typed(request.GET.get("q", ""))
