"""People compared side by side for a need: what decides, what is exact, who is never shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.core.models import OutboxMessage
from crm.matching.comparing import others_of
from crm.needs.models import LabourNeed
from tests.factories.matching import CRITERIA, SAWING, blocked, make_match, make_run, make_sawyer
from tests.factories.needs import make_need
from workers import bridge
from workers.tasks.matching import score_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING, french_oral=4, wage_max="28.40", shift="evening")


def compared(client: Client, need: LabourNeed, *people: Any) -> str:
    answer = client.get(reverse("need-compare", args=[need.pk]), {"avec": people})
    assert answer.status_code == 200
    return answer.content.decode()


def number(text: str) -> float:
    return float(text.replace("\u00a0", "").replace("−", "-").replace(",", ".").replace("=", "0") or 0)


def test_differences_of_the_criteria_add_up_to_the_difference_of_the_scores(
    signed_in: Client, need: LabourNeed
) -> None:
    people = [
        make_sawyer(french=(8, None), shifts=["evening"], wage_floor="20.00"),
        make_sawyer(skills=SAWING[:1], french=(3, None)),
        make_sawyer(occupations={}, regions=["06"]),
    ]
    bridge.score_need(need.pk, now=timezone.now())
    page = compared(signed_in, need, *(person.pk for person in people))
    bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    cells = [re.findall(r'<td><b>([\d,]+)</b>(?: <span class="gap">(.*?)</span>)?', body) for body in bodies]
    total, *criteria = [row for row in cells if row]
    for place in range(3):
        for part in range(2):
            shown = sum(number(row[place][part]) for row in criteria)
            assert round(shown, 1) == number(total[place][part])
    assert re.search("points? de plus que", page)
    assert "Conditions qui diffèrent" in page


def test_only_those_chosen_are_compared_the_best_first(signed_in: Client) -> None:
    need = make_need()
    low, other, high = (make_match(need, score=score) for score in (7000, 8000, 9000))
    page = compared(signed_in, need, low.candidate_id, high.candidate_id, "x", "-1", low.candidate_id)
    assert other.candidate.reference not in page
    assert page.index(high.candidate.reference) < page.index(low.candidate.reference)


def skilled(points: int) -> list[dict[str, Any]]:
    """The two lines of a score, with these points for the skills."""
    return [{**line, "points": points} if line["code"] == "skills" else line for line in CRITERIA]


def test_the_verdict_is_said_to_decide_before_the_points(signed_in: Client) -> None:
    need = make_need()
    kept_out = make_match(
        need, verdict="inadmissible", score=9900, criteria=skilled(5900), constraints=blocked("shift")
    )
    first = make_match(need, score=5000, criteria=skilled(1000))
    page = compared(signed_in, need, kept_out.candidate_id, first.candidate_id)
    assert "par le verdict, admissible et non inadmissible" in page
    assert re.search("points? de moins que", page)
    assert "ne s’applique pas" in page


def test_equal_scores_are_said_to_be_equal(signed_in: Client) -> None:
    need = make_need()
    pair = [make_match(need), make_match(need)]
    assert "ont le même score" in compared(signed_in, need, *(match.candidate_id for match in pair))


def test_a_person_without_a_result_is_said_like_one_who_does_not_exist(signed_in: Client) -> None:
    need, stranger = make_need(), make_match()
    seen = make_match(need)
    said = []
    for key in (stranger.candidate_id, 987_654_321):
        page = compared(signed_in, need, seen.candidate_id, key)
        (notice,) = re.findall(r'notice-warn">.*?</form>', page, re.DOTALL)
        said.append(re.sub(r"<[^>]+>", "", notice).replace(f"PC-{key:04d}", "PC-N"))
        assert page.count(f"PC-{key:04d}") == notice.count(f"PC-{key:04d}")
    assert "n’a pas de résultat pour ce besoin" in said[0]
    assert said[0] == said[1]


def test_a_person_outside_the_ranking_joins_the_comparison(signed_in: Client) -> None:
    need = make_need(skills=SAWING)
    seen, person = make_match(need), make_sawyer(regions=["06"])
    answer = signed_in.post(
        reverse("match-ask", args=[need.pk]), {"reference": person.reference, "avec": [seen.candidate_id]}
    )
    there = answer["Location"]
    assert "Calcul en cours" in signed_in.get(there).content.decode()
    assert signed_in.get(there, headers={"HX-Request": "true"}).status_code == 204
    message = OutboxMessage.objects.get(task="workers.tasks.matching.score_pair")
    score_pair(message_id=message.pk, **message.arguments)
    assert signed_in.get(there, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Ce qui les départage" in signed_in.get(there).content.decode()


def test_four_people_at_most(signed_in: Client) -> None:
    need = make_need()
    people = [make_match(need, score=9000 - at).candidate for at in range(5)]
    page = compared(signed_in, need, *(person.pk for person in people))
    assert "Quatre personnes au plus" in page
    assert people[3].reference in page
    assert people[4].reference not in page


@pytest.mark.parametrize(("many", "said"), [(0, "Choisissez de deux"), (1, "Une seule personne est choisie")])
def test_too_few_to_compare_says_what_to_do(signed_in: Client, many: int, said: str) -> None:
    need = make_need()
    people = [make_match(need).candidate_id for _ in range(many)]
    assert said in compared(signed_in, need, *people)


def test_a_need_of_others_is_not_found(signed_in: Client, client: Client) -> None:
    assert signed_in.get(reverse("need-compare", args=[987_654])).status_code == 404


def test_the_place_after_a_change_is_known_while_the_others_are_stored(db: None) -> None:
    need = make_need()
    run = make_run(need, admissible=3, to_verify=2, inadmissible=0)
    admissible = [make_match(need, score=score, run=run, tie=1) for score in (9000, 8000, 7000)]
    to_verify = [make_match(need, verdict="to_verify", score=score, run=run, tie=2) for score in (9500, 6000)]
    others = others_of(to_verify[1])
    assert others
    assert others.place("to_verify", 6000) == 5
    assert others.place("admissible", 8500) == 2
    assert others.place("admissible", 6000) == 4
    of_first = others_of(admissible[0])
    assert of_first
    assert of_first.place("admissible", 9000) == 1
    assert of_first.place("admissible", 100) == 3
    many = make_run(need, admissible=80, to_verify=2, inadmissible=0)
    to_verify[0].run = many
    beyond = others_of(to_verify[0])
    assert beyond
    assert beyond.place("admissible", 100) is None
    assert beyond.place("admissible", 9100) == 1
