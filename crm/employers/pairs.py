"""Cards of the directory that may be of one employer, sought by thousands: sets against sets, in SQL, by the indexes.

What is asked of one card that somebody types is asked in duplicates.py; the reasons and their strength are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from crm.employers.duplicates import Why, in_order, strength
from crm.employers.models import Employer, LikelyPair
from crm.employers.queries import LOOK_ALIKE
from crm.employers.rules import telling_name

#: A telephone or a domain of more employers than this is a provider's: it says nothing of who one is.
MOST_HOLDERS = 50
#: Of one card, so many names alike at most, the nearest first.
NEAREST = 20
#: Cards sought in one transaction, and in one call.
BATCH, MOST = 5_000, 20_000
#: How much of the words stands in a name counts for so much of how alike the whole is.
PARTLY = 0.9
Pair = tuple[int, int]
Found = dict[Pair, set[Why]]

#: Contacts of two cards with the same key; `{key}` is a column, or its folding.
SAME_CONTACT = """
WITH common AS MATERIALIZED (
    SELECT {key} AS key FROM employers_contact WHERE {column} <> ''
    GROUP BY 1 HAVING count(DISTINCT employer_id) > %(holders)s
)
SELECT DISTINCT a.employer_id, b.employer_id
FROM employers_contact a
JOIN employers_contact b ON {b_key} = {a_key} AND b.{column} <> '' AND b.employer_id <> a.employer_id
JOIN employers_employer e ON e.id = b.employer_id AND e.merged_into_id IS NULL
WHERE a.employer_id = ANY(%(due)s) AND a.{column} <> '' AND {a_key} NOT IN (SELECT key FROM common)
"""
SAME_DOMAIN = """
WITH holders AS MATERIALIZED (
    SELECT DISTINCT employer_id, email_domain AS domain FROM employers_contact WHERE email_domain <> ''
    UNION
    SELECT id, web_domain FROM employers_employer WHERE web_domain <> ''
), telling AS MATERIALIZED (
    SELECT domain FROM holders GROUP BY domain HAVING count(*) BETWEEN 2 AND %(holders)s
)
SELECT a.employer_id, b.employer_id
FROM holders a JOIN telling USING (domain) JOIN holders b USING (domain)
JOIN employers_employer e ON e.id = b.employer_id AND e.merged_into_id IS NULL
WHERE a.employer_id = ANY(%(due)s) AND b.employer_id <> a.employer_id
"""
_ALIKE = "greatest(similarity(b.folded_name, a.words), word_similarity(a.words, b.folded_name) * %(partly)s)"
_SOUGHT = "unnest(%(keys)s::bigint[], %(words)s::text[]) AS a(id, words)"
#: Names alike. Two numbers are two legal entities: `{numberless}` keeps the cards without one for those that have one.
NAMED_ALIKE = """
SELECT one, other FROM (
    SELECT a.id AS one, b.id AS other, {alike} AS alike,
           row_number() OVER (PARTITION BY a.id ORDER BY {alike} DESC, b.id) AS place
    FROM {sought}
    JOIN employers_employer b ON (b.folded_name %% a.words OR b.folded_name %%> a.words)
    WHERE b.id <> a.id AND b.merged_into_id IS NULL {numberless}
) found WHERE alike >= %(floor)s AND place <= %(nearest)s
"""
#: Of pairs found already, those whose names are alike too.
ALSO_ALIKE = """
SELECT a.id, b.id
FROM unnest(%(keys)s::bigint[], %(words)s::text[], %(others)s::bigint[]) AS a(id, words, other)
JOIN employers_employer b ON b.id = a.other WHERE {alike} >= %(floor)s
"""
#: Of pairs whose names are alike, those with a place in one MRC.
IN_ONE_MRC = """
SELECT DISTINCT p.one, p.other FROM unnest(%(keys)s::bigint[], %(others)s::bigint[]) AS p(one, other)
JOIN employers_site s ON s.employer_id = p.one JOIN territory_municipality m ON m.code = s.municipality_id
JOIN employers_site t ON t.employer_id = p.other JOIN territory_municipality n ON n.code = t.municipality_id
WHERE m.mrc_id = n.mrc_id
"""


def seek_due_pairs(*, now: datetime, limit: int = MOST) -> int:
    """Seek the doubles of the cards written since they were last sought, the oldest first; returns how many cards.

    Pairs that no reason holds any more go; those that somebody called two employers stay so.
    """
    sought = 0
    while sought < limit:
        made = _seek(min(BATCH, limit - sought), now=now)
        sought += made
        if made < BATCH:
            break
    return sought


@transaction.atomic
def _seek(limit: int, *, now: datetime) -> int:
    due = list(Employer.objects.filter(doubles_sought_at=None).order_by("pk")[:limit])
    if not due:
        return 0
    keys = {employer.pk for employer in due}
    standing = LikelyPair.objects.filter(Q(first__in=keys) | Q(second__in=keys), dismissed_at=None)
    known = {(first, second): pk for pk, first, second in standing.values_list("pk", "first_id", "second_id")}
    # The other side of a pair is asked too: a short name stands in a long one, and not the other way round.
    others = {key for pair in known for key in pair} - keys
    found = _reasons([*due, *Employer.objects.filter(pk__in=others)])
    kept = {pair: codes for pair, codes in found.items() if keys & set(pair)}
    LikelyPair.objects.filter(pk__in=[pk for pair, pk in known.items() if pair not in kept]).delete()
    LikelyPair.objects.bulk_create(
        [
            LikelyPair(
                first_id=first,
                second_id=second,
                reasons=list(in_order(codes)),
                strength=strength(codes),
                found_at=now,
            )
            for (first, second), codes in kept.items()
        ],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["reasons", "strength"],
        batch_size=1000,
    )
    Employer.everything.filter(pk__in=keys).update(doubles_sought_at=now)
    return len(due)


def _reasons(employers: Sequence[Employer]) -> Found:
    """Why each pair with one of these cards may be one employer."""
    found: Found = {}
    due = {"due": [employer.pk for employer in employers], "holders": MOST_HOLDERS}
    same_email = SAME_CONTACT.format(
        key="lower(email)", column="email", a_key="lower(a.email)", b_key="lower(b.email)"
    )
    same_phone = SAME_CONTACT.format(
        key="phone_key", column="phone_key", a_key="a.phone_key", b_key="b.phone_key"
    )
    _add(found, Why.PHONE, _rows(same_phone, due))
    _add(found, Why.EMAIL, _rows(same_email, due))
    _add(found, Why.DOMAIN, _rows(SAME_DOMAIN, due))
    _add_names(found, employers)
    for codes in found.values():
        if Why.EMAIL in codes:
            codes.discard(Why.DOMAIN)
    return found


def _add_names(found: Found, employers: Sequence[Employer]) -> None:
    called = {employer.pk: _names(employer) for employer in employers}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %(floor)s, true),"
            " set_config('pg_trgm.word_similarity_threshold', %(part)s, true)",
            {"floor": str(LOOK_ALIKE), "part": str(LOOK_ALIKE / PARTLY)},
        )
    alike: set[tuple[int, int]] = set()
    for numberless, some in (
        ("", [employer.pk for employer in employers if not employer.neq]),
        ("AND b.neq IS NULL", [employer.pk for employer in employers if employer.neq]),
    ):
        told = [(key, words) for key in some for words in called[key]]
        alike |= set(
            _rows(NAMED_ALIKE.format(alike=_ALIKE, sought=_SOUGHT, numberless=numberless), _named(told))
        )
    both = [(key, other) for pair in found for key, other in (pair, pair[::-1]) if key in called]
    told = [(key, words) for key, _other in both for words in called[key]]
    others = [other for key, other in both for _words in called[key]]
    alike |= set(_rows(ALSO_ALIKE.format(alike=_ALIKE), _named(told) | {"others": others}))
    _add(found, Why.NAME, alike)
    pairs = [pair for pair, codes in found.items() if Why.NAME in codes]
    split = {"keys": [one for one, _other in pairs], "others": [other for _one, other in pairs]}
    for pair in _rows(IN_ONE_MRC, split):
        found[pair] = found[pair] - {Why.NAME} | {Why.NAME_HERE}


def _names(employer: Employer) -> set[str]:
    """The telling words of the names by which a card is sought; too short a name tells nothing."""
    told = {telling_name(name) for name in (employer.legal_name, employer.usual_name)}
    return {words for words in told if len(words) > 2}


def _named(told: Iterable[tuple[int, str]]) -> dict[str, Any]:
    rows = list(told)
    return {
        "keys": [key for key, _words in rows],
        "words": [words for _key, words in rows],
        "floor": LOOK_ALIKE,
        "nearest": NEAREST,
        "partly": PARTLY,
    }


def _rows(statement: str, given: dict[str, Any]) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _add(found: Found, why: Why, pairs: Iterable[Pair]) -> None:
    for one, other in pairs:
        found.setdefault((min(one, other), max(one, other)), set()).add(why)
