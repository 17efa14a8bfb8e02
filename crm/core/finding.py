"""Finding rows by what somebody types: words begun or misspelt, numbers however punctuated, each by an index.

Each noun carries its own indexes over its own columns, so that PostgreSQL keeps them in the transaction of every write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramStrictWordSimilarity
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower, Reverse

from crm.core.text import fold

#: The longest text read, the shortest name, the most words of it, and the rows of which the best are chosen.
LONGEST, SHORTEST, MOST_WORDS, POOL, FIRST_BY_NAME = 100, 2, 6, 200, 12
#: Rows of a word that show that it is there.
MANY = 1_000
#: From so many letters on a slip is forgiven; from so many digits on a number is a telephone.
LETTERS_OF_A_SLIP, DIGITS_OF_A_PHONE = 4, 7


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, read as words and as a number."""

    text: str

    @property
    def folded(self) -> str:
        """Without accents and case."""
        return fold(self.text)

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return tuple(self.folded.split()[:MOST_WORDS])

    @property
    def digits(self) -> str:
        """The digits, when there is nothing but digits and what stands between them."""
        bare = re.sub(r"[\s().+\-\u00a0\u2011]", "", self.text)
        return bare if bare.isascii() and bare.isdigit() else ""

    @property
    def phone(self) -> str:
        """The last ten digits of what may be a telephone, without the country's 1."""
        return self.digits[-10:] if len(self.digits) >= DIGITS_OF_A_PHONE else ""

    @property
    def email(self) -> str:
        """The beginning of an e-mail address."""
        return self.text.lower() if "@" in self.text[1:] and " " not in self.text else ""

    def number_after(self, letters: str) -> int | None:
        """The number of a reference such as « B-0412 », with or without its letters."""
        found = re.fullmatch(rf"(?:{letters}[\s-]?)?0*(\d{{1,9}})", self.text.lower())
        return int(found[1]) if found else None

    @property
    def is_name(self) -> bool:
        """Whether these are words at all, and not a number, an address or the reference of one row."""
        reference = re.fullmatch(r"(b|pc)[\s-]?\d{1,9}", self.text.lower())
        return bool(self.words) and not (self.digits or self.email or reference)


def read_typed(text: str) -> Typed:
    """The text as it is looked for: without NUL, cut to its longest."""
    return Typed(" ".join(text.replace("\x00", "").split())[:LONGEST])


def folded(field: str) -> Func:
    """SQL: the column as `fold` writes it; an index may be made of it."""
    return Func(F(field), function="passerelle_fold", output_field=CharField())


def vector(column: str | Func) -> SearchVector:
    """SQL: the words of a folded column, as its index has them."""
    return SearchVector(column, config="simple")


def backwards(field: str) -> Reverse:
    """SQL: the digits of a telephone from the last to the first; what follows a letter (an extension) is left out."""
    digits = Func(F(field), Value(r"[a-z#].*$|\D"), Value(""), Value("gi"), function="regexp_replace")
    return Reverse(digits, output_field=CharField())


def by_phone(rows: QuerySet[Any], field: str, typed: Typed) -> QuerySet[Any]:
    """Rows whose telephone ends with the digits typed, by its index."""
    return rows.alias(line=backwards(field)).filter(line__startswith=typed.phone[::-1])


def by_email(rows: QuerySet[Any], field: str, typed: Typed) -> QuerySet[Any]:
    """Rows whose e-mail begins as typed, by its index."""
    return rows.alias(address=Lower(field)).filter(address__startswith=typed.email)


def begun(words: Sequence[str], joint: str = " & ") -> SearchQuery:
    """SQL: every word is there, or one that begins so; with the joint " | ", any of them."""
    return SearchQuery(joint.join(f"{word}:*" for word in words), config="simple", search_type="raw")


def by_words(rows: QuerySet[Any], column: str | Func, words: Sequence[str]) -> QuerySet[Any]:
    """Rows in whose folded column every word begins a word."""
    return rows.alias(its_words=vector(column)).filter(its_words=begun(words))


