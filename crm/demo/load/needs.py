"""Labour needs of the files, half of them open: skills, terms, the moves that led to their stage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from crm.demo.load.plan import File, Load, Weighted
from crm.demo.load.pour import pour
from crm.demo.trades import TRADES
from crm.needs.models import Help, LabourNeed, NeedMove, NeedSkill, NeedStage, Shift

S = NeedStage
STAGES = Weighted(
    [S.TO_QUALIFY, S.OPEN, S.PRESENTING, S.FILLED, S.CLOSED, S.EXPIRED, S.WITHDRAWN, S.SUSPENDED],
    [4, 46, 8, 22, 9, 5, 3, 3],
)
WAYS: dict[str, tuple[str, ...]] = {
    S.TO_QUALIFY: (),
    S.OPEN: (S.OPEN,),
    S.PRESENTING: (S.OPEN, S.PRESENTING),
    S.FILLED: (S.OPEN, S.PRESENTING, S.FILLED),
    S.CLOSED: (S.OPEN, S.CLOSED),
    S.EXPIRED: (S.EXPIRED,),
    S.WITHDRAWN: (S.WITHDRAWN,),
    S.SUSPENDED: (S.OPEN, S.SUSPENDED),
}
LIVING = {S.TO_QUALIFY, S.OPEN, S.PRESENTING, S.SUSPENDED}
NAMES = (
    "file_id",
    "site_id",
    "stage",
    "words",
    "occupation_id",
    "positions",
    "filled",
    "experience_months",
    "french_oral",
    "valid_until",
    "confirmed_on",
    "starts_on",
    "shift",
    "wage_min",
    "wage_max",
    "help_offered",
    "created_at",
    "updated_at",
)


def build_needs(load: Load) -> None:
    """Needs, skills, moves."""
    drawn: list[tuple[File, str, int, str]] = []
    needs = pour(LabourNeed, NAMES, _needs(load, drawn), now=load.now)
    load.tell("besoins", needs)
    load.tell(
        "compétences demandées",
        pour(NeedSkill, ("need_id", "skill_id", "essential"), _skills(load, needs, drawn), now=load.now),
    )
    names = ("need_id", "from_stage", "to_stage", "at", "by_id", "reason")
    load.tell("étapes de besoin", pour(NeedMove, names, _moves(load, needs, drawn), now=load.now))


def _needs(load: Load, drawn: list[tuple[File, str, int, str]]) -> Iterator[tuple[Any, ...]]:
    random, worked = load.random, [file for file in load.files if file.worked]
    jobs = [[job for job in trade.jobs if job[0] in load.occupations] or TRADES[0].jobs for trade in TRADES]
    for _number in range(load.sizes.needs if worked else 0):
        file = load.one(worked)
        code, words, wage = load.one(jobs[file.trade])
        stage = STAGES.draw(random)
        age = int((70 if stage == S.TO_QUALIFY else 700) * random.random() ** 2)
        sent = load.as_of - timedelta(days=age)
        positions = load.one((1, 1, 1, 2, 2, 3, 5))
        until = (
            load.as_of + timedelta(days=random.randrange(5, 170))
            if stage in LIVING
            else sent + timedelta(days=90)
        )
        low = Decimal(wage) + Decimal(random.randrange(-4, 5)) / 2
        at = load.at(sent, 9, random.randrange(60))
        drawn.append((file, stage, age, code))
        yield (
            file.key,
            file.site,
            stage,
            words,
            code,
            positions,
            positions if stage == S.FILLED else 0,
            load.one((0, 0, 6, 12, 24, 36)),
            load.one((None, None, 3, 4, 5, 7)),
            until,
            load.day(min(age, 40)) if stage in LIVING else None,
            sent + timedelta(days=random.randrange(20, 90)),
            load.one((*Shift.values, "")),
            low,
            low + load.one((2, 3, 4)),
            random.sample(Help.values, load.one((0, 1, 2, 2, 3))),
            at,
            at,
        )


def _skills(load: Load, needs: range, drawn: list[tuple[File, str, int, str]]) -> Iterator[tuple[Any, ...]]:
    for need, (_file, _stage, _age, code) in zip(needs, drawn, strict=True):
        for place, skill in enumerate(load.usual_skills.get(code, [])[: load.one((3, 4, 5, 6))]):
            yield need, skill, place < 3


def _moves(load: Load, needs: range, drawn: list[tuple[File, str, int, str]]) -> Iterator[tuple[Any, ...]]:
    """draft → submitted → to qualify → … → the stage of today, spread over the need's age."""
    for need, (file, stage, age, _code) in zip(needs, drawn, strict=True):
        before, steps = S.DRAFT.value, (S.SUBMITTED, S.TO_QUALIFY, *WAYS[stage])
        for step, reached in enumerate(steps):
            day = load.as_of - timedelta(days=age - age * max(0, step - 1) // len(steps))
            by = file.lead if step > 1 else None
            reason = "need-withdrawn" if reached == S.WITHDRAWN else ""
            yield need, before, reached, load.at(day, 9 + step, 12), by, reason
            before = reached
