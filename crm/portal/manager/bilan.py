"""The bilan as a page, a PDF, a workbook and JSON; in French or in English, whatever language the reader works in."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.demo_door import is_demo
from crm.accounts.policy import scope_of
from crm.portal.manager.bilan_book import bilan_book
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.selection import Selection, read_selection, territory_choices
from crm.portal.manager.targets import may_set_targets
from crm.reporting.bilan import Bilan, build_bilan
from crm.reporting.bilan_document import write
from crm.reporting.bilan_json import as_json
from crm.reporting.bilan_parts import Document
from crm.reporting.bilan_pdf import set_pdf
from crm.reporting.local_actions import answers_for
from crm.reporting.models import Snapshot
from crm.reporting.periods import quebec_day

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}


def asked_language(request: HttpRequest) -> str:
    """The language asked for the report, else the reader's: "fr" or "en"."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else (translation.get_language() or "fr")[:2]


def is_public(request: HttpRequest) -> bool:
    """Whether the public form is asked for."""
    return request.GET.get("public") == "1"


def pdf_answer(name: str, document: Document, *, language: str, now: datetime) -> HttpResponse:
    """The report as a PDF, opened in the browser; `name` is without ending."""
    pdf = set_pdf(document, language=language, rule_label=_("Règle"), page_label=_("page"), now=now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def standing_edition(selection: Selection) -> Snapshot | None:
    """The edition that stands for exactly this territory and this period, without its content."""
    here, period = selection.territory, selection.period
    editions = Snapshot.objects.of(kind=here.kind.value, code=here.code).current()
    return editions.filter(period_start=period.start, period_end=period.end).defer("content").first()


def _build(request: HttpRequest) -> tuple[Selection, Bilan]:
    require_figures(request)
    selection = read_selection(request)
    report = build_bilan(selection.territory, selection.period, now=selection.now, public=is_public(request))
    return selection, report


def _name(report: Bilan, language: str) -> str:
    return f"bilan-{report.territory.code}-{report.period.start}-{report.period.end}-{language}"


@require_safe
def bilan(request: HttpRequest) -> HttpResponse:
    """The report as a printable page; every big number opens its rows."""
    language = asked_language(request)
    with translation.override(LANGUAGES[language]):
        selection, report = _build(request)
        scope = scope_of(request.user)
        today = quebec_day(selection.now)
        context = {
            "selection": selection,
            "choices": territory_choices(selection),
            "bilan": report,
            "document": write(report, demo=is_demo()),
            "language": language,
            "sets_targets": may_set_targets(scope),
            "answers": answers_for(scope, selection.territory, day=today),
            "edition": standing_edition(selection),
            "nothing": not (report.businesses.value or report.persons.value or report.agreements.value),
            "kept": f"{selection.query}&public=1" if report.public else selection.query,
        }
        return render(request, "manager/bilan.html", context)


@require_safe
def bilan_pdf(request: HttpRequest) -> HttpResponse:
    """The same report as a PDF."""
    language = asked_language(request)
    with translation.override(LANGUAGES[language]):
        selection, report = _build(request)
        document = write(report, demo=is_demo())
        return pdf_answer(_name(report, language), document, language=language, now=selection.now)


@require_safe
def bilan_xlsx(request: HttpRequest) -> FileResponse:
    """The same report as a workbook."""
    language = asked_language(request)
    with translation.override(LANGUAGES[language]):
        _selection, report = _build(request)
        return bilan_book(_name(report, language), write(report, demo=is_demo()))


@require_safe
def bilan_json(request: HttpRequest) -> JsonResponse:
    """The same figures for machines."""
    _selection, report = _build(request)
    return JsonResponse(as_json(report))
