"""Staffing targets: dated rows, one in force a day, set by who answers for the region."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.models import StaffingTarget, User
from crm.accounts.services import TargetContent, TargetRefused, set_target
from crm.core.errors import Forbidden
from crm.territory.models import Region
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wish(target: int | None, day: date, role: str = "advisor") -> TargetContent:
    return TargetContent(role=role, target=target, valid_from=day, source="Plan d’effectifs")


def place(
    target: int | None, day: date, by: User, now: datetime, region: str = "02"
) -> StaffingTarget | None:
    return set_target(region=Region.objects.get(pk=region), content=wish(target, day), by=by, now=now)


def rows() -> list[tuple[int, date, date | None]]:
    return list(StaffingTarget.objects.order_by("valid_from").values_list("target", "valid_from", "valid_to"))


def test_a_new_target_ends_the_one_before_on_its_eve(manager: User, now: datetime, today: date) -> None:
    place(2, today - 30 * DAY, manager, now)
    place(3, today, manager, now)
    assert rows() == [(2, today - 30 * DAY, today - DAY), (3, today, None)]


def test_a_target_holds_until_the_next_one_that_is_set(manager: User, now: datetime, today: date) -> None:
    place(4, today + 60 * DAY, manager, now)
    place(2, today, manager, now)
    place(3, today + 10 * DAY, manager, now)
    assert rows() == [
        (2, today, today + 9 * DAY),
        (3, today + 10 * DAY, today + 59 * DAY),
        (4, today + 60 * DAY, None),
    ]


def test_a_target_set_twice_the_same_day_is_the_last_one(manager: User, now: datetime, today: date) -> None:
    place(2, today, manager, now)
    place(5, today, manager, now)
    assert rows() == [(5, today, None)]


def test_a_target_is_taken_off_from_a_day_and_stays_before(manager: User, now: datetime, today: date) -> None:
    place(2, today - DAY, manager, now)
    assert place(None, today, manager, now) is None
    assert rows() == [(2, today - DAY, today - DAY)]
    with pytest.raises(TargetRefused) as refused:
        place(None, today, manager, now)
    assert refused.value.field == "target"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "manager"}, "role"),
        ({"role": ""}, "role"),
        ({"target": -1}, "target"),
        ({"target": 1000}, "target"),
        ({"valid_from": date(2000, 1, 1)}, "valid_from"),
        ({"source": "x" * 201}, "source"),
        ({"source": "a\x00b"}, "source"),
    ],
)
def test_what_is_no_target_is_refused(
    manager: User, now: datetime, today: date, changes: dict[str, object], field: str
) -> None:
    values = {"role": "advisor", "target": 2, "valid_from": today, "source": ""} | changes
    with pytest.raises(TargetRefused) as refused:
        set_target(
            region=Region.objects.get(pk="02"),
            content=TargetContent(**values),  # type: ignore[arg-type]
            by=manager,
            now=now,
        )
    assert refused.value.field == field
    assert not StaffingTarget.objects.exists()


def test_a_region_of_others_and_roles_that_do_not_answer_for_it_are_refused(
    manager: User, advisor: User, now: datetime, today: date
) -> None:
    make_direction("ailleurs", ("03",))
    for by, region in ((manager, "03"), (advisor, "02"), (make_user("officer"), "02"), (make_user(""), "02")):
        with pytest.raises(Forbidden):
            place(2, today, by, now, region)
    assert place(2, today, make_user("admin"), now, "03")
