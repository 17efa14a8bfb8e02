"""The steps of the recruitment paths: written, put in order, taken off and put back; every edit a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Refusal, StaleRevision
from crm.matching.models import Actor, Path, PathStep, PathStepEdit

MOST_WEEKS = 260


class StepRefused(Refusal):
    """A step that could not be read on a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContent:
    """What a step says. `position` begins with 1; texts in French and in English, weeks both included."""

    position: int
    what_fr: str
    what_en: str
    who: tuple[str, ...]
    weeks_from: int
    weeks_to: int
    asked_by_fr: str = ""
    asked_by_en: str = ""
    source_fr: str = ""
    source_en: str = ""
    dated_on: date


def check_step(content: StepContent, *, today: date) -> None:
    """Raise StepRefused, beside its field, for what would not be said whole in both languages."""
    for name in ("what_fr", "what_en"):
        if not getattr(content, name).strip():
            raise StepRefused(_("Écrivez l’étape dans les deux langues."), field=name)
    for name in ("asked_by", "source"):
        french, english = getattr(content, f"{name}_fr").strip(), getattr(content, f"{name}_en").strip()
        if bool(french) != bool(english):
            missing = f"{name}_en" if french else f"{name}_fr"
            raise StepRefused(_("Écrivez ce texte dans les deux langues, ou dans aucune."), field=missing)
    if not content.who or set(content.who) - set(Actor.values):
        raise StepRefused(_("Dites qui fait l’étape."), field="who")
    if not 0 <= content.weeks_from <= content.weeks_to <= MOST_WEEKS:
        raise StepRefused(_("Le plus long délai suit le plus court."), field="weeks_to")
    if content.dated_on > today:
        raise StepRefused(_("Cette date est à venir."), field="dated_on")


@transaction.atomic
def add_path_step(*, path: str, content: StepContent, by: User | None, now: datetime) -> PathStep:
    """A step of a path, at its place among the others. Raises Forbidden, StepRefused."""
    require(by, Permission.RUN_INSTALLATION)
    if path not in Path.values:
        raise StepRefused(_("Cette voie n’existe pas."))
    check_step(content, today=timezone.localdate(now))
    steps = _locked(path)
    step = PathStep(path=path, **_values(content))
    step.save()
    _put_in_order(step, steps, content.position)
    _tell(step, {name: [None, value] for name, value in _plain(step).items()}, by=by, now=now)
    return step


@transaction.atomic
def edit_path_step(
    *, step: PathStep, content: StepContent, seen: int, by: User | None, now: datetime
) -> PathStep:
    """Write a step as read at the stamp `seen`. Raises Forbidden, StepRefused, StaleRevision."""
    require(by, Permission.RUN_INSTALLATION)
    check_step(content, today=timezone.localdate(now))
    steps = _locked(step.path)
    kept = _fresh(step, seen)
    before = _plain(kept)
    for name, value in _values(content).items():
        setattr(kept, name, value)
    others = [one for one in steps if one.pk != kept.pk]
    _put_in_order(kept, others, content.position)
    _tell_what_changed(kept, before, by=by, now=now)
    return kept


@transaction.atomic
def take_off_path_step(*, step: PathStep, seen: int, by: User | None, now: datetime) -> PathStep:
    """The step is shown on no file from now on; its history stays. Raises Forbidden, StaleRevision."""
    return _switch(step, off=True, seen=seen, by=by, now=now)


@transaction.atomic
def put_back_path_step(*, step: PathStep, seen: int, by: User | None, now: datetime) -> PathStep:
    """A step taken off is shown again, last of its path. Raises Forbidden, StaleRevision."""
    return _switch(step, off=False, seen=seen, by=by, now=now)


def _switch(step: PathStep, *, off: bool, seen: int, by: User | None, now: datetime) -> PathStep:
    require(by, Permission.RUN_INSTALLATION)
    others = [one for one in _locked(step.path) if one.pk != step.pk]
    kept = _fresh(step, seen)
    before = _plain(kept)
    kept.off = off
    _put_in_order(kept, others, len(others) + 1)
    _tell_what_changed(kept, before, by=by, now=now)
    return kept


def _locked(path: str) -> list[PathStep]:
    """The steps in use of the path, in their order, held: two edits at once would give one rank twice."""
    rows = list(PathStep.objects.select_for_update().filter(path=path).order_by("pk"))
    return sorted((row for row in rows if not row.off), key=lambda row: (row.position, row.pk))


def _fresh(step: PathStep, seen: int) -> PathStep:
    kept = PathStep.objects.get(pk=step.pk)
    if kept.stamp != seen:
        raise StaleRevision
    return kept


def _values(content: StepContent) -> dict[str, Any]:
    texts = ("what_fr", "what_en", "asked_by_fr", "asked_by_en", "source_fr", "source_en")
    return {
        **{name: getattr(content, name).strip() for name in texts},
        "who": list(content.who),
        "weeks_from": content.weeks_from,
        "weeks_to": content.weeks_to,
        "dated_on": content.dated_on,
        "position": content.position,
    }


def _put_in_order(step: PathStep, others: list[PathStep], position: int) -> None:
    """Write the step at its place, and the new rank of those that it pushes; one taken off keeps none."""
    steps = list(others)
    if not step.off:
        steps.insert(max(0, min(position, len(steps) + 1) - 1), step)
    for place, one in enumerate(steps, 1):
        if one is not step and one.position != place:
            # The rank alone: whoever edits that step meanwhile does not have to read it again.
            PathStep.objects.filter(pk=one.pk).update(position=place)
        one.position = place
    step.save()


def _plain(step: PathStep) -> dict[str, Any]:
    names = ("what_fr", "what_en", "who", "weeks_from", "weeks_to")
    rest = ("asked_by_fr", "asked_by_en", "source_fr", "source_en", "position", "off")
    return {**{name: getattr(step, name) for name in (*names, *rest)}, "dated_on": step.dated_on.isoformat()}


def _tell_what_changed(step: PathStep, before: dict[str, Any], *, by: User | None, now: datetime) -> None:
    changed = {name: [before[name], value] for name, value in _plain(step).items() if before[name] != value}
    if changed:
        _tell(step, changed, by=by, now=now)


def _tell(step: PathStep, changed: dict[str, Any], *, by: User | None, now: datetime) -> None:
    PathStepEdit.objects.create(step=step, at=now, by=by, changes=changed)
