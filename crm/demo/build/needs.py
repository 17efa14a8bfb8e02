"""Labour needs over two years: each with its skills, its terms and the moves that led to its stage."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from crm.demo.build.world import OLD, Business, World
from crm.demo.store import store
from crm.demo.trades import TRADES
from crm.needs.models import Help, LabourNeed, NeedMove, NeedSkill, NeedStage, Shift

#: The needs of the sawmill that the demo's door offers: (days since submitted, stage), so that there is one to answer.
GUIDED = ((20, NeedStage.PRESENTING), (6, NeedStage.OPEN))
OPENED = {NeedStage.OPEN, NeedStage.PRESENTING, NeedStage.FILLED, NeedStage.CLOSED, NeedStage.SUSPENDED}


def build_needs(world: World) -> None:
    """One to four needs an employer; only accompanied ones have needs opened in the last twelve months."""
    made: list[tuple[Business, LabourNeed, int]] = []
    for business in world.businesses:
        for age, stage in GUIDED if business is world.businesses[0] else _plan(world, business):
            need = _need(world, business, age, stage)
            business.needs.append(need)
            made.append((business, need, age))
    store([need for _business, need, _age in made], now=world.now)
    store([skill for _business, need, _age in made for skill in _skills(world, need)], now=world.now)
    store(
        [move for business, need, age in made for move in _moves(world, business, need, age)], now=world.now
    )


def _plan(world: World, business: Business) -> list[tuple[int, str]]:
    """How old each need of an employer is, and its stage."""
    count = world.random.choices([1, 2, 3, 4], weights=[4, 4, 2, 1])[0]
    ages = [_age(world, business, position) for position in range(count)]
    return [(age, _stage(world, business, age)) for age in ages]


def _age(world: World, business: Business, position: int) -> int:
    """Days since the need was submitted; the first is often recent."""
    if not business.accompanied:
        return world.random.choice([world.random.randint(0, 6), world.random.randint(OLD + 60, 700)])
    recent = position == 0 and world.random.random() < 0.35
    return world.random.randint(1, 110) if recent else world.random.randint(0, 700)


def _stage(world: World, business: Business, age: int) -> str:
    s, choose = NeedStage, world.random.choices
    if not business.accompanied:
        return s.TO_QUALIFY if age < 10 else choose([s.CLOSED, s.EXPIRED, s.WITHDRAWN], weights=[2, 2, 1])[0]
    if age < 4:
        return s.TO_QUALIFY
    if age <= 110:
        return choose([s.OPEN, s.PRESENTING, s.FILLED, s.SUSPENDED], weights=[11, 5, 3, 1])[0]
    return choose([s.FILLED, s.CLOSED, s.EXPIRED, s.WITHDRAWN, s.OPEN], weights=[9, 5, 3, 2, 1])[0]


def _need(world: World, business: Business, age: int, stage: str) -> LabourNeed:
    random, trade = world.random, TRADES[business.trade]
    code, words, wage = random.choice(trade.jobs)
    submitted = world.days_ago(age)
    wage_min = Decimal(wage) + Decimal(random.choice([-100, -50, 0, 50])) / 100
    need = LabourNeed(
        file=business.file,
        site=random.choice(business.sites),
        stage=stage,
        words=words,
        occupation_id=code if code in world.occupations else None,
        positions=random.choices([1, 2, 3, 5], weights=[6, 3, 2, 1])[0],
        experience_months=random.choice([0, 0, 6, 12, 24, 36]),
        french_oral=random.choices([None, 3, 4, 5, 7], weights=[4, 2, 3, 4, 2])[0],
        starts_on=_monday(submitted + timedelta(days=random.randint(30, 90))),
        valid_until=submitted + timedelta(days=180)
        if stage != NeedStage.EXPIRED
        else submitted + timedelta(days=90),
        duration=random.choices(["permanent", "seasonal", "term"], weights=[8, 1, 1])[0],
        hours_per_week=Decimal(random.choice([35, 37, 40, 40, 42])),
        shift=random.choices([*Shift.values, ""], weights=[8, 3, 2, 2, 1, 2])[0],
        wage_min=wage_min,
        wage_max=wage_min + random.choice([2, 3, 4]),
        help_offered=random.sample(Help.values, random.choice([0, 1, 2, 2, 3])),
        tasks="Besoin de démonstration : tâches usuelles du poste, en équipe.",
    )
    if need.french_oral and need.french_oral >= 7:
        need.french_reason = "Le poste demande d’expliquer des consignes de sécurité à la clientèle."
    if stage in {NeedStage.OPEN, NeedStage.PRESENTING, NeedStage.TO_QUALIFY, NeedStage.SUSPENDED}:
        need.valid_until = world.as_of + timedelta(days=random.randint(20, 170))
        need.confirmed_on = world.days_ago(random.randint(0, min(age, 40)))
    if need.occupation_id is None:
        need.stage = NeedStage.WITHDRAWN if need.stage in OPENED else need.stage
    if random.random() < 0.08 and code in {"73300", "73400"}:
        need.driving_class = "1"
    need.created_at = min(world.at(submitted, 9, 12), world.now)
    need.updated_at = need.created_at
    return need


def _monday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)


def _skills(world: World, need: LabourNeed) -> list[NeedSkill]:
    usual = world.usual_skills.get(need.occupation_id or "", [])
    chosen = usual[: world.random.randint(4, 7)]
    return [
        NeedSkill(need=need, skill_id=skill, essential=importance >= 2 and position < 5)
        for position, (skill, importance) in enumerate(chosen)
    ]


def _moves(world: World, business: Business, need: LabourNeed, age: int) -> list[NeedMove]:
    """draft → submitted → to qualify → … → the stage of today, in that many days."""
    s = NeedStage
    ways: dict[str, list[tuple[str, int]]] = {
        s.TO_QUALIFY: [],
        s.OPEN: [(s.OPEN, 2)],
        s.PRESENTING: [(s.OPEN, 2), (s.PRESENTING, 12)],
        s.SUSPENDED: [(s.OPEN, 2), (s.SUSPENDED, 20)],
        s.FILLED: [(s.OPEN, 2), (s.PRESENTING, 14), (s.FILLED, 45)],
        s.CLOSED: [(s.OPEN, 2), (s.CLOSED, 60)],
        s.EXPIRED: [(s.EXPIRED, 90)],
        s.WITHDRAWN: [(s.WITHDRAWN, 9)],
    }
    steps = [(s.SUBMITTED, 0), (s.TO_QUALIFY, 0), *ways[need.stage]]
    moves, before = [], s.DRAFT.value
    for stage, after in steps:
        day = world.days_ago(max(0, age - min(after, age)))
        moment = min(world.at(day, 9 if stage == s.SUBMITTED else 11, 12), world.now)
        by = None if stage in {s.SUBMITTED, s.TO_QUALIFY} else business.lead
        moves.append(
            NeedMove(
                need=need,
                from_stage=before,
                to_stage=stage,
                at=moment,
                by=by,
                reason="need-withdrawn" if stage == s.WITHDRAWN else "",
            )
        )
        before = stage
    return moves
