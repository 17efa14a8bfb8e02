"""The ranking of a need, a match explained, the list of what is worth a look: who sees them, and what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.matching import SAWING, blocked, make_match, make_run, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from workers import bridge

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING, french_oral=4, wage_max="28.40", shift="evening")


def ranked(need: LabourNeed, many: int = 3) -> None:
    for number in range(many):
        make_sawyer(french=(number + 3, None), name=("Awa", "Traoré"), residence_id="66023")
    bridge.score_need(need.pk, now=timezone.now())


def page_of(client: Client, name: str, *args: int, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def points(text: str) -> float:
    return float(text.replace("\u00a0", "").replace(",", "."))


def test_the_ranking_names_people_by_reference_and_says_the_verdicts(
    signed_in: Client, need: LabourNeed
) -> None:
    ranked(need)
    page = page_of(signed_in, "need-matches", need.pk)
    assert page.count("PC-") >= 3
    assert "À vérifier" in page
    assert "Inadmissible" in page or "inadmissible" in page


@pytest.mark.parametrize("word", ["Awa", "Traoré", "Montréal-Est"])
def test_the_ranking_names_nobody_and_no_municipality_of_residence(
    signed_in: Client, need: LabourNeed, word: str
) -> None:
    ranked(need)
    assert word not in page_of(signed_in, "need-matches", need.pk)


def test_the_region_of_residence_is_a_label(signed_in: Client) -> None:
    need = make_need()
    make_match(need, make_sawyer(residence_id="66023"))
    make_match(need, make_sawyer(residence_id="94068"))
    page = page_of(signed_in, "need-matches", need.pk)
    assert "Montréal (06)" in page
    assert "de la région" in page


def test_what_is_shown_adds_up_to_the_score(signed_in: Client, need: LabourNeed) -> None:
    ranked(need, many=1)
    match = need.matches.get()
    page = page_of(signed_in, "match", match.pk)
    body, foot = re.search(r"<tbody>(.*?)</tbody>\s*<tfoot>(.*?)</tfoot>", page, re.DOTALL).groups()  # type: ignore[union-attr]
    cells = re.compile(r'class="num[^"]*">([\d,\u00a0]+)')
    assert round(sum(map(points, cells.findall(body))), 1) == points(cells.findall(foot)[0])


def test_near_misses_stand_under_the_one_thing_that_blocks(signed_in: Client) -> None:
    need = make_need()
    near = make_match(need, verdict="inadmissible", constraints=blocked("shift"))
    far = make_match(need, verdict="inadmissible", constraints=blocked("shift", "licence"))
    page = page_of(signed_in, "need-matches", need.pk)
    assert "Quart de travail refusé" in page
    assert near.candidate.reference in page
    assert far.candidate.reference not in page


def test_while_the_worker_ranks_the_page_asks_again(signed_in: Client) -> None:
    need = make_need(revision=2)
    make_match(need, run=make_run(need, need_revision=1))
    url = reverse("need-matches", args=[need.pk])
    assert "every 500ms" in signed_in.get(url).content.decode()
    assert signed_in.get(url, headers={"HX-Request": "true"}).status_code == 204
    make_run(need)
    assert signed_in.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "every 500ms" not in signed_in.get(url).content.decode()


def test_a_link_to_somebody_further_down_shows_them(signed_in: Client) -> None:
    need = make_need()
    *_, last = (make_match(need, score=9000 - number) for number in range(22))
    assert last.candidate.reference not in page_of(signed_in, "need-matches", need.pk)
    page = page_of(signed_in, "need-matches", need.pk, open=last.pk)
    assert last.candidate.reference in page
    assert "Voir 1 personne de plus" in page


def test_an_empty_ranking_says_what_comes_next(signed_in: Client) -> None:
    need = make_need()
    make_run(need, persons=0, admissible=0)
    assert "Personne à comparer encore" in page_of(signed_in, "need-matches", need.pk)
    make_match(need, verdict="inadmissible", constraints=blocked("permit"))
    assert "Personne n’est admissible pour le moment" in page_of(signed_in, "need-matches", need.pk)
    unclear = make_need(stage="submitted", occupation=None)
    make_run(unclear, persons=0, admissible=0)
    assert "Choisissez d’abord la profession" in page_of(signed_in, "need-matches", unclear.pk)


def test_a_long_ranking_hides_nobody(signed_in: Client) -> None:
    need = make_need()
    last = [make_match(need, score=9000 - number) for number in range(22)][-1]
    assert last.candidate.reference not in page_of(signed_in, "need-matches", need.pk)
    assert last.candidate.reference in page_of(signed_in, "need-matches", need.pk, tous="1")


def test_a_ranking_costs_as_many_queries_for_many_people(
    signed_in: Client, need: LabourNeed, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    ranked(need, many=8)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page_of(signed_in, "need-matches", need.pk)


def test_the_list_costs_as_many_queries_for_many_matches(
    signed_in: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(8):
        make_match()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page_of(signed_in, "matches")


def test_the_list_shows_what_nobody_touched_and_what_is_under_way(signed_in: Client) -> None:
    fresh, working, out = make_match(), make_match(stage="interview"), make_match(verdict="inadmissible")
    look, way = page_of(signed_in, "matches"), page_of(signed_in, "matches", etape="way")
    assert fresh.candidate.reference in look
    assert working.candidate.reference not in look
    assert out.candidate.reference not in look
    assert working.candidate.reference in way


def test_an_older_address_of_the_list_leads_to_the_same_rows(signed_in: Client) -> None:
    answer: Any = signed_in.get(reverse("matches"), {"vue": "way", "verdict": "admissible"})
    assert answer["Location"] == f"{reverse('matches')}?verdict=admissible&etape=way"


def test_needs_and_matches_of_another_direction_do_not_exist(signed_in: Client) -> None:
    elsewhere = make_direction("ailleurs", ("06",))
    match = make_match(make_need(make_file(direction=elsewhere)), make_candidate(elsewhere))
    assert signed_in.get(reverse("need-matches", args=[match.need_id])).status_code == 404
    assert signed_in.get(reverse("match", args=[match.pk])).status_code == 404
    assert match.candidate.reference not in page_of(signed_in, "matches")


def test_an_advisor_sees_a_person_of_another_direction_on_her_need(signed_in: Client) -> None:
    match = make_match(make_need(), make_candidate(make_direction("ailleurs", ("06",))))
    assert match.candidate.reference in page_of(signed_in, "match", match.pk)


def test_an_officer_sees_their_persons_best_needs_and_decides_nothing(client: Client, officer: User) -> None:
    elsewhere = make_file(direction=make_direction("ailleurs", ("06",)))
    match = make_match(make_need(elsewhere), make_candidate())
    client.force_login(officer)
    page = page_of(client, "match", match.pk)
    assert "Retenir" not in page
    assert match.need.reference in page_of(client, "matches")
    assert client.post(reverse("match-act", args=[match.pk, "retenir"]), {"note": "x"}).status_code == 403


def test_an_officer_of_another_direction_sees_nothing(client: Client) -> None:
    match = make_match()
    client.force_login(make_user("officer", make_direction("ailleurs", ("06",))))
    assert client.get(reverse("match", args=[match.pk])).status_code == 404


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize(
    "stage",
    [
        "proposed",
        "shortlisted",
        "consented",
        "presented",
        "mutual_interest",
        "interview",
        "offer",
        "accepted",
        "set_aside",
    ],
)
def test_a_match_opens_at_every_stage_in_both_languages(signed_in: Client, stage: str, language: str) -> None:
    signed_in.cookies["passerelle_language"] = language
    match = make_match(stage=stage)
    assert match.candidate.reference in page_of(signed_in, "match", match.pk)
    page_of(signed_in, "need-matches", match.need_id)
