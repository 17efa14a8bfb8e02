"""Rule by rule: what counts, where, and what does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounts.models import Posting, StaffingTarget
from crm.candidates.models import CandidateOfficer
from crm.employers.models import Diagnosis, SiteMove
from crm.matching.models import Decision
from crm.reporting.periods import Period, previous
from crm.reporting.queries_employers import (
    count_supported,
    supported,
    supported_by_region,
)
from crm.reporting.queries_means import staffing
from crm.reporting.queries_outcomes import (
    blockers,
    count_open_needs,
    count_placements,
    count_positions_filled,
    flows,
)
from crm.reporting.queries_persons import count_accompanied
from crm.reporting.territories import all_quebec, direction_territory, region_territory
from crm.settlement.models import ActionPlan
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.needs import make_need, make_need_move
from tests.factories.people import make_direction, make_service_point, make_user
from tests.factories.reporting import (
    at,
    make_appointment,
    make_candidate,
    make_intervention,
    make_interview,
    make_match,
    make_placement,
    make_presentation,
)

DAY = date(2026, 6, 15)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
pytestmark = pytest.mark.django_db


def supported_in(region: str = "02") -> int:
    return count_supported(region_territory(region), YEAR).value


@pytest.mark.parametrize("kind", ["visit", "meeting", "video", "phone"])
def test_a_two_way_contact_counts(kind: str) -> None:
    make_intervention(make_file(), DAY, kind)
    assert supported_in() == 1


@pytest.mark.parametrize("kind", ["email", "mass_email", "call_no_answer", "workshop"])
def test_a_one_way_contact_does_not_count(kind: str) -> None:
    make_intervention(make_file(), DAY, kind)
    assert supported_in() == 0


def test_an_undone_visit_does_not_count() -> None:
    make_intervention(make_file(), DAY, undone_at=at(DAY), undone_by=make_user())
    assert supported_in() == 0


def test_both_days_of_the_period_are_included_and_no_other() -> None:
    for day in (YEAR.start, YEAR.end, YEAR.start - timedelta(days=1), YEAR.end + timedelta(days=1)):
        make_intervention(make_file(), day)
    assert supported_in() == 2


def test_a_completed_diagnosis_counts_at_the_head_office_and_a_begun_one_nowhere() -> None:
    Diagnosis.objects.create(file=make_file(), completed_on=DAY, completed_by=make_user())
    Diagnosis.objects.create(file=make_file())
    assert supported_in() == 1


def test_a_submitted_need_does_not_count_until_it_is_opened_from_to_qualify() -> None:
    need = make_need()
    make_need_move(need, "submitted", at(DAY))
    make_need_move(need, "open", at(DAY), from_stage="suspended")
    assert supported_in() == 0
    make_need_move(need, "open", at(DAY), from_stage="to_qualify")
    assert supported_in() == 1


def test_a_move_late_in_the_evening_belongs_to_its_day_in_quebec() -> None:
    make_need_move(make_need(), "open", at(YEAR.end, 23), from_stage="to_qualify")
    assert supported_in() == 1


def test_presentation_interview_and_hire_count() -> None:
    make_presentation(make_match(), DAY, make_user())
    make_interview(make_match(), DAY)
    make_placement(make_need(), DAY)
    assert supported_in() == 3


def test_many_acts_of_one_employer_count_once() -> None:
    file = make_file()
    for kind in ("visit", "phone", "video"):
        make_intervention(file, DAY, kind)
    assert supported_in() == 1


def test_the_region_is_that_of_the_site_on_the_day_of_the_act() -> None:
    file = make_file()
    site = file.employer.sites.get()
    SiteMove.objects.create(site=site, from_municipality_id="23027", moved_on=DAY)
    make_intervention(file, DAY - timedelta(days=1), site=site)
    assert (supported_in("02"), supported_in("03")) == (0, 1)
    make_intervention(file, DAY, site=site)
    assert (supported_in("02"), supported_in("03")) == (1, 1)


def test_an_act_without_a_site_or_a_head_office_counts_for_the_direction_alone() -> None:
    file = make_file()
    file.employer.sites.all().delete()
    make_intervention(file, DAY)
    direction = direction_territory(file.direction.code, day=DAY)
    counted = count_supported(direction, YEAR)
    assert (counted.value, counted.beside, supported_in()) == (1, 1, 0)
    assert [line.code for line in supported(direction, YEAR, previous(YEAR)).places] == [None]


def test_an_employer_served_in_two_regions_counts_in_each_and_once_in_the_direction() -> None:
    file = make_file()
    other = make_site(file.employer, "96020")
    make_intervention(file, DAY)
    make_intervention(file, DAY, site=other)
    direction = direction_territory(file.direction.code, day=DAY)
    assert (supported_in("02"), supported_in("09"), count_supported(direction, YEAR).value) == (1, 1, 1)
    assert supported(direction, YEAR, previous(YEAR)).shared == 1


def test_the_17_regions_are_counted_in_one_query() -> None:
    make_intervention(make_file(), DAY)
    with CaptureQueriesContext(connection) as queries:
        supported_by_region(YEAR, previous(YEAR))
    assert len(queries) == 1


def test_the_trend_cumulates_first_acts_and_ends_at_the_count() -> None:
    for month in (1, 1, 3, 12):
        make_intervention(make_file(), date(2026, month, 10))
    trend = supported(region_territory("02"), YEAR, previous(YEAR)).trend
    assert trend == [2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4]


def accompanied(region: str = "02") -> int:
    return count_accompanied(region_territory(region), YEAR).value


def test_an_appointment_held_counts_at_its_service_point_and_an_absence_does_not() -> None:
    staff, point = make_user("officer"), make_service_point()
    make_appointment(make_candidate(), staff, DAY, service_point=point)
    make_appointment(make_candidate(), staff, DAY, service_point=point, stage="no_show")
    assert accompanied() == 1


def test_a_plan_counts_where_the_officer_in_charge_is_posted() -> None:
    officer = make_user("officer", service_point=make_service_point("93042"))
    candidate = make_candidate()
    CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=date(2020, 1, 1))
    ActionPlan.objects.create(candidate=candidate, opened_on=date(2020, 1, 2), opened_by=officer)
    assert accompanied() == 1


def test_an_officer_who_moves_counts_the_person_in_both_regions() -> None:
    officer = make_user("officer", service_point=make_service_point("94068"))
    direction = make_direction("quebec", ("03",))
    Posting.objects.filter(user=officer).update(valid_to=DAY)
    Posting.objects.create(
        user=officer,
        role="officer",
        direction=direction,
        service_point=make_service_point("23027", direction),
        valid_from=DAY + timedelta(days=1),
    )
    candidate = make_candidate()
    CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=date(2020, 1, 1))
    ActionPlan.objects.create(candidate=candidate, opened_on=DAY, opened_by=officer)
    assert (accompanied("02"), accompanied("03"), count_accompanied(all_quebec(), YEAR).value) == (1, 1, 1)


def test_a_person_without_a_place_counts_for_the_direction_of_their_file() -> None:
    make_appointment(make_candidate(), make_user("officer"), DAY)
    counted = count_accompanied(direction_territory("slsj-cn", day=DAY), YEAR)
    assert (counted.value, counted.beside, accompanied()) == (1, 1, 0)


def test_staff_are_people_posted_at_service_points_against_the_target_of_the_day() -> None:
    point = make_service_point()
    make_user("advisor", service_point=point)
    make_user("advisor")
    StaffingTarget.objects.create(region_id="02", role="advisor", target=2, valid_from=date(2020, 1, 1))
    advisors, officers = staffing(region_territory("02"), DAY)
    assert (advisors.filled, advisors.target, advisors.gap) == (1, 2, 1)
    assert (officers.filled, officers.target) == (0, None)


def test_placements_flows_and_their_origins() -> None:
    need = make_need(make_file(make_employer()))
    make_placement(need, DAY)
    make_placement(need, DAY, path="interregional", origin_region_id="06")
    make_placement(need, DAY, path="interregional", origin_region_id="06", undone_at=at(DAY))
    counted = count_placements(region_territory("02"), YEAR)
    assert (counted.value, counted.beside) == (2, 1)
    ((flow),) = flows(region_territory("02"), YEAR)
    assert (flow.origin, flow.destination, flow.value) == ("06", "02", 1)
    assert flows(region_territory("06"), YEAR) == flows(all_quebec(), YEAR) == [flow]


def test_a_match_set_aside_blocks_once_and_not_when_restored() -> None:
    by = make_user()
    restored, aside = make_match(), make_match()
    for match in (restored, aside, aside):
        Decision.objects.create(
            match=match, kind="set_aside", by=by, at=at(DAY), reason_id="match-french", shown={}
        )
    Decision.objects.create(match=restored, kind="restore", by=by, at=at(DAY), shown={})
    ((blocker),) = blockers(region_territory("02"), YEAR)
    assert (blocker.code, blocker.value) == ("match-french", 1)


def test_positions_filled_are_those_of_the_needs_opened_in_the_period() -> None:
    make_need_move(make_need(positions=4, filled=3), "open", at(DAY), from_stage="to_qualify")
    make_need(positions=9, filled=9)
    counted = count_positions_filled(region_territory("02"), YEAR)
    assert (counted.value, counted.beside) == (3, 4)
    open_needs = count_open_needs(region_territory("02"), YEAR)
    assert (open_needs.value, open_needs.beside) == (2, 1)
