"""Two to four people compared for one need; one outside the ranking is explained first, one who has gone is said."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from crm.matching.models import Match
from crm.matching.queries import is_awaited, with_profile
from crm.needs.models import LabourNeed
from crm.portal.advisor.match_forms import AskForm
from crm.portal.advisor.matches import COMPARED_AT_MOST, find_need, is_being_ranked, may_decide
from crm.portal.advisor.needs import need_frame
from crm.portal.match_compare import side_by_side

#: The number of a person takes at most nine digits.
LONGEST = 9


@dataclass(frozen=True, slots=True)
class Absent:
    """A number without a match: awaited from the worker, or nothing to show. Whoever it is, the words are the same."""

    candidate_id: int
    reference: str
    awaited: bool


def chosen(query: QueryDict) -> list[int]:
    """The numbers of the people asked for, each once, in the order asked."""
    given = query.getlist("avec")
    return list(dict.fromkeys(int(text) for text in given if text.isdecimal() and len(text) <= LONGEST))


def comparison_url(need: LabourNeed, people: list[int]) -> str:
    """The address of a comparison."""
    return f"{reverse('need-compare', args=[need.pk])}?{urlencode({'avec': people}, doseq=True)}"


@require_safe
def compare(request: HttpRequest, need_id: int) -> HttpResponse:
    """The people of `avec` side by side."""
    need = find_need(request, need_id)
    asked = chosen(request.GET)
    people = asked[:COMPARED_AT_MOST]
    seen = Match.objects.visible_to(request.user).filter(need=need, candidate_id__in=people)
    found = {match.candidate_id: match for match in with_profile(seen).select_related("candidate", "need")}
    absent = [_absent(need, one) for one in people if one not in found]
    scoring = is_being_ranked(need)
    awaited = scoring or any(one.awaited for one in absent)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204) if awaited else HttpResponse(headers={"HX-Refresh": "true"})
    matches = [found[one] for one in people if one in found]
    context = need_frame(request, need, "matches") | {
        "compared": side_by_side(matches) if len(matches) > 1 else None,
        "alone": matches[0] if len(matches) == 1 else None,
        "without": {one: comparison_url(need, [key for key in people if key != one]) for one in people},
        "people": people,
        "absent": absent,
        "too_many": len(asked) > COMPARED_AT_MOST,
        "full": len(people) >= COMPARED_AT_MOST,
        "scoring": scoring,
        "awaited": awaited,
        "may_decide": may_decide(request),
        "ask_form": AskForm(),
    }
    return render(request, "advisor/match_comparison.html", context)


def _absent(need: LabourNeed, candidate_id: int) -> Absent:
    return Absent(candidate_id, f"PC-{candidate_id:04d}", is_awaited(need.pk, candidate_id))
