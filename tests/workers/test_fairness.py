"""Changing anything outside the closed list changes nothing: not a score, not a word of the reasons, not the order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crm.candidates.models import Authorisation, Candidate, Identity
from crm.candidates.models import CandidateOfficer as InCharge
from crm.matching.models import Match
from crm.needs.models import LabourNeed
from crm.taxonomy.models import PermitKind
from crm.territory.models import Municipality
from tests.factories.candidates import make_candidate
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from workers import bridge

pytestmark = pytest.mark.django_db
SCORED = ("candidate_id", "verdict", "score", "coverage", "rank", "tie", "criteria", "constraints", "changes")


def rename() -> None:
    for identity in Identity.objects.all():
        identity.given_name, identity.family_name = "Fatoumata", "N’Diaye"
        identity.email, identity.phone, identity.language = "f@example.org", "418 555-0199", "en-ca"
        identity.save()


def move_home() -> None:
    Candidate.objects.update(residence=Municipality.objects.get(pk="66023"))


def leave_no_home() -> None:
    Candidate.objects.update(residence=None)


def change_permit_kind() -> None:
    Authorisation.objects.update(kind=PermitKind.objects.first(), verified_on=date(2026, 1, 1))


def change_direction_and_officer() -> None:
    elsewhere = make_direction("mtl", ("06",))
    Candidate.objects.update(direction=elsewhere)
    officer = make_user("officer", elsewhere)
    for person in Candidate.objects.all():
        InCharge.objects.create(candidate=person, user=officer, valid_from=date(2020, 1, 1))


def change_dates_of_the_file() -> None:
    Candidate.objects.update(
        registered_on=date(2010, 1, 1),
        french_evaluated_on=date(2011, 1, 1),
        confirmed_on=date(2012, 1, 1),
        revision=99,
    )


CHANGES: tuple[Callable[[], Any], ...] = (
    rename,
    move_home,
    leave_no_home,
    change_permit_kind,
    change_direction_and_officer,
    change_dates_of_the_file,
)


def rankings(now: datetime) -> list[dict[str, Any]]:
    for need in LabourNeed.objects.all():
        bridge.score_need(need.pk, now=now)
    return list(Match.objects.order_by("need_id", "candidate_id").values("need_id", *SCORED))


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_outside_the_list_changes_nothing(now: datetime, change: Callable[[], Any]) -> None:
    make_need(skills=SAWING, french_oral=4, wage_max="25.00", shift="evening")
    make_need(skills=("affutage",), occupation="94140", other_language_id=None)
    make_sawyer(french=(5, 3), residence_id="94068")
    make_sawyer(french=(2, None), authorisation={"may_work_until": "2026-11-25"}, help_needed=["housing"])
    make_candidate()
    before = rankings(now)
    change()
    assert len(before) == 6
    assert rankings(now) == before


def test_another_person_in_the_pool_changes_no_score(now: datetime) -> None:
    make_need(skills=SAWING)
    person = make_sawyer(skills=["sciage"])
    alone = rankings(now)[0]
    for _ in range(5):
        make_sawyer()
    beside = next(row for row in rankings(now) if row["candidate_id"] == person.pk)
    assert {k: v for k, v in beside.items() if k != "rank"} == {k: v for k, v in alone.items() if k != "rank"}


def test_french_above_the_level_asked_gives_nothing(now: datetime) -> None:
    make_need(skills=SAWING, french_oral=4)
    make_sawyer(french=(4, None))
    make_sawyer(french=(12, None))
    assert len({row["score"] for row in rankings(now)}) == 1


def test_french_counts_for_nothing_where_the_need_states_no_level(now: datetime) -> None:
    make_need(skills=SAWING)
    make_sawyer(french=(0, 0))
    make_sawyer(french=(12, 12))
    rows = rankings(now)
    assert len({row["score"] for row in rows}) == 1
    assert {row["verdict"] for row in rows} == {"admissible"}


def test_a_day_passing_moves_only_what_dates_move(now: datetime) -> None:
    make_need(skills=SAWING, starts_on=date(2027, 3, 1))
    make_sawyer()
    assert rankings(now) == rankings(now + timedelta(days=1))
