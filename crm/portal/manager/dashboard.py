"""The regional dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from crm.accounts.policy import Permission, scope_of
from crm.portal.manager import charts
from crm.portal.manager.selection import read_selection, territory_choices
from crm.portal.region_map import draw_map
from crm.reporting.dashboard import Dashboard, PlaceLine, build_dashboard
from crm.reporting.figures import TerritoryKind


def require_figures(request: HttpRequest) -> None:
    """Figures are for the ministry's staff."""
    if not scope_of(request.user).may(Permission.SEE_FIGURES):
        raise PermissionDenied(_("Les chiffres sont réservés au personnel de la direction."))


@dataclass(frozen=True, slots=True)
class Bar:
    """A label with its share of the largest, for bars drawn on a width of 100."""

    item: object
    share: float


def bars(items: Sequence[object]) -> list[Bar]:
    """Each item with its `value` against the largest."""
    most = max((item.value for item in items), default=0) or 1  # type: ignore[attr-defined]
    return [Bar(item, round(100 * item.value / most, 2)) for item in items]  # type: ignore[attr-defined]


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Businesses supported first; every number opens its rows, its rule and its as-of moment."""
    require_figures(request)
    selection = read_selection(request)
    board = build_dashboard(selection.territory, selection.period, now=selection.now)
    here = reverse("dashboard")
    context = {
        "selection": selection,
        "choices": territory_choices(selection),
        "board": board,
        "trend": charts.trend(board),
        "places": bars(board.places),
        "map": draw_map(
            board.regions,
            _marked(board),
            href=lambda line: f"{here}?region={line.code}&{selection.days}",
            words=_words,
        ),
        "regions": _region_rows(board),
        "flow_chart": charts.draw_flows(board.flows, board.territory.region_codes),
        "region_names": {line.code: line.name for line in board.regions},
        "blockers": bars(board.blockers),
        "whole": board.territory.kind is TerritoryKind.QUEBEC,
        "by_mrc": board.territory.kind is TerritoryKind.REGION,
    }
    return render(request, "manager/dashboard.html", context)


def _words(line: PlaceLine) -> str:
    said = ngettext(
        "%(code)s %(name)s : %(count)s entreprise", "%(code)s %(name)s : %(count)s entreprises", line.value
    )
    return said % {"code": line.code, "name": line.name, "count": line.value}


def _marked(board: Dashboard) -> tuple[str, ...]:
    """The regions to point out among the 17; none when all are shown."""
    whole = board.territory.kind is TerritoryKind.QUEBEC
    return () if whole else board.territory.region_codes


def _region_rows(board: Dashboard) -> list[tuple[PlaceLine, str, tuple[float, float] | None, bool]]:
    """Each region's line, its sparkline's points and end, and whether it is shown."""
    rows = []
    for line in board.regions:
        dots = charts.spark(line.months)
        end = dots[-1] if dots else None
        rows.append((line, charts.joined(dots), end, line.code in _marked(board)))
    return rows
