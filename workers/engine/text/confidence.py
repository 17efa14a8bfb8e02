"""How sure a proposal is: the share of proposals like it that were right, in per-mille.

A score says which code is nearest. How often the nearest is right depends on how far the others are behind, and
on how many titles the table has a code: among many, a small lead already tells much. The scores of all codes
become shares (softmax, the sharper the more titles), and the log-odds of a share are brought by a straight
line to those observed. Order is kept: what scores more is never told less sure.

The figures of each curve were fitted by `./passerelle bench confidence --fit` on one half of cases whose answer
is known and looked at on the other; docs/confidence.md has both and says what holds for which table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = "2026-1"
WHOLE = 1000
#: Odds under this are not told apart.
LEAST = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """From a score to a confidence: the sharpness of the shares, and the line from their log-odds to those observed.

    `sharp` is the sharpness for one title a code and language, `growth` what it gains when titles are e times as
    many; `first` is added for the first of the list.
    """

    sharp: float
    growth: float
    at: float
    slope: float
    first: float

    def of(self, scores: NDArray[np.floating[Any]], *, most: int, titles: float) -> list[int]:
        """The confidences, 1–999 per-mille, of the `most` best of the scores, in their order, best first.

        `scores` are those of every code possible; `titles` is how many the table has a code and language.
        """
        sure = self.shares(np.sort(scores)[None, ::-1].astype(np.float64), most=most, titles=titles)[0]
        return [int(value) for value in np.clip(WHOLE * sure, 1, WHOLE - 1)]

    def shares(self, scores: NDArray[np.float64], *, most: int, titles: float) -> NDArray[np.float64]:
        """The same for many texts, a row each with its scores in descending order; 0–1."""
        sharp = self.sharp + self.growth * log(max(titles, 1.0))
        odds = np.exp(sharp * (scores - scores[:, :1]))
        others = odds.sum(axis=1, keepdims=True) - odds
        told = np.log(np.maximum(odds, LEAST) / np.maximum(others, LEAST))[:, :most] * self.slope + self.at
        told[:, :1] += self.first
        return np.asarray(1 / (1 + np.exp(-told)))


#: Titles to occupations. Fitted on development titles of the NOC 2021, over tables of 3 to 52 titles each.
OCCUPATIONS = Curve(sharp=3.69, growth=1.633, at=-0.326, slope=0.639, first=0.21)
#: Words to skills. Fitted on the other names of our own skills, each held out of the table in its turn.
SKILLS = Curve(sharp=2.6, growth=1.64, at=-0.261, slope=0.558, first=0.213)
#: Lists of skills to occupations, from their log-likelihoods. Fitted on development cases of ESCO and ROME.
PROFILES = Curve(sharp=1.0, growth=0.0, at=-0.298, slope=0.607, first=0.0)


class Band(Enum):
    """A confidence in a word; the value is the least per-mille that it stands for."""

    VERY_LIKELY = 800
    LIKELY = 500
    POSSIBLE = 150
    UNLIKELY = 0


def band(confidence: int) -> Band:
    """The word for a confidence in per-mille."""
    return next(found for found in Band if confidence >= found.value)
