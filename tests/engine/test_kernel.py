"""The fast paths give the same verdicts, scores, order and counts as the definition, on facts nobody thought of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exact import best_of_each_verdict
from tests.engine.examples import a_need, a_person
from tests.engine.strategies import needs, persons, using
from workers.engine.kernel.delta import Change, People
from workers.engine.kernel.ranking import Ranking
from workers.engine.rank import rank, tie_break
from workers.engine.results import Verdict
from workers.engine.scoring import score
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot
from workers.engine.types import Need, Person

pools = st.lists(persons, max_size=10, unique_by=lambda person: person.id)
offers = st.lists(needs, min_size=1, max_size=3)
KEPT = 2


def expected(need: Need, pool: list[Person]) -> tuple[object, ...]:
    ranked = rank(need, pool, using())
    counts = Counter(result.verdict for result in ranked)
    alone = Counter(rows[0].code for result in ranked if len(rows := result.blocked()) == 1)
    best = [(row.person, row.verdict, row.score) for row in best_of_each_verdict(ranked, KEPT)]
    return best, tuple(counts[verdict] for verdict in Verdict), dict(alone)


def found(ranking: Ranking) -> tuple[object, ...]:
    best = [(row.person, row.verdict, row.score) for row in ranking.kept]
    return best, ranking.counts, ranking.blocked_by


@given(offers, pools)
@settings(max_examples=60)
def test_the_numpy_path_is_the_definition(asked: list[Need], pool: list[Person]) -> None:
    people = People(make_snapshot(pool, asked, using()), using())
    for need, ranking in zip(asked, people.rank(range(len(asked)), KEPT, path="arrays"), strict=True):
        assert found(ranking) == expected(need, pool)


@given(offers, pools)
@settings(max_examples=150)
def test_the_kernel_is_the_definition(asked: list[Need], pool: list[Person]) -> None:
    people = People(make_snapshot(pool, asked, using()), using())
    for need, ranking in zip(asked, people.rank(range(len(asked)), KEPT, path="kernel"), strict=True):
        assert found(ranking) == expected(need, pool)


@given(offers, pools, pools, st.sets(st.integers(0, 9)))
@settings(max_examples=60)
def test_people_edited_or_removed_since_override_the_snapshot(
    asked: list[Need], pool: list[Person], edited: list[Person], gone: set[int]
) -> None:
    removed = {pool[place].id for place in gone if place < len(pool)}
    now = {person.id: person for person in [*pool, *edited] if person.id not in removed}
    change = Change(edited=[person for person in edited if person.id not in removed], removed=removed)
    people = People(make_snapshot(pool, asked, using()), using(), change)
    for path in ("arrays", "kernel"):
        for need, ranking in zip(asked, people.rank(range(len(asked)), KEPT, path=path), strict=True):
            assert found(ranking) == expected(need, list(now.values()))


@given(offers, pools, st.sets(st.integers(0, 9)))
@settings(max_examples=60)
def test_everyone_whom_one_condition_keeps_out_is_named(
    asked: list[Need], drawn: list[Person], gone: set[int]
) -> None:
    pool = [replace(person, id=str(number)) for number, person in enumerate(drawn)]
    change = Change(removed={person.id for person in pool if int(person.id) in gone})
    people = People(make_snapshot(pool, asked, using()), using(), change)
    for need in asked:
        left = [person for person in pool if person.id not in change.removed]
        told: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for result in rank(need, left, using()):
            if len(rows := result.blocked()) == 1:
                told[rows[0].code].append((-result.score, int(result.person)))
        expected = {
            code: ([key for _, key in sorted(rows)], [-score for score, _ in sorted(rows)])
            for code, rows in told.items()
        }
        assert people.near_misses(need) == expected


@given(offers, persons)
@settings(max_examples=100)
def test_one_person_against_every_need_is_the_definition(asked: list[Need], person: Person) -> None:
    people = People(make_snapshot([person], asked, using()), using())
    verdicts, scores, blocked = people.score_person(0, range(len(asked)))
    for place, need in enumerate(asked):
        result = score(need, person, using())
        assert list(Verdict)[verdicts[place]] == result.verdict
        assert scores[place] == result.score
        assert int(blocked[place]).bit_count() == len(result.blocked())


def test_equals_are_kept_in_the_published_order() -> None:
    pool = [a_person(id=f"p{number}") for number in range(400)]
    people = People(make_snapshot(pool, [a_need()], using()), using())
    (ranking,) = people.rank(range(1), 50, path="kernel")
    order = sorted((person.id for person in pool), key=lambda person: tie_break("need-1", person))
    assert [row.person for row in ranking.kept] == order[:50]


def test_everyone_can_be_placed() -> None:
    pool = [a_person(id=f"p{number}", french_oral=number % 9) for number in range(60)]
    people = People(make_snapshot(pool, [a_need()], using()), using())
    order = [result.person for result in rank(a_need(), pool, using())]
    places = people.places(0, order)
    assert [places[person] for person in order] == list(range(1, 61))


def test_what_is_explained_is_what_was_scored() -> None:
    people = People(make_snapshot([a_person()], [a_need()], using()), using())
    assert people.person("person-1") == a_person()
    assert np.array_equal(people.snapshot.needs["ids"], [b"need-1"])


def test_a_snapshot_is_written_once_and_opened_read_only(tmp_path: Path) -> None:
    made = make_snapshot([a_person()], [a_need()], using())
    path = write_snapshot(tmp_path, made)
    assert write_snapshot(tmp_path, made) == path
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    opened = open_snapshot(path)
    assert People(opened, using()).person("person-1") == a_person()
    assert not opened.people["oral"].flags.writeable
    assert opened.codes.plain() == made.codes.plain()
