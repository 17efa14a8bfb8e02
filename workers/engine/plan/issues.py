"""Why what is asked cannot be obeyed: every reason, with the ids that it is about. Codes: docs/plan.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from workers.engine.plan.field import Field, Ordered, positions
from workers.engine.plan.flow import NoFlow, best_flow
from workers.engine.plan.network import network_of
from workers.engine.plan.types import InfeasiblePlan, Issue, Problem


def refuse(case: Ordered) -> None:
    """Raises `InfeasiblePlan` with every issue of locks and groups that can be told without solving."""
    issues = [
        *_unknown(case.problem),
        *_locked_twice(case.problem),
        *_locked_pairs(case),
        *_locked_too_often(case.problem),
        *_two_groups(case.problem),
    ]
    issues = issues or list(_groups_held(case))
    if issues:
        raise InfeasiblePlan(tuple(issues))


def _unknown(problem: Problem) -> Iterator[Issue]:
    needs, persons = {need.id for need in problem.needs}, set(problem.persons)
    for need, person in problem.locks:
        if need not in needs:
            yield Issue(code="unknown_need", needs=(need,), persons=(person,))
        if person not in persons:
            yield Issue(code="unknown_person", needs=(need,), persons=(person,))
    for group in problem.together:
        for person in sorted(group - persons):
            yield Issue(code="unknown_person", persons=(person,))


def _locked_twice(problem: Problem) -> Iterator[Issue]:
    held = defaultdict(list)
    for need, person in problem.locks:
        held[person].append(need)
    for person, needs in sorted(held.items()):
        if len(needs) > 1:
            yield Issue(code="person_locked_twice", persons=(person,), needs=tuple(sorted(needs)))


def _locked_pairs(case: Ordered) -> Iterator[Issue]:
    rows = positions(case, case.problem.locks)
    known = {
        (case.needs[need].id, case.persons[person]): bool(open_)
        for need, person, open_ in zip(
            case.need[rows].tolist(),
            case.person[rows].tolist(),
            case.to_verify[rows].tolist(),
            strict=True,
        )
    }
    forbidden = set(case.problem.forbidden)
    for lock in sorted(set(case.problem.locks)):
        need, person = lock
        if lock in forbidden:
            yield Issue(code="lock_forbidden", needs=(need,), persons=(person,))
        if lock not in known:
            yield Issue(code="lock_inadmissible", needs=(need,), persons=(person,))
        elif known[lock] and not case.problem.allow_to_verify:
            yield Issue(code="lock_to_verify", needs=(need,), persons=(person,))


def _locked_too_often(problem: Problem) -> Iterator[Issue]:
    needs = {need.id: need for need in problem.needs}
    locks = sorted({lock for lock in problem.locks if lock[0] in needs})
    for need, count in sorted(Counter(need for need, _ in locks).items()):
        if count > needs[need].openings:
            persons = tuple(person for where, person in locks if where == need)
            numbers = (count, needs[need].openings)
            yield Issue(code="lock_over_openings", needs=(need,), persons=persons, numbers=numbers)
    caps = dict(problem.caps)
    for employer, count in sorted(Counter(needs[need].employer for need, _ in locks).items()):
        if count > caps.get(employer, count):
            persons = tuple(person for need, person in locks if needs[need].employer == employer)
            numbers = (count, caps[employer])
            yield Issue(code="lock_over_cap", employers=(employer,), persons=persons, numbers=numbers)


def _two_groups(problem: Problem) -> Iterator[Issue]:
    for person, count in sorted(Counter(person for group in problem.together for person in group).items()):
        if count > 1:
            yield Issue(code="person_in_two_groups", persons=(person,), numbers=(count,))


def _groups_held(case: Ordered) -> Iterator[Issue]:
    """Groups whose locked members are apart."""
    mrc = {need.id: need.mrc for need in case.needs}
    held = {person: need for need, person in case.problem.locks}
    for group in case.problem.together:
        locked = [held[person] for person in sorted(group) if person in held]
        if len({mrc[need] for need in locked}) > 1:
            persons = tuple(sorted(person for person in group if person in held))
            yield Issue(code="group_locked_apart", persons=persons, needs=tuple(sorted(set(locked))))


def refuse_groups(field: Field) -> None:
    """Raises `InfeasiblePlan` when groups that a lock obliges cannot all follow.

    Names the persons who alone have no pair left in the MRC, else a least set of groups that exclude each
    other.
    """
    obliged = [group for group in field.groups if group and field.must[group[0]]]
    if _can_follow(field, obliged):
        return
    alone = [group for group in obliged if not _can_follow(field, [group])]
    if alone:
        code, conflict = "group_cannot_follow", alone
    else:
        code, conflict = "groups_exclude_each_other", list(obliged)
        for group in obliged:
            without = [other for other in conflict if other is not group]
            if not _can_follow(field, without):
                conflict = without
    persons = [tuple(sorted(field.persons[member] for member in group)) for group in conflict]
    joined = [tuple(sorted(person for group in persons for person in group))]
    found = persons if code == "group_cannot_follow" else joined
    raise InfeasiblePlan(tuple(Issue(code=code, persons=members) for members in sorted(found)))


def _can_follow(field: Field, groups: list[tuple[int, ...]]) -> bool:
    """Whether these members can all be placed at once, with nobody else asking for a place."""
    if not groups:
        return True
    must = np.zeros(len(field.persons), np.bool_)
    must[[member for group in groups for member in group]] = True
    keep = must[field.person]
    kept = {name: getattr(field, name)[keep] for name in ("person", "need", "score", "to_verify")}
    try:
        best_flow(network_of(replace(field, must=must, **kept)))
    except NoFlow:
        return False
    return True
