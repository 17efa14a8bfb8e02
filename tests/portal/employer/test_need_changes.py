"""The employer's own gestures in its space: templates, a copy, a change, a withdrawal; never another employer's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.employers.models import EmployerFile
from crm.needs.models import NeedTemplate
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def member(file: EmployerFile, client: Client) -> User:
    user = make_member(file.employer)
    client.force_login(user)
    return user


def test_a_template_is_kept_started_from_deleted_and_taken_back(
    client: Client, member: User, file: EmployerFile
) -> None:
    need = make_need(file, words="soudeur de nuit", skills=("sciage",))
    page = client.post(reverse("employer-need-template", args=[need.pk]), {"name": "Nuit"}, follow=True)
    template = NeedTemplate.objects.get()
    assert "Nuit" in page.content.decode()
    start = client.get(f"{reverse('employer-need-new')}?modele={template.pk}").content.decode()
    assert 'value="soudeur de nuit"' in start
    address = reverse("employer-template", args=[template.pk])
    gone = client.post(address, follow=True).content.decode()
    assert "?modele=" not in gone
    assert "supprimé" in gone
    assert "?modele=" in client.post(address, follow=True).content.decode()


def test_a_copy_starts_a_new_need(client: Client, member: User, file: EmployerFile) -> None:
    need = make_need(file, stage="closed", words="affûteuse")
    page = client.get(f"{reverse('employer-need-new')}?copy={need.pk}").content.decode()
    assert 'value="affûteuse"' in page
    assert (
        "Copier pour un nouveau besoin"
        in client.get(reverse("employer-need", args=[need.pk])).content.decode()
    )


def test_nothing_of_another_employer_can_be_touched(client: Client, member: User) -> None:
    other = make_need(make_file())
    theirs = make_member(other.file.employer)
    template = NeedTemplate.objects.create(
        name="x", values={}, employer=other.file.employer, created_by=theirs, created_at=other.created_at
    )
    for address in (
        reverse("employer-need-change", args=[other.pk]),
        f"{reverse('employer-need-new')}?copy={other.pk}",
        f"{reverse('employer-need-new')}?modele={template.pk}",
    ):
        assert client.get(address).status_code == 404
    for name, key in (
        ("employer-need-withdraw", other.pk),
        ("employer-need-template", other.pk),
        ("employer-template", template.pk),
    ):
        assert client.post(reverse(name, args=[key]), {"reason": "need-postponed"}).status_code == 404


def test_a_withdrawal_says_why(client: Client, member: User, file: EmployerFile) -> None:
    need = make_need(file)
    address = reverse("employer-need-withdraw", args=[need.pk])
    assert "Choisissez un motif" in client.post(address, follow=True).content.decode()
    client.post(address, {"reason": "need-activity"})
    need.refresh_from_db()
    assert need.stage == "withdrawn"
