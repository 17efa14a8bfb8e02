"""A request across directions on the pages: the officer answers on their day, the advisor sees where it stands."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.candidates.models import CandidateOfficer
from crm.matching.models import Match
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(db: None) -> User:
    return make_user("officer", make_direction("ailleurs", ("06",)), name="Odile Ailleurs")


@pytest.fixture
def kept(signed_in: Client, theirs: User) -> Match:
    person = make_sawyer(direction=make_direction("ailleurs"), name=("Awa", "Traoré"))
    CandidateOfficer.objects.create(candidate=person, user=theirs, valid_from=LONG_AGO)
    match = make_match(make_need(), person)
    signed_in.post(reverse("match-act", args=[match.pk, "retenir"]), {"note": "Trois ans de sciage"})
    return match


def at_work(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def read(client: Client, name: str, *args: int) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_officer_answers_on_their_day_and_the_advisor_sees_it(
    signed_in: Client, kept: Match, theirs: User
) -> None:
    browser = at_work(theirs)
    assert "Odile Ailleurs en parle à la personne" in read(signed_in, "match", kept.pk)
    assert "accord de sa direction attendu" in read(signed_in, "need-matches", kept.need_id)
    day = read(browser, "today")
    assert kept.candidate.reference in day
    assert "1 demande d’une autre direction" in day
    sent = {"note": "Elle veut déménager", "next": reverse("today")}
    answer = browser.post(reverse("match-act", args=[kept.pk, "accorder"]), sent)
    assert answer["Location"] == reverse("today")
    assert kept.candidate.reference not in read(browser, "today")
    page = read(signed_in, "match", kept.pk)
    assert "Accord donné" in page
    assert "Elle veut déménager" in page


def test_a_refusal_without_a_reason_comes_back_with_what_was_typed(kept: Match, theirs: User) -> None:
    url = reverse("match-act", args=[kept.pk, "refuser-demande"])
    answer = at_work(theirs).post(url, {"reason": "", "note": "Elle préfère rester"})
    assert answer.status_code == 422
    assert "Elle préfère rester" in answer.content.decode()


def test_the_advisor_does_not_answer_for_the_officer(signed_in: Client, kept: Match) -> None:
    page = read(signed_in, "match", kept.pk)
    assert reverse("match-act", args=[kept.pk, "accorder"]) not in page
    assert signed_in.post(reverse("match-act", args=[kept.pk, "accorder"])).status_code == 403


def test_nobody_else_sees_the_request(kept: Match) -> None:
    stranger = make_user("officer", make_direction("plus-loin", ("11",)))
    browser = at_work(stranger)
    assert kept.candidate.reference not in read(browser, "today")
    assert browser.post(reverse("match-act", args=[kept.pk, "accorder"])).status_code == 404


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_the_request_is_read_in_both_languages(kept: Match, theirs: User, language: str) -> None:
    browser = at_work(theirs)
    browser.cookies["passerelle_language"] = language
    text = "Demandes d’autres directions" if language == "fr-ca" else "Requests from other branches"
    assert text in read(browser, "today")
