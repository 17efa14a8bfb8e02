"""What an employer does to its need, and a request for a person, reach whoever has to know; an e-mail leads there."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.candidates.models import CandidateOfficer
from crm.core.models import OutboxMessage
from crm.employers.models import EmployerFile
from crm.matching.models import Match
from crm.matching.services import accept_request, shortlist
from crm.needs.models import LabourNeed
from crm.needs.services import change_by_employer, still_stands, withdraw_by_employer
from crm.needs.services.undoing import content_of
from crm.notices.models import Notice, NoticeKind, OutgoingMail
from crm.notices.queries import in_words
from crm.notices.services import mail_at_once, send_digests, tell_event
from tests.factories.employers import make_file, make_member
from tests.factories.matching import make_match, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return make_user()


@pytest.fixture
def file(lead: User) -> EmployerFile:
    return make_file(lead=lead)


def ring(now: datetime) -> None:
    """What the worker does with every event that waits, twice: the second time changes nothing."""
    for message in OutboxMessage.objects.filter(task="workers.tasks.notices.tell").order_by("pk"):
        for _twice in range(2):
            tell_event(message.arguments["event"], message.arguments["subject_id"], now=now)


def changed(need: LabourNeed, member: User, now: datetime, **asked: object) -> LabourNeed:
    from dataclasses import replace

    content = replace(content_of(need), **asked)  # type: ignore[arg-type]
    return change_by_employer(need=need, content=content, revision=need.revision, by=member, now=now)


def test_a_change_and_a_withdrawal_are_told_to_the_lead_and_lead_to_the_need(
    file: EmployerFile, lead: User, now: datetime
) -> None:
    need, member = make_need(file), make_member(file.employer)
    changed(need, member, now, positions=4)
    withdraw_by_employer(need=need, reason="need-activity", by=member, now=now)
    ring(now)
    told = list(Notice.objects.order_by("pk"))
    assert [(row.kind, row.user, row.need) for row in told] == [
        (NoticeKind.NEED_CHANGED, lead, need),
        (NoticeKind.NEED_WITHDRAWN, lead, need),
    ]
    assert [line.leads_to for line in in_words(told, lead)] == ["need", "need"]


def test_a_change_of_nothing_is_told_to_nobody(file: EmployerFile, now: datetime) -> None:
    changed(make_need(file), make_member(file.employer), now)
    ring(now)
    assert not Notice.objects.exists()


def test_an_expired_need_said_to_stand_waits_for_its_lead_again(
    file: EmployerFile, lead: User, now: datetime
) -> None:
    need = make_need(file, stage="expired")
    still_stands(need=need, by=make_member(file.employer), now=now)
    ring(now)
    assert Notice.objects.get(user=lead).kind == NoticeKind.NEED_TO_QUALIFY


def asked_across(advisor: User, now: datetime, officer: User | None) -> Match:
    direction = make_direction("ailleurs", ("06",))
    person = make_sawyer(direction=direction, name=("Awa", "Traoré"))
    if officer:
        CandidateOfficer.objects.create(candidate=person, user=officer, valid_from=LONG_AGO)
    match = make_match(make_need(), person)
    return shortlist(match=match, note="Trois ans de sciage", by=advisor, now=now)


def test_a_request_is_told_to_the_persons_officer_and_its_answer_to_who_asked(
    advisor: User, now: datetime
) -> None:
    officer = make_user("officer", make_direction("ailleurs", ("06",)))
    match = asked_across(advisor, now, officer)
    ring(now)
    notice = Notice.objects.get()
    assert (notice.kind, notice.user) == (NoticeKind.REQUEST_ASKED, officer)
    assert in_words([notice], officer)[0].leads_to == "match"
    mail_at_once(now=now)
    mail = OutgoingMail.objects.get(user=officer)
    assert "Traoré" not in mail.text + mail.subject
    accept_request(request=match.requests.get(), by=officer, now=now)
    ring(now)
    answered = Notice.objects.get(kind=NoticeKind.REQUEST_ANSWERED)
    assert answered.user == advisor
    assert in_words([answered], advisor)[0].leads_to == "match"


def test_without_an_officer_the_persons_direction_is_told(advisor: User, now: datetime) -> None:
    manager = make_user("manager", make_direction("ailleurs", ("06",)))
    asked_across(advisor, now, None)
    ring(now)
    assert [row.user for row in Notice.objects.all()] == [manager]


def test_an_e_mail_leads_to_what_it_is_about_and_changes_nothing(
    client: Client, file: EmployerFile, lead: User, now: datetime
) -> None:
    need = make_need(file)
    withdraw_by_employer(need=need, reason="need-activity", by=make_member(file.employer), now=now)
    ring(now)
    mail_at_once(now=now)
    notice, mail = Notice.objects.get(), OutgoingMail.objects.get()
    address = reverse("notice", args=[notice.pk])
    assert settings.BASE_URL + address in mail.text
    assert client.get(address).status_code == 302
    client.force_login(lead)
    assert client.get(address)["Location"] == f"{reverse('need', args=[need.pk])}?avis={notice.pk}"
    notice.refresh_from_db()
    assert notice.read_at is None
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_each_line_of_a_digest_can_be_pressed(file: EmployerFile, lead: User, now: datetime) -> None:
    changed(make_need(file), make_member(file.employer), now, positions=4)
    ring(now)
    evening = now.replace(hour=20)
    assert send_digests(now=evening) == 1
    mail, notice = OutgoingMail.objects.get(), Notice.objects.get()
    whole = settings.BASE_URL + reverse("notice", args=[notice.pk])
    assert whole in mail.text
    assert f'<a href="{whole}">' in mail.html


def test_what_an_employer_without_lead_does_is_told_to_its_managers(now: datetime) -> None:
    manager, file = make_user("manager"), make_file()
    withdraw_by_employer(need=make_need(file), reason="need-activity", by=make_member(file.employer), now=now)
    ring(now)
    assert Notice.objects.get().user == manager
