"""Published bilans: their list, and each as it was frozen."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.policy import scope_of
from crm.portal.manager.bilan import LANGUAGES, asked_language, is_public, pdf_answer
from crm.portal.manager.bilan_book import bilan_book
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.figures import TITLES
from crm.portal.sheets import Answer, asked_format, table_answer
from crm.reporting.local_actions import answers_for
from crm.reporting.models import Snapshot
from crm.reporting.snapshots import Edition, read_edition
from crm.reporting.territories import find_territory, territory_names

PAGE_SIZE = 50


def _snapshot(request: HttpRequest, pk: int) -> Snapshot:
    require_figures(request)
    return get_object_or_404(Snapshot.objects.with_fate(), pk=pk)


@require_safe
def published(request: HttpRequest) -> HttpResponse | Answer:
    """Every edition, newest first, with what became of it."""
    require_figures(request)
    editions = Snapshot.objects.listed()
    names = territory_names(Snapshot.objects.territories())
    if asked_format(request):
        columns = (
            (_("Relevé"), lambda one: one.number),
            (_("Territoire"), lambda one: names.get(one.territory, "")),
            (_("Du"), lambda one: one.period_start),
            (_("Au"), lambda one: one.period_end),
            (_("Figé le"), lambda one: one.as_of),
            (_("Par"), lambda one: one.published_by.name if one.published_by else ""),
            (_("État"), state_of),
            (_("Empreinte"), lambda one: one.digest),
        )
        return table_answer(request, "bilans-publies", editions, columns)
    page = Paginator(editions, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(one, names.get(one.territory, ""), state_of(one)) for one in page.object_list]
    return render(request, "manager/bilan_editions.html", {"page": page, "rows": rows})


def state_of(snapshot: Snapshot) -> str:
    """What became of an edition, in words."""
    if hasattr(snapshot, "withdrawal"):
        return _("retiré")
    return _("remplacé") if hasattr(snapshot, "replaced_by") else _("publié et figé")


def _edition(request: HttpRequest, snapshot: Snapshot, language: str) -> Edition:
    return read_edition(snapshot, public=is_public(request), language=language)


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was published, from what was frozen alone."""
    snapshot = _snapshot(request, pk)
    language = asked_language(request)
    day = timezone.localdate()
    territory = find_territory(snapshot.territory_kind, snapshot.territory_code, day=day)
    with translation.override(LANGUAGES[language]):
        found = _edition(request, snapshot, language)
        context = {
            "snapshot": snapshot,
            "state": state_of(snapshot),
            "document": found.document,
            "figures": [(code, TITLES[code], count) for code, count in found.counts.items()],
            "language": language,
            "public": is_public(request),
            "kept": "public=1&" if is_public(request) else "",
            "is_intact": snapshot.is_intact,
            "may_withdraw": answers_for(scope_of(request.user), territory, day=day)
            and not hasattr(snapshot, "withdrawal"),
        }
        return render(request, "manager/bilan_published.html", context)


@require_safe
def edition_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The published report as a PDF."""
    snapshot, language = _snapshot(request, pk), asked_language(request)
    with translation.override(LANGUAGES[language]):
        document = _edition(request, snapshot, language).document
        name = f"{snapshot.number}-{language}"
        return pdf_answer(name, document, language=language, now=snapshot.as_of)


@require_safe
def edition_xlsx(request: HttpRequest, pk: int) -> FileResponse:
    """The published report as a workbook."""
    snapshot, language = _snapshot(request, pk), asked_language(request)
    with translation.override(LANGUAGES[language]):
        return bilan_book(f"{snapshot.number}-{language}", _edition(request, snapshot, language).document)


@require_safe
def edition_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The data part of the published report, byte for byte; its SHA-256 goes in a header."""
    snapshot = _snapshot(request, pk)
    data = _edition(request, snapshot, "fr").data
    response = HttpResponse(data, content_type="application/json; charset=utf-8")
    response["X-Content-Digest"] = f"sha256={snapshot.digest}"
    return response
