"""How often what is told with a confidence is right: `./passerelle bench confidence [options]`.

Without options: titles and skills of the product's own tables, each fifth held out of the table in its turn. With
`--occupations` and `--cases`: cases that somebody judged, looked for in that table, in thinner ones made of it, and
in the product's own. With `--profiles` and `--lists`: lists of skills. Cases are taken in turn for two halves; `--fit`
fits a curve on the first half and shows the second, then the other way round.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.lists import likelihoods
from workers.engine.text.confidence import OCCUPATIONS, PROFILES, SKILLS, WHOLE, Band, Curve
from workers.engine.text.titles import Row, Titles
from workers.lines import tables

#: The figures of a curve that a fit moves: all; or, where only one size of table was seen, those of the line.
ALL, LINE = (0, 1, 2, 3, 4), (2, 3, 4)
#: Proposals of a text that the pages show, and that a curve is fitted on.
SHOWN = 3
FOLDS = 5
#: Parts of the table's titles that the thinner tables keep, beside the first of each code and language.
PARTS = (0.06, 0.12, 0.25, 0.5)


@dataclass(frozen=True, slots=True)
class Case:
    """A text, its language, and the codes that are right for it."""

    text: str
    language: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answers:
    """The scores of many texts in one table, descending, and which of the best are right."""

    name: str
    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    titles: float

    def half(self, which: int) -> Answers:
        """Each second text, from the first (0) or the second (1) on."""
        return Answers(self.name, self.scores[which::2], self.right[which::2], self.titles)

    def told(self, curve: Curve, most: int) -> NDArray[np.float64]:
        """The confidences by this curve, 0–1."""
        return curve.shares(self.scores, most=most, titles=self.titles)


def ranked(
    name: str, scores: NDArray[np.float64], codes: Sequence[str], cases: Sequence[Case], titles: float
) -> Answers:
    """The answers, from the score of every code for each case."""
    order = np.argsort(-scores, axis=1, kind="stable")
    right = [
        [codes[place] in case.codes for place in best]
        for best, case in zip(order[:, :SHOWN], cases, strict=True)
    ]
    return Answers(name, np.take_along_axis(scores, order, axis=1), np.array(right), titles)


def answers(name: str, rows: Iterable[Row], cases: Sequence[Case]) -> Answers:
    """The cases looked for in a table."""
    table = Titles(rows)
    scores = table.scores([(case.text, case.language) for case in cases]).astype(np.float64)
    return ranked(name, scores, table.codes, cases, table.titles_each)


def held_out(name: str, named: Sequence[Row], others: Sequence[Row]) -> Answers:
    """Each fifth of the other names looked for in the table without them."""
    parts = []
    for fold in range(FOLDS):
        asked = [Case(text, lang, frozenset({code})) for code, lang, text in others[fold::FOLDS]]
        kept = [row for place, row in enumerate(others) if place % FOLDS != fold]
        parts.append(answers(name, [*named, *kept], asked))
    scores, right = (np.concatenate([getattr(part, kind) for part in parts]) for kind in ("scores", "right"))
    return Answers(name, scores, right, float(np.mean([part.titles for part in parts])))


def own_tables() -> Iterator[tuple[Answers, Curve]]:
    """The product's own titles and skills, held out of its tables."""
    named: dict[tuple[str, str], Row] = {}
    others = [row for row in tables.occupations(None) if named.setdefault(row[:2], row) is not row]
    yield held_out("own titles, held out", list(named.values()), others), OCCUPATIONS
    names = [
        (row["code"], language, row[f"name_{language}"])
        for row in read(tables.OWN / "skills.csv")
        for language in ("fr", "en")
    ]
    aliases = [(row["skill"], row["language"], row["text"]) for row in read(tables.OWN / "skill_aliases.csv")]
    yield held_out("own skills, held out", names, aliases), SKILLS


def judged(occupations: Path, cases: Sequence[Case]) -> Iterator[Answers]:
    """The cases in the product's own table, in thinner tables than the one given, and in it."""
    yield answers("own table", tables.occupations(None), cases)
    rows = tables.occupations(occupations)
    for part in PARTS:
        yield answers(f"{part:.0%} of the table given", thinned(rows, part), cases)
    yield answers("table given", rows, cases)


