"""One form for what differs only by accent, ligature, case, apostrophe or punctuation."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def fold_letters(text: str) -> str:
    """Lower case without accents or ligatures; punctuation is kept."""
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Lower-case words without accents, separated by single spaces. Folding twice changes nothing."""
    return _NEITHER_LETTER_NOR_DIGIT.sub(" ", fold_letters(text)).strip()
