"""The page of staffing targets: who opens it, where it is found, and what the caseloads and the bilan say of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import StaffingTarget, User
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def sent(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"region": "02", "role": "advisor", "target": "7", "valid_from": today, "source": "", **changes}


@pytest.mark.parametrize("page", ["caseloads", "bilan"])
def test_a_manager_finds_the_page_and_sets_a_target(browser: Client, page: str) -> None:
    targets = reverse("staffing-targets")
    assert targets in browser.get(reverse(page)).content.decode()
    assert "Aucune cible." in browser.get(reverse("caseloads")).content.decode()
    assert browser.post(targets, sent()).status_code == 302
    assert "Écart\u00a0: 7 postes" in browser.get(reverse("caseloads")).content.decode()
    assert "en vigueur" in browser.get(targets).content.decode()
    assert browser.post(targets, sent(target="")).status_code == 422
    assert browser.post(targets, sent(target="", removed="on")).status_code == 302
    assert not StaffingTarget.objects.exists()


def test_the_administrator_sets_those_of_every_region(client: Client) -> None:
    make_direction()
    client.force_login(make_user("admin"))
    assert reverse("staffing-targets") in client.get(reverse("territories")).content.decode()
    assert client.post(reverse("staffing-targets"), sent(region="11")).status_code == 302
    assert StaffingTarget.objects.get().region_id == "11"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("region", "01"),
        ("region", "\x00"),
        ("role", "manager"),
        ("target", "-1"),
        ("target", "beaucoup"),
        ("valid_from", "hier"),
        ("valid_from", "1900-01-01"),
        ("source", "x" * 201),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser: Client, name: str, typed: str) -> None:
    answer = browser.post(reverse("staffing-targets"), sent(**{name: typed}))
    assert answer.status_code == 422
    assert f'id="id_{name}-error"' in answer.content.decode()
    assert not StaffingTarget.objects.exists()


@pytest.mark.parametrize("role", ["advisor", "officer", "privacy", ""])
def test_others_read_no_targets_page_nor_its_link(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    assert client.get(reverse("staffing-targets")).status_code == 403
    if role == "advisor":
        assert reverse("staffing-targets") not in client.get(reverse("bilan")).content.decode()
