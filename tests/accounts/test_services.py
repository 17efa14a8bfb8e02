"""Accounts: the first administrator by a link that opens once, the others from an administrator."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.accounts.links import LinkExpired
from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.accounts.services import (
    AccountRefused,
    AdministratorExists,
    NewAccount,
    PostingRefused,
    create_account,
    create_first_administrator,
    invite_first_administrator,
)
from crm.core.errors import Forbidden
from tests.factories.people import make_direction, make_service_point, make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


def account(**values: str) -> NewAccount:
    return NewAccount(**{"name": "Pilote Essai", "email": "pilote@example.org", "password": PHRASE, **values})


def make(by: User | None, now: datetime, **values: Any) -> User:
    plain = {"account": account(), "role": "officer", "direction": make_direction(), "service_point": None}
    return create_account(**{**plain, "valid_from": None, "by": by, "now": now, **values})


def test_the_link_makes_an_administrator_who_may_run_the_installation(now: datetime) -> None:
    user = create_first_administrator(token=invite_first_administrator(now=now), account=account(), now=now)
    assert scope_of(user).may(Permission.RUN_INSTALLATION)
    assert user.check_password(PHRASE)


def test_the_link_opens_once(now: datetime) -> None:
    token = invite_first_administrator(now=now)
    create_first_administrator(token=token, account=account(), now=now)
    with pytest.raises(LinkExpired):
        create_first_administrator(token=token, account=account(email="autre@example.org"), now=now)


def test_the_link_closes_after_fifteen_minutes(now: datetime) -> None:
    token = invite_first_administrator(now=now)
    with pytest.raises(LinkExpired):
        create_first_administrator(token=token, account=account(), now=now + timedelta(minutes=15, seconds=1))


def test_a_newer_link_closes_the_one_before(now: datetime) -> None:
    token = invite_first_administrator(now=now)
    invite_first_administrator(now=now)
    with pytest.raises(LinkExpired):
        create_first_administrator(token=token, account=account(), now=now)


def test_a_link_that_never_was_makes_nobody(now: datetime) -> None:
    with pytest.raises(LinkExpired):
        create_first_administrator(token="x" * 22, account=account(), now=now)


def test_there_is_one_first_administrator(now: datetime) -> None:
    token = invite_first_administrator(now=now)
    make_user(role="admin")
    with pytest.raises(AdministratorExists):
        create_first_administrator(token=token, account=account(), now=now)
    with pytest.raises(AdministratorExists):
        invite_first_administrator(now=now)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"email": "pas un courriel"}, "email"),
        ({"password": "court"}, "password"),
        ({"password": "123456789012"}, "password"),
    ],
)
def test_an_account_that_cannot_be_is_refused(values: dict[str, str], field: str, now: datetime) -> None:
    token = invite_first_administrator(now=now)
    with pytest.raises(AccountRefused) as refused:
        create_first_administrator(token=token, account=account(**values), now=now)
    assert refused.value.field == field
    assert not User.objects.exists()


def test_an_administrator_makes_an_account_with_its_posting(now: datetime) -> None:
    user = make(make_user(role="admin"), now)
    assert scope_of(user).roles == {"officer"}


def test_an_e_mail_is_used_once_whatever_its_case(now: datetime) -> None:
    pilot = make_user(role="admin")
    make(pilot, now)
    with pytest.raises(AccountRefused) as refused:
        make(pilot, now, account=account(email="PILOTE@example.org"))
    assert refused.value.field == "email"


def test_a_role_of_a_direction_asks_for_one(now: datetime) -> None:
    with pytest.raises(PostingRefused) as refused:
        make(make_user(role="admin"), now, direction=None)
    assert refused.value.field == "direction"


def test_a_service_point_of_another_direction_is_refused(now: datetime) -> None:
    point = make_service_point(direction=make_direction("estrie", ("05",)))
    with pytest.raises(PostingRefused) as refused:
        make(make_user(role="admin"), now, service_point=point)
    assert refused.value.field == "service_point"


def test_a_manager_makes_no_account(manager: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        make(manager, now)


def test_the_command_says_the_link_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_BASE_URL", "https://exemple.quebec/")
    said = StringIO()
    call_command("create_first_admin_link", stdout=said)
    assert "15 minutes" in said.getvalue()
    assert "Create the first administrator" in said.getvalue()
    assert "https://exemple.quebec/premier-compte/" in said.getvalue()


def test_the_command_refuses_when_there_is_an_administrator() -> None:
    make_user(role="admin")
    with pytest.raises(CommandError, match="already has an administrator"):
        call_command("create_first_admin_link")
