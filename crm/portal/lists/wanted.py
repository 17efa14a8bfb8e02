"""What an address asks of a working list: read once, every value one of those offered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

from crm.accounts.models import Face
from crm.accounts.policy import Scope
from crm.portal.lists.kinds import Filter, Wanted, WorkList

LONGEST_WORDS = 100
#: What a view keeps beside the filters.
KEPT = ("q", "tri", "jour_de", "pas")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a list and the face that answers it."""

    wanted: Wanted
    face: str
    day_field: str
    anchor: date
    weekly: bool
    view: str
    plain: bool


def asked_of(work: WorkList, query: QueryDict, *, scope: Scope, today: date) -> Asked:
    """The question of an address; what it does not say is as usual for the reader."""
    usual = work.usual(scope)
    values = {one.key: _value(one, query, usual) for one in work.filters}
    sort = query.get("tri", "")
    face = query.get("voir", "")
    day_field = query.get("jour_de", "")
    words = query.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    return Asked(
        wanted=Wanted(words, values, sort if sort in work.sorts else next(iter(work.sorts))),
        face=face if face in Face.values else Face.LIST,
        day_field=day_field if day_field in work.days else next(iter(work.days)),
        anchor=_day(query.get("jour", ""), today),
        weekly=query.get("pas") == "semaine",
        view=query.get("vue", ""),
        plain=not any(query.get(key) for key in ("q", *values)),
    )


def _value(one: Filter, query: QueryDict, usual: Mapping[str, str]) -> str:
    known = dict(one.choices)
    first = usual.get(one.key, next(iter(known)))
    value = query.get(one.key, first)
    shaped = bool(one.takes) and re.fullmatch(one.takes, value, re.ASCII) is not None
    return value if value in known or shaped else first


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) < timedelta(days=20 * 366) else today


def kept_query(work: WorkList, query: Mapping[str, str]) -> dict[str, str]:
    """What a saved view keeps of an address: filters, words, order; never a page, a day or chosen rows."""
    names = {*KEPT, *(one.key for one in work.filters)}
    return {key: str(value)[:LONGEST_WORDS] for key, value in query.items() if key in names and value}
