"""The regional dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.formatting import moment
from crm.portal.manager import charts
from crm.portal.manager.selection import Selection, read_selection, territory_choices
from crm.portal.region_map import draw_map, regions_drawing
from crm.reporting.dashboard import Dashboard, PlaceLine, build_dashboard
from crm.reporting.figures import TerritoryKind
from crm.reporting.periods import quebec_day
from crm.reporting.remembered import remember, revision

#: The pages around the dashboard: address, name.
PAGES = (
    ("dashboard", gettext_lazy("Vue d’ensemble")),
    ("dashboard-map", gettext_lazy("Carte")),
    ("dashboard-breakdown", gettext_lazy("Répartition")),
    ("dashboard-flows", gettext_lazy("Mouvements")),
    ("dashboard-funnel", gettext_lazy("Parcours des besoins")),
    ("dashboard-blockers", gettext_lazy("Ce qui bloque")),
)


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
    """Businesses supported first; every number opens its rows, its rule and its as-of moment.

    Its panels are drawn once for all readers as long as nothing that they count has changed: what was counted then
    holds at the moment of reading.
    """
    require_figures(request)
    selection = read_selection(request)
    at = revision()
    place = selection.territory
    panels, counted_at = remember(
        (
            "dashboard",
            get_language(),
            place.kind.value,
            place.code,
            selection.period,
            selection.choice,
            scope_of(request.user).may(Permission.WORK_FILES),
        ),
        lambda: (_panels(request, selection, at), moment(selection.now)),
        at=at,
    )
    context = {
        "selection": selection,
        "board_pages": PAGES,
        "choices": remember(
            ("choices", get_language(), place.kind.value, place.code, quebec_day(selection.now)),
            lambda: territory_choices(selection),
            at=at,
        ),
        "panels": mark_safe(panels.replace(counted_at, moment(selection.now))),  # noqa: S308 - drawn by our templates
    }
    return render(request, "manager/dashboard.html", context)


def _panels(request: HttpRequest, selection: Selection, at: str | None) -> str:
    board = build_dashboard(selection.territory, selection.period, now=selection.now, at=at)
    here = reverse("dashboard")
    context = {
        "selection": selection,
        "board": board,
        "trend": charts.trend(board),
        "places": bars(board.places),
        "map": draw_map(
            board.regions,
            _marked(board),
            drawing=regions_drawing(),
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
    return render_to_string("manager/dashboard/panels.html", context, request)


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
        dots = charts.spark(line.steps)
        end = dots[-1] if dots else None
        rows.append((line, charts.joined(dots), end, line.code in _marked(board)))
    return rows
