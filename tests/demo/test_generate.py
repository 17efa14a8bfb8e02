"""What the demo holds: staff, points, all regions, people visibly fictitious, something to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from crm.accounts.models import Posting, StaffingTarget, User
from crm.candidates.models import Candidate, Identity
from crm.core.models import Installation, OutboxMessage
from crm.demo.build.world import World
from crm.demo.generate import NotEmpty, generate
from crm.employers.models import Employer
from crm.matching.models import Presentation
from crm.needs.models import LabourNeed
from crm.territory.models import ServicePoint
from tests import factories
from tests.demo.recount import a_year_to, employers_by_region, persons_of_02

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One demo for the tests of this file, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield generate(as_of=date(2026, 11, 23))
        transaction.set_rollback(True)


def test_the_figures_still_stand_a_month_after_the_demo_was_made(demo: World) -> None:
    start, end = a_year_to(date(2026, 12, 23))
    assert employers_by_region(start, end)["02"] == 54
    assert persons_of_02(start, end) == 131


def test_staff_and_points_are_those_of_the_reference(demo: World) -> None:
    posted = Posting.objects.filter(service_point__municipality__mrc__region_id="02")
    assert posted.filter(role="advisor").count() == 2
    assert posted.filter(role="officer").count() == 3
    targets = dict(StaffingTarget.objects.filter(region_id="02").values_list("role", "target"))
    assert targets == {"advisor": 2, "officer": 4}
    assert ServicePoint.objects.filter(municipality__mrc__region_id="02").count() == 6


def test_all_seventeen_regions_live(demo: World) -> None:
    assert len(employers_by_region(*a_year_to(date(2026, 11, 23)))) == 17
    assert Employer.objects.count() >= 300
    assert LabourNeed.objects.count() >= 600
    assert Candidate.objects.count() >= 2000


def test_everyone_is_visibly_fictitious_and_nobody_has_a_usable_password(demo: World) -> None:
    assert not Identity.objects.exclude(family_name__endswith="-Test").exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(is_demo=False).exists()


def test_the_database_is_marked_and_owes_the_scoring_of_every_scored_need(demo: World) -> None:
    assert Installation.objects.get().demo
    assert OutboxMessage.objects.pending().count() == LabourNeed.objects.scored().count()


def test_the_employer_at_the_door_has_profiles_to_answer(demo: World) -> None:
    mill = demo.businesses[0].employer
    waiting = Presentation.objects.unanswered().filter(match__need__file__employer=mill)
    assert waiting.exists()


def test_the_same_seed_makes_the_same_region(demo: World) -> None:
    first = [b.employer.legal_name for b in demo.businesses]
    assert first[0] == "Scierie des Deux-Rives inc."
    assert len(set(first)) == len(first)


def test_it_refuses_a_database_that_holds_data(db: None) -> None:
    factories.make_user()
    with pytest.raises(NotEmpty):
        generate(as_of=date(2026, 11, 23))
