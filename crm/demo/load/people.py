"""Candidates: identity apart, officer in charge, what the engine reads, consents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm.candidates.models import (
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateMove,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Consent,
    ConsentKind,
    Identity,
    PersonStage,
)
from crm.core.text import fold
from crm.demo.load.plan import Load, Weighted
from crm.demo.load.pour import pour
from crm.demo.load.words import person, phone
from crm.demo.trades import TRADES
from crm.needs.models import Help, Shift

STAGES = Weighted(list(PersonStage), [4, 6, 10, 40, 8, 16, 8, 8])
WAY = tuple(PersonStage)
OPEN_PERMITS = ("open-graduate", "open-spouse", "open-asylum", "open-awaiting-residence")
NAMES = (
    "direction_id",
    "stage",
    "registered_on",
    "residence_id",
    "skills_asked",
    "mobility_asked",
    "french_oral",
    "french_written",
    "driving_asked",
    "driving_classes",
    "help_needed",
    "available_from",
    "wage_floor",
    "shifts",
    "confirmed_on",
    "created_at",
    "updated_at",
)


@dataclass(slots=True)
class Drawn:
    """A person as the tables around them need it."""

    stage: PersonStage
    officer: int
    direction: int
    registered: date
    region: str
    job: str


def build_people(load: Load) -> list[tuple[int, Drawn]]:
    """The persons with their key, after their rows were written."""
    drawn: list[Drawn] = []
    keys = pour(Candidate, NAMES, _candidates(load, drawn), now=load.now)
    load.tell("personnes", keys)
    persons = list(zip(keys, drawn, strict=True))
    names = ("candidate_id", "given_name", "family_name", "folded_name", "email", "phone", "language")
    pour(Identity, names, _identities(load, persons), now=load.now)
    for what, model, columns, rows in (
        (
            "agentes et agents en charge",
            CandidateOfficer,
            ("candidate_id", "user_id", "valid_from"),
            _officers,
        ),
        ("professions", CandidateOccupation, ("candidate_id", "occupation_id", "months"), _occupations),
        ("compétences", CandidateSkill, ("candidate_id", "skill_id", "held", "level"), _skills),
        ("régions acceptées", AcceptedRegion, ("candidate_id", "region_id", "rank"), _regions),
        ("autorisations", Authorisation, AUTHORISATION, _authorisations),
        ("consentements", Consent, CONSENT, _consents),
        (
            "étapes de personne",
            CandidateMove,
            ("candidate_id", "from_stage", "to_stage", "at", "by_id"),
            _moves,
        ),
    ):
        load.tell(what, pour(model, columns, rows(load, persons), now=load.now))
    return persons


AUTHORISATION = (
    "candidate_id",
    "kind_id",
    "may_work_from",
    "may_work_until",
    "tied_employer_id",
    "verified_on",
)
CONSENT = ("candidate_id", "kind", "notice_version", "given_on", "channel", "expires_on", "recorded_by_id")
Persons = list[tuple[int, Drawn]]
Rows = Iterator[tuple[Any, ...]]


def _candidates(load: Load, drawn: list[Drawn]) -> Rows:
    random = load.random
    jobs = [job[0] for trade in TRADES for job in trade.jobs if job[0] in load.occupations]
    for _number in range(load.sizes.candidates):
        town, region = load.towns.draw(random)
        direction, stage, registered = load.direction_of[region], STAGES.draw(random), load.day(1100, 2)
        officer = load.one(load.officers[direction])
        drawn.append(Drawn(stage, officer, direction, registered, region, load.one(jobs)))
        oral = None if random.random() < 0.1 else random.randrange(13)
        at = load.at(registered, 9, random.randrange(60))
        yield (
            direction,
            stage,
            registered,
            town,
            random.random() < 0.9,
            True,
            oral,
            None if oral is None else max(0, oral - load.one((0, 1, 2))),
            True,
            load.one(([], ["5"], ["5"], ["5", "3"])),
            load.one((None, [], [Help.HOUSING.value], [Help.HOUSING.value, Help.MOVING.value])),
            load.as_of + timedelta(days=random.randrange(-200, 120)) if random.random() < 0.85 else None,
            Decimal(random.randrange(17, 30)) if random.random() < 0.7 else None,
            load.one((None, [Shift.DAY.value], [Shift.DAY.value, Shift.EVENING.value], Shift.values)),
            load.day(300),
            at,
            at,
        )


def _identities(load: Load, persons: Persons) -> Rows:
    for key, _drawn in persons:
        given, family = person(load.random)
        language = "en-ca" if load.random.random() < 0.12 else "fr-ca"
        email = f"pc{key}@personne.example"
        yield key, given, family, fold(f"{given} {family}"), email, phone(load.random), language


def _officers(load: Load, persons: Persons) -> Rows:
    for key, drawn in persons:
        yield key, drawn.officer, drawn.registered


def _occupations(load: Load, persons: Persons) -> Rows:
    jobs = [job[0] for trade in TRADES for job in trade.jobs if job[0] in load.occupations]
    for key, drawn in persons:
        yield key, drawn.job, load.one((4, 9, 18, 30, 48, 72, 120))
        other = load.one(jobs)
        if other != drawn.job and load.random.random() < 0.3:
            yield key, other, load.one((3, 6, 12, 24))


def _skills(load: Load, persons: Persons) -> Rows:
    for key, drawn in persons:
        for skill in load.usual_skills.get(drawn.job, [])[:8]:
            draw = load.random.random()
            if draw < 0.65:
                yield key, skill, True, load.one((None, 1, 2, 2, 3))
            elif draw < 0.8:
                yield key, skill, False, None


def _regions(load: Load, persons: Persons) -> Rows:
    regions = sorted(load.direction_of)
    for key, drawn in persons:
        others = [load.one(regions), load.one(regions)] if load.random.random() < 0.35 else []
        for rank, region in enumerate(dict.fromkeys([drawn.region, *others]), 1):
            yield key, region, rank


def _authorisations(load: Load, persons: Persons) -> Rows:
    random = load.random
    for key, drawn in persons:
        draw = random.random()
        if draw < 0.1:
            continue
        until = load.as_of + timedelta(days=random.randrange(-30, 900)) if draw < 0.75 else None
        tied = load.one(load.employers) if draw < 0.3 and load.employers else None
        kind = "closed-lmia" if tied else load.one(OPEN_PERMITS) if until else "permanent-resident"
        begun = min(drawn.registered, until or drawn.registered)
        yield key, kind, begun, until, tied, load.day(200)


def _consents(load: Load, persons: Persons) -> Rows:
    for key, drawn in persons:
        if load.random.random() < 0.85:
            until = load.as_of + timedelta(days=load.random.randrange(20, 500))
            channel = load.one(("in_person", "phone", "written"))
            yield key, ConsentKind.MATCHING, "2026-1", drawn.registered, channel, until, drawn.officer


def _moves(load: Load, persons: Persons) -> Rows:
    for key, drawn in persons:
        way, before = WAY[: WAY.index(drawn.stage) + 1], ""
        span = max(1, (load.as_of - drawn.registered).days // len(way))
        for step, reached in enumerate(way):
            yield (
                key,
                before,
                reached,
                load.at(drawn.registered + timedelta(days=step * span), 9),
                drawn.officer,
            )
            before = reached
