"""Numbers, dates and hours as Québec writes them, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language

NBSP = "\u00a0"
TRUE_MINUS = "\u2212"


def locale() -> str:
    """Babel's name of the reader's language."""
    return "en_CA" if (get_language() or "fr").startswith("en") else "fr_CA"


def number(value: Decimal | float | int | None, decimals: int = 0) -> str:
    """« 1 234,5 » in French, "1,234.5" in English; a dash when there is no value."""
    if value is None or value == "":
        return "–"
    return _written(value, decimals, locale())


@lru_cache(maxsize=8192)
def _written(value: Decimal | float | int, decimals: int, language: str) -> str:
    """A page of a ranking writes five hundred numbers, most of them more than once."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=language)


def money(value: Decimal | float | None) -> str:
    """« 1 234,56 $ » in French, "$1,234.56" in English."""
    return "–" if value is None else format_currency(value, "CAD", locale=locale()).replace("CA$", "$")


def signed(value: int) -> str:
    """« + 6 », « − 1 », « 0 » in French, "+6", "−1", "0" in English: a change, with a true minus."""
    if value == 0:
        return "0"
    return f"{sign(value)}{number(abs(value))}"


def sign(value: int) -> str:
    """The sign before a change; French sets it apart by a no-break space."""
    return f"{'+' if value >= 0 else TRUE_MINUS}{'' if locale() == 'en_CA' else NBSP}"


def points(hundredths: int, decimals: int = 1) -> str:
    """A score or a criterion's points, stored in hundredths: 8700 → « 87,0 »."""
    return number(Decimal(hundredths) / 100, decimals)


def tenths(value: int) -> str:
    """A quantity kept in tenths: 1130 → « 113 », 785 → « 78,5 »."""
    return number(Decimal(value) / 10, 1 if value % 10 else 0)


def percent(thousandths: int) -> str:
    """A share stored in thousandths: 950 → « 95 % » in French, "95%" in English."""
    share = number(Decimal(thousandths) / 10)
    return f"{share}%" if locale() == "en_CA" else f"{share}{NBSP}%"


EN_DAYS = {
    "short": "MMM d, y",
    "long": "MMMM d, y",
    "full": "EEEE, MMMM d, y",
    "near": "EEE, MMM d",
    "brief": "MMM d",
    "weekday": "EEEE, MMMM d",
}
FR_DAYS = {
    "short": "d MMM y",
    "long": "d MMMM y",
    "full": "EEEE d MMMM y",
    "near": "EEEE d MMM",
    "brief": "d MMM",
    "weekday": "EEEE d MMMM",
}


WITH_WEEKDAY = {"full", "near", "weekday"}


def day(value: date | datetime | None, form: str = "short") -> str:
    """A day: `short` « 23 nov. 2026 », `long` « 23 novembre 2026 », `full` with the weekday, `brief` « 23 nov. »."""
    if value is None:
        return "–"
    when = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day_written(when, form, locale())


@lru_cache(maxsize=8192)
def _day_written(when: date, form: str, language: str) -> str:
    """A list writes the same days again and again, and Babel takes long over one."""
    if language == "en_CA":
        return _loose_weekday(format_date(when, EN_DAYS[form], locale=language).replace(".", ""), form)
    text = format_date(when, FR_DAYS[form], locale=language)
    if when.day == 1:
        text = re.sub(r"\b1 ", "1er ", text, count=1)
    return _loose_weekday(text, form)


def _loose_weekday(text: str, form: str) -> str:
    """No break inside the day, but one after its weekday: a title on a narrow phone breaks there."""
    spaced = text.replace(" ", NBSP)
    return spaced.replace(NBSP, " ", 1) if form in WITH_WEEKDAY else spaced


def month(value: date) -> str:
    """« janvier 2027 », "January 2027"."""
    return format_date(value, "MMMM y", locale=locale()).replace(" ", NBSP)


def hour(value: datetime | time | None) -> str:
    """« 14 h 30 », « 9 h » in French; "2:30 p.m." in English."""
    if value is None:
        return "–"
    at = (
        timezone.localtime(value).time()
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )
    if locale() == "en_CA":
        return f"{(at.hour + 11) % 12 + 1}:{at.minute:02d}{NBSP}{'a.m.' if at.hour < 12 else 'p.m.'}"
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02d}" if at.minute else "")


def moment(value: datetime | None) -> str:
    """A day and an hour: « 23 nov. 2026, 14 h 30 »."""
    return "–" if value is None else f"{day(value)}, {hour(value)}"


def period(start: date, end: date) -> str:
    """A pair of days, both included: « 1er avr. au 22 nov. 2026 », "Apr 1 to Nov 22, 2026"."""
    first, last = day(start), day(end)
    if start.year == end.year:
        year = f"{',' if locale() == 'en_CA' else ''}{NBSP}{start.year}"
        first = first.removesuffix(year)
    return f"{first} to {last}" if locale() == "en_CA" else f"{first} au {last}"
