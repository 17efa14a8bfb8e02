"""Finding partner organisations by name: they are hundreds, read through whole."""

from __future__ import annotations

from crm.accounts.models import User
from crm.core.finding import Typed, begun, folded, vector
from crm.partners.models import Partner


def find_partners(user: User, typed: Typed, *, most: int) -> list[Partner]:
    """At most `most` partners whose name has the words, by name."""
    if not typed.is_name:
        return []
    seen = Partner.objects.visible_to(user).alias(words_of_it=vector(folded("name")))
    return list(
        seen.filter(words_of_it=begun(typed.words)).select_related("municipality").order_by("name")[:most]
    )
