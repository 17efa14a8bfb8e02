"""The Back key after a need: every step that succeeds is a page that can be read again, and nothing is sent twice."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedDraft, NeedEdit
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need, make_need_link
from tests.portal.public.test_need_link import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture(params=["link", "account"])
def form(request: pytest.FixtureRequest, client: Client, file: EmployerFile) -> str:
    """The address of a new need's form, by a signed link and with an account."""
    if request.param == "link":
        return reverse("need-link", args=[make_need_link(file)[1]])
    client.force_login(make_member(file.employer))
    return reverse("employer-need-new")


def to_send(page: str) -> dict[str, Any]:
    """What the button of the check page sends."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: [value for other, value in hidden if other == name] for name, _value in hidden} | {
        "step": "send"
    }


def test_checking_is_a_page_of_its_own(client: Client, form: str, file: EmployerFile) -> None:
    answer = client.post(form, typed(file, step="check"))
    assert answer.status_code == 303
    for _again in range(2):
        page = client.get(answer["Location"])
        assert page.status_code == 200
        assert 'value="send"' in page.content.decode()
    assert not LabourNeed.objects.exists()


def test_back_after_the_need_was_sent_shows_the_need_and_sends_nothing(
    client: Client, form: str, file: EmployerFile
) -> None:
    check = client.post(form, typed(file, step="check"))["Location"]
    form_sent = to_send(client.get(check).content.decode())
    receipts = {client.post(check, form_sent)["Location"] for _turn in range(10)}
    assert len(receipts) == 1
    assert LabourNeed.objects.count() == 1
    assert LabourNeed.objects.get().wage_min == Decimal("28.40")
    assert client.get(check)["Location"] == receipts.pop()
    # And once more: the form, empty, for another need.
    assert "gars de scie" not in client.get(form).content.decode()


def test_a_check_of_nobodys_draft_leads_to_the_form(client: Client, form: str) -> None:
    for key in (str(uuid4()), "non", ""):
        assert client.get(f"{form}?verifier={key}")["Location"] == form


def test_a_key_of_somebody_elses_need_says_nothing_of_it(client: Client, form: str) -> None:
    other = make_need(make_file(), submission_key=uuid4())
    assert client.get(f"{form}?verifier={other.submission_key}")["Location"] == form


def test_a_draft_that_another_device_broke_is_mended_on_the_form(
    client: Client, form: str, file: EmployerFile
) -> None:
    check = client.post(form, typed(file, step="check"))["Location"]
    draft = NeedDraft.objects.get()
    draft.values["wage_min"] = ["beaucoup"]
    draft.save()
    page = client.get(check).content.decode()
    assert 'id="id_wage_min-error"' in page
    assert 'value="send"' not in page


def test_correcting_says_nothing_of_a_draft_found_again(
    client: Client, form: str, file: EmployerFile
) -> None:
    values = typed(file)
    client.post(form, values | {"step": "check"})
    answer = client.post(form, values | {"step": "edit"})
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert 'value="28,40"' in page
    assert "Brouillon repris" not in page
    assert "Reprendre l’autre version" not in page


def test_a_change_is_checked_and_read_again_with_its_kept_highest_wage(
    client: Client, file: EmployerFile
) -> None:
    client.force_login(make_member(file.employer))
    need = make_need(file, stage="open", wage_min=Decimal("26.00"), wage_max=Decimal("30.00"))
    change = reverse("employer-need-change", args=[need.pk])
    sent = typed(file, step="check", wage_min="27,25", revision=need.revision)
    check = client.post(change, sent)["Location"]
    page = client.get(check).content.decode()
    assert "reste : 30,00" in page.replace("\xa0", " ")
    client.post(check, to_send(page))
    need.refresh_from_db()
    assert (need.wage_min, need.wage_max) == (Decimal("27.25"), Decimal("30.00"))
    assert NeedEdit.objects.filter(need=need).count() == 1
    assert client.get(check)["Location"] == reverse("employer-need", args=[need.pk])


def test_a_wage_above_the_kept_highest_takes_its_place_and_the_check_says_so(
    client: Client, file: EmployerFile
) -> None:
    link, token = make_need_link(file)
    need = make_need(
        file, stage="open", wage_min=Decimal("26.00"), wage_max=Decimal("30.00"), submitted_link=link
    )
    change = reverse("need-link-change", args=[token, need.pk])
    check = client.post(change, typed(file, step="check", wage_min="31", revision=need.revision))["Location"]
    page = client.get(check).content.decode()
    assert "il est retiré" in page
    client.post(check, to_send(page))
    need.refresh_from_db()
    assert (need.wage_min, need.wage_max) == (Decimal("31.00"), None)
