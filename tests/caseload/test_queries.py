"""Caseloads on a day: what each has in hand, weighed by the published rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.candidates.models import CandidateOfficer
from crm.caseload.models import Absence
from crm.caseload.queries import Member, files_led, team_of
from crm.caseload.rules import Load, file_points
from crm.casework.models import FollowUp
from crm.employers.models import FileStage
from crm.reporting.rules import RULES
from crm.settlement.models import ActionPlan
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_user
from tests.factories.reporting import make_candidate, make_intervention

pytestmark = pytest.mark.django_db


def member_of(user: User, manager: User, today: date) -> Member:
    return next(m for m in team_of(scope_of(manager).direction_ids, today).members if m.user_id == user.pk)


def test_an_advisor_carries_open_files_active_needs_and_follow_ups(
    advisor: User, manager: User, today: date
) -> None:
    file = make_file(lead=advisor)
    make_file(lead=advisor, stage=FileStage.SPOTTED)
    make_file(lead=advisor, stage=FileStage.CLOSED)
    make_need(file)
    make_need(file, stage="closed")
    FollowUp.objects.create(file=file, text="Rappeler", due_on=today - timedelta(days=1), owner=advisor)
    member = member_of(advisor, manager, today)
    assert member.load == Load(files_active=1, files_other=1, needs=1, follow_ups=1)
    assert (member.load.index, member.overdue, member.is_over) == (65, 1, False)


def test_an_officer_carries_persons_and_open_plans(officer: User, manager: User, today: date) -> None:
    for stage in ("available", "available", "closed"):
        candidate = make_candidate(stage=stage)
        CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=LONG_AGO)
    ActionPlan.objects.create(candidate=candidate, opened_on=LONG_AGO, opened_by=officer)
    open_plan = CandidateOfficer.objects.filter(candidate__stage="available").first()
    assert open_plan
    ActionPlan.objects.create(candidate=open_plan.candidate, opened_on=LONG_AGO, opened_by=officer)
    member = member_of(officer, manager, today)
    assert member.load == Load(persons=2, plans=1)
    assert member.load.index == 25


def test_a_file_is_quiet_after_sixty_days_without_a_standing_intervention(
    advisor: User, manager: User, today: date, now: datetime
) -> None:
    spoken, undone, _never = (make_file(lead=advisor) for _n in range(3))
    make_intervention(spoken, today - timedelta(days=60))
    make_intervention(undone, today, undone_at=now, undone_by=advisor)
    assert member_of(advisor, manager, today).quiet == 2
    assert [file.pk for file in files_led(advisor, scope_of(manager).direction_ids, today)][-1] == spoken.pk


def test_ages_are_counted_in_bands(advisor: User, manager: User, today: date) -> None:
    for days in (0, 29, 30, 364, 365, 400):
        make_file(lead=advisor, opened_on=today - timedelta(days=days))
    assert team_of(scope_of(manager).direction_ids, today).bands == [(2, 0), (1, 0), (0, 0), (1, 1), (2, 2)]


def test_the_next_absence_is_shown(advisor: User, manager: User, today: date) -> None:
    for start in (10, 3, -9):
        Absence.objects.create(
            user=advisor, starts_on=today + timedelta(days=start), ends_on=today + timedelta(days=start + 1)
        )
    absence = member_of(advisor, manager, today).absence
    assert absence
    assert absence.starts_on == today + timedelta(days=3)


def test_a_team_is_read_in_a_fixed_number_of_queries(manager: User, today: date) -> None:
    directions = scope_of(manager).direction_ids

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            team_of(directions, today)
        return len(queries)

    make_file(lead=make_user())
    few = cost()
    for _n in range(5):
        make_file(lead=make_user())
    assert cost() == few


def test_one_person_is_counted_alone_as_among_all(
    advisor: User, officer: User, manager: User, today: date
) -> None:
    gone = make_user()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for lead in (advisor, advisor, gone, make_user()):
        make_need(make_file(lead=lead))
    CandidateOfficer.objects.create(candidate=make_candidate(), user=officer, valid_from=LONG_AGO)
    here = scope_of(manager).direction_ids
    team = team_of(here, today)
    assert [m.user_id for m in team.departed] == [gone.pk]
    for one in [*team.members, *team.departed]:
        alone = team_of(here, today, of=one.user_id)
        assert alone.members == [m for m in team.members if m.user_id == one.user_id]
        assert alone.departed == [m for m in team.departed if m.user_id == one.user_id]
        assert alone.postings == team.postings


def test_the_published_rule_states_the_weights_in_force() -> None:
    text = RULES["CH-1"].text_fr
    assert file_points(FileStage.ACCOMPANIED, 0) == 20
    assert file_points(FileStage.SPOTTED, 1) == 40
    for said in (
        "2 par dossier",
        "1 par autre",
        "3 par besoin",
        "0,5 par suivi",
        "100 points",
        "90 points",
        "60 jours",
    ):
        assert said in text
