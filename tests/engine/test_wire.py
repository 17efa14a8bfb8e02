"""What is stored of a result is read back as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from tests.engine.examples import a_need, a_person
from tests.engine.strategies import needs, persons, using
from workers.engine.explain import explain
from workers.engine.scoring import score
from workers.engine.types import Need, Person
from workers.engine.wire import UnreadableResult, plain, result_from_dict, result_to_dict


@given(needs, persons)
def test_a_result_stored_as_json_is_read_back_equal(need: Need, person: Person) -> None:
    result = explain(need, person, using())
    assert result_from_dict(json.loads(json.dumps(result_to_dict(result)))) == result


@given(needs, persons)
def test_a_stored_result_holds_no_float_and_no_sentence(need: Need, person: Person) -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]

    for leaf in leaves(result_to_dict(score(need, person, using()))):
        assert isinstance(leaf, (str, int))
        assert " " not in str(leaf)


@given(needs, persons)
def test_inputs_are_kept_as_json(need: Need, person: Person) -> None:
    assert json.loads(json.dumps(plain(need)))["id"] == need.id
    assert json.loads(json.dumps(plain(person)))["id"] == person.id


@pytest.mark.parametrize("stored", [{}, {"format": 0}, {"format": 1}, {"format": 1, "verdict": "perhaps"}])
def test_what_cannot_be_read_says_so(stored: dict[str, object]) -> None:
    with pytest.raises(UnreadableResult):
        result_from_dict(stored)


def test_a_verdict_unknown_today_is_not_guessed() -> None:
    stored = result_to_dict(score(a_need(), a_person(), using())) | {"verdict": "perhaps"}
    with pytest.raises(UnreadableResult):
        result_from_dict(stored)
