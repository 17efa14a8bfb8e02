"""What came out of matching: placements, presentations, people set aside with a reason, consents and releases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crm.candidates.models import CandidateMove, Consent, PersonStage, Release
from crm.demo.build.world import Business, Person, World
from crm.demo.store import store
from crm.matching.models import (
    Decision,
    Match,
    MatchMove,
    MatchStage,
    Path,
    Placement,
    PlacementMove,
    Presentation,
)
from crm.needs.models import LabourNeed, NeedStage

UNSCORED = {
    "verdict": "to_verify",
    "score": 0,
    "coverage": 0,
    "criteria": [],
    "constraints": [],
}
ASIDE = (
    ("match-french", 5),
    ("match-housing", 4),
    ("match-permit", 3),
    ("match-transport", 3),
    ("match-wage", 2),
    ("match-licence", 1),
)


def build_outcomes(world: World) -> None:
    """Placements of filled needs first (they take people), then what is under way on the open ones."""
    free = _pool(world)
    _placements(world, free)
    _under_way(world, free)


def _pool(world: World) -> dict[str, list[Person]]:
    """People who may be placed, by occupation: region 02 first for a few, the seed decides the rest."""
    free: dict[str, list[Person]] = {}
    for person in world.random.sample(world.persons, len(world.persons)):
        if person.consents and person.candidate.stage == PersonStage.AVAILABLE:
            free.setdefault(person.job, []).append(person)
    return free


def _opened_needs(world: World, *stages: str) -> Iterator[tuple[Business, LabourNeed]]:
    for business in world.businesses:
        for need in business.needs:
            if need.stage in stages and need.occupation_id:
                yield business, need


def _region_of(world: World, need: LabourNeed) -> str:
    return world.region_of[need.site.municipality_id]


def _placements(world: World, free: dict[str, list[Person]]) -> None:
    placed: list[tuple[Placement, Person]] = []
    for business, need in _opened_needs(world, NeedStage.FILLED):
        hired = [person for _ in range(need.positions) if (person := _take(free, need)) is not None]
        if not hired:
            need.stage = NeedStage.CLOSED
            continue
        need.positions = need.filled = len(hired)
        placed += [(_placement(world, business, need, person), person) for person in hired]
    LabourNeed.objects.bulk_update(
        [need for _b, need in _opened_needs(world, NeedStage.FILLED, NeedStage.CLOSED)],
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
    site_region = _region_of(world, need)
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
    type(placed[0][1].candidate).objects.bulk_update([p.candidate for _row, p in placed], ["stage"])
    store(moves, now=world.now)


def _under_way(world: World, free: dict[str, list[Person]]) -> None:
    """Two or three presentations on each need « en présentation », a few people set aside on the others."""
    shown: list[tuple[Match, Business, date]] = []
    aside: list[tuple[Match, Business, date]] = []
    for business, need in _opened_needs(world, NeedStage.PRESENTING, NeedStage.OPEN):
        people = free.get(need.occupation_id or "", [])
        chosen = world.random.sample(people, min(len(people), 3))
        day = world.workday(world.days_ago(world.random.randint(1, 12)))
        for person in chosen[:2] if need.stage == NeedStage.PRESENTING else []:
            shown.append(
                (
                    Match(need=need, candidate=person.candidate, stage=MatchStage.PRESENTED, **UNSCORED),
                    business,
                    day,
                )
            )
        for person in chosen[2:]:
            aside.append(
                (
                    Match(need=need, candidate=person.candidate, stage=MatchStage.SET_ASIDE, **UNSCORED),
                    business,
                    day,
                )
            )
    store([m for m, _b, _d in shown + aside], now=world.now)
    store(
        [
            MatchMove(
                match=m,
                from_stage="proposed",
                to_stage=m.stage,
                at=world.at(day, 11),
                occurred_on=day,
                by=b.lead,
            )
            for m, b, day in shown + aside
        ],
        now=world.now,
    )
    _set_aside(world, aside)
    _present(world, shown)


def _set_aside(world: World, aside: list[tuple[Match, Business, date]]) -> None:
    codes, weights = zip(*ASIDE, strict=True)
    store(
        [
            Decision(
                match=match,
                kind="set_aside",
                by=business.lead,
                at=world.at(day, 11),
                reason_id=world.random.choices(codes, weights=weights)[0],
                shown={"demo": True},
            )
            for match, business, day in aside
        ],
        now=world.now,
    )


def _present(world: World, shown: list[tuple[Match, Business, date]]) -> None:
    consents = [
        Consent(
            candidate=m.candidate,
            kind="presentation",
            employer=b.employer,
            purpose=m.need.reference,
            notice_version="2026-1",
            given_on=day,
            channel="phone",
            expires_on=day + timedelta(days=180),
            recorded_by=b.lead,
        )
        for m, b, day in shown
    ]
    store(consents, now=world.now)
    for (match, _b, _d), consent in zip(shown, consents, strict=True):
        match.presentation_consent = consent
    Match.objects.bulk_update([m for m, _b, _d in shown], ["presentation_consent"])
    contents = [_profile(match) for match, _b, _d in shown]
    releases = [
        Release(
            candidate=m.candidate,
            consent=consent,
            recipient=str(b.employer),
            purpose=m.need.reference,
            content=content,
            at=world.at(day, 11),
            by=b.lead,
        )
        for (m, b, day), consent, content in zip(shown, consents, contents, strict=True)
    ]
    store(releases, now=world.now)
    store(
        [
            Presentation(
                match=m,
                profile_number=f"D-{10001 + i}",
                content=content,
                presented_on=day,
                presented_by=b.lead,
                due_on=day + timedelta(days=10),
                release=release,
            )
            for i, ((m, b, day), content, release) in enumerate(zip(shown, contents, releases, strict=True))
        ],
        now=world.now,
    )


def _profile(match: Match) -> dict[str, object]:
    """The closed list of the de-identified profile, as the product writes it."""
    person = match.candidate
    occupation = {"code": match.need.occupation_id, "experience": "2-4"}
    return {
        "occupations": [occupation],
        "experience": "2-4",
        "skills": [],
        "french": {},
        "licence": "",
        "available_month": f"{person.available_from:%Y-%m}" if person.available_from else "",
        "may_work": "yes",
    }
