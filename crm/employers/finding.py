"""Finding employers: by name, NEQ, telephone or e-mail of a contact, by name and municipality.

The card of an employer, which all directions read, holds no contact: who does not read a contact finds nobody by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from crm.accounts.models import User
from crm.core.among import among
from crm.core.finding import (
    POOL,
    Typed,
    by_email,
    by_phone,
    by_words,
    folded,
    keys_of_named,
    keys_of_slips,
    nearness,
)
from crm.core.text import fold
from crm.employers.models import Contact, Employer, EmployerFile, EmployerQuerySet, SharingConsent
from crm.territory.models import Municipality

DIGITS_OF_A_NEQ = 4


def find_employers(user: User, typed: Typed, *, most: int, today: date) -> list[int]:
    """The keys of at most `most` employers whose card the user may read, the nearest first."""
    seen = Employer.objects.visible_to(user)
    if typed.email:
        return _of_contacts(seen, _lines(typed), user, most, today)
    if len(typed.digits) >= DIGITS_OF_A_NEQ:
        found = list(
            seen.filter(neq__startswith=typed.digits).order_by("neq").values_list("pk", flat=True)[:most]
        )
        if typed.phone and len(found) < most:
            found += _of_contacts(seen, _lines(typed), user, most, today)
        if found:
            return list(dict.fromkeys(found))[:most]
    if not typed.is_name and not typed.digits:
        return []
    if len(typed.words) < 2:
        return keys_of_named(seen, "folded_name", typed, most=most)
    return _named(seen, typed, most)


def _named(seen: EmployerQuerySet, typed: Typed, most: int) -> list[int]:
    """By all words of the name; else by a name and a municipality; else by a name with a slip."""
    found = dict(by_words(seen, "folded_name", typed.words).values_list("pk", "folded_name")[:POOL])
    far = nearness(typed)
    if found:
        return sorted(found, key=lambda key: (far(found[key]), key))[:most]
    if typed.digits:
        # Figures are of no place, and a figure with a slip is another number.
        return []
    return _in_places(seen, typed, most) or keys_of_slips(seen.order_by(), "folded_name", typed, most=most)


def _in_places(seen: EmployerQuerySet, typed: Typed, most: int) -> list[int]:
    """« scierie roberval »: the first words name the employer, the last ones begin a municipality."""
    endings = {at: " ".join(typed.words[at:]) for at in range(len(typed.words) - 1, 0, -1)}
    begun_so = reduce(or_, (Q(called__startswith=ending) for ending in endings.values()))
    named = Municipality.objects.alias(called=folded("name")).filter(begun_so)
    places = [(code, fold(name)) for code, name in named.values_list("code", "name")]
    for at, ending in endings.items():
        there = [code for code, name in places if name.startswith(ending)]
        if not there:
            continue
        here = by_words(seen, "folded_name", typed.words[:at]).filter(sites__municipality__in=there)
        found = list(here.order_by("folded_name", "pk").distinct().values_list("pk", flat=True)[:most])
        if found:
            return found
    return []


def employers_called(typed: Typed) -> QuerySet[Any]:
    """The keys of all employers that answer to what is typed, by an index: number, telephone, e-mail, name, slip."""
    every, contacts = Employer.objects.order_by(), Contact.objects.order_by()
    if typed.email:
        return by_email(contacts, "email", typed).values("employer_id")
    if len(typed.digits) >= DIGITS_OF_A_NEQ:
        numbered = Q(neq__startswith=typed.digits)
        if typed.phone:
            numbered |= among("pk", by_phone(contacts, "phone", typed).values("employer_id"))
        return every.filter(numbered).values("pk")
    named = by_words(every, "folded_name", typed.words) if typed.words else every.none()
    if typed.is_name and not named.exists():
        slips = keys_of_slips(every, "folded_name", typed, most=POOL, any_letter=False)
        return every.filter(pk__in=slips).values("pk")
    return named.values("pk")


def _lines(typed: Typed) -> QuerySet[Contact]:
    """The contacts with the telephone or the e-mail that is typed, by an index: a handful in all Québec."""
    contacts = Contact.objects.order_by()
    return by_email(contacts, "email", typed) if typed.email else by_phone(contacts, "phone", typed)


def _of_contacts(
    seen: EmployerQuerySet, contacts: QuerySet[Contact], user: User, most: int, today: date
) -> list[int]:
    """Of the contacts' employers, those whose contacts the user reads: by a file, or by the employer's consent."""
    known = set(contacts.values_list("employer_id", flat=True)[:POOL])
    if not known:
        return []
    files = EmployerFile.objects.visible_to(user).filter(employer_id__in=known)
    shared = SharingConsent.objects.standing(today).filter(employer_id__in=known)
    read = {*files.values_list("employer_id", flat=True), *shared.values_list("employer_id", flat=True)}
    return list(seen.filter(pk__in=read).order_by("folded_name", "pk").values_list("pk", flat=True)[:most])


def contacts_of(typed: Typed, *, employers: Sequence[int]) -> dict[int, str]:
    """By employer found, whose telephone or e-mail was typed; nothing when it was a name or a NEQ."""
    if not employers or not (typed.email or typed.phone):
        return {}
    lines = _lines(typed).filter(employer_id__in=employers).order_by("-name", "-pk")
    return dict(lines.values_list("employer_id", "name"))
