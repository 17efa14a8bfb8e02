"""Each gesture on a match: one press, a reason where one is due, a refusal that keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.matching.models import Match, Placement, Presentation
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


def match_presenting(match: Match) -> str:
    return reverse("match-act", args=[match.pk, "presenter"])


def act(client: Client, match: Match, gesture: str, **data: Any) -> HttpResponse:
    if gesture == "presenter":
        # What the page showed goes back with it: nobody presents unread.
        data |= {"seen": (client.get(match_presenting(match)).context or {}).get("seen", "")}
    answer = client.post(reverse("match-act", args=[match.pk, gesture]), data)
    match.refresh_from_db()
    return answer  # type: ignore[return-value]


def test_a_person_goes_all_the_way_from_the_ranking_to_the_hire_and_back(
    signed_in: Client, officer: User
) -> None:
    accompanying = Client()
    accompanying.force_login(officer)
    today = timezone.localdate().isoformat()
    match = make_match(make_need(positions=2), make_sawyer())
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("retenir", {"note": "Trois ans de sciage 👍"}, "shortlisted"),
        ("consentement", {"channel": "phone", "given_on": today}, "consented"),
        ("presenter", {}, "presented"),
        ("reponse", {"answer": "interested"}, "mutual_interest"),
        ("identite", {"channel": "phone", "given_on": today}, "mutual_interest"),
        ("entrevue", {"held_on": today}, "interview"),
        ("annuler-entrevue", {"reason": "undo-mistake"}, "mutual_interest"),
        ("entrevue", {"held_on": today}, "interview"),
        ("offre", {"held_on": today}, "offer"),
        ("embauche", {"confirmed_on": today, "starts_on": today, "wage": "28,40"}, "accepted"),
        ("annuler-embauche", {"reason": "undo-mistake"}, "offer"),
    )
    for gesture, data, stage in steps:
        browser = accompanying if gesture == "identite" else signed_in
        assert browser.get(reverse("match", args=[match.pk])).status_code == 200, gesture
        assert act(browser, match, gesture, **data).status_code == 302, gesture
        assert match.stage == stage
    assert str(Placement.objects.get().wage) == "28.40"
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert "Embauche annulée" in page
    told = [
        page.index(f"<b>{label}</b>")
        for label in ("Entrevue annulée", "Nom et coordonnées donnés à l’entreprise")
    ]
    assert told == sorted(told)
    assert officer.name in page[told[1] : told[1] + 200]


def test_after_a_gesture_the_reader_is_where_it_was_made(signed_in: Client) -> None:
    match = make_match()
    back = reverse("need-matches", args=[match.need_id])
    assert act(signed_in, match, "retenir", note="Sciage", next=back)["Location"] == back


def test_nobody_is_sent_to_another_site(signed_in: Client) -> None:
    match = make_match()
    answer = act(signed_in, match, "retenir", note="Sciage", next="https://ailleurs.example/")
    assert answer["Location"] == reverse("match", args=[match.pk])


def test_keeping_without_saying_why_is_shown_beside_the_field(signed_in: Client) -> None:
    match = make_match()
    answer = act(signed_in, match, "retenir", note=" ")
    assert answer.status_code == 422
    assert "Dites en une phrase" in answer.content.decode()
    assert match.stage == "proposed"


def test_what_was_typed_is_kept_when_a_gesture_is_refused(signed_in: Client) -> None:
    match = make_match()
    answer = act(signed_in, match, "ecarter", reason="", note="Elle a trouvé autre chose")
    assert answer.status_code == 422
    assert "Elle a trouvé autre chose" in answer.content.decode()


@pytest.mark.parametrize("note", ["x" * 2001, "a\x00b"])
def test_what_cannot_be_kept_is_refused_in_words(signed_in: Client, note: str) -> None:
    match = make_match()
    assert act(signed_in, match, "retenir", note=note).status_code == 422
    assert match.stage == "proposed"


def test_the_reason_of_a_refusal_is_told_in_the_history(signed_in: Client) -> None:
    match = make_match()
    act(signed_in, match, "ecarter", reason="match-housing")
    assert "Logement introuvable" in signed_in.get(reverse("match", args=[match.pk])).content.decode()


def test_an_employer_who_declines_by_telephone_gives_a_reason(signed_in: Client) -> None:
    match = make_match(make_need(), make_sawyer(), stage="shortlisted")
    act(signed_in, match, "consentement", channel="phone", given_on=timezone.localdate().isoformat())
    act(signed_in, match, "presenter")
    assert act(signed_in, match, "reponse", answer="not_interested").status_code == 422
    assert act(signed_in, match, "reponse", answer="not_interested", reason="answer-wage").status_code == 302
    assert match.stage == "set_aside"
    assert Presentation.objects.get().answer_reason_id == "answer-wage"


@pytest.mark.parametrize(
    "gesture", ["presenter", "consentement", "entrevue", "offre", "embauche", "reponse", "remettre"]
)
def test_a_gesture_out_of_turn_is_refused_and_changes_nothing(signed_in: Client, gesture: str) -> None:
    match = make_match()
    today = timezone.localdate().isoformat()
    data = {
        "channel": "phone",
        "given_on": today,
        "held_on": today,
        "confirmed_on": today,
        "starts_on": today,
        "answer": "interested",
    }
    assert act(signed_in, match, gesture, **data).status_code == 422
    assert match.stage == "proposed"


def test_an_unknown_gesture_does_not_exist(signed_in: Client) -> None:
    assert act(signed_in, make_match(), "effacer").status_code == 404


def test_a_gesture_is_not_a_reading(signed_in: Client) -> None:
    assert signed_in.get(reverse("match-act", args=[make_match().pk, "retenir"])).status_code == 405


def test_a_presentation_is_withdrawn_with_a_reason(signed_in: Client) -> None:
    match = make_match(make_need(stage="presenting"), make_sawyer(), stage="presented")
    make_presentation(match)
    assert act(signed_in, match, "retirer").status_code == 422
    assert act(signed_in, match, "retirer", reason="undo-person").status_code == 302
    assert match.stage == "consented"
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert "La personne s’est désistée" in page
    assert "Retirée le" in page
    assert "Présentation retirée" in page


def test_a_consent_taken_back_before_the_presentation_is_given_anew(signed_in: Client, officer: User) -> None:
    match = make_match(make_need(), make_sawyer(officer=officer), stage="shortlisted")
    today = timezone.localdate().isoformat()
    act(signed_in, match, "consentement", channel="phone", given_on=today)
    assert act(signed_in, match, "consentement", channel="phone", given_on=today).status_code == 422
    first = match.presentation_consent
    assert first is not None
    revoke_consent(consent=first, by=officer, now=timezone.now())
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert "Noter un nouveau consentement" in page
    assert "Présenter le profil dépersonnalisé" not in page
    assert act(signed_in, match, "presenter").status_code == 422
    assert act(signed_in, match, "consentement", channel="in_person", given_on=today).status_code == 302
    assert match.presentation_consent_id != first.pk
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert "<b>Nouveau consentement à la présentation</b>" in page
    assert act(signed_in, match, "presenter").status_code == 302


def test_the_advisor_sees_who_asks_the_person_and_may_not_answer_for_them(
    signed_in: Client, officer: User
) -> None:
    match = make_match(make_need(), make_sawyer(officer=officer), stage="mutual_interest")
    make_presentation(match)
    page = signed_in.get(reverse("match", args=[match.pk])).content.decode()
    assert f"{officer.name} demande à la personne" in page
    assert "La personne consent" not in page
    assert "Noter l’entrevue</button>\n<" not in page.split("<dialog")[0]
    today = timezone.localdate().isoformat()
    assert act(signed_in, match, "identite", channel="phone", given_on=today).status_code == 403
    assert act(signed_in, match, "entrevue", held_on=today).status_code == 422
    assert match.stage == "mutual_interest"


def test_the_officer_notes_what_the_person_answers(client: Client, officer: User) -> None:
    match = make_match(make_need(), make_sawyer(officer=officer), stage="mutual_interest")
    make_presentation(match, answer="interested", answered_at=timezone.now())
    client.force_login(officer)
    person = client.get(reverse("person", args=[match.candidate_id])).content.decode()
    assert reverse("match", args=[match.pk]) in person
    assert "La personne consent" in client.get(reverse("match", args=[match.pk])).content.decode()
    assert act(client, match, "refus-identite", note="Préfère attendre").status_code == 302
    assert match.stage == "set_aside"
