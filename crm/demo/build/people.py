"""Candidates: identity apart, profile, consents, places accepted, authorisation."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateMove,
    CandidateOccupation,
    CandidateOfficer,
    CandidateSkill,
    Consent,
    Identity,
    PersonStage,
)
from crm.core.text import fold
from crm.demo.build.world import OLD, Person, World
from crm.demo.names import person_name
from crm.demo.places import SIZES
from crm.demo.store import store
from crm.demo.trades import TRADES
from crm.employers.models import Employer
from crm.needs.models import Help, Shift

HOME = "02"
ACCOMPANIED_AT_HOME, OTHERS_AT_HOME = 131, 46
OPEN_PERMITS = (
    "open-graduate",
    "open-spouse",
    "open-asylum",
    "open-awaiting-residence",
    "permanent-resident",
)
LICENCES = {"31301": "oiiq", "32101": "oiiaq"}


def build_people(world: World) -> None:
    """Region 02 as the reference has it, then the people of the other regions."""
    home = ACCOMPANIED_AT_HOME + OTHERS_AT_HOME
    for index in range(home):
        _person(world, HOME, index, accompanied=index < ACCOMPANIED_AT_HOME)
    for region, (_employers, candidates) in SIZES.items():
        for index in range(candidates if world.team(region, "officer") else 0):
            _person(world, region, index, accompanied=world.random.random() < 0.7)
    _write(world)


def _person(world: World, region: str, index: int, *, accompanied: bool) -> None:
    random = world.random
    officers = world.team(region, "officer")
    trade = random.choices(TRADES, weights=[t.weight for t in TRADES])[0]
    job = random.choice(trade.jobs)[0]
    registered = world.days_ago(random.randint(20, 380) if accompanied else random.randint(OLD + 60, 900))
    stage = random.choices(
        [PersonStage.AVAILABLE, PersonStage.PROFILE_VALID, PersonStage.WELCOMED, PersonStage.REGISTERED],
        weights=[14, 4, 1, 1],
    )[0]
    candidate = Candidate(
        direction=world.direction_of[region],
        stage=stage,
        registered_on=registered,
        residence=random.choice(world.municipalities[region][:6]),
        skills_asked=random.random() < 0.9,
        languages_asked=random.random() < 0.8,
        driving_asked=random.random() < 0.8,
        mobility_asked=random.random() < 0.9,
        available_from=None
        if random.random() < 0.12
        else world.as_of + timedelta(days=random.randint(-60, 75)),
        wage_floor=None if random.random() < 0.3 else Decimal(random.randint(17, 30)),
        shifts=None
        if random.random() < 0.25
        else ["day", *random.sample(Shift.values[1:], random.randint(0, 3))],
        help_needed=None
        if random.random() < 0.2
        else random.sample(Help.values, random.choice([0, 0, 1, 1, 2])),
        confirmed_on=world.days_ago(random.randint(0, 120)),
    )
    _french_and_driving(world, candidate)
    candidate.created_at = world.at(registered, 9)
    world.persons.append(
        Person(candidate, region, officers[index % len(officers)], accompanied, job, random.random() < 0.86)
    )


def _french_and_driving(world: World, candidate: Candidate) -> None:
    random = world.random
    if random.random() < 0.86:
        candidate.french_oral = random.choices(range(1, 13), weights=[1, 2, 3, 4, 5, 6, 7, 6, 4, 3, 2, 2])[0]
        candidate.french_written = max(0, candidate.french_oral - random.choice([0, 1, 1, 2, 3]))
        candidate.french_evaluated_on = world.days_ago(random.randint(10, 300))
    if candidate.driving_asked:
        candidate.driving_classes = random.choices(
            [[], ["5"], ["5", "3"], ["5", "3", "1"]], weights=[4, 8, 1, 1]
        )[0]


def _write(world: World) -> None:
    now, persons = world.now, world.persons
    store([p.candidate for p in persons], now=now)
    store([_identity(world, p) for p in persons], now=now)
    store([_in_charge(world, p) for p in persons], now=now)
    store([row for p in persons for row in _occupations(world, p)], now=now)
    store([row for p in persons for row in _skills(world, p)], now=now)
    store([row for p in persons for row in _languages(world, p)], now=now)
    store([row for p in persons for row in _licences(world, p)], now=now)
    store([row for p in persons for row in _regions(world, p)], now=now)
    store([row for p in persons for row in _mrcs(world, p)], now=now)
    store([row for p in persons for row in _authorisation(world, p)], now=now)
    store([_consent(world, p) for p in persons if p.consents], now=now)
    store([row for p in persons for row in _moves(world, p)], now=now)


def _identity(world: World, person: Person) -> Identity:
    given, family = person_name(world.random)
    key = person.candidate.pk
    return Identity(
        candidate=person.candidate,
        given_name=given,
        family_name=family,
        folded_name=fold(f"{given} {family}"),
        email=f"pc{key}@personne.example",
        phone=f"514 555-{key % 10000:04d}",
        language="en-ca" if world.random.random() < 0.12 else "fr-ca",
    )


def _in_charge(world: World, person: Person) -> CandidateOfficer:
    return CandidateOfficer(
        candidate=person.candidate, user=person.officer, valid_from=person.candidate.registered_on
    )


def _occupations(world: World, person: Person) -> list[CandidateOccupation]:
    random = world.random
    rows = [
        CandidateOccupation(
            candidate=person.candidate,
            occupation_id=person.job,
            months=random.choice([4, 9, 18, 30, 48, 72, 120]),
        )
    ]
    if random.random() < 0.35:
        other = random.choice(random.choice(TRADES).jobs)[0]
        if other != person.job:
            rows.append(
                CandidateOccupation(
                    candidate=person.candidate, occupation_id=other, months=random.randint(3, 40)
                )
            )
    return [row for row in rows if row.occupation_id in world.occupations]


def _skills(world: World, person: Person) -> list[CandidateSkill]:
    """Asked: most of the usual skills are held, some are absent, some were not spoken of."""
    if not person.candidate.skills_asked:
        return []
    rows = []
    for skill, _importance in world.usual_skills.get(person.job, []):
        draw = world.random.random()
        if draw < 0.68:
            level = world.random.choice([None, 1, 2, 2, 3])
            rows.append(CandidateSkill(candidate=person.candidate, skill_id=skill, held=True, level=level))
        elif draw < 0.86:
            rows.append(CandidateSkill(candidate=person.candidate, skill_id=skill, held=False))
    return rows


def _languages(world: World, person: Person) -> list[CandidateLanguage]:
    if not person.candidate.languages_asked or world.random.random() < 0.4:
        return []
    return [CandidateLanguage(candidate=person.candidate, language_id="en", level=world.random.randint(1, 3))]


def _licences(world: World, person: Person) -> list[CandidateLicence]:
    if person.job not in LICENCES or world.random.random() < 0.2:
        return []
    stage = world.random.choice(["none", "started", "started", "obtained"])
    return [CandidateLicence(candidate=person.candidate, licence_id=LICENCES[person.job], stage=stage)]


def _regions(world: World, person: Person) -> list[AcceptedRegion]:
    """One's own region first for most; one in three would settle elsewhere, region 02 more often in this demo."""
    if not person.candidate.mobility_asked:
        return []
    codes = [person.region] if world.random.random() < 0.85 else []
    if world.random.random() < 0.4 or not codes:
        codes += ["02"] if world.random.random() < 0.55 else []
        codes += world.random.sample(sorted(world.regions), 2)
    codes = list(dict.fromkeys(codes))
    person.accepts = frozenset(codes)
    return [
        AcceptedRegion(candidate=person.candidate, region_id=code, rank=rank)
        for rank, code in enumerate(codes, 1)
    ]


