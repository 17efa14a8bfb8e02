"""From chosen pairs to places, scores, and the fair share beside them."""

from __future__ import annotations

from collections import Counter

from workers.engine.plan.field import Field, Ints, Ordered
from workers.engine.plan.types import Assignment, Placements, ShareLine


def placements_of(case: Ordered, field: Field, chosen: Ints) -> Placements:
    """The places of the locks and of the chosen pairs (positions in `field`), by need then person."""
    locked = [_assignment(case, at, locked=True) for at in field.locked.tolist()]
    free = [_assignment(field, at, locked=False) for at in chosen.tolist()]
    assignments = tuple(sorted(locked + free, key=lambda place: (place.need, place.person)))
    lines = _share_lines(case, Counter(place.need for place in assignments))
    return Placements(
        assignments=assignments,
        score=sum(place.score for place in assignments),
        fair_share=sum(line.bonus for line in lines),
        share_lines=lines,
        separated=_separated(case, assignments),
    )


def _separated(case: Ordered, assignments: tuple[Assignment, ...]) -> int:
    mrc = {need.id: need.mrc for need in case.needs}
    placed = {place.person: mrc[place.need] for place in assignments}
    return sum(len({placed.get(person) for person in group}) > 1 for group in case.problem.together)


def _assignment(rows: Ordered | Field, at: int, *, locked: bool) -> Assignment:
    return Assignment(
        need=rows.needs[rows.need[at]].id,
        person=rows.persons[rows.person[at]],
        score=int(rows.score[at]),
        to_verify=bool(rows.to_verify[at]),
        locked=locked,
    )


def _share_lines(case: Ordered, filled: Counter[str]) -> tuple[ShareLine, ...]:
    rule = case.problem.fair_share
    places: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for need in case.needs:
        kinds = rule.kinds(need.employees, need.region, need.mrc)
        if filled[need.id] and rule.bonus(kinds) and rule.places:
            places[need.employer, kinds] += filled[need.id]
    return tuple(
        ShareLine(
            employer=employer,
            kinds=kinds,
            filled=count,
            counted=min(count, rule.places),
            bonus_each=rule.bonus(kinds),
            bonus=rule.bonus(kinds) * min(count, rule.places),
        )
        for (employer, kinds), count in sorted(places.items())
    )
