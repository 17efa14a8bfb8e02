"""Sending a need: who may, what is written, what is refused, and ten sends that make one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from crm.core.errors import Forbidden, Refusal
from crm.core.models import OutboxMessage
from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.rules.content import NeedContent, SkillAsked
from crm.needs.services import submit_need
from tests.factories.employers import make_file, make_member, make_site
from tests.factories.needs import make_need_link
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def content(file: EmployerFile) -> NeedContent:
    site = file.employer.sites.get()
    return NeedContent(
        site_id=site.pk,
        words="gars de scie",
        occupation_id="94120",
        positions=3,
        wage_min=Decimal("28.40"),
        skills=(SkillAsked(code="sciage"), SkillAsked(code="cadenassage", essential=False)),
    )


def test_a_need_sent_waits_for_its_advisor(file: EmployerFile, content: NeedContent, now: datetime) -> None:
    need = submit_need(file=file, content=content, submission_key=uuid4(), by=None, now=now)
    moves = list(need.moves.values_list("from_stage", "to_stage"))
    assert need.stage == NeedStage.TO_QUALIFY
    assert moves == [("draft", "submitted"), ("submitted", "to_qualify")]


def test_a_need_sent_is_promised_to_the_ranking(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    need = submit_need(file=file, content=content, submission_key=uuid4(), by=None, now=now)
    message = OutboxMessage.objects.get(key=f"score-need-{need.pk}")
    assert message.arguments == {"need_id": need.pk, "revision": need.revision}


def test_skills_keep_whether_they_are_essential(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    need = submit_need(file=file, content=content, submission_key=uuid4(), by=None, now=now)
    assert dict(need.skills.values_list("skill_id", "essential")) == {"sciage": True, "cadenassage": False}


def test_ten_sends_of_one_form_make_one_need(file: EmployerFile, content: NeedContent, now: datetime) -> None:
    key = uuid4()
    sent = {
        submit_need(file=file, content=content, submission_key=key, by=None, now=now).pk for _ in range(10)
    }
    assert len(sent) == 1
    assert LabourNeed.objects.count() == 1


def test_a_form_of_another_file_is_not_taken_for_this_one(
    content: NeedContent, file: EmployerFile, now: datetime
) -> None:
    key = uuid4()
    submit_need(file=file, content=content, submission_key=key, by=None, now=now)
    other = make_file()
    with pytest.raises(Refusal):
        submit_need(file=other, content=content, submission_key=key, by=None, now=now)


def test_without_a_day_it_is_valid_for_120_days(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    need = submit_need(file=file, content=content, submission_key=uuid4(), by=None, now=now)
    assert need.valid_until == date(2027, 3, 23)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("words", {"words": "  "}),
        ("words", {"words": "x" * 201}),
        ("words", {"words": "gars\x00"}),
        ("tasks", {"tasks": "x" * 10_000}),
        ("positions", {"positions": 0}),
        ("positions", {"positions": 501}),
        ("wage_min", {"wage_min": Decimal(-1)}),
        ("wage_max", {"wage_max": Decimal(20)}),
        ("starts_on", {"starts_on": date(2020, 1, 1)}),
        ("french_reason", {"french_oral": 9}),
        ("other_language_reason", {"other_language_id": "en"}),
        ("other_language_means", {"other_language_id": "en", "other_language_reason": "clientèle de Boston"}),
        ("occupation", {"occupation_id": "99999"}),
        ("skills", {"skills": (SkillAsked(code="no-such-skill"),)}),
        ("licence", {"licence_id": "no-such-licence"}),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_field(
    field: str, values: dict[str, Any], file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        submit_need(file=file, content=replace(content, **values), submission_key=uuid4(), by=None, now=now)
    assert refused.value.field == field
    assert not LabourNeed.objects.exists()


def test_a_high_french_level_with_its_reason_is_taken(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    asked = replace(content, french_oral=9, french_reason="prend les commandes au téléphone")
    assert submit_need(file=file, content=asked, submission_key=uuid4(), by=None, now=now).french_oral == 9


def test_the_site_of_another_employer_is_refused(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    elsewhere = replace(content, site_id=make_site().pk)
    with pytest.raises(Refusal) as refused:
        submit_need(file=file, content=elsewhere, submission_key=uuid4(), by=None, now=now)
    assert refused.value.field == "site"


def test_a_link_opens_only_its_own_file(file: EmployerFile, content: NeedContent, now: datetime) -> None:
    link, _token = make_need_link(make_file(), now=now)
    with pytest.raises(Forbidden):
        submit_need(file=file, content=content, submission_key=uuid4(), by=None, now=now, link=link)


def test_a_representative_sends_for_her_own_employer(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    member = make_member(file.employer)
    assert (
        submit_need(file=file, content=content, submission_key=uuid4(), by=member, now=now).submitted_by
        == member
    )


def test_a_representative_of_another_employer_is_refused(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        submit_need(file=file, content=content, submission_key=uuid4(), by=make_member(), now=now)


def test_an_advisor_of_another_direction_is_refused(
    file: EmployerFile, content: NeedContent, now: datetime
) -> None:
    stranger = make_user("advisor", direction=make_direction("ailleurs", ("06",)))
    with pytest.raises(Forbidden):
        submit_need(file=file, content=content, submission_key=uuid4(), by=stranger, now=now)
