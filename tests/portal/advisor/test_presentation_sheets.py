"""The one-page profile: the frozen copy and nothing more, in both languages, for those who may read it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.matching.models import Presentation
from crm.portal.profile_pdf import profile_pdf, sheet_of
from tests.factories.employers import make_member
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(db: None) -> Presentation:
    person = make_sawyer(name=("Awa", "Traoré"), identity={"phone": "418 555-0142"}, residence_id="66023")
    return make_presentation(make_match(make_need(french_oral=4), person))


def words_of(presentation: Presentation) -> str:
    sheet = sheet_of(presentation)
    return " ".join(
        [sheet.title, sheet.addressed, sheet.shown, *(x for s in sheet.sections for x in s.lines)]
    )


def test_the_sheet_reads_the_frozen_copy_alone(shown: Presentation) -> None:
    before, pdf = words_of(shown), profile_pdf(shown, language="fr")
    person = shown.match.candidate
    person.occupations.all().delete()
    person.available_from = date(2099, 1, 1)
    person.save()
    again = Presentation.objects.get(pk=shown.pk)
    assert words_of(again) == before
    assert profile_pdf(again, language="fr") == pdf


def test_the_sheet_holds_the_closed_list_and_names_nobody(shown: Presentation) -> None:
    said = words_of(shown)
    assert "2 à 4 ans" in said
    assert "niveau 4" in said
    for word in ("Awa", "Traoré", "PC-", "418 555", "Montréal", "82,0", "admissible"):
        assert word not in said


def test_a_field_outside_the_list_is_read_by_nobody(shown: Presentation) -> None:
    before = words_of(shown)
    shown.content = shown.content | {"country": "Ailleurs", "age": 42}
    assert words_of(shown) == before


@pytest.mark.parametrize(("language", "word"), [("fr", "Compétences"), ("en", "Skills")])
def test_staff_read_it_as_a_page_and_a_pdf(
    signed_in: Client, shown: Presentation, language: str, word: str
) -> None:
    page = signed_in.get(reverse("presentation", args=[shown.pk]), {"lang": language})
    assert word in page.content.decode()
    pdf = signed_in.get(reverse("presentation-pdf", args=[shown.pk]), {"lang": language})
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content.count(b"/Type /Page\n") <= 1


def test_elsewhere_it_does_not_exist(client: Client, shown: Presentation) -> None:
    client.force_login(make_user("advisor", make_direction("ailleurs", ("06",))))
    for name in ("presentation", "presentation-pdf", "employer-profile-pdf"):
        assert client.get(reverse(name, args=[shown.pk])).status_code == 404


def test_the_employer_keeps_the_pdf_as_long_as_the_profile_is_open(
    client: Client, shown: Presentation
) -> None:
    client.force_login(make_member(shown.match.need.file.employer))
    url = reverse("employer-profile-pdf", args=[shown.pk])
    assert client.get(url)["Content-Type"] == "application/pdf"
    assert client.get(reverse("presentation", args=[shown.pk])).status_code == 403
    Presentation.objects.update(undone_at=shown.created_at)
    assert client.get(url).status_code == 404


def test_an_officer_of_the_person_reads_what_was_shown(
    client: Client, shown: Presentation, officer: User
) -> None:
    client.force_login(officer)
    assert client.get(reverse("presentation", args=[shown.pk])).status_code == 200
