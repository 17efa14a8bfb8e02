"""Words that touch a prohibited ground are said beside the field while they are typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.needs import make_need_link
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["tasks", "french_reason", "other_language_reason", "other_language_means"])
def test_each_text_of_the_form_is_read_while_typing(client: Client, field: str) -> None:
    _link, token = make_need_link()
    address = reverse("wording-check", args=[token])
    assert (
        f'id="warn-{field}"'
        in client.post(
            reverse("need-link", args=[token]), {"step": "edit", "french_reason": "x"}, follow=True
        ).content.decode()
    )
    found = client.post(address, {field: "Jeune et dynamique"}).content.decode()
    assert "L’âge ne peut pas servir" in found
    assert "notice" not in client.post(address, {field: "homme à tout faire"}).content.decode()


def test_the_words_of_the_post_are_read_with_the_occupations(client: Client) -> None:
    _link, token = make_need_link()
    page = client.get(reverse("occupation-suggest", args=[token]), {"words": "native English speaker"})
    assert "hx-swap-oob" in page.content.decode()
    assert "notice-warn" in page.content.decode()


def test_only_who_is_signed_in_or_holds_a_link_may_ask(client: Client) -> None:
    assert client.post(reverse("wording-check"), {"tasks": "x"}).status_code == 404
    assert client.post(reverse("wording-check", args=["nobody"]), {"tasks": "x"}).status_code == 404
    client.force_login(make_user("advisor"))
    assert client.post(reverse("wording-check"), {"tasks": "jeune et dynamique"}).status_code == 200
