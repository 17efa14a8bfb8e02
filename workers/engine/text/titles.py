"""Titles in French or English to codes: the occupations, or the skills, that a text may mean.

A title is a vector of the pieces of its words, in its own language and, by the dictionary learnt from the
table, in the other. A text is compared with every title and with the middle of all the titles of a code;
then the nearest titles are weighed against one another (kernel ridge regression), so that what they all
share counts once. All of it is made from the table alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from scipy.sparse import csr_matrix, hstack

from workers.engine.text.bilingual import Dictionary, Title, learn
from workers.engine.text.confidence import OCCUPATIONS, Curve
from workers.engine.text.folding import fold
from workers.engine.text.pieces import Space, bag_of, dense, pieces, unit
from workers.engine.text.words import words

#: A piece of a word weighs this much in the other language's half: words that look alike mean alike.
LOOKS = 0.2
#: How much a word corrected weighs beside the word as typed.
CORRECTED = 0.8
#: Titles weighed against one another, and the ridge that says how far one title is trusted.
NEIGHBOURS, RIDGE = 80, 0.1
#: What the middle of a code, and the titles weighed together, add to the nearest title.
MIDDLE_SHARE, TOGETHER_SHARE = 0.4, 0.7
#: A title in the plural names a group ("Acheteurs"); the first title of a code is its name.
OTHER_NUMBER, FIRST_TITLE = 0.92, 1.03
WORD_FOR_WORD = FIRST_TITLE + MIDDLE_SHARE + TOGETHER_SHARE
#: Under this score, a text none of whose words is known, or nearly, says nothing.
NOTHING = 0.3
#: Texts compared with all titles at once, so that memory stays small.
BATCH = 256
LANGUAGES = ("fr", "en")
#: The score of a code whose titles share nothing with the text.
FAR = -9.0
Row = tuple[str, str, str]
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A code proposed. Its score in per-mille says how near: 1000 is a title of that code, word for word.

    Its confidence, 1–999 per-mille, says how often proposals like it are right (`confidence.py`).
    """

    code: str
    score: int
    confidence: int


#: The sparse matrices of an index, and the arrays that each is made of.
MATRICES, PARTS = ("titles", "turned", "middles"), ("data", "indices", "indptr")


