"""The stages that a file went through: days in each, beside the median of its direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from crm.employers.durations import median_stays
from crm.employers.models import EmployerFile, FileMove, FileStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay in a stage; `until` None is the stage of today. The median has `of` stays, none when 0."""

    stage: str
    since: date
    until: date | None
    days: int
    median: int | None
    of: int


@dataclass(frozen=True, slots=True)
class Stays:
    """Every stay of a file, the oldest first; the medians are as of a day."""

    stays: list[Stay]
    counted_on: date


def durations(file: EmployerFile, moved: Iterable[FileMove], *, today: date) -> Stays:
    """Every stay of the file beside the median of its direction; `moved`: its moves in their order."""
    labels, medians = dict(FileStage.choices), median_stays(file.direction, today=today)
    moves = [(move.to_stage, timezone.localdate(move.at)) for move in moved]
    ends: list[date | None] = [*(day for _stage, day in moves[1:]), None]
    stays = []
    for (stage, since), until in zip(moves, ends, strict=False):
        median, count = medians.stays.get(stage, (None, 0))
        stays.append(
            Stay(
                stage=str(labels.get(stage, stage)),
                since=since,
                until=until,
                days=((until or today) - since).days,
                median=median,
                of=count,
            )
        )
    return Stays(stays, medians.counted_on)
