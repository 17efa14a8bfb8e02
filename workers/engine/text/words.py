"""The words of a title that tell the occupation, the same whether it is written in one gender or in both.

Endings that differ between masculine and feminine are brought to one stem on both sides of every comparison,
and a stem is kept once: "soudeuse", "soudeur/soudeuse", "soudeur(se)" and "soudeuse ou soudeur" are one text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workers.engine.text.folding import fold, fold_letters

#: "journalier(ère)", "agent·e·s", "vendeur/euse", "technicien-ne": the second ending is dropped.
_SECOND_ENDING = re.compile(
    r"(?<=[a-z]{3})\s?[(\[/·•.\-‑–]\s?-?"
    r"(?:euse|eure|eresse|trice|rice|iere|ere|ienne|enne|onne|ante|ente|ale|elle|esse|ive|ve|ne|le|te|se|fe"
    r"|ee|re|e)"
    r"(?:[·•.\-)\]]?s)?[)\]]?s?(?![a-z])"
)
#: (feminine ending, masculine ending), tried in order; words shorter than five letters are left alone.
_ENDINGS = (
    ("compagne", "compagnon"),
    ("trice", "teur"),
    ("eresse", "eur"),
    ("euse", "eur"),
    ("eure", "eur"),
    ("iere", "ier"),
    ("ienne", "ien"),
    ("enne", "en"),
    ("onne", "on"),
    ("elle", "el"),
    ("esse", "e"),
    ("ere", "er"),
    ("ive", "if"),
    ("ffe", "f"),
    ("woman", "man"),
    ("women", "man"),
    ("person", "man"),
)
_LINKS_FR = (
    "a",
    "au",
    "aux",
    "d",
    "dans",
    "de",
    "des",
    "du",
    "en",
    "et",
    "l",
    "la",
    "le",
    "les",
    "ou",
    "par",
)
_LINKS_EN = ("and", "at", "for", "in", "of", "on", "or", "the", "to", "with")
_LINKS = frozenset((*_LINKS_FR, "pour", "un", "une", *_LINKS_EN))
#: "recherche" is noise alone ("soudeur recherché"), not after a link ("agent de recherche").
_NOISE = re.compile(
    r"\b(?:(?<!de )(?<!en )(?<!la )recherchee?s?|on cherche|nous cherchons|cherchons|demandee?s?|urgent"
    r"|embauche|offre d emploi|a?\s?temps (?:plein|partiel)|(?:full|part) time|wanted|needed|hiring"
    r"|we are|looking for|urgently|[hf] [fhm](?: x)?|m f(?: x)?)\b"
)
#: Numbers, hours and ranks tell nothing ("40h", "2e"); "3D" does.
_NUMBER = re.compile(r"\d+(?:h\d*|h?rs?|k|[ap]m|e|i?er|re|[nr]d|st|th)?")
#: "femme de chambre", "gars de scie": who does the work does not tell what it is.
_PEOPLE = frozenset(
    ("homme", "femme", "hommes", "femmes", "gars", "fille", "filles", "monsieur", "dame", "guy")
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form shared by the genders and numbers of a folded word."""
    if len(word) < 4 or not word.isalpha():
        return word
    word = word.removesuffix("s")
    if len(word) >= 5:
        for feminine, masculine in _ENDINGS:
            if word.endswith(feminine):
                word = word.removesuffix(feminine) + masculine
                break
    return word.rstrip("e").removesuffix("s")


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Stems in order, each once, without linking words, posting noise and numbers.

    Linking words and numbers are kept when nothing else was written: a short answer never vanishes. Posting noise
    is not: "recherché" alone asks for nobody.
    """
    told = _NOISE.sub(" ", fold(_SECOND_ENDING.sub(" ", fold_letters(text)))).split()
    useful = [word for word in told if word not in _LINKS and word not in _PEOPLE]
    named = [word for word in useful if not _NUMBER.fullmatch(word)]
    return tuple(dict.fromkeys(stem(word) for word in named or told))
