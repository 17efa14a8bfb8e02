"""Nobody is out of reach: any person who may be compared is explained when an advisor asks."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.core.models import OutboxMessage
from crm.matching.models import Match
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.matching import SAWING, make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction
from workers import bridge
from workers.tasks.matching import score_pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING)


def ask(client: Client, need: LabourNeed, reference: str) -> HttpResponse:
    return client.post(reverse("match-ask", args=[need.pk]), {"reference": reference})  # type: ignore[return-value]


def test_a_person_outside_the_ranking_is_explained(signed_in: Client, need: LabourNeed) -> None:
    person = make_sawyer(regions=["06"])
    answer = ask(signed_in, need, person.reference)
    assert "Calcul en cours" in signed_in.get(answer["Location"]).content.decode()
    message = OutboxMessage.objects.get(task="workers.tasks.matching.score_pair")
    score_pair(message_id=message.pk, **message.arguments)
    page = signed_in.get(answer["Location"], follow=True).content.decode()
    assert person.reference in page
    assert "Région ou MRC" in page
    message.refresh_from_db()
    assert message.done_at


def test_the_waiting_page_goes_to_the_match(signed_in: Client, need: LabourNeed) -> None:
    match = make_match(need)
    waiting = reverse("match-asked", args=[need.pk, match.candidate_id])
    there = reverse("match", args=[match.pk])
    assert signed_in.get(waiting, headers={"HX-Request": "true"})["HX-Redirect"] == there
    assert signed_in.get(waiting)["Location"] == there


def test_a_pair_that_nobody_asked_for_is_not_waited_for(signed_in: Client, need: LabourNeed) -> None:
    assert signed_in.get(reverse("match-asked", args=[need.pk, 999_999])).status_code == 404
    assert signed_in.get(reverse("match-asked", args=[need.pk, make_sawyer().pk])).status_code == 404
    assert signed_in.get(reverse("match-asked", args=[999_999, 1])).status_code == 404


def test_the_waiting_page_stops_asking_when_no_answer_is_to_come(signed_in: Client, need: LabourNeed) -> None:
    person = make_sawyer()
    waiting = ask(signed_in, need, person.reference)["Location"]
    polling = {"HX-Request": "true"}
    assert signed_in.get(waiting, headers=polling).status_code == 204
    person.consents.update(revoked_at=timezone.now())
    message = OutboxMessage.objects.get()
    score_pair(message_id=message.pk, **message.arguments)
    ranking = reverse("need-matches", args=[need.pk])
    assert signed_in.get(waiting, headers=polling)["HX-Redirect"] == ranking
    assert "Aucune personne de ce numéro" in signed_in.get(ranking).content.decode()


def test_a_pair_asked_for_is_scored_as_in_a_ranking(need: LabourNeed) -> None:
    person = make_sawyer(french=(4, None))
    now = timezone.now()
    bridge.score_need(need.pk, now=now)
    ranked = Match.objects.values("verdict", "score", "criteria", "constraints", "changes", "tie").get()
    Match.objects.all().delete()
    bridge.score_pair(need.pk, person.pk, now=now)
    assert Match.objects.values(*ranked).get() == ranked


@pytest.mark.parametrize("reference", ["{pk}", "pc-{pk}", " PC-000{pk} "])
def test_a_number_is_read_however_it_is_typed(signed_in: Client, need: LabourNeed, reference: str) -> None:
    assert ask(signed_in, need, reference.format(pk=make_sawyer().pk)).status_code == 302


@pytest.mark.parametrize("reference", ["PC-999999", "Awa Traoré", "PC-", "B-1", "0", "9" * 15])
def test_a_number_that_names_nobody_is_refused_and_kept(
    signed_in: Client, need: LabourNeed, reference: str
) -> None:
    answer = ask(signed_in, need, reference)
    assert answer.status_code == 422
    assert "Aucune personne de ce numéro" in answer.content.decode()
    assert reference in answer.content.decode()


def test_whoever_does_not_consent_is_refused_like_whoever_does_not_exist(
    signed_in: Client, need: LabourNeed
) -> None:
    person = make_candidate(consent=False)
    assert "Aucune personne de ce numéro" in ask(signed_in, need, person.reference).content.decode()
    bridge.score_pair(need.pk, person.pk, now=timezone.now())
    assert not Match.objects.exists()


def test_asking_twice_owes_one_explanation(signed_in: Client, need: LabourNeed) -> None:
    person = make_sawyer()
    ask(signed_in, need, person.reference)
    ask(signed_in, need, person.reference)
    assert OutboxMessage.objects.pending().count() == 1


def test_a_need_that_is_over_is_compared_with_nobody(signed_in: Client) -> None:
    closed = make_need(stage="closed")
    person = make_sawyer()
    assert ask(signed_in, closed, person.reference).status_code == 422
    bridge.score_pair(closed.pk, person.pk, now=timezone.now())
    assert not Match.objects.exists()


def test_only_who_decides_on_the_need_may_ask(client: Client, officer: User, signed_in: Client) -> None:
    elsewhere = make_need(make_file(direction=make_direction("ailleurs", ("06",))))
    person = make_sawyer()
    assert ask(signed_in, elsewhere, person.reference).status_code == 404
    assert signed_in.get(reverse("match-asked", args=[elsewhere.pk, person.pk])).status_code == 404
    client.force_login(officer)
    assert ask(client, elsewhere, person.reference).status_code == 404
