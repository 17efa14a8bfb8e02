"""Folding of names for search and for comparing: no accents, no case, ligatures opened."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import get_language

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "–": "-", "—": "-"})
_SPACES = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """`Sacré-Cœur` → `sacre coeur`: lower case, accents off, ligatures opened, words apart by one space."""
    opened = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(c for c in opened if not unicodedata.combining(c)).lower()
    return _SPACES.sub(" ", bare).strip()


def bilingual(fr: str, en: str) -> str:
    """The English text for a reader in English when there is one, else the French."""
    return en if (get_language() or "fr").startswith("en") and en else fr
