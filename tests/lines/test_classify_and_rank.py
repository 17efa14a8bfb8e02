"""classify and rank at a shell: titles, skills and people told in plain words, one JSON line each."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from workers.lines.classify import classify
from workers.lines.rank import rank
from workers.lines.stream import Malformed

PROFILES = """code,lang,title,skill
W,en,Welder,weld steel plates
W,en,Welder,read technical drawings
W,en,Welder,operate cutting torch
F,en,Fitter,read technical drawings
F,en,Fitter,assemble metal structures
C,en,Cook,prepare sauces
C,en,Cook,plan menus
B,en,Baker,prepare dough
B,en,Baker,plan menus
"""


def lines(*cases: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases).encode())


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.csv"
    path.write_text("\ufeff" + PROFILES, encoding="utf-8")
    return path


def person(key: str, *skills: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": "", "skills": list(skills), **more}


NEED = {"title": "Welder", "skills": ["weld steel plates", "operate cutting torch"], "lang": "en"}
PEOPLE = [
    person("c", "prepare sauces"),
    person("w", "welding steel plates"),
    person("f", "assemble metal structures"),
]


def test_without_a_table_titles_find_the_products_own_occupations() -> None:
    answers = classify(
        lines({"id": "1", "text": "soudeuse", "lang": "fr"}, {"id": "2", "text": "wleder", "lang": "en"}),
        occupations=None,
        profiles=None,
    )
    assert [answer["id"] for answer in answers] == ["1", "2"]
    assert [answer["occupations"][0]["code"] for answer in answers] == ["72106", "72106"]
    assert all(len(answer["occupations"]) <= 10 for answer in answers)


def test_skills_find_the_occupation_of_the_table_that_is_given(profiles: Path) -> None:
    asked = lines(
        {"id": "1", "skills": ["planning of menus", "sauces"], "lang": "en"}, {"id": "2", "skills": []}
    )
    answers = classify(asked, occupations=None, profiles=profiles)
    assert answers[0]["occupations"][0]["code"] == "C"
    assert answers[1]["occupations"] == []


def test_people_are_ranked_with_points_that_add_up(profiles: Path) -> None:
    (answer,) = rank(lines({"id": "1", "need": NEED, "candidates": PEOPLE}), profiles=profiles)
    assert [entry["id"] for entry in answer["ranking"]] == ["w", "f", "c"]
    for entry in answer["ranking"]:
        assert sum(reason["points"] for reason in entry["reasons"]) == entry["score"]


def test_what_is_not_on_the_closed_list_is_accepted_and_never_read(profiles: Path) -> None:
    told = [{**one, "full_name": "X", "gender": "F", "birth_date": 3, "city": None} for one in PEOPLE]
    bare = rank(lines({"id": "1", "need": NEED, "candidates": PEOPLE}), profiles=profiles)
    assert rank(lines({"id": "1", "need": NEED, "candidates": told}), profiles=profiles) == bare


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"not json", "ligne 2 : ce n’est pas du JSON en UTF-8"),
        (b"\xff\xfe", "ligne 2 : ce n’est pas du JSON en UTF-8"),
        (b"[1]", "ligne 2 : un objet JSON est attendu"),
        (b'{"text": "x"}', "ligne 2 : « id » doit être un texte"),
        (b'{"id": "1", "text": "x"}', "ligne 2 : l’id « 1 » est déjà donné"),
        (b'{"id": "2"}', "ligne 2 : « text » doit être un texte"),
        (b'{"id": "2", "skills": "x"}', "ligne 2 : « skills » doit être une liste de textes"),
        (b'{"id": "2", "text": "x", "lang": "de"}', "ligne 2 : « lang » doit être « fr » ou « en »"),
        (b'{"id": "2", "text": "x", "lang": ["fr"]}', "ligne 2 : « lang » doit être « fr » ou « en »"),
        (b'{"id": "\\ud800", "text": "x"}', "ligne 2 : « id » doit être un texte"),
        (b'{"id": "2", "text": "x", "age": ' + b"9" * 5000 + b"}", "ligne 2 : ce n’est pas du JSON en UTF-8"),
        (b'{"id": "2", "x": ' + b"[" * 100_000, "ligne 2 : ce n’est pas du JSON en UTF-8"),
    ],
)
def test_a_malformed_line_is_told_by_its_number(raw: bytes, said: str) -> None:
    with pytest.raises(Malformed) as told:
        classify(
            io.BytesIO(b'{"id": "1", "text": "soudeur"}\n' + raw + b"\n"), occupations=None, profiles=None
        )
    assert told.value.sentences[0] == said
    assert told.value.sentences[1].startswith("line 2: ")


@pytest.mark.parametrize("text", ["", "code,title\n1,x\n"])
def test_a_table_that_lacks_a_column_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed, match="is missing"):
        classify(lines({"id": "1", "text": "x"}), occupations=path, profiles=None)


def test_a_table_may_be_parted_by_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        '\ufeffcode;lang;title\r\nW;fr;"Soudeur;\nsoudeuse"\r\nC;;Cuisinier\r\n', encoding="utf-8"
    )
    asked = lines({"id": "1", "text": "soudeuse"}, {"id": "2", "text": "cuisinière"})
    answers = classify(asked, occupations=path, profiles=None)
    assert [answer["occupations"][0]["code"] for answer in answers] == ["W", "C"]


def test_a_table_of_another_language_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("code,lang,title\nW,de,Schweißer\n", encoding="utf-8")
    with pytest.raises(Malformed, match="“de” is neither “fr” nor “en”"):
        classify(lines({"id": "1", "text": "x"}), occupations=path, profiles=None)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="cannot be read"):
        classify(lines({"id": "1", "text": "x"}), occupations=tmp_path / "none.csv", profiles=None)


def test_a_person_is_read_in_their_own_language_and_a_skill_under_all_its_names() -> None:
    people = [
        {"id": "fr", "title": "cuisinier", "skills": ["salubrité alimentaire"], "lang": "fr"},
        {"id": "en", "title": "cook", "skills": ["Food Safety"]},
        {"id": "other", "title": "cook", "skills": ["painting"], "lang": "es"},
    ]
    case = {
        "id": "1",
        "need": {"title": "cook", "skills": ["food safety"], "lang": "en"},
        "candidates": people,
    }
    (answer,) = rank(lines(case), profiles=None)
    skills = {
        entry["id"]: next(line["points"] for line in entry["reasons"] if line["code"] == "skills")
        for entry in answer["ranking"]
    }
    assert skills["fr"] == skills["en"] > skills["other"] == 0
