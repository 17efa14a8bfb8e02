"""What stands behind the dashboard: the map and its MRC, moves between regions, how far needs go, what blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from crm.portal.manager import blocking, retention
from crm.portal.manager.arcs import draw_arcs, matrix_of
from crm.portal.manager.dashboard import PAGES, bars, require_figures
from crm.portal.manager.funnels import draw_funnel, size_lines, step_lines
from crm.portal.manager.selection import Selection, read_selection, territory_choices
from crm.portal.region_map import MOSAIC, draw_map, mrc_drawing, regions_drawing
from crm.portal.sheets import Answer, asked_format, sheet_answer
from crm.reporting.figures import Figure, TerritoryKind
from crm.reporting.indicators import INDICATORS
from crm.reporting.map_lines import MapLine, map_lines, mapped
from crm.reporting.periods import QUEBEC
from crm.reporting.queries_blockers import blocked
from crm.reporting.queries_funnel import exposure, funnel
from crm.reporting.queries_outcomes import flows
from crm.reporting.queries_retention import milestones
from crm.territory.models import Region

MEASURES = {
    "businesses_supported": gettext_lazy("Entreprises accompagnées"),
    "placements": gettext_lazy("Placements"),
}


def analysis_page(
    request: HttpRequest,
    selection: Selection,
    page: str,
    context: dict[str, Any],
    carried: dict[str, str] | None = None,
) -> HttpResponse:
    """A page of this family, with what all of them show; another territory or period keeps what is `carried`."""
    shared = {
        "carried": carried or {},
        "selection": selection,
        "choices": territory_choices(selection),
        "page_name": page,
        "board_pages": PAGES,
    }
    template = page.removeprefix("dashboard-")
    return render(request, f"manager/analysis/{template}.html", shared | context)


def _figure(code: str, selection: Selection) -> Figure:
    return INDICATORS[code].figure(selection.territory, selection.period, now=selection.now)


def analysis_sheet(
    request: HttpRequest, figure: Figure, title: str, lines: Sequence[Sequence[object]]
) -> Answer:
    """The figure's proof, then the lines, the first of which is their heading."""
    name = f"{figure.code}-{figure.territory.code}-{figure.period_start}-{figure.period_end}"
    return sheet_answer(request, name, _with_proof(figure, title, lines), headings=7)


