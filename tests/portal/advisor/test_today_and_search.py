"""Aujourd’hui and the search: each role’s own, within scope."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.candidates.models import Candidate, Identity, ReadEntry
from crm.core.workdays import working_days_after
from crm.employers.models import FileStage
from crm.matching.services import answer_presentation
from crm.needs.models import NeedStage
from crm.portal.advisor.day_words import day_sentence
from tests.factories.candidates import make_candidate
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.matching import make_match, make_presentation
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def person(name: str = "Amina Fictive", **values: object) -> Candidate:
    made = Candidate.objects.create(
        **{"direction": make_direction(), "registered_on": timezone.localdate(), **values}
    )
    given, family = name.split()
    Identity.objects.create(candidate=made, given_name=given, family_name=family, phone="418 555-0199")
    return made


def test_the_day_is_said_in_a_sentence() -> None:
    said = day_sentence(late=2, due=5, needs=2, matches=3, meetings=0)
    assert said.startswith(
        "2 suivis sont en retard. La journée compte 5 suivis, 2 besoins à qualifier et 3 jumelages"
    )
    assert "Rien d’urgent" in day_sentence(late=0, due=0, needs=0, matches=0, meetings=0)


def test_a_need_whose_promised_answer_is_due_says_so(signed_in: Client, advisor: User) -> None:
    today = timezone.localdate()
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    file = make_file(lead=advisor)
    for ago in range(12):
        need = make_need(file, words=f"besoin de {ago} jours", stage="to_qualify")
        type(need).objects.filter(pk=need.pk).update(created_at=noon - timedelta(days=ago))
    page = signed_in.get(reverse("today"))
    for need, promised in page.context["waiting"]:
        assert promised == working_days_after(timezone.localdate(need.created_at), 2)
    text = page.content.decode()
    # Twelve days hold needs that are late, and those of today's promise when today is worked.
    assert "Réponse promise pour le" in text


def test_an_advisor_sees_what_is_late_and_what_is_to_qualify(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    make_follow_up(advisor, timezone.localdate() - timedelta(days=2), file, text="Rappeler hier")
    need = make_need(file, stage=NeedStage.TO_QUALIFY)
    text = signed_in.get(reverse("today")).content.decode()
    assert "1 suivi est en retard" in text
    assert "Rappeler hier" in text
    assert reverse("need-qualify", args=[need.pk]) in text


def test_the_day_of_an_advisor_holds_nobody_elses_needs(signed_in: Client) -> None:
    need = make_need(make_file(lead=make_user()), stage=NeedStage.TO_QUALIFY)
    assert reverse("need-qualify", args=[need.pk]) not in signed_in.get(reverse("today")).content.decode()


def test_an_employer_not_spoken_to_is_named(signed_in: Client, advisor: User) -> None:
    make_file(make_employer(legal_name="Menuiserie Silencieuse inc."), lead=advisor)
    make_file(make_employer(legal_name="Dossier Fermé inc."), lead=advisor, stage=FileStage.CLOSED)
    text = signed_in.get(reverse("today")).content.decode()
    assert "Menuiserie Silencieuse" in text
    assert "Dossier Fermé" not in text


@pytest.mark.parametrize(
    ("answer", "reason", "said"),
    [
        ("interested", "", "peut être donné"),
        ("not_interested", "answer-wage", "Attente salariale trop élevée"),
    ],
)
def test_an_answer_of_an_employer_reaches_both_days_with_what_comes_next(
    answer: str, reason: str, said: str, client: Client, advisor: User, officer: User
) -> None:
    match = make_match(make_need(make_file(lead=advisor)), make_candidate(officer=officer), stage="presented")
    shown = make_presentation(match)
    answer_presentation(presentation=shown, answer=answer, reason=reason, by=None, now=timezone.now())
    for user in (advisor, officer):
        client.force_login(user)
        text = client.get(reverse("today")).content.decode()
        assert "1 réponse d’entreprise" in text
        assert reverse("match", args=[match.pk]) in text
        assert said in text.replace("peuvent être donnés", "peut être donné")


def test_the_answers_of_others_are_not_of_ones_day(client: Client, advisor: User, officer: User) -> None:
    match = make_match(make_need(make_file(lead=make_user())), stage="presented")
    answer_presentation(
        presentation=make_presentation(match), answer="interested", by=None, now=timezone.now()
    )
    for user in (advisor, officer):
        client.force_login(user)
        assert "Réponses des entreprises" not in client.get(reverse("today")).content.decode()


def test_an_officer_sees_no_needs(client: Client, officer: User) -> None:
    client.force_login(officer)
    text = client.get(reverse("today")).content.decode()
    assert "Permis qui expirent" in text
    assert "Besoins à qualifier" not in text


def test_an_empty_day_teaches_the_first_step(signed_in: Client) -> None:
    text = signed_in.get(reverse("today")).content.decode()
    assert reverse("file-new") in text


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin"])
def test_every_role_has_a_day(client: Client, role: str) -> None:
    client.force_login(make_user(role=role))
    assert client.get(reverse("today")).status_code == 200


def test_a_full_day_stays_within_its_query_budget(
    signed_in: Client, advisor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(10):
        file = make_file(lead=advisor)
        make_follow_up(advisor, timezone.localdate() - timedelta(days=days), file)
        make_need(file, stage=NeedStage.TO_QUALIFY)
    with django_assert_max_num_queries(12):
        assert signed_in.get(reverse("today")).status_code == 200


def test_employers_of_all_directions_are_found_with_who_follows_them(signed_in: Client) -> None:
    direction = make_direction("montreal", ("06",))
    employer = make_employer(legal_name="Aciérie de l’Érable inc.")
    make_site(employer, "66023")
    make_file(employer, direction, lead=make_user(direction=direction, name="Andrée Test"))
    text = signed_in.get(reverse("search"), {"q": "acierie erable"}).content.decode()
    assert "Aciérie de l’Érable" in text
    assert "Déjà suivie par Andrée Test" in text


def test_needs_of_elsewhere_are_not_found(signed_in: Client) -> None:
    elsewhere = make_file(direction=make_direction("montreal", ("06",)))
    need = make_need(elsewhere, words="soudeuse de nuit")
    text = signed_in.get(reverse("search"), {"q": "soudeuse de nuit"}).content.decode()
    assert need.reference not in text


@pytest.mark.parametrize("words", ["amina fictive", "Amina", "418 555-0199"])
def test_an_officer_finds_a_person_and_the_reading_is_journaled(
    client: Client, officer: User, words: str
) -> None:
    found = person()
    client.force_login(officer)
    text = client.get(reverse("search"), {"q": words}).content.decode()
    assert found.reference in text
    assert ReadEntry.objects.get().candidate == found


def test_a_person_is_found_by_reference(client: Client, officer: User) -> None:
    found = person()
    client.force_login(officer)
    assert "Amina Fictive" in client.get(reverse("search"), {"q": found.reference}).content.decode()


def test_an_advisor_finds_no_person(signed_in: Client) -> None:
    person()
    assert "Amina Fictive" not in signed_in.get(reverse("search"), {"q": "amina fictive"}).content.decode()
    assert not ReadEntry.objects.exists()


@pytest.mark.parametrize("words", ["", "zzqxw", "a\x00b", "%_'\"", "x" * 500, "🏭"])
def test_any_words_get_an_answer(signed_in: Client, words: str) -> None:
    assert signed_in.get(reverse("search"), {"q": words}).status_code == 200
