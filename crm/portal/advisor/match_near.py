"""Everyone whom one condition alone keeps out of a need."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.candidates.rules import is_fresh
from crm.matching.near import near_page
from crm.portal.advisor.matches import find_need, may_decide
from crm.portal.advisor.needs import need_frame
from crm.portal.match_names import names_for
from crm.portal.match_words import obstacle, short_title


@require_safe
def near_misses(request: HttpRequest, need_id: int, code: str) -> HttpResponse:
    """A page of them, best score first; the reasons of each are one press away."""
    need = find_need(request, need_id)
    found = near_page(need, code, request.GET.get("page", 1), day=timezone.localdate())
    if found is None:
        raise Http404
    page, people = found
    names = names_for([], {one.occupation for one in people if one.occupation})
    here, today = need.site.municipality.mrc.region_id, timezone.localdate()
    rows = [
        {
            "one": one,
            "occupation": short_title(names.occupation(one.occupation)) if one.occupation else "",
            "region": names.region(one.region) if one.region else "",
            "is_local": one.region == here,
            "is_fresh": is_fresh(one.candidate.confirmed_on, today=today),
        }
        for one in people
    ]
    context = {"page": page, "rows": rows, "name": obstacle(code), "may_decide": may_decide(request)}
    return render(request, "advisor/match_near_page.html", need_frame(request, need, "matches") | context)
