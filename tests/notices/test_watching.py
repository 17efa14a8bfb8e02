"""Whom a new lead and a draft left waiting are told to, and what the rounds read."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.employers.models import FileLead
from crm.needs.models import NeedDraft
from crm.notices.models import Notice, NoticeKind
from crm.notices.queries import in_words
from crm.notices.services import remind, tell_event
from crm.notices.services.watching import watch
from tests.factories.employers import make_file
from tests.factories.needs import make_need_link
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_who_led_a_file_is_told_that_somebody_else_does(now: datetime) -> None:
    today = timezone.localdate(now)
    former, lead = make_user(), make_user()
    file = make_file()
    FileLead.objects.filter(file=file).delete()
    FileLead.objects.create(
        file=file, user=former, valid_from=today - timedelta(days=90), valid_to=today - timedelta(days=1)
    )
    taken = FileLead.objects.create(file=file, user=lead, valid_from=today)
    for _turn in range(2):
        tell_event("lead", taken.pk, now=now)
    told = {notice.user: in_words([notice], notice.user)[0].title for notice in Notice.objects.all()}
    assert told == {lead: "Dossier confié", former: "Dossier confié à quelqu’un d’autre"}


@pytest.mark.parametrize(("days", "told"), [(2, 0), (4, 1), (40, 0)])
def test_a_form_left_waiting_by_a_link_is_told_once_to_the_lead(days: int, told: int, now: datetime) -> None:
    lead = make_user()
    link, _token = make_need_link(make_file(lead=lead), now=now, lasts=timedelta(days=90))
    NeedDraft.objects.create(
        link=link,
        submission_key=uuid4(),
        values={"words": ["soudeuse"]},
        saved_at=now - timedelta(days=days),
        expires_at=now + timedelta(days=10),
    )
    for _turn in range(2):
        watch(now=now)
    assert Notice.objects.filter(user=lead, kind=NoticeKind.DRAFT).count() == told


def test_needs_are_read_for_their_age_once_a_day(now: datetime) -> None:
    def reads(moment: datetime) -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            remind(now=moment)
        return sum("spoke_on" in one["sql"] or '"confirmed_on", (' in one["sql"] for one in made)

    assert reads(now) == 1
    assert reads(now + timedelta(minutes=15)) == 0
    assert reads(now + timedelta(days=1)) == 1
