"""Likely doubles: while an employer is typed, of one file, and every pair of one's scope."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.core.errors import Refusal
from crm.employers import duplicates, queries, services
from crm.employers.models import Employer, EmployerFile, LikelyPair
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.municipalities import municipality_code
from crm.portal.reader import reader
from crm.territory.models import Municipality

PAGE, LONGEST = 25, 200


@require_safe
def lookalikes(request: HttpRequest) -> HttpResponse:
    """While an employer, a contact or a place is typed: the employers of the directory that it may be."""
    require_files(request)
    key = request.GET.get("file", "")
    file = the_file(request, int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else None
    typed = {name: str(value).replace("\x00", "")[:LONGEST] for name, value in request.GET.items()}
    found = seek(typed, file=file)
    return render(request, "advisor/lookalikes.html", {"cards": found})


def seek(typed: dict[str, Any], *, file: EmployerFile | None = None) -> list[duplicates.Likely]:
    """What the values of a form tell of who the employer is; `file`: its own, which is not its double."""
    chosen = typed.get("municipality") or ""
    code = municipality_code(chosen) if isinstance(chosen, str) else chosen.pk
    place = Municipality.objects.filter(pk=code).first()
    names = tuple(filter(None, (typed.get("legal_name"), typed.get("usual_name"))))
    if file and place:
        names = (file.employer.legal_name, file.employer.usual_name)
    mrcs = file.employer.sites.values_list("municipality__mrc_id", flat=True) if file and names else ()
    sought = duplicates.Sought(
        names=tuple(filter(None, names)),
        neq=typed.get("neq") or "",
        mrc_ids=(place.mrc_id,) if place else tuple(mrcs),
        phones=(typed.get("phone") or "",),
        emails=(typed.get("email") or "",),
        website=typed.get("website") or "",
    )
    own = file.employer_id if file else None
    return duplicates.likely(sought, other_than=own, today=timezone.localdate())


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """The likely pairs of which the reader follows one side, the surest first."""
    require_files(request)
    rows = LikelyPair.objects.visible_to(request.user).standing()
    page = Paginator(rows.order_by("-strength", "pk"), PAGE).get_page(request.GET.get("page"))
    keys = {key for pair in page for key in (pair.first_id, pair.second_id)}
    employers = Employer.objects.visible_to(request.user).filter(pk__in=keys)
    cards = {card.employer.pk: card for card in queries.cards(employers, today=timezone.localdate())}
    shown = [
        (first, second, (first, second), duplicates.in_words(pair.reasons))
        for pair in page
        for first, second in [(cards[pair.first_id], cards[pair.second_id])]
    ]
    return render(request, "advisor/doubles.html", {"page": page, "pairs": shown})


@require_safe
def of_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """The employers that the one of this file may be, and a search for another."""
    require_files(request)
    file, today = the_file(request, file_id), timezone.localdate()
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if words:
        others = Employer.objects.visible_to(request.user).exclude(pk=file.employer_id)
        found: list[Any] = list(queries.cards(queries.search_employers(others, words)[:20], today=today))
    else:
        sought = duplicates.sought_of(file.employer)
        found = list(duplicates.likely(sought, other_than=file.employer_id, today=today, limit=20))
    return render(request, "advisor/file_doubles.html", {"file": file, "cards": found, "words": words})


@require_POST
def apart(request: HttpRequest, kept_id: int, gone_id: int) -> HttpResponse:
    """They are two employers: the pair is not shown again."""
    require_files(request)
    seen = Employer.objects.visible_to(request.user)
    one, other = get_object_or_404(seen, pk=kept_id), get_object_or_404(seen, pk=gone_id)
    try:
        services.tell_apart(one=one, other=other, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _("%(one)s et %(other)s : deux entreprises.") % {"one": one, "other": other}
        )
    return redirect("doubles")
