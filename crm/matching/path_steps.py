"""The steps of the three recruitment paths, as they are kept today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from crm.core.packed import packed, unpacked
from crm.matching.models import Path, PathStep, PathStepEdit

_SHOWN = (
    "id",
    "path",
    "what_fr",
    "what_en",
    "who",
    "weeks_from",
    "weeks_to",
    "asked_by_fr",
    "asked_by_en",
    "source_fr",
    "source_en",
    "dated_on",
)


def with_path_steps(files: QuerySet[Any]) -> QuerySet[Any]:
    """The files with what `path_steps_of` reads, in their own query: the page of a file asks no other."""
    return files.annotate(path_steps=packed(PathStep.objects.filter(off=False), *_SHOWN))


def path_steps_of(file: Any) -> dict[str, list[PathStep]]:
    """The steps in use of each path, in their order, of a file that was read `with_path_steps`."""
    return _by_path(unpacked(PathStep, file.path_steps))


def _by_path(steps: Iterable[PathStep]) -> dict[str, list[PathStep]]:
    found: dict[str, list[PathStep]] = {path: [] for path in Path.values}
    for step in steps:
        found[step.path].append(step)
    return found


def usual_weeks(steps: Sequence[PathStep]) -> tuple[int, int]:
    """From how many to how many weeks the steps take, one after the other."""
    return sum(step.weeks_from for step in steps), sum(step.weeks_to for step in steps)


def estimated_on(steps: Iterable[PathStep]) -> date | None:
    """The day of the oldest delay that is the house's own estimate; None when each has a source."""
    return min((step.dated_on for step in steps if not step.source_fr), default=None)


def all_steps() -> dict[str, list[PathStep]]:
    """Every step of each path, those taken off last."""
    return _by_path(PathStep.objects.order_by("path", "off", "position", "pk"))


def last_edits() -> dict[int, PathStepEdit]:
    """The last edit of each step, by the step's key."""
    rows = PathStepEdit.objects.order_by("step_id", "-at", "-pk").distinct("step_id").select_related("by")
    return {row.step_id: row for row in rows}


def one_step(pk: int) -> PathStep | None:
    """A step by its key; None when there is none."""
    return PathStep.objects.filter(pk=pk).first()


def edits_of(step: PathStep) -> list[PathStepEdit]:
    """The last fifty edits of a step, the newest first."""
    return list(step.edits.select_related("by").order_by("-at", "-pk")[:50])
