"""Finding needs of the files that one sees: by reference, by the words of the job, by employer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from crm.accounts.models import User
from crm.core.among import among
from crm.core.finding import SHORTEST, Typed, begun, by_words, folded, vector
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.taxonomy.models import OccupationTitle


def find_needs(user: User, typed: Typed, *, employers: Sequence[int], most: int) -> list[int]:
    """The keys of at most `most` needs that the user sees: those still going first, then the newest.

    `employers`: those that answer to the same words, whose needs are found with them.
    """
    seen, words = LabourNeed.objects.visible_to(user), typed.words
    number = typed.number_after("b")
    ways: list[QuerySet[Any]] = [seen.filter(pk=number)] if number is not None else []
    if typed.is_name and len(typed.folded) >= SHORTEST:
        ways += _about(seen, words)
    if employers:
        ways.append(seen.filter(file__employer_id__in=employers))
    found = _best(ways, most)
    if number in found:
        found = [number, *(key for key in found if key != number)]
    if not found and typed.is_name and len(words) > 1:
        return _words_of_both(seen, words, most)
    return found


def _about(seen: QuerySet[Any], words: Sequence[str]) -> list[QuerySet[Any]]:
    """The employer's words, or a title of the occupation, have all the words: each by its own index."""
    titles = by_words(OccupationTitle.objects.order_by(), "folded", words).values("occupation_id")
    said = LabourNeed.objects.alias(said=vector(folded("words"))).filter(said=begun(words))
    called = among("occupation_id", titles.distinct())
    return [seen.filter(pk__in=said.order_by().values("pk")), seen.filter(called)]


def _words_of_both(seen: QuerySet[Any], words: Sequence[str], most: int) -> list[int]:
    """« soudeuse bourville »: words of the job on one side, of the employer on the other."""
    ways = []
    for at in range(1, len(words)):
        for job, name in ((words[:at], words[at:]), (words[at:], words[:at])):
            ways += _about(by_words(seen, "file__employer__folded_name", name), job)
    return _best(ways, most)


def _best(ways: Sequence[QuerySet[Any]], most: int) -> list[int]:
    """The first `most` of each way in one query: those still going first, then the newest, each once."""
    if not ways:
        return []
    goes_on = Case(
        When(stage__in=SCORED_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = [
        way.annotate(over=goes_on)
        .order_by("over", "-created_at", "-pk")
        .values_list("over", "created_at", "pk")[:most]
        for way in ways
    ]
    found = set(rows[0].union(*rows[1:]) if len(rows) > 1 else rows[0])
    nearest = sorted(found, key=lambda row: (-row[0], row[1], row[2]), reverse=True)
    return [key for _over, _created, key in nearest[:most]]
