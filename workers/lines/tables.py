"""The tables of occupations and profiles: a file that was given, else those the product holds."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from workers.engine.profiles import Row as ProfileRow
from workers.engine.text.disk import kept_titles
from workers.engine.text.folding import fold
from workers.engine.text.titles import Row as TitleRow
from workers.engine.text.titles import Titles
from workers.lines.stream import Malformed

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "crm" / "taxonomy" / "data"
SKILLS = ("code", "name_fr", "name_en")
#: A profile may hold long texts; the standard limit of a field is 131,072 characters.
FIELD = 10_000_000
#: A row may leave its language blank.
LANGUAGES = frozenset(("fr", "en", ""))


def index(rows: Iterable[TitleRow]) -> Titles:
    """The index of the titles, kept for the next time where the data folder can be written."""
    folder = Path(os.environ.get("PASSERELLE_DATA_DIR") or ROOT / "var") / "indexes"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Titles(rows)
    return kept_titles(folder if os.access(folder, os.W_OK) else None, rows)


def occupations(path: Path | None) -> list[TitleRow]:
    """Rows (code, language, title): of the file, else the NOC 2021 titles that the product holds."""
    if path is not None:
        rows = _rows(path, ("code", "lang", "title"))
        return [(code, _language(path, lang), title) for code, lang, title in rows]
    official = [
        (code, language, title)
        for code, french, english in _rows(OWN / "occupations.csv", ("code", "title_fr", "title_en"))
        for language, title in (("fr", french), ("en", english))
    ]
    return official + [
        (c, lang, t)
        for c, lang, t in _rows(OWN / "occupation_titles.csv", ("occupation", "language", "title"))
    ]


def profiles(path: Path | None) -> list[ProfileRow]:
    """Rows (code, language, title, skill): of the file, else the product's own, in both languages."""
    if path is not None:
        rows = _rows(path, ("code", "lang", "title", "skill"))
        return [(code, _language(path, lang), title, skill) for code, lang, title, skill in rows]
    named = {code: (french, english) for code, french, english in _rows(OWN / "skills.csv", SKILLS)}
    spoken = [(code, language, title, "") for code, language, title in occupations(None)]
    links = _rows(OWN / "occupation_skills.csv", ("occupation", "skill"))
    return spoken + [
        (code, language, "", name)
        for code, skill in links
        for language, name in zip(("fr", "en"), named[skill], strict=True)
    ]


def skill_names(path: Path | None) -> dict[str, str]:
    """By folded text, the French name of the skill that the product knows under it; a file's skills name themselves."""
    if path is not None:
        return {}
    named = {code: (french, english) for code, french, english in _rows(OWN / "skills.csv", SKILLS)}
    texts = [(text, code) for code, both in named.items() for text in both]
    texts += [
        (text, code) for code, _lang, text in _rows(OWN / "skill_aliases.csv", ("skill", "language", "text"))
    ]
    return {fold(text): named[code][0] for text, code in reversed(texts)}


def _delimiter(file: TextIO) -> str:
    """« ; » where the header has no comma, as spreadsheets write in French."""
    header = file.readline()
    file.seek(0)
    return ";" if ";" in header and "," not in header else ","


def _language(path: Path, told: str) -> str:
    """The language of a row. Raises `Malformed` for another than fr or en."""
    if told not in LANGUAGES:
        raise Malformed(
            (str(path), str(path)),
            f"« {told} » n’est ni « fr » ni « en »",
            f"“{told}” is neither “fr” nor “en”",
        )
    return told


def _rows(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = csv.DictReader(file, delimiter=_delimiter(file))
            lacking = [name for name in columns if name not in (read.fieldnames or ())]
            if lacking:
                names = ", ".join(lacking)
                raise Malformed(
                    (str(path), str(path)), f"il manque la colonne {names}", f"the column {names} is missing"
                )
            for row in read:
                yield [(row[name] or "").strip() for name in columns]
    except OSError:
        raise Malformed(
            (str(path), str(path)), "ce fichier ne se lit pas", "this file cannot be read"
        ) from None
    except (UnicodeDecodeError, csv.Error):
        raise Malformed(
            (str(path), str(path)), "ce n’est pas un CSV en UTF-8", "this is not a CSV in UTF-8"
        ) from None
