"""Occupations as whole skill profiles: which one a list of skills comes from, and how near two are.

Everything is made from one table of rows (occupation, language, title, skill), which no case is part of: a
score of two texts through it depends on nobody else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from workers.engine.text.confidence import PROFILES
from workers.engine.text.titles import Hit, Titles
from workers.engine.text.titles import Row as TitleRow
from workers.engine.text.words import words

WHOLE = 1000
#: Skills of the table that a skill told is compared with, and how sharply the nearest is preferred: a skill
#: at 0.9 of the best cosine counts for 0.9 ** 12 of it.
COMPARED, SHARPNESS = 40, 12
#: What a skill that an occupation does not have still leaves to it, as odds.
UNTOLD = 0.05
#: A long profile holds any skill more easily: its length counts to this power, and to this one where the
#: rarity of what was covered is added up.
LENGTH, LENGTH_OF_COVER = 0.7, 0.25
#: How much a title counts beside what the skills told say of an occupation.
TITLE_TOLD = 12
#: The words of a title beside those of the skills, each skill counting once; and the titles compared alone.
TITLE_TIMES, TITLE_SHARE = 6, 0.3
#: Words of one family begin alike ("conduire", "conduite", "conducteur"): these many letters count as a word too.
BEGINNINGS = (4, 5)
#: Themes that all the profiles are summed up in, and what their likeness adds.
THEMES, THEME_SHARE = 100, 0.15
#: Neighbours that tell how crowded it is around an occupation.
CROWD = 30
#: The part of all pairs that is as far, and as near, as can be.
FARTHEST, NEAREST = 0.01, 0.0005
#: Two distinct occupations are never taken for the same one, however alike their profiles.
CEILING = 900
Row = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is written of one occupation: its titles and its skills, in any language."""

    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(slots=True)
class _Read:
    titles: dict[str, None] = field(default_factory=dict)
    skills: dict[str, None] = field(default_factory=dict)


def read_profiles(rows: Iterable[Row]) -> dict[str, Profile]:
    """The profiles by code, in the order of the codes; blank titles and skills are left out."""
    read: defaultdict[str, _Read] = defaultdict(_Read)
    for code, _language, title, skill in rows:
        if title.strip():
            read[code].titles[title] = None
        if skill.strip():
            read[code].skills[skill] = None
    return {code: Profile(tuple(read[code].titles), tuple(read[code].skills)) for code in sorted(read)}


@dataclass(frozen=True, slots=True)
class _Told:
    """A skill told: the skills of the table nearest to it, and what it says for each occupation."""

    places: NDArray[np.int32]
    cosines: NDArray[np.float32]
    support: NDArray[np.float32]


