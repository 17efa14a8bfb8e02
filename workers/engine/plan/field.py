"""What is left to decide once locks and forbidden pairs are applied, in an order that favours no id.

Needs and persons are put in the order of a hash of their ids: the plan depends on no order of lists, and
among equal plans the solver's choice follows no seniority of ids.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from workers.engine.plan.types import PlanNeed, Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Share:
    """Needs of one employer and of the same kinds: `left` more of their places bring `bonus` each."""

    employer: str
    kinds: tuple[str, ...]
    bonus: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """Positions are those of `needs` and `persons` here. Pairs are sorted by person, then need.

    `openings` and `caps` are what locks leave. `share`: position of each need's `Share`, -1 for none.
    `mrc`: a number per need. `groups`: positions of the members not locked. `must`: persons who have to be
    placed because a member of their group is locked.
    """

    needs: tuple[PlanNeed, ...]
    persons: tuple[str, ...]
    person: Ints
    need: Ints
    score: Ints
    to_verify: Flags
    openings: Ints
    caps: dict[str, int]
    shares: tuple[Share, ...]
    share: Ints
    mrc: Ints
    groups: tuple[tuple[int, ...], ...]
    must: Flags
    locked: NDArray[np.int64]


def hash_order(ids: list[str]) -> Ints:
    """Positions of the ids in the order of their hashes."""
    digests = [int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") for key in ids]
    return np.argsort(np.array(digests, np.uint64), kind="stable").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """The problem in hash order: all its pairs as columns, before anything is decided."""

    problem: Problem
    needs: tuple[PlanNeed, ...]
    persons: tuple[str, ...]
    person: Ints
    need: Ints
    score: Ints
    to_verify: Flags


def ordered(problem: Problem) -> Ordered:
    """The problem's needs, persons and pairs in hash order, pairs by person, then need."""
    by_need = hash_order([need.id for need in problem.needs])
    by_person = hash_order(list(problem.persons))
    need = _inverse(by_need)[problem.pairs.needs]
    person = _inverse(by_person)[problem.pairs.persons]
    order = np.argsort(person * max(len(by_need), 1) + need, kind="stable")
    return Ordered(
        problem,
        tuple(problem.needs[at] for at in by_need),
        tuple(problem.persons[at] for at in by_person),
        person[order],
        need[order],
        problem.pairs.scores[order].astype(np.int64),
        problem.pairs.to_verify[order],
    )


def _inverse(order: Ints) -> Ints:
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return places


def positions(case: Ordered, pairs: tuple[tuple[str, str], ...]) -> Ints:
    """Positions, among the columns, of the (need, person) pairs that exist there."""
    need_at = {need.id: at for at, need in enumerate(case.needs)}
    person_at = {person: at for at, person in enumerate(case.persons)}
    wide = len(case.needs)
    keys = sorted(person_at[p] * wide + need_at[n] for n, p in pairs if n in need_at and p in person_at)
    wanted = np.array(keys, np.int64)
    rows = case.person * wide + case.need
    at = np.searchsorted(rows, wanted)
    inside = at < len(rows)
    at, wanted = at[inside], wanted[inside]
    return at[rows[at] == wanted]


def field_of(case: Ordered) -> Field:
    """Apply locks, forbidden pairs and groups to a problem without issues."""
    problem = case.problem
    locked = positions(case, problem.locks)
    openings = np.array([need.openings for need in case.needs], np.int64)
    np.subtract.at(openings, case.need[locked], 1)
    taken = [case.needs[at] for at in case.need[locked]]
    shares, share = _shares(case, taken)
    mrc = np.unique([need.mrc for need in case.needs], return_inverse=True)[1].astype(np.int64).reshape(-1)
    groups, places = _groups(case, locked, mrc)
    must = np.zeros(len(case.persons), np.bool_)
    for group, place in zip(groups, places, strict=True):
        must[list(group)] = place >= 0
    keep = _kept(case, locked, openings) & _together(case, groups, places, mrc)
    return Field(
        needs=case.needs,
        persons=case.persons,
        person=case.person[keep],
        need=case.need[keep],
        score=case.score[keep],
        to_verify=case.to_verify[keep],
        openings=openings,
        caps=_caps_left(problem, taken),
        shares=shares,
        share=share,
        mrc=mrc,
        groups=groups,
        must=must,
        locked=locked,
    )


def _caps_left(problem: Problem, taken: list[PlanNeed]) -> dict[str, int]:
    used = Counter(need.employer for need in taken)
    return {employer: cap - used[employer] for employer, cap in problem.caps}


def _shares(case: Ordered, taken: list[PlanNeed]) -> tuple[tuple[Share, ...], Ints]:
    rule = case.problem.fair_share
    kinds = [rule.kinds(need.employees, need.region, need.mrc) for need in case.needs]
    used = Counter((need.employer, rule.kinds(need.employees, need.region, need.mrc)) for need in taken)
    keys = {
        (need.employer, kind): None
        for need, kind in zip(case.needs, kinds, strict=True)
        if rule.places and rule.bonus(kind)
    }
    at = {key: position for position, key in enumerate(keys)}
    share = [at.get((need.employer, kind), -1) for need, kind in zip(case.needs, kinds, strict=True)]
    shares = tuple(
        Share(
            employer=employer,
            kinds=kind,
            bonus=rule.bonus(kind),
            left=max(rule.places - used[employer, kind], 0),
        )
        for employer, kind in keys
    )
    return shares, np.array(share, np.int64)


def _groups(case: Ordered, locked: Ints, mrc: Ints) -> tuple[tuple[tuple[int, ...], ...], list[int]]:
    """Members not locked of each group, and the MRC that a locked member imposes (-1: none)."""
    person_at = {person: at for at, person in enumerate(case.persons)}
    fixed = {int(case.person[at]): int(mrc[case.need[at]]) for at in locked}
    groups, places = [], []
    for members in case.problem.together:
        at = sorted(person_at[member] for member in members)
        places.append(max([fixed[member] for member in at if member in fixed], default=-1))
        groups.append(tuple(member for member in at if member not in fixed))
    order = sorted(range(len(groups)), key=lambda number: groups[number])
    return tuple(groups[number] for number in order), [places[number] for number in order]


def _kept(case: Ordered, locked: Ints, openings: Ints) -> Flags:
    keep = np.ones(len(case.person), np.bool_) if case.problem.allow_to_verify else ~case.to_verify
    keep[positions(case, case.problem.forbidden)] = False
    settled = np.zeros(len(case.persons), np.bool_)
    settled[case.person[locked]] = True
    return keep & ~settled[case.person] & (openings[case.need] > 0)


def _together(case: Ordered, groups: tuple[tuple[int, ...], ...], places: list[int], mrc: Ints) -> Flags:
    """False for the pairs that would take a member where another of the group cannot go."""
    keep = np.ones(len(case.person), np.bool_)
    starts = np.searchsorted(case.person, np.arange(len(case.persons) + 1))
    for group, place in zip(groups, places, strict=True):
        rows = [np.arange(starts[member], starts[member + 1]) for member in group]
        where = [set(mrc[case.need[at]].tolist()) for at in rows]
        common = set.intersection(*where) if where else set()
        shared = np.array(sorted(common & {place} if place >= 0 else common), np.int64)
        for at in rows:
            keep[at] = np.isin(mrc[case.need[at]], shared)
    return keep
