"""The search of the top bar: employers of all directions, needs and persons within one's scope."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.accounts.models import User
from crm.candidates.models import Candidate, ReadEntry
from crm.core.readonly import journal_may_write
from crm.core.text import fold
from crm.employers.models import Employer
from crm.employers.queries import SEARCH_FLOOR, cards, search_employers
from crm.needs.queries import NeedSearch, search_needs
from crm.portal.advisor.access import require_staff
from crm.portal.reader import reader

SHOWN = 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What answers to the words: directory cards, needs, persons."""
    require_staff(request)
    user, today = reader(request), timezone.localdate()
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context: dict[str, Any] = {"words": words}
    if words:
        found = search_employers(Employer.objects.visible_to(user), words)
        needs = search_needs(user, search=NeedSearch(words=words, stage="all"), today=today)
        context |= {
            "cards": cards(found[:SHOWN], today=today),
            "cards_total": found.count(),
            "needs": needs[:SHOWN],
            "needs_total": needs.count(),
            "persons": _persons(user, words),
        }
        context["nothing"] = not (context["cards"] or context["needs_total"] or context["persons"])
    return render(request, "advisor/search.html", context)


def _persons(user: User, words: str) -> list[Candidate]:
    """Persons within one's scope by reference, name or telephone; showing a name is a reading, and is journaled."""
    seen = Candidate.objects.visible_to(user)
    number = re.fullmatch(r"(?:pc-?)?0*(\d{1,9})", words.lower().replace(" ", ""))
    digits = re.sub(r"\D", "", words)
    folded = fold(words)
    matched = Q(pk=int(number[1])) if number else Q()
    if len(digits) >= 7:
        matched |= Q(identity__phone__regex=r"\D*".join(digits[-10:]))
    if not digits and len(folded) >= 2:
        seen = seen.annotate(likeness=TrigramWordSimilarity(folded, "identity__folded_name"))
        matched |= Q(identity__folded_name__contains=folded) | Q(likeness__gte=SEARCH_FLOOR + 0.2)
    if not matched:
        return []
    found = list(seen.filter(matched).select_related("identity").order_by("-updated_at")[:SHOWN])
    now = timezone.now()
    with journal_may_write():
        ReadEntry.objects.bulk_create(
            ReadEntry(candidate=person, user=user, at=now, what="identity") for person in found
        )
    return found
