"""Editing and qualifying: the last reader wins nothing, the change is written, the need opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal, StaleRevision, TransitionRefused
from crm.core.models import OutboxMessage
from crm.needs.models import LabourNeed, NeedStage
from crm.needs.rules.content import ContentRefused, NeedContent, SkillAsked
from crm.needs.services import edit_need, qualify_need
from tests.factories.needs import make_need

pytestmark = pytest.mark.django_db


def content_of(need: LabourNeed) -> NeedContent:
    return NeedContent(
        site_id=need.site_id,
        words=need.words,
        occupation_id=need.occupation_id,
        valid_until=date(2027, 6, 1),
        skills=tuple(SkillAsked(code=asked.skill_id) for asked in need.skills.all()),
    )


def test_an_edit_is_written_and_scored_again(advisor: User, now: datetime) -> None:
    need = make_need(skills=("sciage",), valid_until=date(2027, 6, 1))
    asked = replace(content_of(need), positions=4)
    edited = edit_need(need=need, content=asked, revision=1, by=advisor, now=now)
    assert edited.revision == 2
    assert edited.edits.get().changes == {"positions": [1, 4]}
    assert OutboxMessage.objects.get(key=f"score-need-{need.pk}").arguments["revision"] == 2


def test_an_edit_of_an_older_reading_is_refused(advisor: User, now: datetime) -> None:
    need = make_need(revision=3)
    with pytest.raises(StaleRevision):
        edit_need(need=need, content=content_of(need), revision=2, by=advisor, now=now)


def test_a_closed_need_is_not_edited(advisor: User, now: datetime) -> None:
    need = make_need(stage=NeedStage.CLOSED)
    with pytest.raises(TransitionRefused):
        edit_need(need=need, content=content_of(need), revision=1, by=advisor, now=now)


def test_positions_do_not_sink_below_those_filled(advisor: User, now: datetime) -> None:
    need = make_need(positions=3, filled=2)
    with pytest.raises(Refusal) as refused:
        edit_need(need=need, content=content_of(need), revision=1, by=advisor, now=now)
    assert refused.value.field == "positions"


def test_an_officer_does_not_edit_needs(officer: User, now: datetime) -> None:
    need = make_need()
    with pytest.raises(Forbidden):
        edit_need(need=need, content=content_of(need), revision=1, by=officer, now=now)


def test_a_start_that_has_passed_may_stay_as_it_was(advisor: User, now: datetime) -> None:
    past = now.date().replace(year=2025)
    need = make_need(starts_on=past)
    assert (
        edit_need(
            need=need, content=replace(content_of(need), starts_on=past), revision=1, by=advisor, now=now
        ).starts_on
        == past
    )


def test_qualifying_opens_the_need_with_its_occupation(advisor: User, now: datetime) -> None:
    need = make_need(stage=NeedStage.TO_QUALIFY, occupation=None)
    asked = replace(content_of(need), occupation_id="94120")
    opened = qualify_need(need=need, content=asked, revision=1, by=advisor, now=now)
    assert (opened.stage, opened.occupation_id) == (NeedStage.OPEN, "94120")
    assert opened.moves.get().by == advisor


def test_qualifying_without_an_occupation_is_refused(advisor: User, now: datetime) -> None:
    need = make_need(stage=NeedStage.TO_QUALIFY, occupation=None)
    with pytest.raises(Refusal) as refused:
        qualify_need(need=need, content=content_of(need), revision=1, by=advisor, now=now)
    assert refused.value.field == "occupation"


def test_an_open_need_is_not_qualified_twice(advisor: User, now: datetime) -> None:
    need = make_need()
    with pytest.raises(TransitionRefused):
        qualify_need(need=need, content=content_of(need), revision=1, by=advisor, now=now)


def test_an_end_that_is_far_off_may_stay_as_it_was(advisor: User, now: datetime) -> None:
    far = date(2031, 1, 1)
    need = make_need(valid_until=far)
    kept = replace(content_of(need), valid_until=far, positions=2)
    assert edit_need(need=need, content=kept, revision=1, by=advisor, now=now).valid_until == far
    need.refresh_from_db()
    with pytest.raises(ContentRefused) as refused:
        edit_need(
            need=need,
            content=replace(kept, valid_until=date(2031, 1, 2)),
            revision=need.revision,
            by=advisor,
            now=now,
        )
    assert refused.value.field == "valid_until"
