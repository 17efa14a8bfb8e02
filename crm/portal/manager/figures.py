"""What stands behind a figure: its rows, and the rule it was counted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.employers.models import EmployerFile
from crm.portal.manager import retention
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.narrowing import read_narrowed
from crm.portal.manager.selection import read_selection
from crm.portal.reader import reader
from crm.portal.sheets import Answer, asked_format, sheet_answer
from crm.reporting.figures import Figure, Row
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import QUEBEC
from crm.reporting.rules import RULES

PAGE_SIZE = 50
TITLES = {
    "businesses_supported": gettext_lazy("Entreprises accompagnées"),
    "persons_accompanied": gettext_lazy("Personnes accompagnées"),
    "needs_open": gettext_lazy("Besoins ouverts"),
    "positions_filled": gettext_lazy("Postes pourvus"),
    "placements": gettext_lazy("Placements"),
    "flows": gettext_lazy("Mobilité interrégionale"),
    "blockers": gettext_lazy("Jumelages écartés"),
    "agreements": gettext_lazy("Ententes conclues"),
    "agreements_in_force": gettext_lazy("Ententes en vigueur"),
    "advisors": gettext_lazy("Conseillères et conseillers en poste"),
    "officers": gettext_lazy("Agentes et agents en poste"),
    "service_points": gettext_lazy("Points de services"),
    "activities": gettext_lazy("Activités"),
    "needs_received": gettext_lazy("Besoins reçus"),
    "needs_proposed": gettext_lazy("Besoins reçus, avec proposition du jumelage"),
    "needs_presented": gettext_lazy("Besoins reçus, profil présenté"),
    "needs_interviewed": gettext_lazy("Besoins reçus, entrevue tenue"),
    "needs_offered": gettext_lazy("Besoins reçus, offre faite"),
    "needs_placed": gettext_lazy("Besoins reçus, embauche confirmée"),
    "presented_to_small": gettext_lazy("Présentations, moins de 20 personnes"),
    "presented_to_medium": gettext_lazy("Présentations, 20 à 99 personnes"),
    "presented_to_large": gettext_lazy("Présentations, 100 personnes et plus"),
    "presented_to_unsized": gettext_lazy("Présentations, taille non inscrite"),
    **retention.TITLES,
}


@dataclass(frozen=True, slots=True)
class Group:
    """What counts once, with the rows that make it count. `url` is empty when the reader may not open it."""

    subject: str
    url: str
    rows: tuple[Row, ...]
    open_to_reader: bool


def _grouped(rows: Iterable[Row]) -> list[tuple[Row, ...]]:
    return [tuple(group) for _key, group in groupby(rows, key=lambda row: row.key)]


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def _seen_by(user: User, groups: Sequence[tuple[Row, ...]]) -> tuple[set[int], set[int]]:
    """The files and the persons among these rows that the reader may open."""
    files = {row.file_id for rows in groups for row in rows if row.file_id}
    people = {row.candidate_id for rows in groups for row in rows if row.candidate_id}
    seen_files = EmployerFile.objects.visible_to(user).filter(pk__in=files).values_list("pk", flat=True)
    seen_people = Candidate.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True)
    return set(seen_files) if files else set(), set(seen_people) if people else set()


def _readable(user: User, groups: Sequence[tuple[Row, ...]]) -> list[Group]:
    """Directory cards are named to all staff; acts, files and persons only to those who see them."""
    files, people = _seen_by(user, groups)
    return [_readable_group(rows, files, people) for rows in groups]


def _readable_group(rows: tuple[Row, ...], files: set[int], people: set[int]) -> Group:
    first = rows[0]
    if first.candidate_id:
        seen = first.candidate_id in people
        subject = f"PC-{first.candidate_id:04d}" if seen else _("Personne suivie par d’autres")
        return Group(
            subject, _address("person", first.candidate_id) if seen else "", rows if seen else (), seen
        )
    if first.agreement_id:
        return Group(first.subject, _address("agreement", first.agreement_id), rows, open_to_reader=True)
    if first.file_id:
        mine = tuple(row for row in rows if row.file_id in files)
        opened = mine[0].file_id if mine else None
        return Group(first.subject, _address("file", opened) if opened else "", mine, bool(mine))
    return Group(first.subject, "", rows, open_to_reader=True)


@require_safe
def figure_rows(request: HttpRequest, code: str) -> HttpResponse | Answer:
    """Every row behind a figure, on pages of 50, or all of them as a file."""
    require_figures(request)
    if code not in INDICATORS:
        raise Http404
    selection = read_selection(request)
    narrowed = read_narrowed(request, code)
    figure = narrowed.indicator.figure(selection.territory, selection.period, now=selection.now)
    groups = _grouped(figure.rows())
    if asked_format(request):
        return _as_file(request, figure, groups, narrowed.words)
    page = Paginator(groups, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": TITLES[code],
        "figure": figure,
        "rule": RULES[figure.rule_code],
        "selection": selection,
        "page": page,
        "groups": _readable(reader(request), list(page.object_list)),
        "acts": sum(len(rows) for rows in groups),
        "narrowed": narrowed.words,
        "carried": narrowed.asked,
        "address": f"?{selection.query}&{urlencode({**narrowed.asked, 'page': ''})}",
        "pages": _page_numbers(page),
    }
    return render(request, "manager/figure_rows.html", context)


def _page_numbers(page: Page[Any]) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def _as_file(
    request: HttpRequest,
    figure: Figure,
    groups: Sequence[tuple[Row, ...]],
    narrowed: Sequence[tuple[str, str]],
) -> Answer:
    """The figure's proof, then its rows."""
    name = f"{figure.code}-{figure.territory.code}-{figure.period_start}-{figure.period_end}"
    return sheet_answer(
        request, name, _lines(figure, _readable(reader(request), groups), narrowed), headings=7
    )


def _lines(
    figure: Figure, groups: Sequence[Group], narrowed: Sequence[tuple[str, str]]
) -> Iterator[list[object]]:
    yield [str(TITLES[figure.code]), figure.value, *(f"{label} = {value}" for label, value in narrowed)]
    yield [_("Territoire"), figure.territory.name]
    yield [_("Période"), figure.period_start, figure.period_end]
    yield [_("En date du"), figure.as_of.astimezone(QUEBEC).isoformat(timespec="seconds")]
    yield [_("Règle"), figure.rule_code]
    yield []
    yield [_("Compte pour un"), _("Ce qui compte"), _("Date"), _("Lieu")]
    for group in groups:
        if not group.rows:
            yield [group.subject, _("détail réservé à sa direction"), "", ""]
        for row in group.rows:
            yield [group.subject, row.what, row.day, row.place]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All published rules; anyone signed in reads them."""
    return render(request, "manager/rules.html", {"rules": list(RULES.values())})


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One published rule."""
    if code.upper() not in RULES:
        raise Http404
    return render(request, "manager/rules.html", {"rules": [RULES[code.upper()]], "single": True})
