"""The employer's space: its own needs only, in plain words, and a new one by the same form."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedStage
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need, make_need_move
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def member(file: EmployerFile, client: Client) -> User:
    user = make_member(file.employer)
    client.force_login(user)
    return user


def test_without_a_need_the_page_teaches_the_first_step(client: Client, member: User) -> None:
    page = client.get(reverse("employer-home")).content.decode()
    assert "Qui vous manque-t-il" in page
    assert reverse("employer-need-new") in page


def test_only_its_own_needs_are_listed(client: Client, member: User, file: EmployerFile) -> None:
    mine, other = make_need(file, words="gars de scie"), make_need(words="soudeuse")
    page = client.get(reverse("employer-home")).content.decode()
    assert mine.reference in page
    assert other.title not in page
    assert client.get(reverse("employer-need", args=[other.pk])).status_code == 404
    assert client.post(reverse("employer-need-confirm", args=[other.pk])).status_code == 404


def test_the_list_costs_as_many_queries_for_many_needs(
    client: Client, member: User, file: EmployerFile, django_assert_max_num_queries: object
) -> None:
    for _ in range(20):
        make_need(file)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(reverse("employer-home"))


def test_a_need_is_sent_from_the_space(client: Client, member: User, file: EmployerFile) -> None:
    form = {
        "submission_key": str(uuid4()),
        "words": "gars de scie",
        "occupation": "94120",
        "skills_for": "94120",
        "skills": ["sciage"],
        "positions": "2",
        "site": file.employer.sites.get().pk,
        "step": "send",
    }
    page = client.post(reverse("employer-need-new"), form, follow=True)
    need = LabourNeed.objects.get()
    assert (need.submitted_by, need.file) == (member, file)
    assert need.reference in page.content.decode()


@pytest.mark.parametrize("stage", NeedStage.values)
def test_the_page_of_a_need_says_where_it_stands(
    stage: str, client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file, stage=stage)
    assert client.get(reverse("employer-need", args=[need.pk])).status_code == 200


def test_moves_kept_inside_are_not_in_the_history(
    client: Client, member: User, file: EmployerFile, now: object
) -> None:
    need = make_need(file, stage=NeedStage.CLOSED)
    make_need_move(need, "closed", at=now, note="salaire trop bas", reason="need-wage")  # type: ignore[arg-type]
    page = client.get(reverse("employer-need", args=[need.pk])).content.decode()
    assert "salaire trop bas" not in page
    assert "sous le marché" not in page


def test_one_press_confirms_that_a_need_still_stands(
    client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file)
    client.post(reverse("employer-need-confirm", args=[need.pk]))
    need.refresh_from_db()
    assert need.confirmed_on is not None


def test_whoever_represents_no_employer_is_told_so(client: Client) -> None:
    client.force_login(make_user("advisor"))
    page = client.get(reverse("employer-home"))
    assert page.status_code == 403
    assert "entreprise" in page.content.decode()


def test_what_is_to_be_mended_is_named_and_reached_in_one_press(client: Client, member: User) -> None:
    answer = client.post(
        reverse("employer-need-new"), {"words": "", "positions": "0", "site": "", "step": "find"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for field, said in (("words", "Dites qui vous cherchez"), ("positions", "va de 1 à 500")):
        assert f'href="#id_{field}-error"' in page
        assert f'id="id_{field}-error"' in page
        assert said in page


def test_what_cannot_change_any_more_may_be_asked_again(
    client: Client, member: User, file: EmployerFile
) -> None:
    over = make_need(file, stage=NeedStage.WITHDRAWN)
    page = client.get(reverse("employer-need", args=[over.pk])).content.decode()
    assert "Demander encore" in page
    assert "Changer ou arrêter" not in page
