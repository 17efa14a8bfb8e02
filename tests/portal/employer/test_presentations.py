"""An employer reads the closed list of a profile and answers once; nobody else's profiles exist."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.services import revoke_consent
from crm.matching.models import Presentation
from crm.matching.services import present, record_presentation_consent, share_identity
from tests.factories.employers import make_member
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(advisor: User) -> Presentation:
    person = make_sawyer(name=("Awa", "Traoré"), residence_id="66023", french=(5, 3))
    match = make_match(make_need(french_oral=4), person, stage="shortlisted")
    now = timezone.now()
    consented = record_presentation_consent(
        match=match, channel="phone", given_on=timezone.localdate(now), by=advisor, now=now
    )
    return present(match=consented, by=advisor, now=now)


def employer_of(client: Client, presentation: Presentation) -> Client:
    client.force_login(make_member(presentation.match.need.file.employer))
    return client


def answer_to(client: Client, presentation: Presentation, **data: str) -> int:
    status = client.post(reverse("employer-presentation-answer", args=[presentation.pk]), data).status_code
    presentation.refresh_from_db()
    return status


def test_the_profile_is_readable_and_names_nobody(client: Client, shown: Presentation) -> None:
    page = (
        employer_of(client, shown).get(reverse("employer-need", args=[shown.match.need_id])).content.decode()
    )
    assert shown.profile_number in page
    assert "2 à 4 ans" in page
    for word in ("Awa", "Traoré", "PC-", "82,0", "admissible", "Montréal", "niveau 5"):
        assert word not in page


def test_a_level_is_said_to_be_the_one_asked_and_met_or_not(client: Client, shown: Presentation) -> None:
    address = reverse("employer-need", args=[shown.match.need_id])
    said = {True: "atteint", False: "pas atteint", None: "à vérifier"}
    for met, words in said.items():
        content = shown.content | {"french": {"oral": {"level": 4, "met": met}}}
        Presentation.objects.update(content=content)
        page = employer_of(client, shown).get(address).content.decode()
        assert f"Français oral demandé, niveau 4\u00a0: {words}<" in page


@pytest.mark.parametrize(
    ("month", "words"), [("2020-01", "dès maintenant"), ("2099-01", "à partir de janvier")]
)
def test_a_month_that_has_come_is_now(client: Client, shown: Presentation, month: str, words: str) -> None:
    Presentation.objects.update(content=shown.content | {"available_month": month})
    address = reverse("employer-need", args=[shown.match.need_id])
    page = employer_of(client, shown).get(address).content.decode()
    assert f"Disponible {words}" in page.replace("\u00a0", " ")


def test_interest_is_one_press(client: Client, shown: Presentation) -> None:
    assert answer_to(employer_of(client, shown), shown, answer="interested") == 302
    shown.match.refresh_from_db()
    assert shown.match.stage == "mutual_interest"


def test_a_no_takes_a_reason(client: Client, shown: Presentation) -> None:
    employer_of(client, shown)
    answer_to(client, shown, answer="not_interested")
    assert shown.answered_at is None
    answer_to(client, shown, answer="not_interested", reason="answer-french")
    assert shown.answer_reason_id == "answer-french"


def test_a_yes_is_not_among_the_reasons_to_decline(client: Client, shown: Presentation) -> None:
    page = (
        employer_of(client, shown).get(reverse("employer-need", args=[shown.match.need_id])).content.decode()
    )
    assert "answer-interview" not in page
    answer_to(client, shown, answer="not_interested", reason="answer-interview")
    assert shown.answered_at is None


def test_another_employer_finds_nothing(client: Client, shown: Presentation) -> None:
    client.force_login(make_member())
    assert answer_to(client, shown, answer="interested") == 404
    assert shown.answered_at is None


def test_staff_do_not_answer_in_the_employer_s_place_here(
    client: Client, shown: Presentation, advisor: User
) -> None:
    client.force_login(advisor)
    assert answer_to(client, shown, answer="interested") == 404


def test_a_profile_taken_back_is_no_longer_shown_nor_answered(client: Client, shown: Presentation) -> None:
    Presentation.objects.update(undone_at=timezone.now())
    page = (
        employer_of(client, shown).get(reverse("employer-need", args=[shown.match.need_id])).content.decode()
    )
    assert shown.profile_number not in page
    answer_to(client, shown, answer="interested")
    assert shown.answered_at is None


def test_the_name_comes_only_with_the_persons_consent(
    client: Client, shown: Presentation, officer: User
) -> None:
    address, now = reverse("employer-need", args=[shown.match.need_id]), timezone.now()
    employer = employer_of(client, shown)
    answer_to(employer, shown, answer="interested")
    page = employer.get(address).content.decode()
    assert "Nous demandons à la personne" in page
    assert "Traoré" not in page
    share_identity(match=shown.match, channel="phone", given_on=timezone.localdate(now), by=officer, now=now)
    assert "Awa Traoré" in employer.get(address).content.decode()
    consents = shown.match.candidate.consents.filter(kind="identity")
    revoke_consent(consent=consents.get(), by=officer, now=now)
    assert "Traoré" not in employer.get(address).content.decode()
