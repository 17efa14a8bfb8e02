"""What came out of matching: placements, presentations, people set aside with a reason, consents and releases."""

from __future__ import annotations

from datetime import timedelta

from crm.candidates.models import Candidate, CandidateMove, PersonStage
from crm.demo.build.needed import opened_needs, region_of
from crm.demo.build.under_way import build_under_way
from crm.demo.build.world import Business, Person, World
from crm.demo.store import store
from crm.matching.models import (
    Path,
    Placement,
    PlacementMove,
)
from crm.needs.models import LabourNeed, NeedStage


def build_outcomes(world: World) -> None:
    """Placements of filled needs first (they take people), then what is under way on the open ones."""
    free = _pool(world)
    _placements(world, free)
    build_under_way(world, free)


def _pool(world: World) -> dict[str, list[Person]]:
    """People who may be placed, by occupation: region 02 first for a few, the seed decides the rest."""
    free: dict[str, list[Person]] = {}
    for person in world.random.sample(world.persons, len(world.persons)):
        if person.consents and person.candidate.stage == PersonStage.AVAILABLE:
            free.setdefault(person.job, []).append(person)
    return free


def _placements(world: World, free: dict[str, list[Person]]) -> None:
    placed: list[tuple[Placement, Person]] = []
    for business, need in opened_needs(world, NeedStage.FILLED):
        hired = [person for _ in range(need.positions) if (person := _take(free, need)) is not None]
        if not hired:
            need.stage = NeedStage.CLOSED
            continue
        need.positions = need.filled = len(hired)
        placed += [(_placement(world, business, need, person), person) for person in hired]
    LabourNeed.objects.bulk_update(
        [need for _b, need in opened_needs(world, NeedStage.FILLED, NeedStage.CLOSED)],
        ["stage", "positions", "filled"],
    )
    store([row for row, _person in placed], now=world.now)
    store(
        [
            PlacementMove(placement=row, from_stage="", to_stage=row.stage, at=world.at(row.confirmed_on, 14))
            for row, _p in placed
        ],
        now=world.now,
    )
    _mark_placed(world, placed)


def _take(free: dict[str, list[Person]], need: LabourNeed) -> Person | None:
    people = free.get(need.occupation_id or "", [])
    if not people:
        return None
    person = people.pop()
    person.placed = True
    return person


def _placement(world: World, business: Business, need: LabourNeed, person: Person) -> Placement:
    submitted = need.created_at.date()
    confirmed = min(world.workday(submitted + timedelta(days=44)), world.days_ago(1))
    starts = confirmed + timedelta(days=21)
    months = (world.as_of - starts).days // 30
    stage = next(
        (
            s
            for limit, s in (
                (24, "months_24"),
                (12, "months_12"),
                (6, "months_6"),
                (3, "months_3"),
                (0, "started"),
            )
            if months >= limit and starts <= world.as_of
        ),
        "offer_accepted",
    )
    site_region = region_of(world, need)
    abroad = world.random.random() < 0.1
    path = (
        Path.INTERNATIONAL if abroad else Path.LOCAL if person.region == site_region else Path.INTERREGIONAL
    )
    return Placement(
        need=need,
        candidate=person.candidate,
        stage=stage,
        path=path,
        confirmed_on=confirmed,
        starts_on=starts,
        origin_region=None if abroad else world.regions[person.region],
        wage=need.wage_min,
    )


def _mark_placed(world: World, placed: list[tuple[Placement, Person]]) -> None:
    """People hired are in employment, then followed; they leave the pool of the matching."""
    moves = []
    for row, person in placed:
        before = person.candidate.stage
        person.candidate.stage = (
            PersonStage.FOLLOWED if row.starts_on <= world.as_of else PersonStage.EMPLOYED
        )
        moves.append(
            CandidateMove(
                candidate=person.candidate,
                from_stage=before,
                to_stage=person.candidate.stage,
                at=world.at(row.confirmed_on, 14),
                by=person.officer,
            )
        )
    Candidate.objects.bulk_update([p.candidate for _row, p in placed], ["stage"])
    store(moves, now=world.now)
