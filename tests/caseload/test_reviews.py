"""The weekly review: which lines it looks at, what is decided and kept, and the trend counted again from dated rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.candidates.models import Authorisation, CandidateMove, CandidateOfficer
from crm.caseload.models import ReviewDecision
from crm.caseload.queries import sheet_lines, standing, team_of, to_review, trend_of
from crm.caseload.queries.reviews import decisions_of, past_weeks
from crm.caseload.rules import Flag, flags, monday
from crm.caseload.services import (
    Line,
    ReviewRefused,
    answer_handover,
    propose_handover,
    record_decisions,
)
from crm.casework.models import FollowUp
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile, FileLead, FileMove, FileStage, ForeignStaff
from crm.needs.models import NeedMove
from crm.settlement.models import ActionPlan
from crm.taxonomy.models import PermitKind
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_user
from tests.factories.reporting import make_candidate, make_intervention

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


def decide(file: EmployerFile, member: User, by: User, now: datetime, word: str, note: str = "") -> int:
    lines = [Line(decision=word, note=note, file=file)]
    return len(record_decisions(member=member, lines=lines, by=by, now=now))


def test_a_line_says_why_it_is_looked_at(now: datetime) -> None:
    day = now.date()
    late, soon = day - timedelta(days=1), day + timedelta(days=183)
    assert flags(day, next_follow_up=late, spoken=day, permit=None) == (Flag.OVERDUE,)
    assert flags(day, next_follow_up=None, spoken=None, permit=soon) == (Flag.NO_STEP, Flag.PERMIT)
    assert flags(day, next_follow_up=day, spoken=day - timedelta(days=61), permit=late) == (Flag.QUIET,)
    assert flags(day, next_follow_up=day, spoken=None, permit=soon + timedelta(days=1)) == ()


def test_a_sheet_lists_what_needs_a_look_and_all_when_asked(
    advisor: User, manager: User, now: datetime
) -> None:
    day, here = now.date(), scope_of(manager).direction_ids
    calm, late, alone, permit = (make_file(lead=advisor) for _n in range(4))
    for one in (calm, late, alone, permit):
        make_intervention(one, day)
    for one, due in ((calm, 3), (late, -1), (permit, 3)):
        FollowUp.objects.create(file=one, text="x", due_on=day + timedelta(days=due), owner=advisor)
    ForeignStaff.objects.create(
        file=permit, permit=PermitKind.objects.all()[0], expires_on=day + timedelta(days=30)
    )
    found = sheet_lines(advisor, "advisor", here, day)
    assert {one.pk for one in found} == {late.pk, alone.pk, permit.pk}
    assert sheet_lines(advisor, "advisor", here, day, all_lines=True).count() == 4
    glance = to_review(here, day)["advisor", advisor.pk]
    assert (glance.no_step, glance.permits) == (1, 1)


def test_a_persons_permit_is_seen_six_months_before(officer: User, manager: User, now: datetime) -> None:
    day, here = now.date(), scope_of(manager).direction_ids
    person = make_candidate()
    CandidateOfficer.objects.create(candidate=person, user=officer, valid_from=LONG_AGO)
    FollowUp.objects.create(candidate=person, text="x", due_on=day, owner=officer)
    assert not sheet_lines(officer, "officer", here, day)
    Authorisation.objects.create(candidate=person, may_work_until=day + timedelta(days=100))
    assert [one.pk for one in sheet_lines(officer, "officer", here, day)] == [person.pk]
    assert to_review(here, day)["officer", officer.pk].permits == 1


def test_decisions_are_rows_and_the_last_one_stands(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    assert decide(file, advisor, manager, now, "keep") == 1
    assert decide(file, advisor, manager, now, "keep") == 0
    assert decide(file, advisor, manager, now, "support", "Deux visites à faire.") == 1
    week = monday(now.date())
    kept = decisions_of(manager, week, member_id=advisor.pk)
    assert [one.decision for one in kept] == ["support", "keep"]
    assert standing(kept)[file.pk, None].decision == "support"
    later = now + timedelta(days=7)
    assert decide(file, advisor, manager, later, "close") == 1
    assert past_weeks(manager, before=monday(later.date())) == [(week, 2)]


def test_a_whole_sheet_bears_a_note(advisor: User, manager: User, now: datetime) -> None:
    record_decisions(member=advisor, lines=[Line(decision="note", note="Bien.")], by=manager, now=now)
    assert ReviewDecision.objects.get().subject is None


@pytest.mark.parametrize(("word", "note"), [("", ""), ("burn", ""), ("note", " "), ("keep", "x" * 501)])
def test_what_is_no_decision_is_refused_and_nothing_is_kept(
    file: EmployerFile, advisor: User, manager: User, now: datetime, word: str, note: str
) -> None:
    with pytest.raises(ReviewRefused):
        decide(file, advisor, manager, now, word, note)
    assert not ReviewDecision.objects.exists()


def test_only_who_reviews_there_decides_and_only_of_what_is_in_hand(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        decide(file, advisor, advisor, now, "keep")
    with pytest.raises(Forbidden):
        decide(file, advisor, make_user("manager", make_direction("quebec", ("03",))), now, "keep")
    with pytest.raises(ReviewRefused):
        decide(make_file(lead=make_user()), advisor, manager, now, "keep")


def test_the_trend_ends_with_the_load_of_today_and_knows_past_stages(
    advisor: User, officer: User, manager: User, now: datetime
) -> None:
    day, here = now.date(), scope_of(manager).direction_ids
    months = now - timedelta(days=120)
    file = make_file(lead=advisor)
    closed = make_file(lead=advisor, stage=FileStage.CLOSED)
    week = now - timedelta(days=10)
    FileMove.objects.create(file=closed, from_stage="accompanied", to_stage="closed", at=week)
    need = make_need(file)
    type(need).objects.update(created_at=months)
    NeedMove.objects.filter(need=need).delete()
    NeedMove.objects.create(need=need, from_stage="to_qualify", to_stage="open", at=week)
    person = make_candidate(stage="available")
    CandidateOfficer.objects.create(candidate=person, user=officer, valid_from=LONG_AGO)
    CandidateMove.objects.filter(candidate=person).delete()
    ActionPlan.objects.create(candidate=person, opened_on=day - timedelta(days=10), opened_by=officer)
    promise = FollowUp.objects.create(file=file, text="x", due_on=day, owner=advisor)
    FollowUp.objects.filter(pk=promise.pk).update(created_at=months, done_at=week, done_by=advisor)
    weeks = trend_of([advisor.pk, officer.pk], here, day)
    assert [one.day for one in weeks] == [day - timedelta(days=7 * n) for n in reversed(range(12))]
    members = [m for m in team_of(here, day).members if m.user_id in {advisor.pk, officer.pk}]
    assert weeks[-1].load.index == sum(m.load.index for m in members) == 65
    before = weeks[-3].load
    assert (before.files_active, before.needs, before.follow_ups) == (2, 0, 1)
    assert (before.persons, before.plans) == (1, 0)


def test_what_passed_to_a_colleague_was_the_givers_before(
    file: EmployerFile, advisor: User, manager: User, now: datetime
) -> None:
    day, here, receiver = now.date(), scope_of(manager).direction_ids, make_user()
    FollowUp.objects.create(file=file, text="x", due_on=day, owner=advisor)
    FollowUp.objects.update(created_at=now - timedelta(days=60))
    (made,) = propose_handover(files=[file], receiver=receiver, note="Congé.", by=manager, now=now)
    answer_handover(handover=made, accepted=True, by=receiver, now=now)
    assert FileLead.objects.filter(file=file).count() == 2
    for user, counts in ((advisor, [1, 0]), (receiver, [0, 1])):
        weeks = trend_of([user.pk], here, day)
        assert [one.load.files_active for one in weeks[-2:]] == counts
        assert [one.load.follow_ups for one in weeks[-2:]] == counts
