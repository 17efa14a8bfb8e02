"""Why a plan cannot be: each reason by its name, with the ids that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.plan.cases import need, problem
from workers.engine.plan.solve import make_plan
from workers.engine.plan.types import InfeasiblePlan, InvalidPlan, Issue

NEEDS = (
    need("bakery", employer="Pain", mrc="M1"),
    need("sawmill", employer="Bois", mrc="M2", openings=2),
    need("forest", employer="Bois", mrc="M2"),
)
ROWS = [
    (place, person, 5000)
    for place in ("bakery", "sawmill", "forest")
    for person in ("ana", "bo", "cam", "dia")
]


def reasons(rows: list[Any] = ROWS, **asked: Any) -> set[Issue]:
    with pytest.raises(InfeasiblePlan) as refusal:
        make_plan(problem(NEEDS, rows, **asked))
    return set(refusal.value.issues)


def test_a_person_is_locked_on_two_needs() -> None:
    assert reasons(locks=(("bakery", "ana"), ("forest", "ana"))) == {
        Issue(code="person_locked_twice", needs=("bakery", "forest"), persons=("ana",))
    }


def test_more_people_are_locked_than_there_are_openings() -> None:
    assert reasons(locks=(("bakery", "ana"), ("bakery", "bo"))) == {
        Issue(code="lock_over_openings", needs=("bakery",), persons=("ana", "bo"), numbers=(2, 1))
    }


def test_a_locked_pair_is_forbidden() -> None:
    assert reasons(locks=(("bakery", "ana"),), forbidden=(("bakery", "ana"),)) == {
        Issue(code="lock_forbidden", needs=("bakery",), persons=("ana",))
    }


def test_a_locked_pair_is_inadmissible() -> None:
    assert reasons(ROWS[1:], persons=("ana", "bo", "cam", "dia"), locks=(("bakery", "ana"),)) == {
        Issue(code="lock_inadmissible", needs=("bakery",), persons=("ana",))
    }


def test_a_locked_pair_is_still_to_verify() -> None:
    rows = [("bakery", "ana", 5000, True)]
    assert reasons(rows, locks=(("bakery", "ana"),)) == {
        Issue(code="lock_to_verify", needs=("bakery",), persons=("ana",))
    }
    plan = make_plan(problem(NEEDS, rows, locks=(("bakery", "ana"),), allow_to_verify=True))
    assert plan.placements.assignments[0].to_verify


def test_more_people_are_locked_than_the_cap_of_an_employer() -> None:
    assert reasons(locks=(("sawmill", "ana"), ("forest", "bo")), caps=(("Bois", 1),)) == {
        Issue(code="lock_over_cap", employers=("Bois",), persons=("bo", "ana"), numbers=(2, 1))
    }


def test_a_lock_or_a_group_names_somebody_unknown() -> None:
    assert reasons(locks=(("garage", "ana"),), together=(frozenset({"bo", "eve"}),)) >= {
        Issue(code="unknown_need", needs=("garage",), persons=("ana",)),
        Issue(code="unknown_person", persons=("eve",)),
    }


def test_a_person_is_in_two_groups() -> None:
    groups = (frozenset({"ana", "bo"}), frozenset({"bo", "cam"}))
    assert reasons(together=groups) == {Issue(code="person_in_two_groups", persons=("bo",), numbers=(2,))}


def test_a_group_is_locked_in_two_mrcs() -> None:
    asked = {
        "together": (frozenset({"ana", "bo"}),),
        "locks": (("bakery", "ana"), ("forest", "bo")),
    }
    assert reasons(**asked) == {
        Issue(code="group_locked_apart", persons=("ana", "bo"), needs=("bakery", "forest"))
    }


def test_nobody_of_a_group_can_follow_the_one_locked() -> None:
    rows = [row for row in ROWS if row[:2] not in {("sawmill", "bo"), ("forest", "bo")}]
    asked = {"together": (frozenset({"ana", "bo"}),), "locks": (("forest", "ana"),)}
    assert reasons(rows, **asked) == {Issue(code="group_cannot_follow", persons=("bo",))}


def test_two_groups_need_the_same_last_place() -> None:
    asked = {
        "together": (frozenset({"ana", "bo"}), frozenset({"cam", "dia"})),
        "locks": (("sawmill", "ana"), ("sawmill", "cam")),
    }
    assert reasons(**asked) == {Issue(code="groups_exclude_each_other", persons=("bo", "dia"))}


def test_a_lock_that_can_be_obeyed_is() -> None:
    plan = make_plan(problem(NEEDS, ROWS, locks=(("bakery", "ana"),)))
    assert [place.need for place in plan.placements.assignments if place.locked] == ["bakery"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": (NEEDS[0], NEEDS[0])},
        {"needs": (need("bakery", openings=-1),)},
        {"caps": (("Pain", 1), ("Pain", 2))},
        {"rows": [("bakery", "ana", 10_001)]},
        {"rows": [("bakery", "ana", 1), ("bakery", "ana", 2)]},
        {"rows": [("bakery", "ana", 1)], "persons": ("ana", "ana")},
    ],
)
def test_values_without_a_meaning_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidPlan):
        problem(**{"needs": NEEDS, "rows": [], **wrong})