class Profiles:
    """A table of profiles, indexed once and then only read."""

    def __init__(self, rows: Iterable[Row], index: Callable[[Iterable[TitleRow]], Titles] = Titles) -> None:
        """Index (code, language, title, skill) rows; a row may leave its title or its skill blank.

        `index` makes or finds the indexes of the titles and of the skills.
        """
        listed = list(rows)
        profiles = read_profiles(listed)
        self.codes = list(profiles)
        self._titles = index((code, language, title) for code, language, title, _ in listed)
        named = sorted({(skill, language) for _, language, _, skill in listed if skill.strip()})
        self._skills = index(
            (f"{place:08}", language, skill) for place, (skill, language) in enumerate(named)
        )
        places = {name: place for place, name in enumerate(named)}
        codes = {code: place for place, code in enumerate(self.codes)}
        pairs = {
            (places[skill, language], codes[code]) for code, language, _, skill in listed if skill.strip()
        }
        self._uses = _ones(sorted(pairs), (len(named), len(self.codes)))
        self._users = np.asarray(self._uses.sum(axis=1)).ravel()
        size = np.asarray(self._uses.sum(axis=0)).ravel()
        self._relative = np.maximum(size, 1) / max(1.0, float(size.mean()) if len(size) else 1.0)
        self._links = float(self._uses.sum())
        self._places = codes
        self._read: dict[tuple[str, str | None], _Told] = {}

    def find(
        self, skills: Sequence[str], language: str | None, *, title: str = "", most: int = 10
    ) -> list[Hit]:
        """The occupations that a list of skills, and a title, most likely come from; empty if nothing is shared."""
        told = self.likelihoods(skills, language)
        if title:
            for hit in self._titles.find(title, language, most=most):
                told[self._places[hit.code]] += TITLE_TOLD * hit.score / WHOLE
        if not told.any():
            return []
        order = np.lexsort((np.arange(len(told)), -told))[:most]
        odds = np.exp(told - told.max())
        share = odds / odds.sum()
        sure = PROFILES.of(told, most=most, titles=1)
        return [
            Hit(code=self.codes[place], score=int(share[place] * WHOLE), confidence=confidence)
            for place, confidence in zip(order, sure, strict=True)
        ]

    def prepare(self, skills: Iterable[tuple[str, str | None]]) -> None:
        """Compare many skills, each with its language, with the table at once; asking one alone does it too."""
        new = [told for told in dict.fromkeys(skills) if told not in self._read]
        for told, (places, cosines) in zip(new, self._skills.nearest(new, COMPARED), strict=True):
            self._read[told] = _Told(places, cosines, self._support(places, cosines.astype(np.float64)))

    def near(self, skill: str, language: str | None) -> list[tuple[str, float]]:
        """The skills of the table nearest to a skill told, as `links` names them, with their cosines, nearest first."""
        self.prepare([(skill, language)])
        told = self._read[skill, language]
        order = np.lexsort((told.places, -told.cosines))
        return [(f"{told.places[i]:08}", float(told.cosines[i])) for i in order]

    def links(self) -> list[tuple[str, str]]:
        """The (occupation, skill) links of the table, a skill by its place among all in order."""
        found = self._uses.tocoo()
        return [(self.codes[code], f"{place:08}") for place, code in zip(found.row, found.col, strict=True)]

    def likelihoods(self, skills: Sequence[str], language: str | None) -> NDArray[np.float64]:
        """What a list of skills says for each occupation, in the order of `codes`: logarithms, for order and odds."""
        asked = list(dict.fromkeys((skill, language) for skill in skills))
        self.prepare(asked)
        told = np.zeros(len(self.codes))
        for skill in asked:
            told += self._read[skill].support
        return told

    def _support(self, places: NDArray[np.int32], cosines: NDArray[np.float64]) -> NDArray[np.float32]:
        """What one skill says for each occupation: its log-likelihood there, and the rarity of what it covers.

        0 everywhere for a skill that shares nothing with the table.
        """
        if not len(places):
            return np.zeros(len(self.codes), dtype=np.float32)
        best = float(cosines.max())
        uses = self._uses[places]
        sure = (cosines / best) ** SHARPNESS
        sure *= min(1.0, best) / sure.sum()
        likely = (uses.T @ (sure * self._links / self._users[places])) / (
            self._relative**LENGTH * self._mean_size()
        )
        rare = (cosines / best) ** 2 * best * np.log(1 + len(self.codes) / self._users[places])
        cover = uses.multiply(rare[:, None]).max(axis=0).toarray().ravel()
        return (np.log(UNTOLD + likely) + cover / self._relative**LENGTH_OF_COVER).astype(np.float32)

    def _mean_size(self) -> float:
        return self._links / len(self.codes)


