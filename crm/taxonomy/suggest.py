"""Plain words to occupations and skills. The tables are indexed once on each host, again when they are re-loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from crm.core.memory import settle
from crm.core.models import ReferenceFile
from crm.core.text import fold
from crm.taxonomy.models import Occupation, OccupationSkill, OccupationTitle, Skill, SkillAlias
from crm.taxonomy.official.vocabulary import occupation_words, skill_words
from workers.engine.text import Band, Hit, Titles, band
from workers.engine.text.confidence import SKILLS, WHOLE
from workers.engine.text.disk import kept_titles

#: Under this score, in per-mille, what is nearest is no answer.
ABSTAIN_BELOW = 250
#: What is told of a proposal: right at least 8 times in ten, 5, 1.5, or less often.
BAND_LABELS = {
    Band.VERY_LIKELY: _("Très probable"),
    Band.LIKELY: _("Probable"),
    Band.POSSIBLE: _("Possible"),
    Band.UNLIKELY: _("Peu probable"),
}
#: An importance from which a skill of an occupation is ticked beforehand.
USUAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationSuggestion:
    """An occupation proposed for someone's words. `also` are titles that people use; score 0–1000, for order only.

    Of a thousand proposals told with a confidence, so many are right; `band` is the word for it. 1000 and no word for
    a code: nothing was guessed.
    """

    code: str
    title: str
    teer: int
    also: str
    score: int
    confidence: int
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillSuggestion:
    """A skill; `usual` when most who do the occupation need it; `band` how sure, when found from words."""

    code: str
    name: str
    usual: bool = False
    band: str = ""


@dataclass(frozen=True, slots=True)
class _Tables:
    occupations: Titles
    skills: Titles
    titles: dict[str, dict[str, tuple[str, ...]]]


def suggest_occupations(words: str, language: str, limit: int = 5) -> list[OccupationSuggestion]:
    """The occupations nearest to words in either language, or of a code, best first, worded in "fr" or "en".

    Empty when the words are empty or nothing is near: no occupation is better than a wrong one.
    """
    tables = _tables(_version())
    code = words.strip()
    known = code.isdigit() and code in tables.titles
    hits = [Hit(code=code, score=1000, confidence=1000)] if known else _find(tables.occupations, words, limit)
    found = Occupation.objects.in_bulk([hit.code for hit in hits])
    english = language.startswith("en")
    return [
        OccupationSuggestion(
            code=hit.code,
            title=found[hit.code].title_en if english else found[hit.code].title_fr,
            teer=found[hit.code].teer,
            also=", ".join(tables.titles[hit.code]["en" if english else "fr"][:3]),
            score=hit.score,
            confidence=hit.confidence,
            band=_band(hit),
        )
        for hit in hits
        if hit.code in found
    ]


def suggest_skills(words: str, language: str, limit: int = 8) -> list[SkillSuggestion]:
    """The skills nearest to words in either language, best first."""
    hits = _find(_tables(_version()).skills, words, limit)
    found = Skill.objects.in_bulk([hit.code for hit in hits])
    return [_skill(found[hit.code], language, band=_band(hit)) for hit in hits if hit.code in found]


def usual_skills(occupation: str, language: str) -> list[SkillSuggestion]:
    """The skills that an occupation needs, the most important first; those marked usual are for most of its jobs."""
    code = occupation.replace("\x00", "")
    rows = OccupationSkill.objects.filter(occupation_id=code).select_related("skill")
    return [
        _skill(row.skill, language, usual=row.importance >= USUAL)
        for row in sorted(rows, key=lambda row: (-row.importance, fold(row.skill.name_fr)))
    ]


def usual_skill_codes(occupations: Sequence[str]) -> list[str]:
    """The skills that these occupations need, those of the first occupation first, each in its order; each once."""
    rows = OccupationSkill.objects.filter(occupation__in=occupations).select_related("skill")
    places = {code: place for place, code in enumerate(occupations)}
    rows_in_order = sorted(
        rows, key=lambda row: (places[row.occupation_id], -row.importance, fold(row.skill.name_fr))
    )
    return list(dict.fromkeys(row.skill_id for row in rows_in_order))


def named_skills(codes: Collection[str], language: str) -> list[SkillSuggestion]:
    """The skills of these codes, by name; codes that do not exist are left out."""
    known = [code for code in codes if "\x00" not in code]
    found = [_skill(skill, language) for skill in Skill.objects.filter(pk__in=known)] if known else []
    return sorted(found, key=lambda skill: fold(skill.name))


def warm() -> None:
    """Index the tables before anybody asks, in a thread of its own: its connection is closed at the end."""
    try:
        _tables(_version())
        settle()
    finally:
        connection.close()


def _skill(skill: Skill, language: str, *, usual: bool = False, band: str = "") -> SkillSuggestion:
    name = skill.name_en if language.startswith("en") else skill.name_fr
    return SkillSuggestion(code=skill.code, name=name, usual=usual, band=band)


def _band(hit: Hit) -> str:
    return "" if hit.confidence == WHOLE else str(BAND_LABELS[band(hit.confidence)])


def _find(titles: Titles, words: str, limit: int) -> list[Hit]:
    return [hit for hit in titles.find(words[:200], most=limit) if hit.score >= ABSTAIN_BELOW]


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
    jobs = [(code, language, name) for code, *names in official for language, name in _told(names)] + titles
    skilled = [(code, language, name) for code, *names in skills for language, name in _told(names)]
    skilled += SkillAlias.objects.order_by("id").values_list("skill_id", "language", "text")
    return _Tables(
        occupations=kept_titles(settings.INDEX_DIR, [*jobs, *occupation_words(jobs)]),
        skills=kept_titles(settings.INDEX_DIR, [*skilled, *skill_words(skilled)], SKILLS),
        titles=spoken,
    )


def _told(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """A French name and an English one, each with its language."""
    return zip(("fr", "en"), names, strict=True)
