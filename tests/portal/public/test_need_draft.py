"""The draft of a need: kept while typing, found again anywhere the link opens, over after its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedDraft
from crm.needs.services import forget_drafts
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need, make_need_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def token(file: EmployerFile) -> str:
    return make_need_link(file)[1]


def typed(file: EmployerFile, **changes: Any) -> dict[str, Any]:
    values = {
        "submission_key": str(uuid4()),
        "words": "gars de scie",
        "occupation": "94120",
        "skills_for": "94120",
        "skills": ["sciage"],
        "positions": "3",
        "site": str(file.employer.sites.get().pk),
        "wage_min": "28,40",
        "draft_version": "0",
        "draft_device": "telephone",
    }
    return values | changes


def test_what_is_typed_comes_back_on_another_device(client: Client, token: str, file: EmployerFile) -> None:
    kept = client.post(reverse("need-link-keep", args=[token]), typed(file, wage_min="28,4"))
    assert kept.json()["version"] == 1
    page = Client().get(reverse("need-link", args=[token])).content.decode()
    for piece in ('value="gars de scie"', 'value="28,4"', "Brouillon repris", "Recommencer"):
        assert piece in page
    assert not LabourNeed.objects.exists()


def test_the_second_device_that_is_behind_overwrites_nothing(
    client: Client, token: str, file: EmployerFile
) -> None:
    address = reverse("need-link-keep", args=[token])
    client.post(address, typed(file))
    client.post(address, typed(file, words="soudeuse", draft_version="1"))
    late = client.post(address, typed(file, words="journalier", draft_version="1", draft_device="bureau"))
    assert late.status_code == 409
    assert NeedDraft.objects.get().values["words"] == ["soudeuse"]
    chosen = client.post(address, typed(file, words="journalier", draft_version="", draft_device="bureau"))
    assert chosen.json()["version"] == 3


def test_sending_ends_the_draft_and_nothing_brings_it_back(
    client: Client, token: str, file: EmployerFile
) -> None:
    address, form = reverse("need-link-keep", args=[token]), typed(file, step="send")
    client.post(address, form)
    client.post(reverse("need-link", args=[token]), form)
    assert LabourNeed.objects.count() == 1
    assert not NeedDraft.objects.exists()
    assert client.post(address, form).status_code == 410


def test_without_javascript_finishing_later_keeps_and_starting_anew_drops(
    client: Client, token: str, file: EmployerFile
) -> None:
    form = reverse("need-link", args=[token])
    page = client.post(form, typed(file, step="later", words=""), follow=True)
    assert "Continuer le brouillon" in page.content.decode()
    client.post(form, typed(file, step="fresh"))
    assert not NeedDraft.objects.exists()


def test_a_draft_is_forgotten_after_thirty_days_and_the_page_says_so(
    client: Client, token: str, file: EmployerFile
) -> None:
    client.post(reverse("need-link-keep", args=[token]), typed(file))
    NeedDraft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert forget_drafts(now=timezone.now()) == 1
    assert NeedDraft.objects.get().values == {}
    page = client.get(reverse("need-link", args=[token])).content.decode()
    assert "a été effacé" in page
    assert "gars de scie" not in page


def test_a_draft_too_long_is_refused(client: Client, token: str, file: EmployerFile) -> None:
    answer = client.post(reverse("need-link-keep", args=[token]), typed(file, tasks="x" * 50_000))
    assert answer.status_code == 422
    assert not NeedDraft.objects.exists()


def test_each_keeps_its_own_draft(client: Client, token: str, file: EmployerFile) -> None:
    client.post(reverse("need-link-keep", args=[token]), typed(file))
    _link, other = make_need_link(file)
    assert "gars de scie" not in client.get(reverse("need-link", args=[other])).content.decode()
    client.force_login(make_member(file.employer))
    assert "gars de scie" not in client.get(reverse("employer-need-new")).content.decode()
    assert client.post(reverse("employer-need-keep"), typed(file)).json()["version"] == 1
    assert NeedDraft.objects.count() == 2


def test_a_stranger_keeps_nothing(client: Client, file: EmployerFile) -> None:
    assert client.post(reverse("need-link-keep", args=["nobody"]), typed(file)).status_code == 404
    assert client.post(reverse("employer-need-keep"), typed(file)).status_code in {302, 403, 404}
    assert not NeedDraft.objects.exists()


def test_a_need_is_changed_withdrawn_and_copied_by_its_link(client: Client, file: EmployerFile) -> None:
    link, token = make_need_link(file)
    need = make_need(file, stage="open", experience_months=24, submitted_link=link)
    change = reverse("need-link-change", args=[token, need.pk])
    assert "Changer le besoin" in client.get(change).content.decode()
    sent = typed(file, step="send", positions="5", revision=need.revision)
    client.post(change, sent)
    need.refresh_from_db()
    assert (need.positions, need.experience_months, need.stage) == (5, 24, "open")
    assert client.post(change, sent | {"positions": "6"}).status_code == 422
    assert (
        'value="gars de scie"'
        in client.get(f"{reverse('need-link', args=[token])}?copy={need.pk}").content.decode()
    )
    withdraw = reverse("need-link-withdraw", args=[token, need.pk])
    client.post(withdraw, {"reason": "need-wage"})
    need.refresh_from_db()
    assert need.stage == "open"
    client.post(withdraw, {"reason": "need-postponed"})
    need.refresh_from_db()
    assert (need.stage, need.moves.last().reason) == ("withdrawn", "need-postponed")  # type: ignore[union-attr]


def test_an_expired_need_comes_back_in_one_press(client: Client, file: EmployerFile) -> None:
    link, token = make_need_link(file)
    over = timezone.localdate() - timedelta(days=3)
    need = make_need(file, stage="expired", valid_until=over, submitted_link=link)
    page = client.get(reverse("need-link-status", args=[token])).content.decode()
    assert "Toujours d’actualité" in page
    client.post(reverse("need-link-confirm", args=[token, need.pk]))
    need.refresh_from_db()
    assert need.stage == "to_qualify"
    assert need.valid_until > timezone.localdate()
