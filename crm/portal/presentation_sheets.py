"""The sheet of a presentation, for the staff who see the pair and for the employer to whom it was shown."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from crm.matching.models import Presentation
from crm.portal.advisor.access import require_staff
from crm.portal.profile_pdf import profile_pdf, sheet_of

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}


def asked_language(request: HttpRequest) -> str:
    """The language asked for the sheet, else the reader's: "fr" or "en"."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else (translation.get_language() or "fr")[:2]


def _read(request: HttpRequest, pk: int) -> Presentation:
    seen: QuerySet[Presentation] = Presentation.objects.visible_to(request.user)
    rows = seen.select_related(
        "release__consent", "identity_release__consent", "match__candidate", "match__need__file__direction"
    )
    found: Presentation = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What the employer was shown, word for word, for staff."""
    require_staff(request)
    presentation = _read(request, pk)
    language = asked_language(request)
    with translation.override(LANGUAGES[language]):
        context = {"presentation": presentation, "sheet": sheet_of(presentation), "language": language}
        return render(request, "advisor/presentation.html", context)


@require_safe
def staff_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF, for staff."""
    require_staff(request)
    return pdf_answer(_read(request, pk), asked_language(request))


@require_safe
def employer_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for the employer, as long as the profile is open to it; 404 otherwise."""
    presentation = _read(request, pk)
    if not presentation.is_open:
        raise Http404
    return pdf_answer(presentation, asked_language(request))


def pdf_answer(presentation: Presentation, language: str) -> HttpResponse:
    """The sheet as a PDF in that language; whoever calls has looked at who may read it."""
    with translation.override(LANGUAGES[language]):
        pdf = profile_pdf(presentation, language=language)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{presentation.profile_number}-{language}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
