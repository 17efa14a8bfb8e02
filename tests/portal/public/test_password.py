"""One's own password: changed by whoever is signed in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from tests.factories.employers import make_member
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
OLD, NEW = "phrase de passe 123", "quatre rivières sous la neige"


def change(client: Client, old: str = OLD, new: str = NEW, again: str = NEW) -> tuple[int, str]:
    answer = client.post(
        reverse("password"), {"old_password": old, "new_password1": new, "new_password2": again}
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin", "employer"])
def test_everyone_who_signs_in_may_change_it(client: Client, role: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    user = make_member() if role == "employer" else make_user(role)
    client.force_login(user)
    assert client.get(reverse("password")).status_code == 200
    assert change(client)[0] == 302
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_this_session_goes_on_and_the_others_end(client: Client, advisor: User) -> None:
    elsewhere = Client()
    client.force_login(advisor)
    elsewhere.force_login(advisor)
    change(client)
    assert client.get(reverse("partners")).status_code == 200
    assert elsewhere.get(reverse("partners")).status_code == 302


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"old": "autre chose"}, "old_password"),
        ({"again": "pas la même phrase"}, "new_password2"),
        ({"new": "court", "again": "court"}, "new_password2"),
    ],
)
def test_a_refusal_is_said_beside_its_field(
    client: Client, advisor: User, values: dict[str, str], field: str
) -> None:
    client.force_login(advisor)
    status, page = change(client, **values)
    assert status == 422
    assert f'id="id_{field}-error"' in page
    advisor.refresh_from_db()
    assert advisor.check_password(OLD)


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(reverse("password")).status_code == 302
