"""Skills' weights and nearness of occupations and skills: tables quantised to integers once, then only read.

Nothing here depends on who is in the pool: the tables are versioned and come from the classification alone.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import isqrt, log2
from types import MappingProxyType

WHOLE = 1000
#: Weight of a skill that the tables do not know.
UNKNOWN_SKILL_WEIGHT = 1000
#: Nearness of two NOC 2021 codes by the number of leading digits they share: none, broad category, major
#: group (category and TEER), sub-major group, minor group, unit group.
NEARNESS_BY_SHARED_DIGITS = (0, 50, 200, 450, 700, 1000)
#: Two distinct unit groups are never taken for the same one, however alike their skills.
PROFILE_CEILING = 900

_NO_NEARNESS: Mapping[tuple[str, str], int] = MappingProxyType({})
_NO_NEAR_SKILLS: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType({})
_NO_WEIGHTS: Mapping[str, int] = MappingProxyType({})


class PairTable(Mapping[tuple[str, str], int]):
    """Numbers 1–65,535 by pair of codes in ascending order, two bytes a pair; 0 is the same as absent.

    Every process that scores holds the nearness of all unit groups: a dictionary of them takes fifty times as much.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, pairs: Mapping[tuple[str, str], int]) -> None:
        codes = sorted({code for pair in pairs for code in pair})
        self._places = {code: place for place, code in enumerate(codes)}
        self._values = array("H", bytes(len(codes) * (len(codes) - 1)))
        for (one, other), value in pairs.items():
            self._values[self._at(self._places[one], self._places[other])] = value

    @staticmethod
    def _at(one: int, other: int) -> int:
        return other * (other - 1) // 2 + one

    def __getitem__(self, pair: tuple[str, str]) -> int:
        one, other = self._places[pair[0]], self._places[pair[1]]
        value = self._values[self._at(one, other)] if one < other else 0
        if not value:
            raise KeyError(pair)
        return value

    def __iter__(self) -> Iterator[tuple[str, str]]:
        codes = list(self._places)
        for other, code in enumerate(codes):
            yield from ((codes[one], code) for one in range(other) if self._values[self._at(one, other)])

    def __len__(self) -> int:
        return len(self._values) - self._values.count(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """One version of the tables.

    `skill_weights`: idf of a skill, an integer ≥ 1 (a rare skill tells more). `near_skills`: for a skill,
    the others that stand for it in part, with their nearness 100–999. `profile_nearness`: for two occupation
    codes in ascending order, the nearness of their skill profiles, 0–900. `hierarchical`: the codes are NOC
    2021 codes, whose leading digits tell nearness too.
    """

    version: str
    skill_weights: Mapping[str, int] = field(default_factory=lambda: _NO_WEIGHTS)
    near_skills: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=lambda: _NO_NEAR_SKILLS)
    profile_nearness: Mapping[tuple[str, str], int] = field(default_factory=lambda: _NO_NEARNESS)
    hierarchical: bool = True

    def skill_weight(self, code: str) -> int:
        """The idf weight of a skill."""
        return self.skill_weights.get(code, UNKNOWN_SKILL_WEIGHT)

    def nearness(self, one: str, other: str) -> int:
        """Nearness of two occupations, 0–1000: the better of hierarchy and skill profiles. Symmetric."""
        pair = (one, other) if one <= other else (other, one)
        if one == other:
            return WHOLE
        known = self.profile_nearness.get(pair, 0)
        return max(hierarchy_nearness(one, other), known) if self.hierarchical else known


def hierarchy_nearness(one: str, other: str) -> int:
    """Nearness, 0–1000, from the leading digits that two NOC 2021 codes share."""
    shared = 0
    for left, right in zip(one[:5], other[:5], strict=False):
        if left != right:
            break
        shared += 1
    return NEARNESS_BY_SHARED_DIGITS[shared]


def build_taxonomy(
    *,
    version: str,
    profiles: Iterable[tuple[str, str]],
    near_skills: Mapping[str, tuple[tuple[str, int], ...]] | None = None,
    evidence: Sequence[Mapping[tuple[str, str], int]] = (),
) -> Taxonomy:
    """Quantise the tables from (occupation, skill) links and further nearness by pair of codes in ascending order.

    `evidence`: `profiles.pairs` of what is written of the occupations, and `ratings.ratings_nearness` when
    ratings are loaded, in per-mille.

    Two profiles are as near as the idf they share over the geometric mean of their whole idf, in per-mille,
    at most 900. The better of that and of the hierarchy is then brought nearer by each further evidence, as
    far as the evidence goes of the way that is left: 1000 − (1000 − n)(1000 − e) ÷ 1000, at most 900.
    """
    links = sorted(set(profiles))
    weights = skill_weights(links)
    return Taxonomy(
        version=version,
        skill_weights=MappingProxyType(weights),
        near_skills=MappingProxyType(dict(near_skills or {})),
        profile_nearness=PairTable(_with(_profile_nearness(links, weights), evidence)),
    )


def skill_weights(links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The idf of each skill of (occupation, skill) links, 1000 × (1 + log2((n + 1) / (d + 1))), rounded."""
    pairs = set(links)
    count = len({occupation for occupation, _ in pairs})
    degree = Counter(skill for _, skill in pairs)
    return {
        skill: round(WHOLE * (1 + log2((count + 1) / (used + 1)))) for skill, used in sorted(degree.items())
    }


def _with(
    near: dict[tuple[str, str], int], evidence: Sequence[Mapping[tuple[str, str], int]]
) -> dict[tuple[str, str], int]:
    """Each pair brought nearer by every further evidence on it."""
    for told in evidence:
        for pair, value in told.items():
            left = WHOLE - near.get(pair, hierarchy_nearness(*pair))
            near[pair] = min(PROFILE_CEILING, WHOLE - left * (WHOLE - value) // WHOLE)
    return near


def _profile_nearness(
    links: Iterable[tuple[str, str]], weights: Mapping[str, int]
) -> dict[tuple[str, str], int]:
    whole: Counter[str] = Counter()
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for occupation, skill in links:
        whole[occupation] += weights[skill]
        holders[skill].append(occupation)
    shared: Counter[tuple[str, str]] = Counter()
    for skill, occupations in holders.items():
        for pair in combinations(occupations, 2):
            shared[pair] += weights[skill]
    nearness = {}
    for (one, other), common in shared.items():
        value = min(PROFILE_CEILING, common * WHOLE // isqrt(whole[one] * whole[other]))
        if value > hierarchy_nearness(one, other):
            nearness[one, other] = value
    return nearness