def nearness(profiles: Mapping[str, Profile]) -> NDArray[np.int16]:
    """How near each two occupations are, 0–1000, in the order of the mapping; symmetric, 1000 with itself.

    The words of the skills and titles, and how they begin, are compared by cosine, rare ones more; the cosine of the
    titles alone and that of the themes are added; from this the mean of each one's thirty nearest is taken off, since
    what is near to everything tells little (cross-domain similarity local scaling, Conneau and others 2018).
    The farthest hundredth of the pairs becomes 0, and the nearest two-thousandth 900, the most between two.
    """
    if not profiles:
        return np.zeros((0, 0), dtype=np.int16)
    whole = _cosines(
        [
            _families(_counts(profile.skills, 1) + _counts(profile.titles, TITLE_TIMES))
            for profile in profiles.values()
        ]
    )
    whole += THEME_SHARE * _themes(whole) + TITLE_SHARE * _cosines(
        [_pairs(profile.titles) for profile in profiles.values()]
    )
    crowd = min(CROWD, len(profiles) - 1)
    if crowd < 1:
        return np.full((1, 1), WHOLE, dtype=np.int16)
    ordered = np.sort(whole, axis=1)[:, -crowd - 1 : -1].mean(axis=1)
    apart = 2 * whole - ordered[:, None] - ordered[None, :]
    others = apart[~np.eye(len(profiles), dtype=bool)]
    low, high = (float(place) for place in np.quantile(others, (FARTHEST, 1 - NEAREST)))
    scaled = np.rint((apart - low) / max(high - low, 1e-9) * CEILING)
    result = np.clip(scaled, 0, CEILING).astype(np.int16)
    np.fill_diagonal(result, WHOLE)
    return result


def pairs(profiles: Mapping[str, Profile]) -> dict[tuple[str, str], int]:
    """The same nearness by pair of codes in ascending order, 1–900; a pair that is absent has 0."""
    codes, near = list(profiles), nearness(profiles)
    rows, columns = np.nonzero(np.triu(near, 1))
    return {
        (min(one, other), max(one, other)): int(near[row, column])
        for row, column in zip(rows, columns, strict=True)
        for one, other in ((codes[row], codes[column]),)
    }


def _counts(texts: Iterable[str], times: int) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text in texts:
        for word in words(text):
            counted[word] += times
    return counted


def _families(counted: Counter[str]) -> Counter[str]:
    """The words with how they begin, each beginning counting as often as its words."""
    told = Counter(counted)
    for word, times in counted.items():
        for beginning in dict.fromkeys(word[:letters] for letters in BEGINNINGS):
            told[f"^{beginning}"] += times
    return told


def _pairs(texts: Iterable[str]) -> Counter[str]:
    """The words of titles with the pairs of neighbours."""
    counted = _counts(texts, 1)
    for text in texts:
        counted.update(f"{one} {other}" for one, other in pairwise(words(text)))
    return counted


def _cosines(bags: Sequence[Mapping[str, int]]) -> NDArray[np.float64]:
    """Cosines of bags of words: square root of the count times ln(1 + n / d).

    In double precision, so that what is rounded to per-mille is the same on every machine.
    """
    held = Counter(word for bag in bags for word in bag)
    index = {word: place for place, word in enumerate(sorted(held))}
    rows = [row for row, bag in enumerate(bags) for _ in bag]
    columns = [index[word] for bag in bags for word in bag]
    values = [count**0.5 * log(1 + len(bags) / held[word]) for bag in bags for word, count in bag.items()]
    matrix = csr_matrix((values, (rows, columns)), shape=(len(bags), max(1, len(index))))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    product: NDArray[np.float64] = (matrix @ matrix.T).toarray()
    return product / np.maximum(np.outer(lengths, lengths), 1e-9)


def _themes(alike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cosines of the occupations in the themes that sum up the table, the broadest theme counting less.

    From all the cosines: the directions along which the profiles differ most (latent semantic analysis), each by the
    fourth root of its variance, so that what few words make does not fill the whole.
    """
    variance, directions = np.linalg.eigh(alike)
    kept = directions[:, -THEMES:] * np.maximum(variance[-THEMES:], 0) ** 0.25
    product: NDArray[np.float64] = kept @ kept.T
    lengths = np.sqrt(np.maximum(np.diag(product), 1e-12))
    return product / np.outer(lengths, lengths)


def _ones(pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> csr_matrix:
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return csr_matrix((np.ones(len(pairs), dtype=np.float32), (rows, columns)), shape=shape)
