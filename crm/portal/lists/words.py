"""What the columns of the working lists share: days, time in stage, tones, whose rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.portal.formatting import day, number
from crm.portal.lists.kinds import Cell, Choices

#: Longer than this in one stage is shown as ageing.
AGEING = timedelta(days=60)
WHOSE: Choices = (("tous", gettext_lazy("Toute la direction")), ("moi", gettext_lazy("À moi")))


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
