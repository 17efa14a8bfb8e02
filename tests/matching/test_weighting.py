"""A version of the weights: drafted, refused when it cannot score, published once, never changed after it began."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.core.models import OutboxMessage
from crm.matching import loader, weighting
from crm.matching.models import WeightSet
from crm.matching.services import (
    DraftExists,
    DraftGone,
    ask_preview,
    discard_draft,
    publish_draft,
    save_draft,
    take_back,
)
from crm.matching.services.weighting import AlreadyBegun, DayTaken, ReasonOfWeightsMissing
from crm.matching.weight_queries import Standing, preview_of, the_draft, versions, weights_in_force
from crm.matching.weighting import InvalidWeights, StartInThePast, check_weights, version_name
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.people import make_user
from tests.factories.weights import NEUTRAL, WEIGHTS, content, make_draft
from workers import bridge
from workers.bridge.preview import preview_weights
from workers.engine import weights as engine
from workers.tasks.matching import tables_changed

db = pytest.mark.django_db
#: The versions that come with the product, the one in force first.
HOUSE = [*reversed(loader.WEIGHTS)]
PREVIEW = "workers.tasks.weights.preview_weights"
AGAIN = "workers.tasks.matching.tables_changed"


@pytest.fixture
def pilot(db: None) -> User:
    return make_user(role="admin")


def owed(task: str) -> int:
    return OutboxMessage.objects.pending().filter(task=task).count()


def is_taken_by_the_engine(weights: dict[str, int], shares: dict[str, int]) -> bool:
    try:
        engine.Weights(version="x", weights=tuple(weights.items()), neutral=tuple(shares.items()))
    except engine.InvalidWeights:
        return False
    return True


def is_taken_by_the_house(weights: dict[str, int], shares: dict[str, int]) -> bool:
    try:
        check_weights(weights, shares)
    except InvalidWeights:
        return False
    return True


def test_the_house_knows_the_criteria_and_limits_of_the_engine() -> None:
    assert set(weighting.CRITERIA) == set(engine.CRITERIA)
    assert set(weighting.ALWAYS_ASKED) == engine.ALWAYS_ASKED
    assert weighting.MOST_NEUTRAL_FOR_SKILLS == engine.MOST_NEUTRAL_FOR_SKILLS


@given(
    moved=st.integers(-4000, 7000),
    odd=st.integers(-1, 1),
    share=st.integers(-1, 1001),
    of=st.sampled_from(weighting.CRITERIA),
    other=st.sampled_from(weighting.CRITERIA),
)
def test_what_the_house_takes_the_engine_takes(moved: int, odd: int, share: int, of: str, other: str) -> None:
    weights = {**WEIGHTS, of: WEIGHTS[of] + odd}
    weights[of] += moved
    weights[other] -= moved
    shares = {**NEUTRAL, of: share}
    assert is_taken_by_the_house(weights, shares) == is_taken_by_the_engine(weights, shares)


@pytest.mark.parametrize("left_out", ["skills", "wage"])
def test_a_criterion_forgotten_is_refused_by_both(left_out: str) -> None:
    weights = {code: value for code, value in WEIGHTS.items() if code != left_out}
    assert not is_taken_by_the_house(weights, NEUTRAL)
    assert not is_taken_by_the_engine(weights, NEUTRAL)


def test_a_need_that_asks_nothing_else_can_be_scored() -> None:
    alone = {**dict.fromkeys(WEIGHTS, 0), "skills": 10_000}
    assert not is_taken_by_the_house(alone, NEUTRAL)
    assert not is_taken_by_the_engine(alone, NEUTRAL)


def test_the_refusal_says_by_how_much_the_sum_misses() -> None:
    with pytest.raises(InvalidWeights) as refused:
        check_weights({**WEIGHTS, "wage": 900}, NEUTRAL)
    assert refused.value.over == 400


def test_a_version_is_named_by_its_day_and_a_second_one_by_a_number() -> None:
    day = date(2026, 11, 24)
    assert version_name(day, {"2026-2"}) == "2026-11-24"
    assert version_name(day, {"2026-11-24", "2026-11-24.2"}) == "2026-11-24.3"


@db
def test_a_draft_is_kept_scores_nothing_and_asks_for_its_preview(pilot: User, now: datetime) -> None:
    draft = save_draft(content=content(now, note="  Essai  "), revision=0, by=pilot, now=now)
    assert (draft.version, draft.active_from, draft.revision, draft.note) == ("", None, 1, "Essai")
    assert (draft.written_by, draft.written_at) == (pilot, now)
    assert owed(PREVIEW) == 1
    assert weights_in_force(now).version == HOUSE[0]
    assert [row.weights.version for row in versions(now)] == HOUSE


@db
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"weights": {**WEIGHTS, "wage": 501}}, InvalidWeights),
        ({"weights": {**WEIGHTS, "wage": -500, "skills": 5000}}, InvalidWeights),
        ({"neutral_shares": {**NEUTRAL, "wage": 1001}}, InvalidWeights),
        ({"starts_on": date(2026, 11, 22)}, StartInThePast),
        ({"note": "  "}, ReasonOfWeightsMissing),
    ],
)
def test_what_cannot_score_is_refused_and_nothing_is_written(
    values: dict[str, Any], refusal: type[Refusal], pilot: User, now: datetime
) -> None:
    with pytest.raises(refusal):
        save_draft(content=content(now, **values), revision=0, by=pilot, now=now)
    assert the_draft() is None
    assert owed(PREVIEW) == 0


@db
def test_the_second_administrator_is_told(pilot: User, now: datetime) -> None:
    other = make_user(role="admin")
    draft = make_draft(now, pilot)
    with pytest.raises(DraftExists):
        save_draft(content=content(now, note="Un autre"), revision=0, by=other, now=now)
    save_draft(content=content(now, note="Relu"), revision=draft.revision, by=other, now=now)
    with pytest.raises(StaleRevision):
        save_draft(content=content(now, note="Trop tard"), revision=draft.revision, by=pilot, now=now)
    with pytest.raises(StaleRevision):
        publish_draft(revision=draft.revision, by=pilot, now=now)
    assert WeightSet.objects.get(is_draft=True).note == "Relu"
    publish_draft(revision=draft.revision + 1, by=other, now=now)
    for gesture in (publish_draft, discard_draft):
        with pytest.raises(DraftGone):
            gesture(
                revision=draft.revision + 1, by=pilot, **({"now": now} if gesture is publish_draft else {})
            )


@db
def test_the_database_holds_one_draft(now: datetime) -> None:
    make_draft(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeightSet.objects.create(version="x", weights={}, neutral_shares={}, is_draft=True)


@db
def test_published_for_today_it_scores_at_once_and_every_need_is_ranked_again(pilot: User) -> None:
    now = timezone.now()
    need = make_need(skills=SAWING)
    make_sawyer()
    bridge.score_need(need.pk, now=now)
    draft = make_draft(now, pilot)
    OutboxMessage.objects.all().delete()
    made = publish_draft(revision=draft.revision, by=pilot, now=now)
    assert (made.is_draft, made.active_from, made.published_by, made.published_at) == (False, now, pilot, now)
    assert made.version == timezone.localdate(now).isoformat()
    message = OutboxMessage.objects.pending().get(task=AGAIN)
    tables_changed(message_id=message.pk, **message.arguments)
    assert (
        OutboxMessage.objects.pending().filter(task__startswith="workers.tasks.matching.score_need").exists()
    )
    bridge.score_need(need.pk, now=timezone.now())
    assert need.runs.latest("scored_at").weights_version == made.version


@db
def test_published_for_a_later_day_it_begins_at_midnight_in_quebec(pilot: User, now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=3)
    draft = save_draft(content=content(now, starts_on=day), revision=0, by=pilot, now=now)
    made = publish_draft(revision=draft.revision, by=pilot, now=now)
    assert made.active_from is not None
    assert timezone.localtime(made.active_from).isoformat() == f"{day}T00:00:00-05:00"
    assert owed(AGAIN) == 0
    assert weights_in_force(now).version == HOUSE[0]
    assert bridge.current_setting(timezone.localdate(now)).weights.version == HOUSE[0]
    assert weights_in_force(made.active_from) == made
    assert bridge.current_setting(day).weights.version == made.version
    past = [Standing.PAST] * (len(HOUSE) - 1)
    assert [row.standing for row in versions(now)] == [Standing.PLANNED, Standing.IN_FORCE, *past]
    then = versions(made.active_from)
    assert [row.standing for row in then] == [Standing.IN_FORCE, Standing.PAST, *past]
    assert [row.ends_at for row in then] == [None, made.active_from, *(None for _one in past)]


@db
def test_a_draft_whose_day_has_passed_is_not_published(pilot: User, now: datetime) -> None:
    draft = make_draft(now, pilot)
    with pytest.raises(StartInThePast):
        publish_draft(revision=draft.revision, by=pilot, now=now + timedelta(days=1))
    assert the_draft() is not None


@db
def test_two_versions_do_not_begin_at_the_same_midnight(pilot: User, now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=3)
    for other in (False, True):
        draft = save_draft(content=content(now, starts_on=day), revision=0, by=pilot, now=now)
        if other:
            with pytest.raises(DayTaken, match=str(day)):
                publish_draft(revision=draft.revision, by=pilot, now=now)
        else:
            publish_draft(revision=draft.revision, by=pilot, now=now)


@db
def test_two_versions_of_one_day_have_two_names_and_the_last_scores(pilot: User, now: datetime) -> None:
    for hour in (0, 1):
        at = now + timedelta(hours=hour)
        publish_draft(revision=make_draft(at, pilot).revision, by=pilot, now=at)
    assert weights_in_force(now + timedelta(hours=2)).version == "2026-11-23.2"
    assert bridge.current_setting(timezone.localdate(now)).weights.version == "2026-11-23.2"


@db
def test_a_version_to_come_is_taken_back_and_one_that_began_is_not(pilot: User, now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=3)
    draft = save_draft(content=content(now, starts_on=day), revision=0, by=pilot, now=now)
    made = publish_draft(revision=draft.revision, by=pilot, now=now)
    with pytest.raises(AlreadyBegun):
        take_back(version=made.version, by=pilot, now=now + timedelta(days=4))
    again = take_back(version=made.version, by=pilot, now=now)
    assert (again.pk, again.is_draft, again.starts_on, again.published_by) == (made.pk, True, day, None)
    with pytest.raises(AlreadyBegun):
        take_back(version=HOUSE[0], by=pilot, now=now)
    publish_draft(revision=again.revision, by=pilot, now=now)
    make_draft(now, pilot)
    with pytest.raises(DraftExists):
        take_back(version=made.version, by=pilot, now=now)


@db
def test_a_draft_is_thrown_away(pilot: User, now: datetime) -> None:
    draft = make_draft(now, pilot)
    preview_weights(draft.pk, draft.revision, now=now)
    discard_draft(revision=draft.revision, by=pilot)
    assert the_draft() is None
    with pytest.raises(DraftGone):
        ask_preview(by=pilot, now=now)


GESTURES: dict[str, Callable[[User, datetime], object]] = {
    "save": lambda by, now: save_draft(content=content(now), revision=0, by=by, now=now),
    "ask": lambda by, now: ask_preview(by=by, now=now),
    "publish": lambda by, now: publish_draft(revision=1, by=by, now=now),
    "discard": lambda by, _now: discard_draft(revision=1, by=by),
    "take back": lambda by, now: take_back(version=HOUSE[0], by=by, now=now),
}


@db
@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy"])
@pytest.mark.parametrize("gesture", GESTURES)
def test_only_the_administrator_writes_weights(role: str, gesture: str, now: datetime) -> None:
    with pytest.raises(Forbidden):
        GESTURES[gesture](make_user(role=role), now)


@db
def test_a_preview_says_why_it_no_longer_holds(pilot: User, now: datetime) -> None:
    draft = make_draft(now, pilot)
    in_force = weights_in_force(now)
    state = preview_of(draft, in_force=in_force, now=now)
    assert (state.awaited, state.figures, state.is_current) == (True, None, False)
    preview_weights(draft.pk, draft.revision, now=now)
    OutboxMessage.objects.all().delete()
    assert preview_of(draft, in_force=in_force, now=now).is_current
    assert preview_of(draft, in_force=in_force, now=now + timedelta(days=1)).of_other_day
    assert preview_of(draft, in_force=WeightSet.objects.get(version=HOUSE[-1]), now=now).of_other_weights
    later = save_draft(content=content(now, note="Relu"), revision=draft.revision, by=pilot, now=now)
    state = preview_of(later, in_force=in_force, now=now)
    assert (state.of_other_text, state.awaited, state.is_current) == (True, True, False)
    OutboxMessage.objects.update(error="Traceback")
    assert preview_of(later, in_force=in_force, now=now).failed
