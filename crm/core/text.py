"""Folding of names for search and for comparing: no accents, no case, ligatures opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "–": "-", "—": "-"})
_SPACES = re.compile(r"[^a-z0-9]+")


Words = str | Promise


def _fill(message: Words, values: Mapping[str, object]) -> str:
    return str(message) % {name: str(value) for name, value in values.items()}


_filled = lazy(_fill, str)


def filled(message: Words, **values: object) -> Words:
    """A sentence with its values, put together when it is read: in its reader's language."""
    sentence: Words = _filled(message, values)
    return sentence


def fold(text: str) -> str:
    """`Sacré-Cœur` → `sacre coeur`: lower case, accents off, ligatures opened, words apart by one space."""
    opened = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(c for c in opened if not unicodedata.combining(c)).lower()
    return _SPACES.sub(" ", bare).strip()


def bilingual(fr: str, en: str) -> str:
    """The English text for a reader in English when there is one, else the French."""
    return en if (get_language() or "fr").startswith("en") and en else fr
