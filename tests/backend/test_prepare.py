"""A start of an installation that has its administrator: no link, and no failure either."""

from __future__ import annotations

import pytest

from backend.prepare import offer_first_account
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_a_new_installation_is_offered_its_first_account(capsys: pytest.CaptureFixture[str]) -> None:
    offer_first_account()
    assert "/premier-compte/" in capsys.readouterr().out


def test_one_that_has_its_administrator_starts_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    make_user("admin")
    offer_first_account()
    assert capsys.readouterr() == ("", "")
