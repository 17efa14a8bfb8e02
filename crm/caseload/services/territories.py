"""A change of the territories, as administrator, with everything that follows it: postings, appointments, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from crm.accounts.models import Posting, SavedView, User
from crm.accounts.policy import Permission, require
from crm.accounts.services import Destination, carry_posting
from crm.candidates.models import Candidate
from crm.employers.models import EmployerFile
from crm.matching.models import MatchingPlan
from crm.needs.models import LabourNeed, NeedTemplate
from crm.partners.models import Agreement
from crm.settlement.models import Appointment
from crm.settlement.rules import BUSY
from crm.territory.models import Direction, DirectionPassage, Region, ServicePoint, TerritoryChange
from crm.territory.models import TerritoryChangeKind as Kind
from crm.territory.services import (
    Change,
    NewDirection,
    PointContent,
    close_direction,
    close_service_point,
    merge_directions,
    move_service_point,
    pass_regions,
    split_direction,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the administrator asks for; `day` is the first day of the new state. Each kind reads its own parts."""

    kind: str
    day: date
    directions: tuple[Direction, ...] = ()
    regions: tuple[Region, ...] = ()
    into: Direction | None = None
    new: NewDirection | None = None
    point: ServicePoint | None = None
    content: PointContent | None = None


@dataclass(slots=True)
class Outcome:
    """What follows a change: the change itself, who is posted elsewhere, what passes, which meetings change place."""

    change: Change
    postings: list[Posting] = field(default_factory=list)
    moved_appointments: list[Appointment] = field(default_factory=list)
    stranded_appointments: list[Appointment] = field(default_factory=list)
    files: int = 0
    needs: int = 0
    persons: int = 0


def _merge(wish: Wish) -> Change:
    into = wish.new or wish.into or wish.directions[0]
    return merge_directions(directions=wish.directions, into=into, valid_from=wish.day)


def _split(wish: Wish) -> Change:
    return split_direction(
        direction=wish.directions[0],
        regions=wish.regions,
        new=wish.new or NewDirection(name_fr=""),
        valid_from=wish.day,
    )


def _hand_over(wish: Wish) -> Change:
    into = wish.into or wish.directions[0]
    return pass_regions(direction=wish.directions[0], regions=wish.regions, into=into, valid_from=wish.day)


def _close(wish: Wish) -> Change:
    return close_direction(direction=wish.directions[0], last_day=wish.day - timedelta(days=1))


def _move_point(wish: Wish) -> Change:
    assert wish.point is not None and wish.content is not None  # noqa: S101, PT018 - the form asks for both
    made = move_service_point(point=wish.point, content=wish.content, valid_from=wish.day)
    return Change(wish.day, None, points=[(wish.point, made)])


def _close_point(wish: Wish) -> Change:
    assert wish.point is not None  # noqa: S101 - the form asks for it
    closed = close_service_point(point=wish.point, last_day=wish.day - timedelta(days=1))
    return Change(wish.day, None, points=[(closed, None)])


VERBS: dict[str, Callable[[Wish], Change]] = {
    Kind.MERGED: _merge,
    Kind.SPLIT: _split,
    Kind.PASSED: _hand_over,
    Kind.CLOSED: _close,
    Kind.POINT_MOVED: _move_point,
    Kind.POINT_CLOSED: _close_point,
}


@transaction.atomic
def change_territories(*, wish: Wish, by: User | None, now: datetime) -> Outcome:
    """Make the change and what follows it. Raises Forbidden and what `territory.services` refuses."""
    require(by, Permission.RUN_INSTALLATION)
    outcome = Outcome(VERBS[wish.kind](wish))
    _count(outcome)
    _carry_postings(outcome, by=by, now=now)
    _carry_appointments(outcome, now=now)
    follow_passages(today=timezone.localdate(now))
    to = outcome.change.to
    TerritoryChange.objects.create(
        kind=wish.kind,
        at=now,
        by=by,
        day=wish.day,
        subject=_subject(wish),
        target=str(to.name_fr if to else ""),
    )
    return outcome


def _subject(wish: Wish) -> str:
    names = [direction.name_fr for direction in wish.directions] or [str(wish.point)]
    regions = [region.name_fr for region in wish.regions]
    return (", ".join(names) + (f" : {', '.join(regions)}" if regions else ""))[:500]


