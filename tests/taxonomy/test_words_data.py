"""The files written for the product: skills and their words, titles, levels, permits, reasons."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from crm.core.reference import read_rows
from crm.core.text import fold
from crm.taxonomy.loader import DATA
from crm.taxonomy.models import Reason

SKILLS = read_rows(DATA / "skills.csv")
ALIASES = read_rows(DATA / "skill_aliases.csv")
LINKS = read_rows(DATA / "occupation_skills.csv")
TITLES = read_rows(DATA / "occupation_titles.csv")
REASONS = read_rows(DATA / "reasons.csv")
CODES = {row["code"] for row in read_rows(DATA / "occupations.csv")}
KINDS = {"technical", "equipment", "digital", "safety", "care", "service", "organisation"}
BLOCKS = {
    "french",
    "permit",
    "housing",
    "transport",
    "wage",
    "licence",
    "schedule",
    "skills",
    "experience",
    "date",
}
BLOCKS |= {"family", "other"}


def test_there_are_about_250_skills_named_once_in_each_language() -> None:
    assert 240 <= len(SKILLS) <= 280
    assert {row["kind"] for row in SKILLS} == KINDS
    for name in ("code", "name_fr", "name_en"):
        assert len({fold(row[name]) for row in SKILLS}) == len(SKILLS)


def test_a_word_names_one_skill_only() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in SKILLS:
        owners[fold(row["name_fr"])].add(row["code"])
        owners[fold(row["name_en"])].add(row["code"])
    for row in ALIASES:
        owners[fold(row["text"])].add(row["skill"])
    assert "" not in owners
    assert [word for word, skills in owners.items() if len(skills) > 1] == []


def test_every_skill_has_other_words_in_both_languages() -> None:
    assert {(row["skill"], row["language"]) for row in ALIASES} == {
        (row["code"], language) for row in SKILLS for language in ("fr", "en")
    }


def test_links_name_known_occupations_and_skills_once() -> None:
    assert {row["occupation"] for row in LINKS} <= CODES
    assert {row["skill"] for row in LINKS} == {row["code"] for row in SKILLS}
    assert {row["importance"] for row in LINKS} == {"1", "2", "3"}
    assert max(Counter((row["occupation"], row["skill"]) for row in LINKS).values()) == 1


def test_120_occupations_have_6_to_12_skills_and_180_more_have_three() -> None:
    counts = Counter(row["occupation"] for row in LINKS)
    assert max(counts.values()) <= 12
    assert min(counts.values()) >= 3
    assert sum(count >= 6 for count in counts.values()) >= 120
    assert sum(count < 6 for count in counts.values()) >= 180


def test_every_linked_occupation_has_a_core_skill() -> None:
    assert {row["occupation"] for row in LINKS if row["importance"] == "3"} == {
        row["occupation"] for row in LINKS
    }


def test_there_are_titles_in_both_languages_for_every_well_described_occupation() -> None:
    counts = Counter(row["occupation"] for row in LINKS)
    titled = {(row["occupation"], row["language"]) for row in TITLES}
    assert len(TITLES) >= 600
    assert {code for code, _ in titled} <= CODES
    missing = [
        code for code, count in counts.items() if count >= 6 and not {(code, "fr"), (code, "en")} <= titled
    ]
    assert missing == []


def test_a_title_is_written_once_for_an_occupation() -> None:
    keys = [(row["occupation"], row["language"], fold(row["title"])) for row in TITLES]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "pair", ["soudeur soudeuse", "infirmier infirmière", "camionneur camionneuse", "caissier caissière"]
)
def test_both_genders_are_searchable(pair: str) -> None:
    man, woman = (
        {row["occupation"] for row in TITLES if fold(row["title"]) == fold(word)} for word in pair.split()
    )
    assert man == woman != set()


def test_the_french_scale_has_twelve_levels_in_three_stages() -> None:
    levels = read_rows(DATA / "french_levels.csv")
    assert [row["level"] for row in levels] == [str(level) for level in range(1, 13)]
    assert [row["stage"] for row in levels] == ["beginner"] * 4 + ["intermediate"] * 4 + ["advanced"] * 4
    assert all(all(row.values()) for row in levels)


def test_permit_kinds_say_whether_they_tie_and_where_the_rule_is() -> None:
    kinds = read_rows(DATA / "permit_kinds.csv")
    assert 10 <= len(kinds) <= 14
    assert all(row["source"] and row["note_fr"] and row["note_en"] for row in kinds)
    assert all((row["closed"] == "1") == row["code"].startswith("closed-") for row in kinds)


def test_every_context_has_reasons_and_a_way_out() -> None:
    assert {row["context"] for row in REASONS} == set(Reason.Context.values)
    assert all(row["code"].startswith(f"{row['context']}-") for row in REASONS)
    assert {f"{context}-other" for context in Reason.Context.values} <= {row["code"] for row in REASONS}


def test_a_reason_blocks_a_known_thing_and_family_stays_internal() -> None:
    assert {row["blocks"] for row in REASONS} == BLOCKS | {""}
    assert all(row["shareable"] == "0" for row in REASONS if row["blocks"] == "family")


def test_licences_name_known_occupations_and_their_body() -> None:
    licences = read_rows(DATA / "licences.csv")
    assert all(row["body"] and set(row["occupations"].split()) <= CODES for row in licences)


def test_french_text_uses_typographic_apostrophes() -> None:
    for name, columns in {
        "skills.csv": ("name_fr", "name_en"),
        "reasons.csv": ("label_fr", "label_en"),
        "permit_kinds.csv": ("name_fr", "note_fr"),
        "licences.csv": ("name_fr", "body"),
        "french_levels.csv": ("oral_fr", "written_fr"),
    }.items():
        assert not [row for row in read_rows(DATA / name) for column in columns if "'" in row[column]]
