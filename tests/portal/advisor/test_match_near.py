"""Everyone whom one condition alone keeps out of a need: page by page, who consents, explained when asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.candidates.models import Consent
from crm.matching.models import KeptOut, Match
from crm.matching.near import PAGE_SIZE
from crm.needs.models import LabourNeed
from tests.factories.employers import make_file
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction
from workers import bridge

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING)


def page_of(client: Client, need: LabourNeed, code: str = "place_accepted", **query: object) -> str:
    answer = client.get(reverse("need-near-misses", args=[need.pk, code]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_ranking_leads_to_everyone_of_a_group(signed_in: Client, need: LabourNeed) -> None:
    people = [make_sawyer(regions=["06"], occupations={"94120": 20 + number}) for number in range(6)]
    bridge.score_need(need.pk, now=timezone.now())
    kept = KeptOut.objects.get(need=need)
    assert kept.people == [
        row.candidate_id
        for row in sorted(Match.objects.filter(need=need), key=lambda row: (-row.score, row.candidate_id))
    ]
    assert sorted(kept.scores, reverse=True) == kept.scores
    address = reverse("need-near-misses", args=[need.pk, "place_accepted"])
    ranking = signed_in.get(reverse("need-matches", args=[need.pk])).content.decode()
    assert address in ranking
    page = page_of(signed_in, need)
    assert all(person.reference in page for person in people)


def test_pages_hold_everyone_once(signed_in: Client, need: LabourNeed) -> None:
    people = [make_sawyer() for _ in range(3)]
    others = list(range(10**6, 10**6 + PAGE_SIZE - 1))
    keys = [people[0].pk, *others, people[1].pk, people[2].pk]
    KeptOut.objects.create(need=need, code="shift", people=keys, scores=[5000] * len(keys))
    first, second = (page_of(signed_in, need, "shift", page=number) for number in (1, 2))
    assert [person.reference in first for person in people] == [True, False, False]
    assert [person.reference in second for person in people] == [False, True, True]


def test_whoever_took_the_consent_back_or_was_taken_up_is_not_shown(
    signed_in: Client, need: LabourNeed
) -> None:
    there, gone, kept = (make_sawyer() for _ in range(3))
    make_match(need, kept, "shortlisted")
    keys = [there.pk, gone.pk, kept.pk]
    KeptOut.objects.create(need=need, code="shift", people=keys, scores=[5000, 4000, 3000])
    Consent.objects.filter(candidate=gone).update(revoked_at=timezone.now())
    page = page_of(signed_in, need, "shift")
    assert [person.reference in page for person in (there, gone, kept)] == [True, False, False]


def test_somebody_without_stored_reasons_is_explained_when_asked(signed_in: Client, need: LabourNeed) -> None:
    person = make_sawyer()
    KeptOut.objects.create(need=need, code="shift", people=[person.pk], scores=[5000])
    assert reverse("match-ask", args=[need.pk]) in page_of(signed_in, need, "shift")
    match = make_match(need, person, verdict="inadmissible")
    assert reverse("match", args=[match.pk]) in page_of(signed_in, need, "shift")


def test_a_need_beyond_ones_sight_and_a_code_that_blocks_nobody_do_not_exist(
    signed_in: Client, need: LabourNeed
) -> None:
    assert signed_in.get(reverse("need-near-misses", args=[need.pk, "shift"])).status_code == 404
    elsewhere = make_need(file=make_file(direction=make_direction("ailleurs", ("06",))))
    KeptOut.objects.create(need=elsewhere, code="shift", people=[1], scores=[1])
    assert signed_in.get(reverse("need-near-misses", args=[elsewhere.pk, "shift"])).status_code == 404


def test_a_new_ranking_replaces_the_lists_and_an_ended_need_has_none(need: LabourNeed) -> None:
    person = make_sawyer(regions=["06"])
    bridge.score_need(need.pk, now=timezone.now())
    assert KeptOut.objects.get(need=need).people == [person.pk]
    Consent.objects.filter(candidate=person).update(revoked_at=timezone.now())
    bridge.score_need(need.pk, now=timezone.now())
    assert not KeptOut.objects.filter(need=need).exists()


def test_the_number_of_queries_does_not_grow_with_the_page(
    signed_in: Client, need: LabourNeed, django_assert_max_num_queries: object
) -> None:
    people = [make_sawyer() for _ in range(8)]
    KeptOut.objects.create(need=need, code="shift", people=[p.pk for p in people], scores=[5000] * 8)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page_of(signed_in, need, "shift")


@pytest.mark.parametrize(
    ("days", "words"), [(3, "confirmé le"), (91, "pas confirmé depuis le"), (None, "jamais confirmé")]
)
def test_each_row_says_how_fresh_the_profile_is(
    signed_in: Client, need: LabourNeed, days: int | None, words: str
) -> None:
    on = timezone.localdate() - timedelta(days=days) if days is not None else None
    make_match(need, make_sawyer(confirmed_on=on))
    page = signed_in.get(reverse("need-matches", args=[need.pk])).content.decode()
    assert words in page
    assert ("pas " + words not in page) or days == 91
