"""Plain words in Québec French or English to codes: folding, forms of both genders, and a first matcher."""

from workers.engine.text.folding import fold
from workers.engine.text.matcher import Hit, Matcher
from workers.engine.text.words import stem, words

__all__ = ["Hit", "Matcher", "fold", "stem", "words"]
