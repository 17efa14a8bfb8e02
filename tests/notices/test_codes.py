"""A profile opens with six digits: few tries, few codes, and a link tried too often closes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from crm.accounts.links import LinkExpired
from crm.notices.models import AccessCode, ActLink, OutgoingMail
from crm.notices.services import CodeRefused, TooManyCodes, ask_code, deliver, give_code
from tests.factories.notices import make_profile_link, smtp_server, text_of

pytestmark = pytest.mark.django_db


def sent_code(link: ActLink, now: datetime) -> str:
    """The digits that the recipient reads."""
    with smtp_server() as box:
        code = ask_code(link=link, now=now)
        deliver(OutgoingMail.objects.get(code=code).pk, now=now)
    found = re.search(r"^(\d{6})\s*$", text_of(box.messages[0]), re.MULTILINE)
    assert found
    return found.group(1)


def other_than(digits: str) -> str:
    return "000000" if digits != "000000" else "111111"


def test_the_digits_received_open(now: datetime) -> None:
    link, _token = make_profile_link(now)
    digits = sent_code(link, now)
    assert AccessCode.objects.filter(hashed__contains=digits).count() == 0
    give_code(link=link, digits=f" {digits} ", now=now)


def test_a_code_opens_once(now: datetime) -> None:
    link, _token = make_profile_link(now)
    digits = sent_code(link, now)
    give_code(link=link, digits=digits, now=now)
    with pytest.raises(CodeRefused):
        give_code(link=link, digits=digits, now=now)


def test_after_ten_minutes_it_opens_no_more(now: datetime) -> None:
    link, _token = make_profile_link(now)
    digits = sent_code(link, now)
    with pytest.raises(CodeRefused):
        give_code(link=link, digits=digits, now=now + timedelta(minutes=10))


def test_the_code_of_one_link_opens_no_other(now: datetime) -> None:
    one, _token = make_profile_link(now)
    other, _token = make_profile_link(now)
    digits = sent_code(one, now)
    sent_code(other, now)
    if (wrong := digits) != "":
        with pytest.raises(CodeRefused):
            give_code(link=other, digits=wrong, now=now)


def test_a_new_code_ends_the_one_before(now: datetime) -> None:
    link, _token = make_profile_link(now)
    first = sent_code(link, now)
    second = sent_code(link, now + timedelta(minutes=1))
    if first != second:
        with pytest.raises(CodeRefused):
            give_code(link=link, digits=first, now=now + timedelta(minutes=1))
    give_code(link=link, digits=second, now=now + timedelta(minutes=1))


def test_five_wrong_tries_spend_a_code(now: datetime) -> None:
    link, _token = make_profile_link(now)
    digits = sent_code(link, now)
    for _turn in range(5):
        with pytest.raises(CodeRefused):
            give_code(link=link, digits=other_than(digits), now=now)
    with pytest.raises(CodeRefused):
        give_code(link=link, digits=digits, now=now)


def test_three_codes_an_hour(now: datetime) -> None:
    link, _token = make_profile_link(now)
    for minute in range(3):
        ask_code(link=link, now=now + timedelta(minutes=minute))
    with pytest.raises(TooManyCodes):
        ask_code(link=link, now=now + timedelta(minutes=50))
    ask_code(link=link, now=now + timedelta(minutes=61))


def test_brute_force_ends_with_the_link_closed(now: datetime) -> None:
    """A patient robot that asks for codes as often as it may: fifteen guesses in all, of a million."""
    link, _token = make_profile_link(now)
    guesses, moment = 0, now
    for turn in range(200):
        if turn % 5 == 0:
            moment += timedelta(minutes=30)
            if not _still_opens(link, moment):
                break
            sent_code(link, moment)
        guesses += _guess(link, f"{turn:06d}", moment)
    assert guesses == 15
    link.refresh_from_db()
    assert link.revoked_at is not None
    with pytest.raises(LinkExpired):
        ask_code(link=link, now=moment)


def _still_opens(link: ActLink, now: datetime) -> bool:
    return ActLink.objects.live(now).filter(pk=link.pk).exists()


def _guess(link: ActLink, digits: str, now: datetime) -> bool:
    """Whether a wrong guess was heard at all."""
    try:
        give_code(link=link, digits=digits, now=now)
    except CodeRefused:
        return True
    except LinkExpired:
        return False
    return False
