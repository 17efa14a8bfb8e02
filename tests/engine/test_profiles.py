"""Skill profiles: the occupation that a list of skills comes from, and how near two occupations are."""

from __future__ import annotations

import numpy as np
import pytest

from workers.engine.profiles import Profiles, nearness, read_profiles

ROWS = (
    ("W", "en", "Welder", "weld steel plates"),
    ("W", "en", "Welder", "read technical drawings"),
    ("W", "en", "Welder", "operate cutting torch"),
    ("F", "en", "Fitter", "read technical drawings"),
    ("F", "en", "Fitter", "assemble metal structures"),
    ("F", "en", "Fitter", "operate cutting torch"),
    ("C", "en", "Cook", "prepare sauces"),
    ("C", "en", "Cook", "plan menus"),
    ("B", "en", "Baker", "prepare dough"),
    ("B", "en", "Baker", "plan menus"),
    ("N", "en", "Nurse", "give injections"),
    ("N", "en", "Nurse", "watch vital signs"),
)
PROFILES = Profiles(ROWS)


@pytest.mark.parametrize(
    ("skills", "code"),
    [
        (["welding of steel plates", "cutting torch operation"], "W"),
        (["assembling metal structure", "technical drawing"], "F"),
        (["prepare sauce"], "C"),
        (["vital sign", "injections"], "N"),
    ],
)
def test_skills_worded_otherwise_find_the_occupation(skills: list[str], code: str) -> None:
    assert PROFILES.find(skills, "en")[0].code == code


def test_a_title_helps_where_the_skills_are_shared() -> None:
    assert PROFILES.find(["plan menus"], "en", title="Baker")[0].code == "B"
    assert PROFILES.find(["plan menus"], "en", title="Cook")[0].code == "C"


def test_skills_that_share_nothing_are_not_answered() -> None:
    assert PROFILES.find(["漢字"], "en") == []
    assert PROFILES.find([], "en") == []


def test_preparing_many_skills_changes_no_answer() -> None:
    prepared = Profiles(ROWS)
    prepared.prepare([("plan menus", "en"), ("weld", "en"), ("zzz", "en")])
    asked = ["plan menus", "weld", "zzz"]
    assert prepared.find(asked, "en") == PROFILES.find(asked, "en")


def test_nearness_is_symmetric_whole_with_itself_and_orders_occupations() -> None:
    read = read_profiles(ROWS)
    codes, near = list(read), nearness(read)
    assert np.array_equal(near, near.T)
    assert (np.diag(near) == 1000).all()
    place = {code: row for row, code in enumerate(codes)}
    assert near[place["W"], place["F"]] > near[place["W"], place["C"]]
    assert near.min() >= 0
    assert near[~np.eye(len(codes), dtype=bool)].max() <= 900


def test_one_occupation_or_none_has_a_nearness_too() -> None:
    assert nearness({}).shape == (0, 0)
    assert nearness(read_profiles(ROWS[:1])).tolist() == [[1000]]


def test_words_of_one_family_bring_occupations_near() -> None:
    told = (
        ("A", "fr", "Conduite d’engins", "conduire un tracteur"),
        ("B", "fr", "Conducteurs", "tracter une charge"),
        ("C", "fr", "Boulangerie", "pétrir une pâte"),
        ("D", "fr", "Coiffure", "tailler une barbe"),
    )
    near = nearness(read_profiles(told))
    assert near[0, 1] == near[~np.eye(4, dtype=bool)].max()
    assert near[0, 1] > near[2, 3]


def test_every_table_has_a_nearest_pair_at_the_most() -> None:
    near = nearness(read_profiles(ROWS))
    assert near[~np.eye(len(near), dtype=bool)].max() >= 890
