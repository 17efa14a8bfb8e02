"""Plain words in Québec French or English to codes: folding, forms of both genders, titles, a learnt dictionary."""

from workers.engine.text.bilingual import Title, learn
from workers.engine.text.confidence import Band, band
from workers.engine.text.folding import fold
from workers.engine.text.titles import Hit, Titles
from workers.engine.text.words import stem, words

__all__ = ["Band", "Hit", "Title", "Titles", "band", "fold", "learn", "stem", "words"]
