"""Directions merge, split, hand regions over and close from a day, and nothing before it moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.accounts.models import AccountEvent, Posting, User
from crm.caseload.services import Wish, change_territories, follow_passages
from crm.core.errors import Forbidden
from crm.employers.models import EmployerFile
from crm.reporting.periods import Period
from crm.reporting.queries_employers import count_supported
from crm.reporting.territories import region_territory, territory_of
from crm.reporting.territory_preview import preview_change
from crm.settlement.models import Appointment
from crm.territory.models import (
    Direction,
    DirectionCoverage,
    DirectionPassage,
    Region,
    ServicePoint,
    TerritoryChange,
)
from crm.territory.models import TerritoryChangeKind as Kind
from crm.territory.services import NameTaken, NewDirection, PointContent, TerritoryRefused
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.people import make_direction, make_service_point, make_user
from tests.factories.reporting import make_appointment, make_candidate, make_intervention

pytestmark = pytest.mark.django_db
APRIL = date(2021, 4, 1)
BEFORE = Period(date(2020, 4, 1), date(2021, 3, 31))
AFTER = Period(APRIL, date(2022, 3, 31))
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SAGUENAY, BAIE_COMEAU = "94068", "96020"


@pytest.fixture
def lake() -> Direction:
    return make_direction("lac", ("02",))


@pytest.fixture
def shore() -> Direction:
    return make_direction("cote", ("09",))


@pytest.fixture
def pilot() -> User:
    return make_user(role="admin")


def merger(lake: Direction, shore: Direction, day: date = APRIL, **more: object) -> Wish:
    new = NewDirection(name_fr="Saguenay–Lac-Saint-Jean et Côte-Nord")
    return Wish(**{"kind": Kind.MERGED, "day": day, "directions": (lake, shore), "new": new, **more})  # type: ignore[arg-type]


def serve(direction: Direction, town: str, *days: date) -> EmployerFile:
    """A file of an employer with a head office there, visited on these days."""
    employer = make_employer()
    site = make_site(employer, town)
    file = make_file(employer=employer, direction=direction)
    for day in days:
        make_intervention(file, day, site=site, by=author(direction))
    return file


def author(direction: Direction) -> User:
    return make_user(direction=direction)


def supported(direction: Direction, period: Period) -> int:
    return count_supported(territory_of(direction, day=period.end), period).value


def make(wish: Wish, by: User | None = None) -> Direction:
    change_territories(wish=wish, by=by, now=NOW)
    return Direction.objects.order_by("pk").last()


def test_april_2021_leaves_every_earlier_figure_and_both_territories_reconcile(
    lake: Direction, shore: Direction
) -> None:
    both = [date(2020, 6, 1), date(2021, 3, 31), APRIL, date(2021, 9, 1)]
    serve(lake, SAGUENAY, *both)
    serve(lake, SAGUENAY, both[0])
    serve(shore, BAIE_COMEAU, *both)
    serve(shore, BAIE_COMEAU, both[3])
    earlier = [supported(lake, BEFORE), supported(shore, BEFORE)]
    later = [supported(lake, AFTER), supported(shore, AFTER)]
    merged = make(merger(lake, shore))
    assert [supported(lake, BEFORE), supported(shore, BEFORE)] == earlier == [2, 1]
    assert supported(merged, BEFORE) == 0
    assert supported(merged, AFTER) == sum(later) == 3
    assert supported(lake, AFTER) == supported(shore, AFTER) == 0
    assert sum(count_supported(region_territory(code), AFTER).value for code in ("02", "09")) == 3


def test_what_was_in_force_ends_on_the_eve_and_begins_on_the_day(lake: Direction, shore: Direction) -> None:
    merged = make(merger(lake, shore))
    lake.refresh_from_db()
    assert lake.valid_to == date(2021, 3, 31)
    on_the_eve = DirectionCoverage.objects.on(date(2021, 3, 31)).order_by("region_id")
    assert [row.direction for row in on_the_eve] == [lake, shore]
    assert {row.direction for row in DirectionCoverage.objects.on(APRIL)} == {merged}


def test_files_postings_and_points_continue_in_the_successor(lake: Direction, shore: Direction) -> None:
    point = make_service_point(direction=lake)
    advisor = make_user(direction=lake, service_point=point)
    file = serve(lake, SAGUENAY)
    merged = make(merger(lake, shore))
    assert EmployerFile.objects.visible_to(User.objects.get(pk=advisor.pk)).get() == file
    then, now_posted = Posting.objects.filter(user=advisor).order_by("valid_from")
    assert (then.direction, then.service_point, then.valid_to) == (lake, point, date(2021, 3, 31))
    assert (now_posted.direction, now_posted.service_point.continues) == (merged, point)
    assert AccountEvent.objects.filter(user=advisor).count() == 2


def test_an_employer_with_a_file_in_each_keeps_both_and_counts_once(
    lake: Direction, shore: Direction
) -> None:
    employer = make_employer()
    site = make_site(employer, SAGUENAY)
    for direction in (lake, shore):
        file = make_file(employer=employer, direction=direction)
        for day in (date(2020, 6, 1), date(2021, 9, 1)):
            make_intervention(file, day, site=site, by=author(direction))
    merged = make(merger(lake, shore))
    assert [supported(merged, AFTER), supported(lake, BEFORE), supported(shore, BEFORE)] == [1, 1, 1]
    assert EmployerFile.objects.filter(direction=merged).count() == 2


def test_a_manager_of_both_is_posted_once(lake: Direction, shore: Direction) -> None:
    manager = make_user(role="manager", direction=lake)
    Posting.objects.create(user=manager, role="manager", direction=shore, valid_from=date(2019, 1, 1))
    merged = make(merger(lake, shore))
    assert Posting.objects.filter(user=manager, direction=merged).count() == 1


def test_one_may_take_in_the_other(lake: Direction, shore: Direction) -> None:
    change_territories(wish=merger(lake, shore, new=None, into=lake), by=None, now=NOW)
    assert {row.direction for row in DirectionCoverage.objects.on(APRIL)} == {lake}
    lake.refresh_from_db()
    assert lake.valid_to is None


def test_a_split_passes_the_files_of_its_region(pilot: User) -> None:
    whole = make_direction("tout", ("02", "09"))
    stays, goes = serve(whole, SAGUENAY, APRIL), serve(whole, BAIE_COMEAU, APRIL, date(2020, 6, 1))
    new = NewDirection(name_fr="Côte-Nord")
    regions = tuple(Region.objects.filter(code="09"))
    split = Wish(kind=Kind.SPLIT, day=APRIL, directions=(whole,), regions=regions, new=new)
    made = make(split, pilot)
    assert [supported(whole, AFTER), supported(made, AFTER), supported(whole, BEFORE)] == [1, 1, 1]
    assert set(EmployerFile.objects.filter(direction=made)) == {goes}
    assert set(EmployerFile.objects.filter(direction=whole)) == {stays}
    row = TerritoryChange.objects.get()
    assert (row.kind, row.by, row.day, row.target) == (Kind.SPLIT, pilot, APRIL, "Côte-Nord")


def test_a_region_that_comes_back_is_followed_day_by_day() -> None:
    first, second = make_direction("un", ("02", "09")), make_direction("deux", ("03",))
    file = serve(first, BAIE_COMEAU, date(2020, 6, 1), date(2021, 9, 1), date(2022, 9, 1))
    shore = tuple(Region.objects.filter(code="09"))
    make(Wish(kind=Kind.PASSED, day=APRIL, directions=(first,), regions=shore, into=second))
    back = date(2022, 4, 1)
    make(Wish(kind=Kind.PASSED, day=back, directions=(second,), regions=shore, into=first))
    last = Period(back, date(2023, 3, 31))
    assert [supported(first, p) for p in (BEFORE, AFTER, last)] == [1, 0, 1]
    assert [supported(second, p) for p in (BEFORE, AFTER, last)] == [0, 1, 0]
    file.refresh_from_db()
    assert file.direction == first


def test_a_chain_of_mergers_is_followed_to_its_end(lake: Direction, shore: Direction) -> None:
    file = serve(lake, SAGUENAY, date(2020, 6, 1), APRIL, date(2024, 6, 1))
    merged = make(merger(lake, shore))
    north = make_direction("nord", ("10",))
    later = date(2024, 4, 1)
    wish = Wish(
        kind=Kind.MERGED, day=later, directions=(merged, north), new=NewDirection(name_fr="Grand Nord")
    )
    last = make(wish)
    year = Period(later, date(2025, 3, 31))
    assert [supported(lake, BEFORE), supported(merged, AFTER), supported(last, year)] == [1, 1, 1]
    file.refresh_from_db()
    assert (file.direction, file.origin) == (last, lake)


def test_a_change_to_come_is_followed_on_its_day(lake: Direction, shore: Direction) -> None:
    file = serve(lake, SAGUENAY)
    day = NOW.date() + timedelta(days=30)
    merged = make(merger(lake, shore, day=day))
    file.refresh_from_db()
    assert file.direction == lake
    follow_passages(today=day)
    file.refresh_from_db()
    assert file.direction == merged
    assert follow_passages(today=day) == 0


@pytest.mark.parametrize("day", [date(2015, 4, 1), date(2010, 1, 1)])
def test_a_day_that_contradicts_what_is_written_is_refused(
    lake: Direction, shore: Direction, day: date
) -> None:
    with pytest.raises(TerritoryRefused):
        change_territories(wish=merger(lake, shore, day=day), by=None, now=NOW)
    assert not DirectionPassage.objects.exists()


def test_a_second_change_of_the_same_days_is_refused(lake: Direction, shore: Direction) -> None:
    make(merger(lake, shore))
    with pytest.raises(TerritoryRefused):
        make(merger(lake, shore, new=NewDirection(name_fr="Autre")))
    with pytest.raises(TerritoryRefused):
        make(merger(lake, shore, directions=(lake,), new=None, into=lake))


def test_all_the_regions_do_not_pass_without_a_merger(lake: Direction, shore: Direction) -> None:
    wish = Wish(kind=Kind.PASSED, day=APRIL, directions=(lake,), into=shore)
    for regions in ((), tuple(Region.objects.filter(code="02")), tuple(Region.objects.filter(code="05"))):
        with pytest.raises(TerritoryRefused):
            make(
                Wish(
                    **{name: getattr(wish, name) for name in ("kind", "day", "directions", "into")},
                    regions=regions,
                )
            )


def test_a_name_that_exists_stops_the_whole_change(lake: Direction, shore: Direction) -> None:
    make_direction("grand-nord", ("10",))
    with pytest.raises(NameTaken):
        make(merger(lake, shore, new=NewDirection(name_fr="Grand Nord")))
    assert DirectionCoverage.objects.on(APRIL).filter(direction=lake).exists()


def test_only_a_direction_that_serves_nothing_closes_alone(lake: Direction) -> None:
    with pytest.raises(TerritoryRefused):
        make(Wish(kind=Kind.CLOSED, day=APRIL, directions=(lake,)))
    empty = make_direction("vide", ())
    make(Wish(kind=Kind.CLOSED, day=APRIL, directions=(empty,)))
    empty.refresh_from_db()
    assert empty.valid_to == date(2021, 3, 31)


def test_a_point_moves_with_its_people_and_keeps_its_old_address(lake: Direction) -> None:
    point = make_service_point(direction=lake)
    officer = make_user(role="officer", direction=lake, service_point=point)
    day = NOW.date() + timedelta(days=10)
    person = make_candidate(direction=lake)
    ahead = make_appointment(person, officer, day, service_point=point, stage="confirmed")
    held = make_appointment(person, officer, date(2026, 5, 1), service_point=point)
    content = PointContent(name=point.name, municipality=point.municipality, address="9, rue Neuve")
    outcome = change_territories(
        wish=Wish(kind=Kind.POINT_MOVED, day=day, point=point, content=content), by=None, now=NOW
    )
    (before,) = ServicePoint.objects.on(day - timedelta(days=1)).filter(direction=lake)
    (after,) = ServicePoint.objects.on(day).filter(direction=lake)
    assert (before.address, after.address) == (point.address, "9, rue Neuve")
    assert outcome.moved_appointments == [ahead]
    assert [Appointment.objects.get(pk=row.pk).service_point for row in (held, ahead)] == [point, after]
    assert Posting.objects.on(day).get(user=officer).service_point == after


def test_a_point_that_closes_tells_who_is_expected_there(lake: Direction) -> None:
    point = make_service_point(direction=lake)
    officer = make_user(role="officer", direction=lake, service_point=point)
    day = NOW.date() + timedelta(days=10)
    ahead = make_appointment(
        make_candidate(direction=lake), officer, day, service_point=point, stage="confirmed"
    )
    wish = Wish(kind=Kind.POINT_CLOSED, day=day, point=point)
    outcome = change_territories(wish=wish, by=None, now=NOW)
    assert outcome.stranded_appointments == [ahead]
    assert Posting.objects.on(day).get(user=officer).service_point is None
    with pytest.raises(TerritoryRefused):
        change_territories(wish=wish, by=None, now=NOW)


def test_a_preview_counts_everything_twice_and_writes_nothing(lake: Direction, shore: Direction) -> None:
    serve(lake, SAGUENAY, date(2020, 6, 1), date(2021, 9, 1))
    make_user(direction=lake, service_point=make_service_point(direction=lake))
    shown = preview_change(wish=merger(lake, shore), by=None, now=NOW)
    assert (shown.outcome.files, len(shown.outcome.postings), len(shown.outcome.change.points)) == (1, 3, 1)
    assert (shown.compared, shown.different) == (7 * 5, [])
    assert Direction.objects.count() == 2
    assert not TerritoryChange.objects.exists()


def test_only_an_administrator_changes_the_territories(lake: Direction, shore: Direction) -> None:
    with pytest.raises(Forbidden):
        change_territories(wish=merger(lake, shore), by=make_user(role="manager", direction=lake), now=NOW)
