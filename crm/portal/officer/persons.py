"""The persons in the reader's scope."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.candidates import queries
from crm.candidates.models import PersonStage
from crm.candidates.rules import is_fresh
from crm.portal.manager.lists import paged, words_of
from crm.portal.officer.access import require_persons
from crm.portal.officer.person import BADGES
from crm.portal.reader import reader
from crm.territory.models import Region


@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    """The person files: found by reference or name, narrowed by stage, consent, region, freshness."""
    require_persons(request)
    today = timezone.localdate()
    wanted = request.GET
    search = queries.PersonSearch(
        words=words_of(request),
        stage=wanted.get("etape", "open"),
        mine=wanted.get("qui") == "moi",
        consent=wanted.get("consentement", ""),
        region=wanted.get("region", ""),
        stale=wanted.get("profil") == "ancien",
    )
    found = queries.search_persons(reader(request), search=search, today=today)
    context = paged(request, queries.by_name(found).values_list("pk", flat=True), total=found.count())
    rows = [
        (person, BADGES.get(PersonStage(person.stage), ""), is_fresh(person.confirmed_on, today=today))
        for person in queries.with_what_a_list_shows(list(context["page"]), today=today)
    ]
    context |= {
        "rows": rows,
        "search": search,
        "stages": PersonStage.choices,
        "regions": Region.objects.all(),
        "today": today,
        "narrowed": any(
            (search.words, search.mine, search.consent, search.region, search.stale, search.stage != "open")
        ),
    }
    return render(request, "officer/persons.html", context)
