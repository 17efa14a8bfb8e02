"""Weights, rules, taxonomy and facts refuse what has no meaning and give what is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.strategies import OCCUPATIONS, TAXONOMY
from workers.engine.rules import DEFAULT_RULES, RuleRow, Rules, UnknownRule
from workers.engine.taxonomy import PairTable, Taxonomy, build_taxonomy, hierarchy_nearness
from workers.engine.types import Experience, InvalidFacts, Need, NeedSkill, Person, PersonSkill
from workers.engine.weights import ALWAYS_ASKED, CRITERIA, DEFAULT_WEIGHTS, InvalidWeights


@given(st.frozensets(st.sampled_from(CRITERIA)))
def test_weights_for_what_is_asked_add_up_and_keep_their_proportions(more: frozenset[str]) -> None:
    shares = DEFAULT_WEIGHTS.for_asked(ALWAYS_ASKED | more)
    published = dict(DEFAULT_WEIGHTS.weights)
    whole = sum(published[code] for code in shares)
    assert sum(shares.values()) == 10_000
    assert all(abs(share - 10_000 * published[code] / whole) < 1 for code, share in shares.items())


@pytest.mark.parametrize(
    "rows",
    [
        DEFAULT_WEIGHTS.weights[1:],
        (*DEFAULT_WEIGHTS.weights, ("age", 0)),
        (("skills", 2999), *DEFAULT_WEIGHTS.weights[1:]),
        tuple((code, 10_000 if code == "skills" else 0) for code in CRITERIA),
    ],
)
def test_weights_that_do_not_hold_together_are_refused(rows: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(InvalidWeights):
        replace(DEFAULT_WEIGHTS, weights=rows)


@pytest.mark.parametrize(("criterion", "share"), [("wage", 1001), ("wage", -1), ("skills", 401)])
def test_a_neutral_share_out_of_bounds_is_refused(criterion: str, share: int) -> None:
    rows = dict(DEFAULT_WEIGHTS.neutral) | {criterion: share}
    with pytest.raises(InvalidWeights):
        replace(DEFAULT_WEIGHTS, neutral=tuple(rows.items()))


def test_the_rule_in_force_on_the_day_applies() -> None:
    changed = RuleRow(key="available_late_days", value=30, effective_from=date(2026, 12, 1))
    rules = Rules(version="2", rows=(changed, *DEFAULT_RULES.rows))
    assert rules.at(date(2026, 11, 30)).available_late_days == 90
    assert rules.at(date(2026, 12, 1)).available_late_days == 30


def test_a_day_that_no_rule_covers_is_refused() -> None:
    with pytest.raises(UnknownRule):
        DEFAULT_RULES.at(date(2020, 1, 1))


def test_every_published_rule_names_its_source() -> None:
    assert all(row.source for row in DEFAULT_RULES.rows)


@pytest.mark.parametrize(
    ("other", "nearness"),
    [("94120", 1000), ("94124", 700), ("94199", 450), ("94900", 200), ("95120", 50), ("14120", 0)],
)
def test_nearness_follows_the_levels_of_the_classification(other: str, nearness: int) -> None:
    assert hierarchy_nearness("94120", other) == nearness


@given(st.sampled_from(OCCUPATIONS), st.sampled_from(OCCUPATIONS))
def test_nearness_is_symmetric_and_whole_only_for_the_same_occupation(one: str, other: str) -> None:
    assert TAXONOMY.nearness(one, other) == TAXONOMY.nearness(other, one)
    assert (TAXONOMY.nearness(one, other) == 1000) is (one == other)


def test_a_rare_skill_weighs_more_than_a_common_one() -> None:
    links = [("94120", "common"), ("95100", "common"), ("72106", "common"), ("72106", "rare")]
    tables = build_taxonomy(version="1", profiles=links)
    assert tables.skill_weight("rare") > tables.skill_weight("common") >= 1000


def test_occupations_far_apart_that_share_their_skills_are_near() -> None:
    links = [(code, skill) for code in ("94120", "72106") for skill in ("a", "b")] + [("33102", "c")]
    tables = build_taxonomy(version="1", profiles=links)
    assert tables.nearness("72106", "94120") == 900
    assert tables.nearness("33102", "94120") == 0


def test_the_tables_do_not_depend_on_the_order_of_the_links() -> None:
    links = [("94120", "a"), ("72106", "a"), ("33102", "b"), ("94120", "b")]
    assert build_taxonomy(version="1", profiles=links) == build_taxonomy(
        version="1", profiles=reversed(links)
    )


def test_an_unknown_skill_has_the_published_weight() -> None:
    assert Taxonomy(version="0").skill_weight("nowhere") == 1000


def test_facts_without_meaning_are_refused() -> None:
    twice = (PersonSkill(code="a"), PersonSkill(code="a", level=2))
    with pytest.raises(InvalidFacts):
        Person(id="p", skills=twice)
    with pytest.raises(InvalidFacts):
        Experience(occupation="94120", months=-1)
    with pytest.raises(InvalidFacts):
        NeedSkill(code="a", level=0)
    with pytest.raises(InvalidFacts):
        Need(id="n", employer="e", occupation="94120", region="02", mrc="91", wage_max=-1)


@given(st.dictionaries(st.tuples(st.text(max_size=2), st.text(max_size=2)), st.integers(0, 900)))
def test_the_compact_table_answers_like_the_dictionary_it_was_made_of(
    told: dict[tuple[str, str], int],
) -> None:
    pairs = {pair: value for pair, value in told.items() if pair[0] < pair[1]}
    table = PairTable(pairs)
    assert dict(table) == {pair: value for pair, value in pairs.items() if value}
    assert len(table) == len(dict(table))
    assert all(table.get((other, one), 0) == 0 for one, other in pairs)
