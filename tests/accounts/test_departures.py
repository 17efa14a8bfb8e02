"""Postings that begin and end, accounts that close and open again, passwords chosen by a link."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.links import LinkExpired
from crm.accounts.models import AccountEvent, Posting, User
from crm.accounts.policy import scope_of
from crm.accounts.services import (
    ClosingRefused,
    PasswordRefused,
    PostingContent,
    PostingRefused,
    begin_posting,
    choose_password,
    close_account,
    end_posting,
    make_password_link,
    reopen_account,
)
from crm.core.errors import Forbidden
from tests.factories.people import LONG_AGO, make_direction, make_user

pytestmark = pytest.mark.django_db
PHRASE = "quatre rivières sous la neige"


@pytest.fixture
def pilot(db: None) -> User:
    return make_user("admin")


def content(day: date, role: str = "officer") -> PostingContent:
    place = None if role == "admin" else make_direction()
    return PostingContent(role=role, direction=place, service_point=None, valid_from=day)


def kinds(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(user=user).values_list("kind", flat=True))


def test_a_posting_ends_and_another_begins_and_both_stay(
    advisor: User, pilot: User, now: datetime, today: date
) -> None:
    end_posting(posting=advisor.postings.get(), last_day=today, by=pilot, now=now)
    tomorrow = today + timedelta(days=1)
    begin_posting(user=advisor, content=content(tomorrow), by=pilot, now=now)
    rows = list(advisor.postings.values_list("role", "valid_from", "valid_to"))
    assert rows == [("advisor", LONG_AGO, today), ("officer", tomorrow, None)]
    assert kinds(advisor) == ["posting_ended", "posting_begun"]


def test_the_same_posting_is_not_given_twice(advisor: User, pilot: User, now: datetime, today: date) -> None:
    with pytest.raises(PostingRefused) as refused:
        begin_posting(user=advisor, content=content(today, "advisor"), by=pilot, now=now)
    assert refused.value.field == "valid_from"
    with pytest.raises(PostingRefused):
        begin_posting(user=pilot, content=content(today, "admin"), by=pilot, now=now)


def test_a_closed_account_is_posted_nowhere(advisor: User, pilot: User, now: datetime, today: date) -> None:
    close_account(user=advisor, by=pilot, now=now)
    with pytest.raises(PostingRefused, match="Rouvrez"):
        begin_posting(user=advisor, content=content(today), by=pilot, now=now)
    tomorrow = today + timedelta(days=1)
    with pytest.raises(PostingRefused, match="Rouvrez"):
        end_posting(posting=advisor.postings.get(), last_day=tomorrow, by=pilot, now=now)


@pytest.mark.parametrize("days", [-400, 400])
def test_a_posting_begins_and_ends_within_a_year(
    advisor: User, pilot: User, now: datetime, today: date, days: int
) -> None:
    far = today + timedelta(days=days)
    for field, gesture in (
        ("valid_from", lambda: begin_posting(user=advisor, content=content(far), by=pilot, now=now)),
        (
            "last_day",
            lambda: end_posting(posting=advisor.postings.get(), last_day=far, by=pilot, now=now),
        ),
    ):
        with pytest.raises(PostingRefused) as refused:
            gesture()
        assert refused.value.field == field


def test_a_posting_does_not_end_before_it_began_nor_twice(
    advisor: User, pilot: User, now: datetime, today: date
) -> None:
    posting = advisor.postings.get()
    with pytest.raises(PostingRefused) as refused:
        end_posting(posting=posting, last_day=LONG_AGO - timedelta(days=1), by=pilot, now=now)
    assert refused.value.field == "last_day"
    end_posting(posting=posting, last_day=today - timedelta(days=1), by=pilot, now=now)
    with pytest.raises(PostingRefused, match="déjà terminée"):
        end_posting(posting=posting, last_day=today, by=pilot, now=now)


def test_an_administrator_ends_neither_their_own_posting_nor_their_own_account(
    pilot: User, now: datetime, today: date
) -> None:
    with pytest.raises(PostingRefused, match="autre personne pilote"):
        end_posting(posting=pilot.postings.get(), last_day=today, by=pilot, now=now)
    with pytest.raises(ClosingRefused, match="son propre compte"):
        close_account(user=pilot, by=pilot, now=now)


def test_a_closed_account_sees_nothing_and_its_postings_end_that_day(
    advisor: User, pilot: User, now: datetime, today: date
) -> None:
    begin_posting(user=advisor, content=content(today + timedelta(days=9)), by=pilot, now=now)
    close_account(user=advisor, by=pilot, now=now)
    closed = User.objects.get(pk=advisor.pk)
    assert (closed.is_active, closed.has_usable_password()) == (False, False)
    assert not scope_of(closed).is_staff
    assert [posting.valid_to for posting in closed.postings.all()] == [today]
    assert kinds(advisor)[-1] == "closed"


def test_a_reopened_account_has_neither_posting_nor_password_until_given(
    advisor: User, pilot: User, now: datetime, today: date
) -> None:
    close_account(user=advisor, by=pilot, now=now)
    reopened = reopen_account(user=advisor, by=pilot, now=now)
    assert (reopened.is_active, reopened.has_usable_password()) == (True, False)
    assert not Posting.objects.during(today, date.max).filter(user=advisor).exists()
    assert [posting.valid_to for posting in advisor.postings.all()] == [today - timedelta(days=1)]
    assert not scope_of(User.objects.get(pk=advisor.pk)).is_staff


def test_a_posting_begun_and_closed_the_same_day_does_not_come_back(
    advisor: User, pilot: User, now: datetime, today: date
) -> None:
    begin_posting(user=advisor, content=content(today), by=pilot, now=now)
    close_account(user=advisor, by=pilot, now=now)
    reopen_account(user=advisor, by=pilot, now=now)
    assert list(advisor.postings.values_list("role", flat=True)) == ["advisor"]
    assert kinds(advisor) == ["posting_begun", "closed", "reopened"]
    begin_posting(user=advisor, content=content(today), by=pilot, now=now)


def test_what_is_closed_or_open_already_is_refused(advisor: User, pilot: User, now: datetime) -> None:
    with pytest.raises(ClosingRefused, match="déjà ouvert"):
        reopen_account(user=advisor, by=pilot, now=now)
    close_account(user=advisor, by=pilot, now=now)
    with pytest.raises(ClosingRefused, match="déjà fermé"):
        close_account(user=advisor, by=pilot, now=now)


def test_an_administrator_closed_a_moment_ago_closes_nobody(pilot: User, now: datetime) -> None:
    other = make_user("admin")
    scope_of(other)
    close_account(user=other, by=pilot, now=now)
    with pytest.raises(Forbidden):
        close_account(user=pilot, by=other, now=now)


def test_others_close_open_post_and_link_nothing(
    manager: User, advisor: User, now: datetime, today: date
) -> None:
    for gesture in (
        lambda: close_account(user=advisor, by=manager, now=now),
        lambda: reopen_account(user=advisor, by=manager, now=now),
        lambda: begin_posting(user=advisor, content=content(today), by=manager, now=now),
        lambda: end_posting(posting=advisor.postings.get(), last_day=today, by=manager, now=now),
        lambda: make_password_link(user=advisor, by=manager, now=now),
    ):
        with pytest.raises(Forbidden):
            gesture()


def test_a_link_gives_a_new_password_once(advisor: User, pilot: User, now: datetime) -> None:
    _link, token = make_password_link(user=advisor, by=pilot, now=now)
    choose_password(token=token, password=PHRASE, now=now)
    advisor.refresh_from_db()
    assert advisor.check_password(PHRASE)
    with pytest.raises(LinkExpired):
        choose_password(token=token, password=PHRASE, now=now)
    assert kinds(advisor) == ["link_made", "password"]


def test_a_link_ends_after_a_day_with_a_newer_one_and_with_the_account(
    advisor: User, pilot: User, now: datetime
) -> None:
    _link, first = make_password_link(user=advisor, by=pilot, now=now)
    _link, second = make_password_link(user=advisor, by=pilot, now=now)
    _link, other = make_password_link(user=pilot, by=pilot, now=now)
    close_account(user=advisor, by=pilot, now=now)
    for token, moment in ((first, now), (second, now), (other, now + timedelta(hours=25)), ("x" * 22, now)):
        with pytest.raises(LinkExpired):
            choose_password(token=token, password=PHRASE, now=moment)


def test_a_weak_password_is_refused_and_the_link_still_opens(
    advisor: User, pilot: User, now: datetime
) -> None:
    _link, token = make_password_link(user=advisor, by=pilot, now=now)
    with pytest.raises(PasswordRefused) as refused:
        choose_password(token=token, password="court", now=now)
    assert refused.value.field == "new_password1"
    assert choose_password(token=token, password=PHRASE, now=now) == advisor


def test_a_closed_account_gets_no_link(advisor: User, pilot: User, now: datetime) -> None:
    close_account(user=advisor, by=pilot, now=now)
    with pytest.raises(PasswordRefused):
        make_password_link(user=advisor, by=pilot, now=now)
