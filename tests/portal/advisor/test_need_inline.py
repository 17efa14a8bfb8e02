"""A need's value changed where it is read, and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.needs.models import LabourNeed
from crm.portal.advisor.need_inline import GROUPS
from tests import factories
from tests.factories.employers import make_file
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(advisor: User) -> LabourNeed:
    return make_need(
        file=make_file(lead=advisor),
        skills=("sciage",),
        wage_min=Decimal("24.50"),
        valid_until=date(2027, 6, 1),
    )


def address(need: LabourNeed, name: str) -> str:
    return reverse("need-field", args=[need.pk, name])


def typed(
    client: Client, need: LabourNeed, name: str, **values: str | list[str]
) -> dict[str, str | list[str]]:
    """The small form as a browser sends it, with what was typed."""
    form = client.get(address(need, name)).context["form"]
    untouched = {field: form.current()[field] for field in GROUPS[name]}
    return {**untouched, "revision": str(form.initial["revision"]), "seen": form.seen_now(), **values}


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_every_value_opens_and_may_be_left_as_it_was(
    signed_in: Client, need: LabourNeed, name: str, language: str
) -> None:
    signed_in.cookies["django_language"] = language
    page = signed_in.post(address(need, name), typed(signed_in, need, name), follow=True)
    assert page.status_code == 200
    assert not need.edits.exists()
    assert f'id="v-{name}"' in page.content.decode() or name == "positions"


def test_a_value_is_changed_and_taken_back(signed_in: Client, need: LabourNeed) -> None:
    page = signed_in.post(
        address(need, "wage"), typed(signed_in, need, "wage", wage_min="27,25"), follow=True
    )
    need.refresh_from_db()
    assert need.wage_min == Decimal("27.25")
    assert [row.skill_id for row in need.skills.all()] == ["sciage"]
    undo = reverse("need-edit-undo", args=[need.pk, need.edits.get().pk])
    assert f'action="{undo}"' in page.content.decode()
    signed_in.post(undo)
    need.refresh_from_db()
    assert need.wage_min == Decimal("24.50")
    assert need.edits.count() == 2


def test_what_was_rewritten_since_is_not_undone(signed_in: Client, need: LabourNeed) -> None:
    signed_in.post(address(need, "wage"), typed(signed_in, need, "wage", wage_min="27,25"))
    first = need.edits.get()
    signed_in.post(address(need, "wage"), typed(signed_in, need, "wage", wage_min="28"))
    page = signed_in.post(reverse("need-edit-undo", args=[need.pk, first.pk]), follow=True)
    assert "récrit ce champ" in page.content.decode()
    need.refresh_from_db()
    assert need.wage_min == Decimal(28)


def test_every_kind_of_value_goes_back(signed_in: Client, need: LabourNeed) -> None:
    before = LabourNeed.objects.filter(pk=need.pk).values().get()
    changed: dict[str, dict[str, str | list[str]]] = {
        "positions": {"positions": "7"},
        "schedule": {"hours_per_week": "37,5", "shift": "night"},
        "start": {"starts_on": "2027-02-01"},
        "duration": {"duration": "seasonal"},
        "help": {"help_offered": ["housing", "moving"]},
        "tasks": {"tasks": "Empiler\r\nle bois"},
        "permits": {"driving_class": "3"},
        "validity": {"valid_until": "2027-03-01"},
        "french": {"french_oral": "4"},
        "experience": {"experience_months": "18"},
    }
    for name, values in changed.items():
        signed_in.post(address(need, name), typed(signed_in, need, name, **values))
    assert need.edits.count() == len(changed)
    for edit in need.edits.order_by("-id"):
        signed_in.post(reverse("need-edit-undo", args=[need.pk, edit.pk]))
    after = LabourNeed.objects.filter(pk=need.pk).values().get()
    moved = {"updated_at", "revision"}
    assert {k: v for k, v in after.items() if k not in moved} == {
        k: v for k, v in before.items() if k not in moved
    }


def test_a_wrong_value_says_why_beside_its_field(signed_in: Client, need: LabourNeed) -> None:
    page = signed_in.post(address(need, "wage"), typed(signed_in, need, "wage", wage_max="3"))
    assert page.status_code == 422
    assert 'value="3"' in page.content.decode()


def test_a_value_outside_the_list_is_not_found(signed_in: Client, need: LabourNeed) -> None:
    assert signed_in.get(address(need, "occupation")).status_code == 404


def test_another_direction_finds_nothing(client: Client, need: LabourNeed) -> None:
    elsewhere = factories.make_direction("mtl", regions=("06",))
    client.force_login(factories.make_user(role="advisor", direction=elsewhere))
    assert client.get(address(need, "wage")).status_code == 404
    assert client.post(reverse("need-edit-undo", args=[need.pk, 1])).status_code == 404
