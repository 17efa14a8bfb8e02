"""Words of ESCO that say the same as ours, for the search of occupations and skills.

A concept of ESCO is taken for one of our codes when at least two of its words meet, letter for letter once folded,
words of that code, and none meets those of another; then all its words lead there. One word alone misleads too often,
and a wrong occupation is worse than none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from crm.core.text import fold
from crm.taxonomy.models import EscoConcept, EscoLabel

#: Words that a concept and a code must share.
ENOUGH = 2
#: A code of ours, a language and a word for it.
Word = tuple[str, str, str]


def occupation_words(ours: Iterable[Word]) -> list[Word]:
    """Words of ESCO's occupations, each with the unit group that it leads to; `ours` are titles and their codes."""
    return _lent(EscoConcept.Kind.OCCUPATION, ours)


def skill_words(ours: Iterable[Word]) -> list[Word]:
    """Words of ESCO's skills, each with the skill that it leads to; `ours` are names, aliases and their codes."""
    return _lent(EscoConcept.Kind.SKILL, ours)


def _lent(kind: EscoConcept.Kind, ours: Iterable[Word]) -> list[Word]:
    labels = EscoLabel.objects.filter(concept__kind=kind).order_by("concept", "folded", "text")
    rows = list(labels.values_list("concept", "folded", "language", "text"))
    if not rows:
        return []
    known: defaultdict[str, set[str]] = defaultdict(set)
    for code, _language, word in ours:
        known[fold(word)].add(code)
    met: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for concept, folded, _language, _text in rows:
        met[concept].update(known.get(folded, ()))
    leads = {concept: next(iter(codes)) for concept, codes in met.items() if _is_sure(codes)}
    return [
        (leads[concept], language, text)
        for concept, folded, language, text in rows
        if concept in leads and folded not in known
    ]


def _is_sure(codes: Counter[str]) -> bool:
    return len(codes) == 1 and codes.total() >= ENOUGH
