"""The pages of the working lists: one question, three faces, the file of what is seen."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.models import Face, User
from crm.accounts.policy import scope_of
from crm.accounts.queries import KeptOfList, kept_of_list
from crm.portal.lists.faces import board, in_order, month_or_week, narrowed, page_of_keys, rows_of
from crm.portal.lists.files import FILES
from crm.portal.lists.follow_ups import FOLLOW_UPS
from crm.portal.lists.kinds import Column, Groups, WorkList
from crm.portal.lists.matches import MATCHES
from crm.portal.lists.needs import NEEDS
from crm.portal.lists.persons import PERSONS
from crm.portal.lists.sheet import as_file
from crm.portal.lists.wanted import Asked, asked_of
from crm.portal.lists.ways import ways_of
from crm.portal.reader import reader
from crm.portal.sheets import asked_format

LISTS = {work.noun.value: work for work in (FILES, NEEDS, FOLLOW_UPS, PERSONS, MATCHES)}
#: What a view of the matches was called in older addresses.
OLD_VIEWS = {"look": "look", "way": "way"}


def require_list(request: HttpRequest, work: WorkList) -> None:
    """Only for the roles that work with the noun: anyone else gets 403 with the reason, or 404 where it is secret."""
    if scope_of(request.user).permissions & work.permissions:
        return
    if work.secret:
        raise Http404
    raise PermissionDenied(_("Votre rôle ne permet pas ce geste."))


def found_for(request: HttpRequest, work: WorkList, asked: Asked, query: Any) -> QuerySet[Any]:
    """The rows of the question, within the reader's scope."""
    today = timezone.localdate()
    found = work.found(reader(request), asked.wanted, today)
    return narrowed(work, found, lane=lane_of(work, query), undated=query.get("sans", ""), today=today)


def lane_of(work: WorkList, query: Any) -> str:
    """The one lane that an address names, "" for all."""
    lane = str(query.get("colonne", ""))
    return lane if lane in dict(work.lanes) else ""


@require_safe
def files(request: HttpRequest) -> HttpResponseBase:
    """Employer files: searched, filtered, sorted, as list, board or calendar."""
    return _page(request, FILES)


@require_safe
def needs(request: HttpRequest) -> HttpResponseBase:
    """Labour needs: searched, filtered, sorted, as list, board or calendar."""
    return _page(request, NEEDS)


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponseBase:
    """What was promised: searched, filtered, sorted, as list, board or calendar."""
    return _page(request, FOLLOW_UPS)


@require_safe
def persons(request: HttpRequest) -> HttpResponseBase:
    """Person files: searched, filtered, sorted, as list, board or calendar."""
    return _page(request, PERSONS)


@require_safe
def matches(request: HttpRequest) -> HttpResponseBase:
    """Matches: what is worth a look, what is under way, what is awaited; as list, board or calendar."""
    old = OLD_VIEWS.get(request.GET.get("vue", ""))
    if old:
        kept = {key: value for key, value in request.GET.items() if key != "vue"}
        return redirect(f"{reverse('matches')}?{urlencode({**kept, 'etape': old})}")
    return _page(request, MATCHES)


def _page(request: HttpRequest, work: WorkList) -> HttpResponseBase:
    require_list(request, work)
    user, today = reader(request), timezone.localdate()
    kept = kept_of_list(user, work.noun)
    opening = kept.view(str(kept.opens_with))
    if not request.GET and opening is not None:
        return redirect(f"{reverse(work.address)}?{view_query(opening)}")
    asked = asked_of(work, request.GET, scope=scope_of(user), today=today)
    found = found_for(request, work, asked, request.GET)
    view = kept.view(asked.view)
    columns = work.columns_of(view.columns if view and view.columns else kept.columns, scope_of(user))
    if asked_format(request):
        return as_file(request, work, found, asked, columns)
    context = _frame(request, work, asked, kept) | {"columns": columns, "view": view}
    context |= _face(request, work, found, asked, columns)
    return render(request, "lists/page.html", context)


def view_query(view: Any) -> str:
    """The address of a saved view: its filters, its face, its name."""
    return urlencode({**view.query, "voir": view.face, "vue": view.pk})


