"""Full-time equivalents against targets, absences with who answers meanwhile, and one person more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from crm.accounts.models import Posting, StaffingTarget, User
from crm.accounts.policy import scope_of
from crm.caseload.models import Absence
from crm.caseload.queries import staff_on, team_of
from crm.caseload.rules import shared_among
from crm.caseload.services import AbsenceContent, AbsenceRefused, record_absence, remove_absence
from crm.core.errors import Forbidden
from tests.factories.employers import make_file
from tests.factories.people import LONG_AGO, make_direction, make_service_point, make_user

HALF = Decimal("0.5")


def away(user: User, now: datetime, by: User, first: int = 1, last: int = 5, **more: object) -> Absence:
    day = now.date()
    content = AbsenceContent(
        user=user,
        starts_on=day + timedelta(days=first),
        ends_on=day + timedelta(days=last),
        kind=str(more.pop("kind", "vacation")),
        **more,  # type: ignore[arg-type]
    )
    return record_absence(content=content, by=by, now=now)


@pytest.mark.django_db
def test_two_at_half_time_fill_one_post_and_absence_is_beside(now: datetime, manager: User) -> None:
    point, day = make_service_point(), now.date()
    officers = [make_user("officer", service_point=point) for _n in range(3)]
    Posting.objects.filter(user__in=officers[:2]).update(full_time=HALF)
    StaffingTarget.objects.create(region_id="02", role="officer", target=3, valid_from=LONG_AGO)
    StaffingTarget.objects.create(region_id="09", role="officer", target=1, valid_from=LONG_AGO)
    Absence.objects.create(user=officers[0], starts_on=day, ends_on=day)
    (found,) = staff_on([make_direction()], day)
    advisors, line = found.roles
    assert (advisors.filled, advisors.target, advisors.gap) == (0, None, 0)
    assert (line.filled, line.target, line.gap, line.away) == (2, 4, 2, HALF)
    (tomorrow,) = staff_on([make_direction()], day + timedelta(days=1))
    assert (tomorrow.roles[1].away, tomorrow.roles[1].gap) == (0, 2)
    Posting.objects.filter(user=officers[2]).update(valid_to=day)
    (tomorrow,) = staff_on([make_direction()], day + timedelta(days=1))
    assert tomorrow.roles[1].gap == 3


@pytest.mark.django_db
def test_half_time_halves_the_reference(now: datetime, advisor: User, manager: User) -> None:
    Posting.objects.filter(user=advisor).update(full_time=HALF)
    make_file(lead=advisor)
    (member,) = [
        m for m in team_of(scope_of(manager).direction_ids, now.date()).members if m.user_id == advisor.pk
    ]
    assert (member.reference, member.load.index) == (500, 20)


@pytest.mark.parametrize(
    ("index", "full_time", "each"),
    [(2000, "2", 1000), (2000, "3", 667), (1000, "1.5", 667), (5, "2", 3), (0, "1", 0), (7, "0", None)],
)
def test_a_load_is_shared_equally(index: int, full_time: str, each: int | None) -> None:
    assert shared_among(index, Decimal(full_time)) == each


@pytest.mark.django_db
def test_an_absence_names_who_answers_meanwhile(now: datetime, advisor: User, manager: User) -> None:
    mate = make_user()
    made = away(advisor, now, manager, replaced_by=mate)
    team = team_of(scope_of(manager).direction_ids, now.date())
    assert [m.absence and m.absence.replaced_by for m in team.members if m.user_id == advisor.pk] == [mate]
    remove_absence(absence=made, by=manager)
    assert not Absence.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"first": 5, "last": 1}, "ends_on"),
        ({"first": 999, "last": 1000}, "starts_on"),
        ({"last": 999}, "ends_on"),
        ({"kind": "malade"}, "kind"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    now: datetime, advisor: User, manager: User, more: dict[str, int], field: str
) -> None:
    with pytest.raises(AbsenceRefused) as refusal:
        away(advisor, now, manager, **more)  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.django_db
def test_a_replacement_is_a_colleague_of_the_same_role_who_is_there(
    now: datetime, advisor: User, officer: User, manager: User
) -> None:
    mate = make_user()
    away(mate, now, manager)
    elsewhere = make_user(direction=make_direction("quebec", ("03",)))
    for wrong in (advisor, officer, mate, elsewhere):
        with pytest.raises(AbsenceRefused) as refusal:
            away(advisor, now, manager, replaced_by=wrong)
        assert refusal.value.field == "replaced_by"


@pytest.mark.django_db
def test_only_a_manager_of_the_direction_writes_absences(now: datetime, advisor: User, manager: User) -> None:
    made = away(advisor, now, manager)
    for stranger in (advisor, make_user("manager", make_direction("quebec", ("03",)))):
        with pytest.raises(Forbidden):
            away(advisor, now, stranger, 20, 21)
        with pytest.raises(Forbidden):
            remove_absence(absence=made, by=stranger)


@pytest.mark.django_db
def test_a_day_belongs_to_one_absence_of_a_person(now: datetime, advisor: User, manager: User) -> None:
    away(advisor, now, manager)
    with pytest.raises(AbsenceRefused):
        away(advisor, now, manager, 5, 9)
    away(advisor, now, manager, 6, 9)
    day = now.date() + timedelta(days=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(user=advisor, starts_on=day, ends_on=day)


def test_two_absences_of_the_same_days_at_once_leave_one(live_db: None, now: datetime) -> None:
    user, manager = make_user(), make_user("manager")

    def write(_n: int) -> bool:
        try:
            away(user, now, User.objects.get(pk=manager.pk))
        except AbsenceRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [False, False, False, True]
