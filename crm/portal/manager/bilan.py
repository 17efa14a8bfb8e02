"""The bilan as a page, a PDF and JSON; in French or in English, whatever language the reader works in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.demo_door import is_demo
from crm.accounts.policy import scope_of
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.selection import Selection, read_selection, territory_choices
from crm.portal.manager.targets import may_set_targets
from crm.reporting.bilan import Bilan, as_json, build_bilan
from crm.reporting.bilan_document import write
from crm.reporting.bilan_pdf import set_pdf

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}


def _language(request: HttpRequest) -> str:
    """The language asked for the report, else the reader's: "fr" or "en"."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else (translation.get_language() or "fr")[:2]


def _build(request: HttpRequest) -> tuple[Selection, Bilan]:
    require_figures(request)
    selection = read_selection(request)
    public = request.GET.get("public") == "1"
    return selection, build_bilan(selection.territory, selection.period, now=selection.now, public=public)


@require_safe
def bilan(request: HttpRequest) -> HttpResponse:
    """The report as a printable page; every big number opens its rows."""
    language = _language(request)
    with translation.override(LANGUAGES[language]):
        selection, report = _build(request)
        context = {
            "selection": selection,
            "choices": territory_choices(selection),
            "bilan": report,
            "document": write(report, demo=is_demo()),
            "language": language,
            "sets_targets": may_set_targets(scope_of(request.user)),
            "nothing": not (report.businesses.value or report.persons.value or report.agreements.value),
            "kept": f"{selection.query}&public=1" if report.public else selection.query,
        }
        return render(request, "manager/bilan.html", context)


@require_safe
def bilan_pdf(request: HttpRequest) -> HttpResponse:
    """The same report as a PDF."""
    language = _language(request)
    with translation.override(LANGUAGES[language]):
        selection, report = _build(request)
        document = write(report, demo=is_demo())
        pdf = set_pdf(
            document, language=language, rule_label=_("Règle"), page_label=_("page"), now=selection.now
        )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"bilan-{report.territory.code}-{report.period.start}-{report.period.end}-{language}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@require_safe
def bilan_json(request: HttpRequest) -> JsonResponse:
    """The same figures for machines."""
    _selection, report = _build(request)
    return JsonResponse(as_json(report))
