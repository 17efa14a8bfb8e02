"""Reads about persons that pages share: who may be the same person, who is in charge, what is still unknown."""

from __future__ import annotations

import re

from django.db.models import Q

from crm.candidates.models import Candidate
from crm.core.text import fold
from crm.territory.models import Direction

DIGITS_OF_A_NUMBER = 7


def possible_duplicates(direction: Direction, *, name: str, email: str = "", phone: str = "") -> list[Candidate]:
    """Persons of the direction with the same folded name, the same e-mail or the same telephone, at most five."""
    same = Q(identity__folded_name=fold(name))
    if email:
        same |= Q(identity__email__iexact=email)
    digits = re.sub(r"\D", "", phone)[-10:]
    if len(digits) >= DIGITS_OF_A_NUMBER:
        # Numbers are kept as typed: only the digits are compared, whatever stands between them.
        same |= Q(identity__phone__regex=r"\D*".join(digits) + r"\D*$")
    found = Candidate.objects.filter(same, direction=direction).select_related("identity").order_by("pk")
    return list(found[:5])
