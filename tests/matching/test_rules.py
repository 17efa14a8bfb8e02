"""The table of stages, the bands of experience, and the published weights and rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.core.errors import TransitionRefused
from crm.matching import loader
from crm.matching.models import MatchStage, Rule, WeightSet
from crm.matching.rules import FORWARD, TRANSITIONS, check_move, experience_band
from workers.bridge import current_setting
from workers.engine.rules import DEFAULT_RULES
from workers.engine.weights import CRITERIA, DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    ("months", "band"),
    [
        (0, "0-1"),
        (23, "0-1"),
        (24, "2-4"),
        (59, "2-4"),
        (60, "5-9"),
        (119, "5-9"),
        (120, "10+"),
        (600, "10+"),
    ],
)
def test_years_are_told_in_bands(months: int, band: str) -> None:
    assert experience_band(months) == band


def test_the_way_leads_from_proposed_to_accepted() -> None:
    steps = dict(FORWARD)
    way = [MatchStage.PROPOSED]
    while way[-1] in steps:
        way.append(steps[way[-1]])
    assert way[-1] == MatchStage.ACCEPTED
    assert len(way) == len(FORWARD) + 1


def test_a_move_outside_the_table_is_refused() -> None:
    for before in MatchStage.values:
        for after in MatchStage.values:
            if (before, after) in TRANSITIONS:
                check_move(before, after)
            else:
                with pytest.raises(TransitionRefused):
                    check_move(before, after)


@pytest.mark.django_db
def test_the_rows_loaded_are_the_defaults_of_the_engine() -> None:
    setting = current_setting(timezone.localdate())
    assert dict(setting.weights.weights) == dict(DEFAULT_WEIGHTS.weights)
    assert dict(setting.weights.neutral) == dict(DEFAULT_WEIGHTS.neutral)
    assert setting.rules == DEFAULT_RULES.at(timezone.localdate())
    assert set(dict(setting.weights.weights)) == set(CRITERIA)


@pytest.mark.django_db
def test_loading_again_writes_nothing_and_keeps_what_was_changed() -> None:
    Rule.objects.filter(key="available_late_days").update(value=30)
    written = loader.load()
    assert {name: result.written for name, result in written.items()} == {
        "weights": 0,
        "rules": 0,
        "path steps": 0,
    }
    assert current_setting(timezone.localdate()).rules.available_late_days == 30


@pytest.mark.django_db
def test_a_rule_counts_from_its_day() -> None:
    today = timezone.localdate()
    ends = today - timedelta(days=1)
    Rule.objects.filter(key="available_late_days").update(valid_to=ends)
    Rule.objects.create(key="available_late_days", value=10, source="essai", read_on=today, valid_from=today)
    assert current_setting(ends).rules.available_late_days == 90
    assert current_setting(today).rules.available_late_days == 10


@pytest.mark.django_db
def test_weights_that_start_tomorrow_do_not_score_today() -> None:
    ahead = timezone.now() + timedelta(days=1)
    first = WeightSet.objects.latest("active_from")
    WeightSet.objects.create(
        version="2027-1", weights=first.weights, neutral_shares=first.neutral_shares, active_from=ahead
    )
    assert current_setting(timezone.localdate()).weights.version == "2026-3"