def _mrcs(world: World, person: Person) -> list[AcceptedMrc]:
    """Some of region 02 would go to some MRC only."""
    if not person.candidate.mobility_asked or person.region != HOME or world.random.random() > 0.3:
        return []
    chosen = world.random.sample(world.mrcs_of[HOME], 2)
    person.narrowed = True
    return [
        AcceptedMrc(candidate=person.candidate, mrc_id=code, rank=rank) for rank, code in enumerate(chosen, 1)
    ]


def _authorisation(world: World, person: Person) -> list[Authorisation]:
    random = world.random
    draw = random.random()
    if draw < 0.1:
        return []
    row = Authorisation(
        candidate=person.candidate,
        may_work_from=person.candidate.registered_on,
        verified_on=world.days_ago(random.randint(5, 200)),
    )
    if draw < 0.3:
        row.kind_id = random.choice(["closed-lmia", "closed-exempt"])
        row.tied_employer = _tied(world)
        row.may_work_until = world.as_of + timedelta(
            days=random.choice([random.randint(12, 90), random.randint(120, 700)])
        )
    elif draw < 0.75:
        row.kind_id = random.choice(OPEN_PERMITS[:4])
        row.may_work_until = world.as_of + timedelta(
            days=random.choice([random.randint(15, 100), random.randint(150, 900)])
        )
    else:
        row.kind_id = "permanent-resident"
    lasts = row.may_work_until is None or row.may_work_until > world.days_ago(-120)
    person.free = lasts and row.tied_employer_id is None
    return [row]


def _tied(world: World) -> Employer:
    return world.random.choice(world.businesses).employer


def _consent(world: World, person: Person) -> Consent:
    return Consent(
        candidate=person.candidate,
        kind="matching",
        notice_version="2026-1",
        given_on=person.candidate.registered_on,
        channel=world.random.choice(["in_person", "phone", "written"]),
        expires_on=world.as_of + timedelta(days=world.random.randint(60, 500)),
        recorded_by=person.officer,
    )


def _moves(world: World, person: Person) -> list[CandidateMove]:
    way = [PersonStage.REGISTERED, PersonStage.WELCOMED, PersonStage.PROFILE_VALID, PersonStage.AVAILABLE]
    steps = way[: way.index(PersonStage(person.candidate.stage)) + 1]
    moves, before = [], ""
    for step, stage in enumerate(steps):
        day = min(person.candidate.registered_on + timedelta(days=step * 6), world.as_of)
        moves.append(
            CandidateMove(
                candidate=person.candidate,
                from_stage=before,
                to_stage=stage,
                at=world.at(day, 9),
                by=person.officer,
            )
        )
        before = stage
    return moves
