"""Businesses supported and hires told apart by service point, by sector or by occupation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.portal.manager.analysis import analysis_page, analysis_sheet
from crm.portal.manager.dashboard import bars, require_figures
from crm.portal.manager.selection import read_selection
from crm.portal.sheets import Answer, asked_format
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import previous
from crm.reporting.queries_breakdown import NONE, Part, parts
from crm.taxonomy.models import Occupation, Sector
from crm.territory.models import ServicePoint

#: What the figures are told apart by: the choice, what a line is, and what is said where there is none.
BY = {
    "point": (
        gettext_lazy("Point de services"),
        gettext_lazy("Sans point de services"),
        gettext_lazy(
            "Un geste compte au point de services de qui menait le dossier ce jour-là : une entreprise suivie "
            "par deux points compte à chacun."
        ),
    ),
    "sector": (
        gettext_lazy("Secteur"),
        gettext_lazy("Secteur non inscrit"),
        gettext_lazy("Le secteur est celui inscrit aujourd’hui à la fiche de l’entreprise."),
    ),
    "occupation": (
        gettext_lazy("Profession"),
        gettext_lazy("Profession à préciser"),
        gettext_lazy(
            "Seuls comptent les gestes faits pour un besoin : besoin ouvert, présentation, entrevue, embauche. "
            "Une entreprise qui recrute dans deux professions compte dans chacune."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A part with its name; `code` is official, empty where there is none to show."""

    part: Part
    code: str
    name: str

    @property
    def value(self) -> int:
        return self.part.value


def part_names(dimension: str, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Code and name of parts by their key; what is not found has none."""
    if dimension == "point":
        numbers = [key for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
        return {str(one.pk): ("", one.name) for one in ServicePoint.objects.filter(pk__in=numbers)}
    if dimension == "sector":
        return {one.pk: (one.pk, one.name) for one in Sector.objects.filter(pk__in=keys)}
    return {one.pk: (one.pk, one.title) for one in Occupation.objects.filter(pk__in=keys)}


def _named(dimension: str, found: Sequence[Part]) -> list[Line]:
    names = part_names(dimension, [part.key for part in found if part.key != NONE])
    return [Line(part, *names.get(part.key, ("", str(BY[dimension][1])))) for part in found]


@require_safe
def breakdown_page(request: HttpRequest) -> HttpResponse | Answer:
    """One line a service point, a sector or an occupation, each number leading to its rows."""
    require_figures(request)
    selection = read_selection(request)
    dimension = request.GET.get("selon", "")
    dimension = dimension if dimension in BY else "point"
    territory, period = selection.territory, selection.period
    lines = _named(dimension, parts(dimension, territory, period, previous(period)))
    figure = INDICATORS["businesses_supported"].figure(territory, period, now=selection.now)
    if asked_format(request):
        heading: list[object] = [
            _("Code"),
            str(BY[dimension][0]),
            _("Entreprises"),
            _("Écart"),
            _("Placements"),
        ]
        rows = [[line.code, line.name, line.value, line.part.change, line.part.placements] for line in lines]
        return analysis_sheet(request, figure, _("Entreprises accompagnées"), [heading, *rows])
    what, _none, said = BY[dimension]
    context = {
        "figure": figure,
        "dimension": dimension,
        "dimensions": [(key, label) for key, (label, _without, _said) in BY.items()],
        "what": what,
        "said": said,
        "lines": bars(lines),
    }
    return analysis_page(request, selection, "dashboard-breakdown", context, {"selon": dimension})
