"""Small plans to solve by hand or at random, and the oracle: every possible plan, tried one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from workers.engine.plan.fair_share import NO_FAIR_SHARE, FairShare
from workers.engine.plan.types import Pairs, Placements, PlanNeed, Problem

Row = tuple[str, str, int] | tuple[str, str, int, bool]
SHARE = FairShare(
    version="test", small_below=50, small=300, remote=200, places=1, remote_territories=("09", "M2")
)


def need(key: str, *, employer: str = "", mrc: str = "M1", **more: Any) -> PlanNeed:
    return PlanNeed(id=key, employer=employer or f"of {key}", region="02", mrc=mrc, **more)


def problem(needs: Iterable[PlanNeed], rows: Iterable[Row], **more: Any) -> Problem:
    """A problem from (need, person, score[, to verify]) rows; without a fair share unless one is given."""
    needs, listed = tuple(needs), [(*row, False)[:4] for row in rows]
    persons = more.pop("persons", tuple(dict.fromkeys(row[1] for row in listed)))
    need_at = {row.id: at for at, row in enumerate(needs)}
    pairs = Pairs(
        needs=np.array([need_at[row[0]] for row in listed], np.int32),
        persons=np.array([persons.index(row[1]) for row in listed], np.int32),
        scores=np.array([row[2] for row in listed], np.int32),
        to_verify=np.array([row[3] for row in listed], np.bool_),
    )
    return Problem(
        **{"needs": needs, "persons": persons, "pairs": pairs, "fair_share": NO_FAIR_SHARE, **more}
    )


def scores_of(case: Problem) -> dict[tuple[str, str], int]:
    """The score of every pair that may be used."""
    columns = zip(
        case.pairs.needs.tolist(),
        case.pairs.persons.tolist(),
        case.pairs.scores.tolist(),
        case.pairs.to_verify.tolist(),
        strict=True,
    )
    return {
        (case.needs[n].id, case.persons[p]): score
        for n, p, score, verify in columns
        if (case.allow_to_verify or not verify) and (case.needs[n].id, case.persons[p]) not in case.forbidden
    }


def every_plan(case: Problem) -> Iterator[dict[str, str]]:
    """Every {person: need} that obeys everything, worked out from the rules of docs/plan.md alone."""
    allowed = scores_of(case)
    choices = [[None, *(n for n, p in allowed if p == person)] for person in case.persons]

    def go(at: int, chosen: dict[str, str]) -> Iterator[dict[str, str]]:
        if at == len(choices):
            if obeys(case, chosen):
                yield dict(chosen)
            return
        for where in choices[at]:
            if where is None:
                yield from go(at + 1, chosen)
            else:
                yield from go(at + 1, {**chosen, case.persons[at]: where})

    return go(0, {})


def obeys(case: Problem, chosen: Mapping[str, str]) -> bool:
    needs = {row.id: row for row in case.needs}
    used = Counter(chosen.values())
    hired = Counter(needs[where].employer for where in chosen.values())
    return (
        all(chosen.get(person) == where for where, person in case.locks)
        and not any(chosen.get(person) == where for where, person in case.forbidden)
        and all(count <= needs[where].openings for where, count in used.items())
        and all(hired[employer] <= cap for employer, cap in case.caps)
        and all(
            len({needs[chosen[person]].mrc if person in chosen else None for person in group}) == 1
            for group in case.together
        )
    )


def worth(case: Problem, chosen: Mapping[str, str]) -> int:
    """Scores plus fair share, in the words of the published rule."""
    needs, rule = {row.id: row for row in case.needs}, case.fair_share
    scores, places, bonus = scores_of(case), Counter[tuple[str, bool, bool]](), 0
    for where in chosen.values():
        row = needs[where]
        small = row.employees is not None and row.employees < rule.small_below
        remote = row.region in rule.remote_territories or row.mrc in rule.remote_territories
        places[row.employer, small, remote] += 1
        if places[row.employer, small, remote] <= rule.places:
            bonus += rule.small * small + rule.remote * remote
    return sum(scores[where, person] for person, where in chosen.items()) + bonus


def best_worth(case: Problem) -> int | None:
    """The total of the best plan, None when there is none at all."""
    return max((worth(case, chosen) for chosen in every_plan(case)), default=None)


def chosen_of(placements: Placements) -> dict[str, str]:
    return {place.person: place.need for place in placements.assignments}


@st.composite
def problems(draw: st.DrawFn, *, groups: bool = True, locks: bool = True) -> Problem:
    """Up to five people and four needs, with everything that a plan may be asked to obey."""
    people = [f"p{number}" for number in range(draw(st.integers(1, 5)))]
    needs = [
        need(
            f"n{number}",
            employer=draw(st.sampled_from(["A", "B"])),
            mrc=draw(st.sampled_from(["M1", "M2", "M3"])),
            openings=draw(st.integers(0, 2)),
            employees=draw(st.sampled_from([None, 5, 500])),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    cells = [(row.id, person) for row in needs for person in people]
    held = draw(st.lists(st.sampled_from(cells), unique=True))
    score = st.one_of(st.integers(0, 10_000), st.sampled_from([0, 100, 200, 10_000]))
    rows = [(*cell, draw(score), draw(st.integers(0, 5)) == 0) for cell in held]
    some = st.lists(st.sampled_from(cells), max_size=2, unique=True)
    sizes = draw(st.sampled_from([(), (2,), (2, 2), (3,), (3, 2)])) if groups else ()
    members, together = draw(st.permutations(people)), []
    for size in sizes:
        if len(members) >= size:
            together.append(frozenset(members[:size]))
            members = members[size:]
    return problem(
        needs,
        rows,
        persons=tuple(people),
        locks=tuple(draw(some)) if locks else (),
        forbidden=tuple(draw(some)),
        caps=draw(st.sampled_from([(), (("A", 1),), (("A", 0), ("B", 2))])),
        together=tuple(together),
        fair_share=draw(st.sampled_from([NO_FAIR_SHARE, SHARE])),
        allow_to_verify=draw(st.booleans()),
    )
