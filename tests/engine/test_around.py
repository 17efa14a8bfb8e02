"""What is tried around a pair is what scoring the changed pair gives, whichever facts change."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.strategies import needs, persons, using
from workers.engine import constraints
from workers.engine.around import OF_NEEDS, OF_PERSONS, READ_BY_CRITERIA, READ_BY_RULES, Around, Tried
from workers.engine.results import Status
from workers.engine.scoring import PARTS, score
from workers.engine.types import Need, Person


def scored(need: Need, person: Person) -> Tried:
    result = score(need, person, using())
    obstacles = sum(row.status is not Status.OK for row in result.constraints)
    return Tried(score=result.score, verdict=result.verdict, obstacles=obstacles)


@given(needs, persons, needs, persons, st.sets(st.sampled_from([*OF_NEEDS, *OF_PERSONS])))
def test_a_pair_with_other_facts_gets_what_scoring_it_gives(
    need: Need, person: Person, other: Need, someone: Person, names: set[str]
) -> None:
    around = Around(need, person, using())
    changed = replace(need, **{name: getattr(other, name) for name in names & set(OF_NEEDS)})
    altered = replace(person, **{name: getattr(someone, name) for name in names & set(OF_PERSONS)})
    assert around.tried(changed, altered) == scored(changed, altered)


@given(needs, persons, needs, persons, st.sampled_from([*OF_NEEDS, *OF_PERSONS]))
def test_each_fact_alone_touches_all_that_reads_it(
    need: Need, person: Person, other: Need, someone: Person, name: str
) -> None:
    around = Around(need, person, using())
    changed = replace(need, **{name: getattr(other, name)}) if name in OF_NEEDS else need
    altered = replace(person, **{name: getattr(someone, name)}) if name in OF_PERSONS else person
    assert around.tried(changed, altered) == scored(changed, altered)


def test_every_criterion_and_rule_says_what_it_reads() -> None:
    assert READ_BY_CRITERIA.keys() == PARTS.keys()
    assert tuple(READ_BY_RULES) == constraints.RULES
    known = {field.name for kind in (Need, Person) for field in fields(kind)}
    assert frozenset().union(*READ_BY_CRITERIA.values(), *READ_BY_RULES.values()) <= known
