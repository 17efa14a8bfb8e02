"""Needs and people told in plain words, as the engine’s closed types; the rest of a line is left unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from workers.engine.profiles import Profiles, pairs, read_profiles
from workers.engine.profiles import Row as ProfileRow
from workers.engine.scoring import Setting, setting
from workers.engine.taxonomy import PairTable, Taxonomy, skill_weights
from workers.engine.text.folding import fold
from workers.engine.types import Experience, Need, NeedSkill, Person, PersonSkill
from workers.lines import stream, tables
from workers.lines.soft import SoftNearness
from workers.lines.stream import Case, Malformed

#: A skill told is the one of the table whose words are this near; under it, it keeps its own name.
SAME_SKILL = 0.8
#: Two skills of the table stand for one another in part from this cosine on.
NEAR_SKILL = 0.5
#: Rules of a day are asked for; plain words state none that a day would change.
ON = date(2026, 1, 1)


def check_told(case: Case, where: tuple[str, str]) -> None:
    """A need or a person: `title` and `skills`. Raises `Malformed`."""
    stream.text(case, "title", where, default="")
    stream.texts(case, "skills", where)


def check_need(case: Case, where: tuple[str, str]) -> None:
    """A need with its language. Raises `Malformed`."""
    if not isinstance(case, dict):
        raise Malformed(where, "« need » doit être un objet", "“need” must be an object")
    check_told(case, where)
    stream.language(case, where)


class Reader:
    """A table of profiles through which plain words become needs and people.

    `names`: by folded text, the French name of the table under which a skill is also told.
    """

    def __init__(self, rows: Iterable[ProfileRow], names: Mapping[str, str] | None = None) -> None:
        self._rows = list(rows)
        self._names = names or {}
        self._profiles = Profiles(self._rows, tables.index)
        self._codes: dict[tuple[str, str | None], str] = {}
        self._near: dict[str, tuple[tuple[str, int], ...]] = {}
        self._inferred: dict[tuple[str, tuple[str, ...], str | None], str] = {}
        self._soft = SoftNearness(PairTable(pairs(read_profiles(self._rows))))

    def learn(self, told: Iterable[tuple[Case, str | None]]) -> None:
        """Compare at once all the skills that will be read."""
        skills = dict.fromkeys(
            (skill, language) for case, language in told for skill in case.get("skills", [])
        )
        words = {told: self._word(*told) for told in skills}
        self._profiles.prepare(dict.fromkeys(words.values()))
        for (skill, language), word in words.items():
            near = self._profiles.near(*word)
            known = near and near[0][1] >= SAME_SKILL
            code = near[0][0] if known else f"?{fold(skill)}"
            self._codes[skill, language] = code
            self._near[code] = tuple(
                (other, min(999, int(cosine * 1000)))
                for other, cosine in near[:10]
                if cosine >= NEAR_SKILL and other != code
            )

    def _word(self, skill: str, language: str | None) -> tuple[str, str | None]:
        name = self._names.get(fold(skill))
        return (name, "fr") if name else (skill, language)

    def need(self, case: Case, language: str | None, *, key: str) -> Need:
        """The need: its soft occupation and its skills. It states nothing else, so nothing else is asked."""
        return Need(
            id=key,
            employer="",
            occupation=self._occupation(case, language),
            region="",
            mrc="",
            skills=tuple(NeedSkill(code=code) for code in self._skills(case, language)),
        )

    def person(self, case: Case, language: str | None) -> Person:
        """The person: what the title and the skills say of the work done. Skills not told were never asked."""
        occupation = self._occupation(case, language)
        return Person(
            id=case["id"],
            occupations=(Experience(occupation=occupation),) if occupation else None,
            skills=tuple(PersonSkill(code=code) for code in self._skills(case, language)),
        )

    def setting(self) -> Setting:
        """The published weights and rules over the nearness and the rarity of this table."""
        taxonomy = Taxonomy(
            version="table",
            skill_weights=MappingProxyType(skill_weights(self._profiles.links())),
            near_skills=MappingProxyType(self._near),
            profile_nearness=self._soft,
            hierarchical=False,
        )
        return setting(taxonomy=taxonomy, on=ON)

    def _skills(self, case: Case, language: str | None) -> list[str]:
        return list(dict.fromkeys(self._codes[skill, language] for skill in case.get("skills", [])))

    def _occupation(self, case: Case, language: str | None) -> str:
        key = (case.get("title") or "", tuple(case.get("skills", [])), language)
        if key not in self._inferred:
            self._inferred[key] = self._soft.name(self._profiles.find(key[1], language, title=key[0]))
        return self._inferred[key]