def _frame(request: HttpRequest, work: WorkList, asked: Asked, kept: KeptOfList) -> dict[str, Any]:
    shown = dict(request.GET.items())
    ready = [
        (str(one.name), urlencode({**one.query, "voir": asked.face}), dict(one.query)) for one in work.ready
    ]
    usual = dict(work.usual(scope_of(request.user)))
    values = dict(asked.wanted.values)
    current = {key: value for key, value in values.items() if value != next(iter(_choices(work, key)))}
    return {
        "work": work,
        "asked": asked,
        "filters": _filters(reader(request), work, values),
        "active": len(current) + (asked.wanted.sort != next(iter(work.sorts))),
        "may_act": work.may_act(scope_of(request.user)),
        "words": asked.wanted.words,
        "faces": Face.choices,
        "lane": lane_of(work, request.GET),
        "lane_label": dict(work.lanes).get(lane_of(work, request.GET), ""),
        "ready": [
            (name, query, not asked.view and _same(work, {**usual, **wanted}, current, asked))
            for name, query, wanted in ready
        ],
        "views": [(view, view_query(view), str(view.pk) == asked.view) for view in kept.views],
        "opens_with": kept.opens_with,
        "query": urlencode(shown),
        "sorts": [(key, sort.label) for key, sort in work.sorts.items()],
    }


def _filters(user: User, work: WorkList, values: dict[str, str]) -> list[dict[str, Any]]:
    """Each filter with its choices in groups, those of the reader after those of everybody."""
    today, shown = timezone.localdate(), []
    for one in work.filters:
        everybody: Groups = [("", [(value, str(label)) for value, label in one.choices])]
        groups = everybody + (one.offers(user, today) if one.offers else [])
        shown.append({"key": one.key, "label": one.label, "value": values[one.key], "groups": groups})
    return shown


def _choices(work: WorkList, key: str) -> dict[str, Any]:
    return next((dict(one.choices) for one in work.filters if one.key == key), {})


def _same(work: WorkList, ready: dict[str, str], current: dict[str, str], asked: Asked) -> bool:
    """Whether the address asks what the ready-made view asks, no more and no less."""
    wanted = {k: v for k, v in ready.items() if k != "tri" and v != next(iter(_choices(work, k)), "")}
    return wanted == current and not asked.wanted.words


def _face(
    request: HttpRequest, work: WorkList, found: QuerySet[Any], asked: Asked, columns: list[Column]
) -> dict[str, Any]:
    today = timezone.localdate()
    if asked.face == Face.BOARD:
        lanes = board(work, found, asked, today)
        ways = ways_of(work)
        return {
            "lanes": lanes,
            "ways": ways,
            "move_root": f"/listes/{work.noun}/",
            "here": quote(request.get_full_path()),
            "total": sum(lane.total for lane in lanes),
        }
    if asked.face == Face.CALENDAR:
        face = month_or_week(work, found, asked, today)
        total = face.before + face.inside + face.after + face.undated
        return {"calendar": face, "total": total, "day_fields": work.days.items()}
    sort = work.sorts[asked.wanted.sort]
    ordered = work.dressed(found, today).filter(sort.joined).order_by(*sort.order)
    # The keys of the page first: what only columns read is looked up for fifty rows, not for all that are sorted.
    apart = found if sort.joined else None
    page = page_of_keys(ordered, request.GET.get("page"), apart=apart)
    items = in_order(work, found, list(page), today)
    return {"page": page, "rows": rows_of(work, items, columns, today), "total": page.paginator.count}


@require_safe
def lane(request: HttpRequest, noun: str) -> HttpResponse:
    """The next cards of one lane, fetched from the foot of its column."""
    work = LISTS.get(noun)
    if work is None:
        raise PermissionDenied
    require_list(request, work)
    today = timezone.localdate()
    asked = asked_of(work, request.GET, scope=scope_of(request.user), today=today)
    found = work.found(reader(request), asked.wanted, today)
    start = request.GET.get("des", "0")
    begin = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    only = lane_of(work, request.GET) or work.lanes[0][0]
    shown = board(work, found, asked, today, only=only, start=begin)
    if not shown:
        return HttpResponse()
    kept = {key: value for key, value in request.GET.items() if key not in {"des", "colonne"}}
    context = {
        "lane": shown[0],
        "work": work,
        "asked": asked,
        "may_act": work.may_act(scope_of(request.user)),
        "move_root": f"/listes/{work.noun}/",
        "here": quote(f"{reverse(work.address)}?{urlencode(kept)}"),
    }
    return render(request, "lists/cards.html", context)