def by_slips(rows: QuerySet[Any], field: str, words: Sequence[str], *, same_letter: bool) -> QuerySet[Any]:
    """Rows whose folded column has each word misspelt: much alike, two letters swapped, or one too many.

    With `same_letter`, what is much alike begins as typed: far fewer rows are compared.
    """
    rows = rows.alias(its_words=vector(field))
    for word in words:
        alike = Q(**{f"{field}__trigram_strict_word_similar": word})
        if same_letter:
            alike &= Q(its_words=begun([word[0]]))
        rows = rows.filter(alike | Q(its_words=begun(sorted(_mistyped(word)), joint=" | ")))
    return rows


def _mistyped(word: str) -> set[str]:
    """What the word was before two letters were swapped or one was struck twice."""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return swapped | {word[:at] + word[at + 1 :] for at in range(1, len(word))} - {word}


def unknown_words(rows: QuerySet[Any], field: str, words: Sequence[str]) -> list[str]:
    """The words that begin no word of any row, in one query.

    Of each, many rows are asked for: for the first of them PostgreSQL would read through the table after a word that is
    nowhere, and for them all after one that is everywhere.
    """
    known = [
        by_words(rows.order_by(), field, [word])
        .annotate(typed=Value(word))
        .values_list("typed", flat=True)[:MANY]
        for word in dict.fromkeys(words)
    ]
    there = set(known[0].union(*known[1:])) if len(known) > 1 else set(known[0])
    return [word for word in words if word not in there]


def keys_of_named(
    rows: QuerySet[Any], field: str, typed: Typed, *, most: int, any_letter: bool = True
) -> list[Any]:
    """The keys of the rows best called by these words, the nearest first: begun words, then words with a slip."""
    words = typed.words
    if not words:
        return []
    if len(typed.folded) < SHORTEST:
        return []
    # Of very many that have the words, those that begin with them are never left out.
    named = rows.order_by().values_list("pk", field)
    first = named.filter(**{f"{field}__startswith": typed.folded}).order_by(field)[:FIRST_BY_NAME]
    found = dict(by_words(named, field, words)[:POOL].union(first))
    if found:
        return _nearest(found, nearness(typed), most)
    return keys_of_slips(rows, field, typed, most=most, any_letter=any_letter)


def keys_of_slips(
    rows: QuerySet[Any], field: str, typed: Typed, *, most: int, any_letter: bool = True
) -> list[Any]:
    """The keys of the rows called much like these words, the most alike first; asked when nothing has the words.

    Only a word that nothing begins with is taken for a slip: the others stand as they are, and keep the search narrow.
    Without `any_letter`, a slip begins as typed.
    """
    # One word alone was just looked for, in vain.
    slips = unknown_words(rows, field, typed.words) if len(typed.words) > 1 else list(typed.words)
    if not slips or min(map(len, slips)) < LETTERS_OF_A_SLIP:
        return []
    if right := [word for word in typed.words if word not in slips]:
        rows = by_words(rows, field, right)
    alike = TrigramStrictWordSimilarity(" ".join(slips), field)
    for same_letter in (True, False)[: 1 + any_letter]:
        found = by_slips(rows, field, slips, same_letter=same_letter).annotate(alike=alike)
        likeness = dict(found.order_by().values_list("pk", "alike")[:POOL])
        if likeness:
            return sorted(likeness, key=lambda key: (-likeness[key], key))[:most]
    return []


def _nearest(found: dict[Any, str], near: Callable[[str], Any], most: int) -> list[Any]:
    return sorted(found, key=lambda key: (near(found[key]), key))[:most]


def nearness(typed: Typed) -> Callable[[str], tuple[bool, int, int, str]]:
    """How far a folded name is from the words: begins so, whole words, the shorter first."""
    words = typed.words

    def far(name: str) -> tuple[bool, int, int, str]:
        there = set(name.split())
        return not name.startswith(typed.folded), sum(word not in there for word in words), len(name), name

    return far
