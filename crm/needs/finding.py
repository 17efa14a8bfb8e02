"""Finding needs of the files that one sees: by reference, by the words of the job, by employer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from crm.accounts.models import User
from crm.core.finding import SHORTEST, Typed, begun, by_words, folded, vector
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.taxonomy.models import OccupationTitle


def find_needs(user: User, typed: Typed, *, employers: Sequence[int], most: int) -> list[int]:
    """The keys of at most `most` needs that the user sees: those still going first, then the newest.

    `employers`: those that answer to the same words, whose needs are found with them.
    """
    seen = LabourNeed.objects.visible_to(user)
    number = typed.number_after("b")
    found = _first(seen.filter(pk=number), most) if number is not None else []
    if typed.is_name and len(typed.folded) >= SHORTEST:
        found += _first(seen.filter(_about(typed.words)), most)
    if employers and len(found) < most:
        found += _first(seen.filter(file__employer_id__in=employers), most)
    if not found and typed.is_name and len(typed.words) > 1:
        return _words_of_both(seen, typed, most)
    return list(dict.fromkeys(found))[:most]


def _about(words: Sequence[str]) -> Q:
    """The employer's words, or a title of the occupation, have all the words."""
    titles = by_words(OccupationTitle.objects.order_by(), "folded", words).values("occupation_id")
    said = LabourNeed.objects.alias(said=vector(folded("words"))).filter(said=begun(words))
    return Q(pk__in=said.order_by().values("pk")) | Q(occupation__in=titles)


def _words_of_both(seen: QuerySet[Any], typed: Typed, most: int) -> list[int]:
    """« soudeuse bourville »: words of the job on one side, of the employer on the other."""
    words = typed.words
    for at in range(1, len(words)):
        for job, name in ((words[:at], words[at:]), (words[at:], words[:at])):
            named = by_words(seen.filter(_about(job)), "file__employer__folded_name", name)
            if found := _first(named, most):
                return found
    return []


def _first(needs: QuerySet[Any], most: int) -> list[int]:
    goes_on = Case(
        When(stage__in=SCORED_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return list(needs.order_by(goes_on, "-created_at", "-pk").values_list("pk", flat=True)[:most])
