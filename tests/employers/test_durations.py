"""The median stays that are kept once a day are those that a count from nothing finds."""

from __future__ import annotations

import random
import statistics
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from crm.employers.durations import count_stays, keep_median_stays, median_stays
from crm.employers.models import EmployerFile, FileStage, MedianStays
from crm.territory.models import Direction
from tests.factories.employers import make_file
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db


def walked(direction: Direction, chance: random.Random, now: datetime) -> EmployerFile:
    """A file that went through some stages."""
    file, at = make_file(direction=direction), now - timedelta(days=900)
    file.moves.all().delete()
    for stage in chance.sample(list(FileStage.values), 4):
        at += timedelta(hours=chance.randrange(1, 4000))
        file.moves.create(to_stage=stage, at=at)
    return file


def medians_by_hand(direction: Direction) -> dict[str, tuple[int, int]]:
    """The same, without SQL."""
    stays: dict[str, list[timedelta]] = {}
    for file in EmployerFile.objects.filter(direction=direction):
        moves = list(file.moves.order_by("at", "pk"))
        for move, after in pairwise(moves):
            stays.setdefault(move.to_stage, []).append(after.at - move.at)
    return {stage: (statistics.median(found).days, len(found)) for stage, found in stays.items()}  # type: ignore[type-var]


def test_the_kept_medians_are_those_of_a_count(now: datetime, today: date) -> None:
    here, there, empty = make_direction(), make_direction("autre", ("03",)), make_direction("vide", ("05",))
    chance = random.Random(5)
    for number in range(14):
        walked(here if number % 3 else there, chance, now)
    assert keep_median_stays(now=now) == Direction.objects.count()
    for direction in (here, there, empty):
        kept = median_stays(direction, today=today)
        assert kept.counted_on == today
        assert kept.stays == count_stays([direction.pk])[direction.pk] == medians_by_hand(direction)
    assert median_stays(empty, today=today).stays == {}


def test_they_are_counted_once_a_day(now: datetime, today: date) -> None:
    here = make_direction()
    before = median_stays(here, today=today)
    assert before.stays == {}
    keep_median_stays(now=now)
    walked(here, random.Random(2), now)
    assert keep_median_stays(now=now + timedelta(hours=3)) == 0
    assert median_stays(here, today=today).stays == {}
    tomorrow = now + timedelta(days=1)
    assert keep_median_stays(now=tomorrow) == MedianStays.objects.count()
    after = median_stays(here, today=tomorrow.date())
    assert after.stays == medians_by_hand(here) != {}
    assert after.counted_on == tomorrow.date()
