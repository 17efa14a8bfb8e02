"""From the e-mail of a notice: a GET changes nothing; the page that it leads to marks the notice as read by a POST."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.notices.models import Notice, NoticeKind
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(advisor: User) -> Notice:
    file = make_file(lead=advisor)
    return Notice.objects.create(
        user=advisor, kind=NoticeKind.REASSIGNED, key="one", at=timezone.now(), file=file
    )


def test_the_page_reached_says_by_itself_that_its_notice_was_read(signed_in: Client, notice: Notice) -> None:
    answer = signed_in.get(reverse("notice", args=[notice.pk]))
    page = signed_in.get(answer["Location"]).content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None
    press = reverse("notice-read", args=[notice.pk])
    assert f'hx-post="{press}" hx-trigger="load"' in page
    assert signed_in.post(press, headers={"HX-Request": "true"}).content == b""
    notice.refresh_from_db()
    assert notice.read_at is not None
    # Read once, the same link leads to the plain page.
    assert signed_in.get(reverse("notice", args=[notice.pk]))["Location"] == reverse(
        "file", args=[notice.file_id]
    )


def test_without_scripts_one_press_marks_it_and_stays_on_the_page(signed_in: Client, notice: Notice) -> None:
    here = reverse("file", args=[notice.file_id])
    answer = signed_in.post(reverse("notice-read", args=[notice.pk]), {"next": here})
    assert answer["Location"] == here
    assert "notice-read" not in signed_in.get(here).content.decode()
    assert not Notice.objects.unread().exists()


def test_a_notice_of_somebody_else_cannot_be_marked(client: Client, notice: Notice) -> None:
    client.force_login(make_user("advisor"))
    assert client.post(reverse("notice-read", args=[notice.pk])).status_code == 404
    assert client.get(reverse("notice-read", args=[notice.pk])).status_code == 405
    assert Notice.objects.unread().exists()


@pytest.mark.parametrize("asked", ["", "abc", "%00", "9" * 30, "-1"])
def test_any_address_is_a_page(signed_in: Client, notice: Notice, asked: str) -> None:
    page = signed_in.get(f"{reverse('file', args=[notice.file_id])}?avis={asked}")
    assert page.status_code == 200
    assert 'hx-trigger="load" hx-swap="outerHTML"' not in page.content.decode()
