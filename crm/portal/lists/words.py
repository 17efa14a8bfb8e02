"""What the columns of the working lists share: days, time in stage, tones, whose rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.accounts.queries import colleagues
from crm.portal.formatting import day, number
from crm.portal.lists.kinds import Cell, Choices, Filter, Groups, Words
from crm.territory.places import PLACE, mrcs_of

#: Longer than this in one stage is shown as ageing.
AGEING = timedelta(days=60)
WHOSE: Choices = (("tous", gettext_lazy("Toute la direction")), ("moi", gettext_lazy("À moi")))


def _people(user: User, today: date) -> Groups:
    others = [one for one in colleagues(user, today=today) if one.pk != user.pk]
    return [("", [(str(one.pk), one.name) for one in others])]


def whose_filter(label: Words) -> Filter:
    """Everybody's rows, mine, or those of one colleague."""
    return Filter("qui", label, WHOSE, offers=_people, takes=r"\d{1,9}")


def _places(user: User, today: date) -> list[Any]:
    """Every MRC with its region, read once per user object (one request)."""
    known: list[Any] | None = user.__dict__.get("_places")
    if known is None:
        known = user.__dict__["_places"] = list(mrcs_of(scope_of(user).direction_ids, today=today))
    return known


def _mrcs(user: User, today: date) -> Groups:
    found: dict[str, list[tuple[str, str]]] = {}
    for mrc in (one for one in _places(user, today) if one.served):
        region = mrc.region
        whole = (region.code, _("%(region)s : toute la région") % {"region": region.name})
        found.setdefault(region.name, [whole]).append((mrc.code, mrc.name))
    return list(found.items())


def regions_of(user: User, today: date) -> Groups:
    """The regions of Québec to choose from, by their codes."""
    names = {mrc.region_id: mrc.region.name for mrc in _places(user, today)}
    return [("", [(code, f"{code} {name}") for code, name in sorted(names.items())])]


def place_filter(label: Words, anywhere: Words) -> Filter:
    """One MRC of the territories that the reader's directions serve, or one whole region of them."""
    return Filter("mrc", label, (("", anywhere),), offers=_mrcs, takes=PLACE)


def whose(value: str, user_id: int) -> int | None:
    """The person whose rows are asked for; None for everybody's."""
    if value == "moi":
        return user_id
    return int(value) if value.isascii() and value.isdigit() else None


def on_day(value: date | None, *, tone: str = "") -> Cell:
    return Cell(day(value) if value else "–", tone=tone)


def due(value: date | None, today: date) -> Cell:
    """A day to be kept: past is late, within a week soon."""
    if value is None:
        return Cell("–")
    if value < today:
        return Cell(day(value), sub=_("en retard"), tone="is-late")
    return Cell(day(value), tone="is-soon" if value <= today + timedelta(days=7) else "")


def time_in_stage(since: datetime, today: date) -> Cell:
    """« 12 jours »; ageing past 60 days."""
    days = max(0, (today - timezone.localdate(since)).days)
    words = (
        ngettext("%(days)s jour", "%(days)s jours", days) % {"days": number(days)}
        if days
        else _("aujourd’hui")
    )
    return Cell(words, tone="is-soon" if days > AGEING.days else "")