class Titles:
    """Titles of one or two languages, indexed once and then only read."""

    def __init__(self, rows: Iterable[Row], curve: Curve = OCCUPATIONS) -> None:
        """Index (code, language, title) rows; a code may have many, its name first. Wordless ones are left out.

        `curve` tells confidences from scores.
        """
        self._curve = curve
        told = [(Title(code, language, words(title)), title) for code, language, title in dict.fromkeys(rows)]
        told = [row for row in told if row[0].stems]
        titles = [title for title, _ in told]
        self._dictionaries = dict(zip(LANGUAGES, learn(titles, *LANGUAGES), strict=True))
        self._known = {
            language: Counter(stem for title in titles if title.language == language for stem in title.stems)
            for language in LANGUAGES
        }
        self._halves = [language for language in LANGUAGES if self._known[language]] or LANGUAGES[:1]
        self._space = Space([bag_of(title.stems) for title in titles], per=len(titles) // len(self._halves))
        self._titles = self._vectors([(title.stems, title.language) for title in titles])
        self._turned = self._titles.T.tocsr()
        self.codes = sorted({title.code for title in titles})
        places = {code: place for place, code in enumerate(self.codes)}
        self._of = np.array([places[title.code] for title in titles], dtype=np.int32)
        #: Titles a code and language.
        self.titles_each = len(titles) / max(1, len(self.codes)) / len(self._halves)
        self._middles = _middles(self._titles, self._of, len(self.codes))
        self._worth = _worth([(title.code, text) for title, text in told])

    def plain(self) -> tuple[Columns, dict[str, Any]]:
        """The whole index as columns and words, of which `read` makes the same one."""
        columns: Columns = {"of": self._of, "rarity": self._space.rarity}
        columns |= {f"worth{number}": worth for number, worth in enumerate(self._worth)}
        for name in MATRICES:
            matrix = getattr(self, f"_{name}")
            columns |= {f"{name}.{part}": getattr(matrix, part) for part in PARTS}
            columns[f"{name}.shape"] = np.array(matrix.shape)
        words = {
            "codes": self.codes,
            "titles_each": self.titles_each,
            "halves": list(self._halves),
            "known": {language: dict(known) for language, known in self._known.items()},
            "dictionaries": self._dictionaries,
            "pieces": list(self._space.index),
        }
        return columns, words

    @classmethod
    def read(cls, columns: Columns, words: dict[str, Any], curve: Curve = OCCUPATIONS) -> Self:
        """The index that `plain` gave. The columns may be read-only. Raises KeyError, ValueError."""
        made = cls.__new__(cls)
        made._curve = curve
        made.codes, made.titles_each, made._halves = words["codes"], words["titles_each"], words["halves"]
        made._known = {language: Counter(known) for language, known in words["known"].items()}
        made._dictionaries = {
            language: {stem: tuple((word, weight) for word, weight in told) for stem, told in learnt.items()}
            for language, learnt in words["dictionaries"].items()
        }
        made._space = Space.of(words["pieces"], columns["rarity"])
        made._of, made._worth = columns["of"], (columns["worth0"], columns["worth1"])
        for name in MATRICES:
            parts = tuple(columns[f"{name}.{part}"] for part in PARTS)
            shape = tuple(int(side) for side in columns[f"{name}.shape"])
            setattr(made, f"_{name}", csr_matrix(parts, shape=shape, copy=False))
        return made

    def find(self, text: str, language: str | None = None, *, most: int = 10) -> list[Hit]:
        """The codes nearest to the text, best first, ties by code; empty when the text says nothing.

        `language` "fr" or "en"; None reads each word in whichever language knows it.
        """
        return self.find_all([(text, language)], most=most)[0]

    def find_all(self, texts: Sequence[tuple[str, str | None]], *, most: int = 10) -> list[list[Hit]]:
        """The same for many texts at once."""
        if not self.codes:
            return [[] for _ in texts]
        return [
            self._best(row, most) if self._says_something(row, *text) else []
            for text, row in zip(texts, self.scores(texts), strict=True)
        ]

    def scores(self, texts: Sequence[tuple[str, str | None]]) -> NDArray[np.float32]:
        """For each text the score of every code, in their order: 0 to WORD_FOR_WORD, FAR where nothing is shared."""
        asked = self._vectors([(words(text), language) for text, language in texts])
        near = asked @ self._turned
        middles = dense(asked @ self._middles)
        return np.array(
            [
                self._score(near.getrow(row), middles[row], plural=_plural(text))
                for row, (text, _) in enumerate(texts)
            ]
        )

    def nearest(
        self, texts: Sequence[tuple[str, str | None]], most: int
    ) -> list[tuple[NDArray[np.int32], NDArray[np.float32]]]:
        """For each text the places, in the order of the codes, of the nearest titles, and their cosines."""
        found = []
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            asked = self._vectors([(words(text), language) for text, language in batch])
            for row in dense(asked @ self._turned):
                best = np.argpartition(-row, most - 1)[:most] if len(row) > most else np.arange(len(row))
                best = np.sort(best[row[best] > 0])
                found.append((self._of[best], row[best]))
        return found

    def _score(self, near: csr_matrix, middles: NDArray[np.float32], *, plural: bool) -> NDArray[np.float32]:
        values = near.data * self._worth[int(plural)][near.indices]
        nearest = np.zeros(len(self.codes), dtype=np.float32)
        np.maximum.at(nearest, self._of[near.indices], values)
        total = nearest + MIDDLE_SHARE * middles + TOGETHER_SHARE * self._together(near.indices, values)
        total[nearest <= 0] = FAR
        return total

    def _best(self, scores: NDArray[np.float32], most: int) -> list[Hit]:
        order = np.lexsort((np.arange(len(scores)), -scores))[:most]
        nearness = np.floor(np.clip(scores[order] / WORD_FOR_WORD, 0, 1) * 1000).astype(np.int32)
        sure = self._curve.of(scores, most=most, titles=self.titles_each)
        return [
            Hit(code=self.codes[place], score=int(near), confidence=confidence)
            for place, near, confidence in zip(order, nearness, sure, strict=True)
            if near > 0
        ]

    def _says_something(self, scores: NDArray[np.float32], text: str, language: str | None) -> bool:
        """Some title is near, or looks like the text while one of its words at least is known, or nearly."""
        best = float(scores.max(initial=FAR))
        spoken = (language,) if language else LANGUAGES
        return best >= NOTHING or (
            best > 0
            and any(
                stem in self._known[one] or self._corrected(stem, one)
                for stem in words(text)
                for one in spoken
            )
        )

    def _together(self, indices: NDArray[np.int32], values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the nearest titles say of each code once they are weighed against one another."""
        order = np.lexsort((indices, -values))[:NEIGHBOURS]
        chosen, asked = indices[order], values[order]
        rows = self._titles[chosen]
        kernel = dense(rows @ rows.T)
        kernel[np.diag_indices(len(chosen))] += RIDGE
        told = np.zeros(len(self.codes), dtype=np.float32)
        np.add.at(told, self._of[chosen], np.linalg.solve(kernel, asked))
        return told

    def _vectors(self, texts: Sequence[tuple[tuple[str, ...], str | None]]) -> csr_matrix:
        """A half for each language of the table: a word as it is, and by its translation and looks in the other."""
        halves = [
            self._space.weighed([self._bag(stems, language, half) for stems, language in texts])
            for half in self._halves
        ]
        return unit(hstack(halves).tocsr())

    def _bag(self, stems: tuple[str, ...], language: str | None, half: str) -> dict[str, float]:
        bag: dict[str, float] = {}
        for stem in stems:
            for word, weight in self._read(stem, language, half):
                for piece in pieces(word):
                    bag[piece] = max(bag.get(piece, 0), weight)
        return bag

    def _read(self, stem: str, language: str | None, half: str) -> Iterable[tuple[str, float]]:
        """The words that stand for a stem in one half, with their weights."""
        for spoken in (language,) if language else self._languages_of(stem):
            known = stem if stem in self._known[spoken] else self._corrected(stem, spoken)
            if spoken == half:
                yield stem, 1.0
                if known and known != stem:
                    yield known, CORRECTED
            else:
                yield stem, LOOKS
                yield from self._dictionary(spoken).get(known or stem, ())

    def _languages_of(self, stem: str) -> Sequence[str]:
        return [language for language in LANGUAGES if stem in self._known[language]] or LANGUAGES

    def _dictionary(self, language: str) -> Dictionary:
        return self._dictionaries[language]

    def _corrected(self, stem: str, language: str) -> str | None:
        """The known word that a typing error made of this one: one letter in four to seven, two in eight or more."""
        slips = 0 if len(stem) < 4 else 1 if len(stem) < 8 else 2
        if not slips or not stem.isalpha():
            return None
        near = process.extract(
            stem,
            self._known[language].keys(),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=slips,
            processor=None,
            limit=8,
        )
        order = [(far, word[:1] != stem[:1], -self._known[language][word], word) for word, far, _ in near]
        return min(order)[3] if order else None


def _middles(titles: csr_matrix, of: NDArray[np.int32], codes: int) -> csr_matrix:
    """The middle of all the titles of each code, as columns of length one."""
    ones = np.ones(len(of), dtype=np.float32)
    belongs = csr_matrix((ones, (of, np.arange(len(of)))), shape=(codes, len(of)))
    return unit((belongs @ titles).tocsr()).T.tocsr()


def _worth(titles: Sequence[tuple[str, str]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What each title counts for a text in the singular, and for one in the plural."""
    first = {code: place for place, (code, _) in reversed(list(enumerate(titles)))}
    name = np.array([FIRST_TITLE if first[code] == place else 1.0 for place, (code, _) in enumerate(titles)])
    plural = np.array([_plural(text) for _, text in titles], dtype=bool)
    singular = name * np.where(plural, OTHER_NUMBER, 1.0)
    many = name * np.where(plural, 1.0, OTHER_NUMBER)
    return singular.astype(np.float32), many.astype(np.float32)


def _plural(text: str) -> bool:
    first = fold(text).split(" ", 1)[0]
    return len(first) > 3 and first.endswith("s") and not first.endswith(("is", "ss", "us"))
