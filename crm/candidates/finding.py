"""Finding persons within one's scope: by reference, name, telephone or e-mail."""

from __future__ import annotations

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, Identity
from crm.core.finding import POOL, Typed, by_email, by_phone, keys_of_named


def find_persons(user: User, typed: Typed, *, most: int) -> list[int]:
    """The keys of at most `most` persons whose file the user may read, the nearest first."""
    if not scope_of(user).may(Permission.WORK_PERSONS):
        return []
    seen = Candidate.objects.visible_to(user)
    if typed.is_name:
        named = Identity.objects.filter(candidate__in=seen)
        return keys_of_named(named, "folded_name", typed, most=most, any_letter=False)
    number, known = typed.number_after("pc"), Identity.objects.order_by().values_list("pk", flat=True)
    found = [number] if number is not None else []
    # A number or an address is a handful of persons in all Québec: their scope is asked afterwards.
    if typed.email:
        found += by_email(known, "email", typed)[:POOL]
    if typed.phone:
        found += by_phone(known, "phone", typed)[:POOL]
    return list(seen.filter(pk__in=found).order_by("pk").values_list("pk", flat=True)[:most]) if found else []