def _with_proof(figure: Figure, title: str, lines: Sequence[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield [title, figure.value]
    yield [_("Territoire"), figure.territory.name]
    yield [_("Période"), figure.period_start, figure.period_end]
    yield [_("En date du"), figure.as_of.astimezone(QUEBEC).isoformat(timespec="seconds")]
    yield [_("Règle"), figure.rule_code]
    yield []
    yield from lines


@require_safe
def map_page(request: HttpRequest) -> HttpResponse | Answer:
    """The 17 regions, or the MRC of one: each shape and each number leads to what is behind it."""
    require_figures(request)
    selection = read_selection(request)
    measure = request.GET.get("mesure", "")
    measure = measure if measure in MEASURES else "businesses_supported"
    whole = mapped(selection.territory)
    lines = map_lines(whole, selection.period, placements=measure == "placements")
    figure = INDICATORS[measure].figure(whole, selection.period, now=selection.now)
    if asked_format(request):
        return analysis_sheet(request, figure, str(MEASURES[measure]), _map_sheet(lines))
    by_mrc = whole.kind is TerritoryKind.REGION
    drawing = mrc_drawing(whole.code) if by_mrc else regions_drawing()
    kind = "mrc" if by_mrc else "region"
    rows = reverse("figure-rows", args=[measure])
    inside = rows if by_mrc else reverse("dashboard-map")
    kept = "" if by_mrc else f"&mesure={measure}"
    shown: tuple[str, ...] = (
        (selection.territory.code,) if selection.territory.kind is TerritoryKind.MRC else ()
    )
    if selection.territory.kind is TerritoryKind.DIRECTION:
        shown = selection.territory.region_codes
    context = {
        "whole": whole,
        "figure": figure,
        "measure": measure,
        "measures": list(MEASURES.items()),
        "kind": kind,
        "map": drawing
        and draw_map(
            lines,
            shown,
            drawing=drawing,
            href=lambda line: f"{inside}?{kind}={line.code}&{selection.days}{kept}",
            words=lambda line: _map_words(line, placements=measure == "placements"),
        ),
        "map_label": _("Carte des MRC et territoires, %(region)s") % {"region": whole.name} if by_mrc else "",
        "lines": bars(lines),
        "shown": shown,
    }
    return analysis_page(request, selection, "dashboard-map", context, {"mesure": measure})


def _map_words(line: MapLine, *, placements: bool) -> str:
    said = (
        ngettext(
            "%(code)s %(name)s : %(count)s placement", "%(code)s %(name)s : %(count)s placements", line.value
        )
        if placements
        else ngettext(
            "%(code)s %(name)s : %(count)s entreprise",
            "%(code)s %(name)s : %(count)s entreprises",
            line.value,
        )
    )
    return said % {"code": line.code, "name": line.name, "count": line.value}


def _map_sheet(lines: Sequence[MapLine]) -> list[list[object]]:
    heading: list[object] = [_("Code"), _("Lieu"), _("Entreprises"), _("Écart"), _("Placements")]
    return [heading, *([one.code, one.name, one.businesses, one.change, one.placements] for one in lines)]


@require_safe
def flows_page(request: HttpRequest) -> HttpResponse | Answer:
    """Who moved from which region to which: arcs, matrix and table of the same rows.

    The arcs stand on the mosaic, where every region has room: true outlines crowd them into the south.
    """
    require_figures(request)
    selection = read_selection(request)
    found = flows(selection.territory, selection.period)
    figure = _figure("flows", selection)
    names = {region.code: region.name for region in Region.objects.all()}
    if asked_format(request):
        heading: list[object] = [
            _("De"),
            _("Région d’origine"),
            _("Vers"),
            _("Région de travail"),
            _("Personnes"),
        ]
        rows = [[f.origin, names[f.origin], f.destination, names[f.destination], f.value] for f in found]
        return analysis_sheet(request, figure, _("Mobilité interrégionale"), [heading, *rows])
    context = {
        "figure": figure,
        "flows": bars(found),
        "names": names,
        "matrix": matrix_of(found),
        "drawing": MOSAIC,
        "here": selection.territory.region_codes
        if selection.territory.kind is not TerritoryKind.QUEBEC
        else (),
        "arcs": draw_arcs(found, MOSAIC.anchors),
        "rows": f"{reverse('figure-rows', args=['flows'])}?{selection.query}",
    }
    return analysis_page(request, selection, "dashboard-flows", context)


@require_safe
def funnel_page(request: HttpRequest) -> HttpResponse | Answer:
    """How far the needs received went, who stayed in the post, and what small employers were presented."""
    require_figures(request)
    selection = read_selection(request)
    steps = step_lines(funnel(selection.territory, selection.period))
    sizes = size_lines(exposure(selection.territory, selection.period))
    terms = milestones(selection.territory, selection.period)
    figure = _figure("needs_received", selection)
    if asked_format(request):
        lines: list[list[object]] = [[_("Étape"), _("Besoins"), _("Part des besoins reçus (%)")]]
        lines += [[str(step.label), step.value, step.share / 10] for step in steps]
        lines += [[], *retention.sheet_lines(terms)]
        lines += [[], [_("Taille de l’entreprise"), _("Besoins reçus"), _("Présentations")]]
        lines += [[str(size.label), size.needs, size.value] for size in sizes]
        return analysis_sheet(request, figure, _("Besoins reçus"), lines)
    context = {
        "figure": figure,
        "shown_figure": _figure("presented_to_small", selection),
        "steps": steps,
        "drawn": draw_funnel(steps),
        "terms": terms,
        "sizes": sizes,
    }
    return analysis_page(request, selection, "dashboard-funnel", context)


@require_safe
def blockers_page(request: HttpRequest) -> HttpResponse | Answer:
    """What blocks placements: reasons × MRC × occupation, each number leading to its rows."""
    require_figures(request)
    selection = read_selection(request)
    found = blocked(selection.territory, selection.period)
    figure = _figure("blockers", selection)
    chosen = blocking.chosen_lines(found, request.GET.get("motif", ""), request.GET.get("cnp", ""))
    if asked_format(request):
        return analysis_sheet(request, figure, _("Jumelages écartés"), blocking.sheet_lines(chosen))
    by_mrc = selection.territory.kind in {TerritoryKind.REGION, TerritoryKind.MRC}
    context = blocking.shown(found, chosen, by_mrc=by_mrc) | {
        "figure": figure,
        "reason": request.GET.get("motif", ""),
        "occupation": request.GET.get("cnp", ""),
        "by_mrc": by_mrc,
    }
    return analysis_page(request, selection, "dashboard-blockers", context)
