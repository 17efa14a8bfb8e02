"""Plain words to occupations and skills. The tables are indexed once in each process, again when they are re-loaded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from crm.core.models import ReferenceFile
from crm.core.text import fold
from crm.taxonomy.models import Occupation, OccupationSkill, OccupationTitle, Skill, SkillAlias
from crm.taxonomy.official.vocabulary import occupation_words, skill_words
from workers.engine.text import Hit, Matcher

#: When nothing is near, what shares at least this cosine (per-mille) is still worth showing: "wleder".
SECOND_CHANCE = 220
#: Letters up to which a slip is looked for by exchanging neighbours.
SHORT = 30
#: An importance from which a skill of an occupation is ticked beforehand.
USUAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationSuggestion:
    """An occupation proposed for someone's words. `also` are titles that people use; score 0–1000, for order only."""

    code: str
    title: str
    teer: int
    also: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillSuggestion:
    """A skill; `usual` when most who do the occupation need it."""

    code: str
    name: str
    usual: bool


@dataclass(frozen=True, slots=True)
class _Tables:
    occupations: Matcher
    skills: Matcher
    titles: dict[str, dict[str, tuple[str, ...]]]


def suggest_occupations(words: str, language: str, limit: int = 5) -> list[OccupationSuggestion]:
    """The occupations nearest to words in either language, or of a code, best first, worded in "fr" or "en".

    Empty when the words are empty or nothing is near: no occupation is better than a wrong one.
    """
    tables = _tables(_version())
    code = words.strip()
    known = code.isdigit() and code in tables.titles
    hits = [Hit(code=code, score=1000)] if known else _find(tables.occupations, words, limit)
    found = Occupation.objects.in_bulk([hit.code for hit in hits])
    english = language.startswith("en")
    return [
        OccupationSuggestion(
            code=hit.code,
            title=found[hit.code].title_en if english else found[hit.code].title_fr,
            teer=found[hit.code].teer,
            also=", ".join(tables.titles[hit.code]["en" if english else "fr"][:3]),
            score=hit.score,
        )
        for hit in hits
        if hit.code in found
    ]


def suggest_skills(words: str, language: str, limit: int = 8) -> list[SkillSuggestion]:
    """The skills nearest to words in either language, best first."""
    hits = _find(_tables(_version()).skills, words, limit)
    found = Skill.objects.in_bulk([hit.code for hit in hits])
    return [_skill(found[hit.code], language, usual=False) for hit in hits if hit.code in found]


def usual_skills(occupation: str, language: str) -> list[SkillSuggestion]:
    """The skills that an occupation needs, the most important first; those marked usual are for most of its jobs."""
    code = occupation.replace("\x00", "")
    rows = OccupationSkill.objects.filter(occupation_id=code).select_related("skill")
    return [
        _skill(row.skill, language, usual=row.importance >= USUAL)
        for row in sorted(rows, key=lambda row: (-row.importance, fold(row.skill.name_fr)))
    ]


def named_skills(codes: Collection[str], language: str) -> list[SkillSuggestion]:
    """The skills of these codes, by name; codes that do not exist are left out."""
    known = [code for code in codes if "\x00" not in code]
    found = (
        [_skill(skill, language, usual=False) for skill in Skill.objects.filter(pk__in=known)]
        if known
        else []
    )
    return sorted(found, key=lambda skill: fold(skill.name))


def _skill(skill: Skill, language: str, *, usual: bool) -> SkillSuggestion:
    name = skill.name_en if language.startswith("en") else skill.name_fr
    return SkillSuggestion(code=skill.code, name=name, usual=usual)


def _find(matcher: Matcher, words: str, limit: int) -> list[Hit]:
    short = words[:200]
    return (
        matcher.find(short, most=limit)
        or max((matcher.find(swapped, most=limit) for swapped in _swapped(short)), key=_best, default=[])
        or matcher.find(short, most=limit, abstain_below=SECOND_CHANCE)
    )


def _best(hits: list[Hit]) -> int:
    return hits[0].score if hits else 0


def _swapped(words: str) -> list[str]:
    """A short text with each pair of neighbouring letters exchanged: the commonest slip, which moves most pieces."""
    pairs = range(len(words) - 1) if len(words) <= SHORT else range(0)
    return [words[:i] + words[i + 1] + words[i] + words[i + 2 :] for i in pairs if words[i : i + 2].isalpha()]


def _version() -> str:
    """What changes when any reference file is loaded again."""
    return " ".join(sorted(ReferenceFile.objects.values_list("sha256", flat=True)))


@lru_cache(maxsize=1)
def _tables(version: str) -> _Tables:  # noqa: ARG001  the key of the cache
    """The indexed tables of that version of the reference files."""
    titles = list(OccupationTitle.objects.order_by("id").values_list("occupation_id", "language", "title"))
    official = list(Occupation.objects.values_list("code", "title_fr", "title_en"))
    skills = list(Skill.objects.values_list("code", "name_fr", "name_en"))
    spoken: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, *_names in official:
        spoken[code] = {"fr": (), "en": ()}
    for code, language, title in titles:
        spoken[code][language] += (title,)
    jobs = [(code, title) for code, _, title in titles] + [
        (code, t) for code, *names in official for t in names
    ]
    skilled = [(code, name) for code, *names in skills for name in names]
    skilled += SkillAlias.objects.values_list("skill_id", "text")
    return _Tables(
        occupations=Matcher([*jobs, *occupation_words(jobs)]),
        skills=Matcher([*skilled, *skill_words(skilled)]),
        titles=spoken,
    )
