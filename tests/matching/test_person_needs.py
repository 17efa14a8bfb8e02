"""The needs of a person by region, and the chances of whoever asked to go along."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.candidates.services import ask_together, no_longer_together
from crm.matching.models import Match, Verdict
from crm.matching.person_needs import best_needs, chances_beside, needs_by_region
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.matching import make_match
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db
SAGUENAY, ELSEWHERE = "94068", "91025"


def match_at(
    person: Candidate, municipality: str, *, verdict: str = Verdict.ADMISSIBLE, score: int = 7000
) -> Match:
    file = make_file(make_employer())
    match = make_match(make_need(file, site=make_site(file.employer, municipality)), person)
    Match.objects.filter(pk=match.pk).update(verdict=verdict, score=score)
    match.refresh_from_db()
    return match


def ask(one: Candidate, other: Candidate, by: User) -> object:
    now = timezone.now()
    return ask_together(
        candidate=one,
        reference=other.reference,
        asked_on=timezone.localdate(now),
        channel="phone",
        by=by,
        now=now,
    )


def mrc_of(match: Match) -> str:
    return match.need.site.municipality.mrc_id


def test_regions_count_what_is_not_inadmissible_and_agree_with_the_list() -> None:
    person = make_candidate()
    match_at(person, SAGUENAY)
    match_at(person, SAGUENAY, verdict=Verdict.TO_VERIFY)
    match_at(person, SAGUENAY, verdict=Verdict.INADMISSIBLE)
    regions = {place.code: place.value for place in needs_by_region(person)}
    assert len(regions) == 17
    assert regions["02"] == 2
    assert sum(regions.values()) == 2
    assert [m.verdict for m in best_needs(person, "02")] == ["admissible", "to_verify", "inadmissible"]
    assert best_needs(person, "06") == []


def test_the_other_is_shown_only_when_both_asked_and_only_in_the_same_mrc(officer: User) -> None:
    person, other = make_candidate(), make_candidate()
    here = match_at(person, SAGUENAY)
    match_at(other, SAGUENAY, score=6100)
    match_at(other, SAGUENAY, verdict=Verdict.TO_VERIFY, score=7400)
    match_at(other, SAGUENAY, verdict=Verdict.INADMISSIBLE, score=9900)
    match_at(other, ELSEWHERE, score=9000)
    today = timezone.localdate()

    def shown() -> list[tuple[str, int, int, int]]:
        found = chances_beside(person, [mrc_of(here)], today=today)
        return [(c.reference, c.admissible, c.to_verify, c.best) for c in found.get(mrc_of(here), [])]

    ask(person, other, officer)
    assert shown() == []
    asked = ask(other, person, officer)
    assert shown() == [(other.reference, 1, 1, 7400)]
    before: datetime = timezone.now()
    no_longer_together(asked=asked, by=officer, now=before)  # type: ignore[arg-type]
    assert shown() == []


def test_the_page_shows_both_and_keeps_to_a_region(client: Client, officer: User) -> None:
    person, other = make_candidate(), make_candidate()
    match = match_at(person, SAGUENAY)
    match_at(other, SAGUENAY, score=6100)
    for one, two in ((person, other), (other, person)):
        ask(one, two, officer)
    client.force_login(officer)
    address = reverse("person-matches", args=[person.pk])
    page = client.get(address).content.decode()
    assert f"{other.reference}, même MRC" in page
    assert "61,0" in page
    assert 'class="map"' in page
    assert match.need.reference in client.get(address, {"region": "02"}).content.decode()
    assert match.need.reference not in client.get(address, {"region": "06"}).content.decode()
    assert match.need.reference in client.get(address, {"region": "<b>"}).content.decode()
