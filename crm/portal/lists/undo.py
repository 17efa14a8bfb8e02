"""A card put back where it stood: one press, while nothing else happened to it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.accounts.models import Noun, User
from crm.candidates import services as persons
from crm.casework import services as promises
from crm.core.errors import Refusal
from crm.employers import services as accompaniment
from crm.needs import services as needs
from crm.portal.advisor.access import denied
from crm.portal.back import own_path
from crm.portal.lists.pages import LISTS
from crm.portal.lists.saved import the_list
from crm.portal.reader import reader


def the_row(user: User, noun: str, pk: int) -> Any:
    """The row within the reader's scope; 404 otherwise."""
    return get_object_or_404(LISTS[noun].seen(user), pk=pk)


def back_again(noun: str, moved: Any, day: date | None = None) -> str:
    """The address that takes a move back: the row as it is right after it, and the day that the move replaced."""
    address = reverse("list-move-back", args=[noun, moved.pk, moved.stamp])
    return f"{address}?{urlencode({'jour': day.isoformat()})}" if day else address


@require_POST
def take_back(request: HttpRequest, noun: str, pk: int, seen: int) -> HttpResponse:
    """The card goes back to its column, unless something else happened since: then it says so."""
    work, row = the_list(request, noun), the_row(reader(request), noun, pk)
    try:
        _put_back(noun, row, seen, _day(request), reader(request))
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Remis comme avant : %(name)s") % {"name": work.title_of(row).text})
    return redirect(own_path(request, request.POST.get("next", "")) or reverse(work.address))


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None


def _put_back(noun: str, row: Any, seen: int, day: date | None, by: User) -> None:
    now = timezone.now()
    if noun == Noun.NEEDS:
        needs.take_back_move(need=row, seen=seen, by=by, now=now)
    elif noun == Noun.FILES:
        accompaniment.take_back_move(file=row, seen=seen, by=by, now=now, wake_on=day)
    elif noun == Noun.PERSONS:
        persons.take_back_move(candidate=row, seen=seen, by=by, now=now)
    elif day is None:
        raise Http404
    else:
        promises.put_back_follow_up(follow_up=row, due_on=day, seen=seen, by=by, now=now)