def thinned(rows: Iterable[Row], part: float) -> list[Row]:
    """The first title of each code and language, and this part of the others, drawn with a fixed seed."""
    draw, first = random.Random(1), set()
    kept = []
    for row in rows:
        if row[:2] not in first or draw.random() < part:
            kept.append(row)
        first.add(row[:2])
    return kept


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fitted(many: Sequence[Answers], start: Curve, free: Sequence[int]) -> Curve:
    """The curve of most likelihood for these answers, each table counting once; the `free` figures may move."""

    def curve(values: Sequence[float]) -> Curve:
        figures = list(astuple(start))
        for place, value in zip(free, values, strict=True):
            figures[place] = float(value)
        return Curve(**dict(zip(Curve.__slots__, figures, strict=True)))

    def unlikely(values: Sequence[float]) -> float:
        return sum(_surprise(one.told(curve(values), SHOWN), one.right) for one in many)

    found = minimize(unlikely, [astuple(start)[place] for place in free], method="Nelder-Mead")
    return curve(found.x)


def _surprise(told: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    sure = np.clip(np.where(right, told, 1 - told), 1e-6, 1)
    return -float(np.log(sure).sum()) / len(right)


def table(curve: Curve, of: Answers) -> str:
    """By band: how many proposals, how sure they were told, how many were right; for the first, and for those shown."""
    line = f"{of.name:30} {len(of.right):5} texts, {of.titles:5.1f} titles"
    for most in (1, SHOWN):
        told = (np.clip(WHOLE * of.told(curve, most), 1, WHOLE - 1) / WHOLE).ravel()
        right = of.right[:, :most].ravel()
        cells, above = [], 1.1
        for band in Band:
            inside = (told >= band.value / WHOLE) & (told < above)
            above = band.value / WHOLE
            cells.append(_cell(told[inside], right[inside]))
        line += f"\n   {'first' if most == 1 else 'shown':6}" + "".join(cells)
    return line


def _cell(told: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    if not len(told):
        return f"{'-':>24}"
    return f"{len(told):8} {100 * told.mean():6.1f} {100 * right.mean():6.1f} %"


def report(many: Sequence[Answers], shipped: Curve, free: Sequence[int], *, fit: bool) -> None:
    """Print the tables of both halves, with the shipped curve or each with the curve fitted on the other."""
    for half in (1, 0):
        curve = fitted([one.half(1 - half) for one in many], shipped, free) if fit else shipped
        say(
            f"\n{curve}\n{'second' if half else 'first'} half: {'fitted on the other' if fit else 'shipped curve'}"
        )
        say(f"{'':9}" + "".join(f"{f'{band.name.lower()}: n told right':>24}" for band in Band))
        for one in many:
            say(table(curve, one.half(half)))


def say(line: str) -> None:
    """One line out."""
    sys.stdout.write(f"{line}\n")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(prog="bench confidence")
    for name, held in (
        ("--occupations", "code,lang,title"),
        ("--cases", "text,lang,code: codes with |"),
        ("--profiles", "code,lang,title,skill"),
        ("--lists", "skills,lang,code: skills with ' ; '"),
    ):
        parser.add_argument(name, type=Path, action="append", help=f"CSV with {held}")
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args(arguments)
    for one, curve in own_tables():
        report([one], curve, LINE, fit=asked.fit and curve is SKILLS)
    for path, said in zip(asked.occupations or (), asked.cases or (), strict=True):
        cases = [Case(row["text"], row["lang"], frozenset(row["code"].split("|"))) for row in read(said)]
        report(list(judged(path, cases)), OCCUPATIONS, ALL, fit=asked.fit)
    lists = [likelihoods(*pair) for pair in zip(asked.profiles or (), asked.lists or (), strict=True)]
    if lists:
        many = [
            ranked(name, scores, codes, [Case("", "", frozenset({gold})) for gold in golds], 1.0)
            for name, scores, codes, golds in lists
        ]
        report(many, PROFILES, LINE[:2], fit=asked.fit)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
