"""Cards of the directory that may be of one employer, sought by thousands: sets against sets, in SQL, by the indexes.

What is asked of one card that somebody types is asked in duplicates.py; the reasons and their strength are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Min, Q

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
    JOIN employers_employer b ON b.folded_name %%> a.words
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
    # Those without a number first: they are compared with every name, so that the others need not be.
    unsought = Employer.objects.filter(doubles_sought_at=None)
    due = list(unsought.order_by(F("neq").asc(nulls_first=True), "pk")[:limit])
    if not due:
        return 0
    keys = {employer.pk for employer in due}
    standing = LikelyPair.objects.filter(Q(first__in=keys) | Q(second__in=keys), dismissed_at=None)
    known = {(first, second): pk for pk, first, second in standing.values_list("pk", "first_id", "second_id")}
    found = _reasons(due, known)
    LikelyPair.objects.filter(pk__in=[pk for pair, pk in known.items() if pair not in found]).delete()
    LikelyPair.objects.bulk_create(
        [
            LikelyPair(
                first_id=first,
                second_id=second,
                reasons=list(in_order(codes)),
                strength=strength(codes),
                found_at=now,
            )
            for (first, second), codes in found.items()
        ],
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["reasons", "strength"],
        batch_size=1000,
    )
    Employer.everything.filter(pk__in=keys).update(doubles_sought_at=now)
    return len(due)


def _reasons(employers: Sequence[Employer], known: Iterable[Pair]) -> Found:
    """Why each pair with one of these cards may be one employer; `known` are those that were so until now."""
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
    alike = _sought_by_name(employers) | _also_alike([*found, *known], set(found))
    _add(found, Why.NAME, alike)
    pairs = [pair for pair, codes in found.items() if Why.NAME in codes]
    split = {"keys": [one for one, _other in pairs], "others": [other for _one, other in pairs]}
    for pair in _rows(IN_ONE_MRC, split):
        found[pair] = found[pair] - {Why.NAME} | {Why.NAME_HERE}
    for codes in found.values():
        if Why.EMAIL in codes:
            codes.discard(Why.DOMAIN)
    return found


def _sought_by_name(employers: Sequence[Employer]) -> set[Pair]:
    """Pairs of names alike, one card of which has no number. Two numbers are two legal entities."""
    with connection.cursor() as cursor:
        # What is alike as a whole is so in part: one look by the index, whatever the planner thinks of short names.
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
            " set_config('enable_seqscan', 'off', true)",
            [str(LOOK_ALIKE)],
        )
    others = Employer.objects.filter(neq=None).exclude(pk__in=[employer.pk for employer in employers])
    sought = others.aggregate(first=Min("doubles_sought_at"))["first"]
    numberless = [employer for employer in employers if not employer.neq]
    # A card that was as it is when those without a number were sought was compared with them then.
    fresh = [
        employer for employer in employers if employer.neq and not (sought and employer.updated_at <= sought)
    ]
    alike: set[Pair] = set()
    for condition, some in (("", numberless), ("AND b.neq IS NULL", fresh)):
        told = [(employer.pk, words) for employer in some for words in _names(employer)]
        statement = NAMED_ALIKE.format(alike=_ALIKE, sought=_SOUGHT, numberless=condition)
        alike |= set(_rows(statement, _named(told)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return alike


def _also_alike(pairs: Iterable[Pair], reasoned: set[Pair]) -> set[Pair]:
    """Of these pairs, those whose names are alike too, from either side; two numbered cards need another reason."""
    cards = Employer.objects.in_bulk({key for pair in pairs for key in pair})
    asked = [
        (key, other, words)
        for pair in pairs
        if all(key in cards for key in pair) and (pair in reasoned or not all(cards[key].neq for key in pair))
        for key, other in (pair, pair[::-1])
        for words in _names(cards[key])
    ]
    told = _named((key, words) for key, _other, words in asked)
    return set(_rows(ALSO_ALIKE.format(alike=_ALIKE), told | {"others": [row[1] for row in asked]}))


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