def _carry_postings(outcome: Outcome, *, by: User | None, now: datetime) -> None:
    """Whoever is posted at a point goes with it; of a direction that closes, everyone else too."""
    change = outcome.change
    ends = date.max
    for old, new in change.points:
        direction = new.direction if new else old.direction
        there = Destination(direction=direction, service_point=new, day=change.day)
        rows = Posting.objects.filter(service_point=old).during(change.day, ends)
        _carry(outcome, rows, there, by=by, now=now)
    if change.to:
        there = Destination(direction=change.to, service_point=None, day=change.day)
        rest = Posting.objects.filter(direction__in=change.closed).during(change.day, ends)
        _carry(outcome, rest, there, by=by, now=now)


def _carry(
    outcome: Outcome, rows: QuerySet[Posting], to: Destination, *, by: User | None, now: datetime
) -> None:
    for posting in rows.select_related("user", "service_point").order_by("valid_from", "pk"):
        outcome.postings.append(posting)
        carry_posting(posting=posting, to=to, by=by, now=now)


def _carry_appointments(outcome: Outcome, *, now: datetime) -> None:
    """Meetings from the day on stand at the point that continues theirs; those of a point that closes are told."""
    for old, new in outcome.change.points:
        rows = Appointment.objects.filter(service_point=old, starts_at__date__gte=outcome.change.day)
        ahead = list(rows.filter(stage__in=BUSY, starts_at__gte=now).select_related("staff"))
        (outcome.moved_appointments if new else outcome.stranded_appointments).extend(ahead)
        if new:
            rows.update(service_point=new, updated_at=now)


def _held(model: type[Model], source: Direction, region: Region | None) -> QuerySet[Model] | None:
    """The rows of a direction that pass with a region (None: with the whole); None when such rows have no region."""
    rows: QuerySet[Model] = model._default_manager.filter(direction=source)
    if model is EmployerFile:
        rows = EmployerFile.everything.filter(direction=source)
    if region is None:
        return rows
    paths: dict[type[Model], Q] = {
        EmployerFile: Q(
            employer__sites__is_head_office=True, employer__sites__municipality__mrc__region=region
        ),
        Candidate: Q(residence__mrc__region=region),
        Agreement: Q(region=region),
    }
    return rows.filter(paths[model]) if model in paths else None


KEEP_ORIGIN: tuple[type[Model], ...] = (EmployerFile, Candidate, Agreement)
PASSED_ALONE: tuple[type[Model], ...] = (NeedTemplate, SavedView, MatchingPlan)


def follow_passages(*, today: date) -> int:
    """Hand to the direction in charge today what passages in force give it. Safe to repeat. Returns how many rows.

    `origin` keeps where a row was written: what is counted by date begins there, so no earlier figure moves.
    """
    passages = DirectionPassage.objects.on(today).select_related("from_direction", "to_direction", "region")
    passages = passages.order_by(F("region").asc(nulls_last=True), "pk")
    return sum(_follow(row, model) for row in passages for model in (*KEEP_ORIGIN, *PASSED_ALONE))


def _follow(passage: DirectionPassage, model: type[Model]) -> int:
    rows = _held(model, passage.from_direction, passage.region)
    if rows is None:
        return 0
    values: dict[str, object] = {"direction": passage.to_direction}
    if model in KEEP_ORIGIN:
        values["origin"] = Coalesce(F("origin_id"), F("direction_id"))
    moved = model._base_manager.filter(pk__in=rows.order_by().values("pk"))
    if model in KEEP_ORIGIN and not moved.exists():
        return 0
    return moved.update(**values)


def _count(outcome: Outcome) -> None:
    """How many files, open needs and persons pass, before they do."""
    change = outcome.change
    pairs: list[tuple[Direction, Region | None]] = [(direction, None) for direction in change.closed]
    closed = set(change.closed)
    pairs += [(source, region) for region, source in change.regions if source not in closed]
    for source, region in pairs:
        files = _held(EmployerFile, source, region)
        persons = _held(Candidate, source, region)
        keys = (files if files is not None else EmployerFile.objects.none()).order_by().values("pk")
        outcome.files += keys.count()
        outcome.needs += LabourNeed.objects.active().filter(file__in=keys).count()
        outcome.persons += persons.count() if persons is not None else 0
