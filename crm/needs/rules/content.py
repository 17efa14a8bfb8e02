"""What a need asks, as one frozen value, and the conditions that it meets before it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal
from crm.core.workdays import working_days_after

#: A need is valid this long after it is sent or confirmed, unless its author says another day.
VALID_FOR = timedelta(days=120)
#: The longest pause, and for how long at least a need that comes back from one stays valid.
LONGEST_PAUSE, TIME_TO_CONFIRM = timedelta(days=366), timedelta(days=14)
#: A need not confirmed for this long is shown as ageing.
FRESH_FOR = timedelta(days=60)
POSITIONS = range(1, 501)
#: A need starts, and stays valid, no later than this many days ahead (published rule DA-1).
FURTHEST_DAYS = 730
WAGE_LIMIT = Decimal("9999.99")
#: Sooner than this after it was sent or confirmed, nobody is asked whether a need still stands.
ASK_AFTER = timedelta(days=14)
#: An employer that sends a need is answered within so many working days.
ANSWER_WITHIN = 2
Problem = tuple[str, str | Promise]
TEXT_LIMITS = {
    "words": 200,
    "tasks": 4000,
    "french_reason": 400,
    "other_language_reason": 2000,
    "other_language_means": 2000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAsked:
    """A skill by its code; `essential` or an asset; `level` 1–3, None when it does not matter."""

    code: str
    essential: bool = True
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedContent:
    """Everything that a need asks. Wages are hourly dollars, French levels those of the Québec scale (1–12)."""

    site_id: int
    words: str
    occupation_id: str | None = None
    positions: int = 1
    tasks: str = ""
    experience_months: int = 0
    french_oral: int | None = None
    french_written: int | None = None
    french_reason: str = ""
    other_language_id: str | None = None
    other_language_reason: str = ""
    other_language_means: str = ""
    licence_id: str | None = None
    driving_class: str = ""
    starts_on: date | None = None
    valid_until: date | None = None
    duration: str = "permanent"
    hours_per_week: Decimal | None = None
    shift: str = ""
    wage_min: Decimal | None = None
    wage_max: Decimal | None = None
    help_offered: tuple[str, ...] = ()
    skills: tuple[SkillAsked, ...] = ()


class ContentRefused(Refusal):
    """What the need asks breaks a rule; `field` names which."""


def usual_french(occupation: str | None) -> int:
    """The oral or written level up to which no reason is asked; above it the need says why the task asks more.

    A house threshold, not a rule of law: 9 where speaking or writing is the work (management, administration,
    health, education, sales and service: first digit 0, 1, 3, 4, 6 of the NOC), 5 elsewhere and when it is unknown.
    """
    return 9 if occupation and occupation[0] in "01346" else 5


def french_needs_reason(content: NeedContent) -> bool:
    """A level above what is usual for the occupation is asked, and nothing says why."""
    highest = max(content.french_oral or 0, content.french_written or 0)
    return highest > usual_french(content.occupation_id) and not content.french_reason.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysBefore:
    """The days that a need states before it is edited: left as they are, a start past or an end far off may stand."""

    starts_on: date | None = None
    valid_until: date | None = None


NEW = DaysBefore()


def answer_promised(received: date) -> date:
    """The last day on which the answer to a need received on that day is in time."""
    return working_days_after(received, ANSWER_WITHIN)


def keeps_wage_max(top: Decimal | None, low: Decimal | None) -> bool:
    """Whether a need's highest wage, $ an hour, still stands beside the wage that its employer now offers."""
    return top is None or low is None or low <= top


def problems(content: NeedContent, *, today: date, before: DaysBefore = NEW) -> Iterator[Problem]:
    """Each broken rule as (field, message); `before` are the days of the need that is edited."""
    yield from _text_problems(content)
    if content.positions not in POSITIONS:
        yield "positions", _("Le nombre de postes va de 1 à 500.")
    yield from _wage_problems(content)
    yield from _date_problems(content, today, before)
    yield from _language_problems(content)


def check(content: NeedContent, *, today: date, before: DaysBefore = NEW) -> None:
    """Raise ContentRefused with the first broken rule."""
    for field, message in problems(content, today=today, before=before):
        raise ContentRefused(message, field=field)


def _text_problems(content: NeedContent) -> Iterator[Problem]:
    if not content.words.strip():
        yield "words", _("Dites qui vous cherchez, en quelques mots.")
    for field, limit in TEXT_LIMITS.items():
        text = getattr(content, field)
        if len(text) > limit:
            yield field, _("Ce texte est trop long : %(limit)s caractères au plus.") % {"limit": limit}
        if "\x00" in text:
            yield field, _("Ce texte contient un caractère qui ne s’écrit pas. Tapez-le de nouveau.")


def _date_problems(content: NeedContent, today: date, before: DaysBefore) -> Iterator[Problem]:
    days = {"starts_on": content.starts_on, "valid_until": content.valid_until}
    for field, day in days.items():
        same = day == getattr(before, field)
        if day is None or (same and field == "starts_on"):
            continue
        if day < today:
            yield field, _("Cette date est passée. Indiquez aujourd’hui ou un jour à venir.")
        elif not same and day > today + timedelta(days=FURTHEST_DAYS):
            yield field, _("Cette date est trop lointaine : deux ans d’avance au plus.")


def _wage_problems(content: NeedContent) -> Iterator[Problem]:
    for field in ("wage_min", "wage_max"):
        wage = getattr(content, field)
        if wage is not None and not 0 < wage <= WAGE_LIMIT:
            yield field, _("Le salaire horaire est plus grand que zéro et plus petit que 10 000 $.")
    if content.wage_min and content.wage_max and content.wage_max < content.wage_min:
        yield "wage_max", _("Le salaire maximal ne peut pas être sous le minimal.")


def _language_problems(content: NeedContent) -> Iterator[Problem]:
    if french_needs_reason(content):
        yield (
            "french_reason",
            _(
                "Ce niveau de français est plus haut que d’habitude pour ce métier. Dites quelle tâche le demande."
            ),
        )
    if content.other_language_id and not content.other_language_reason.strip():
        yield (
            "other_language_reason",
            _("Dites quelle tâche exige cette langue (Charte de la langue française, art. 46)."),
        )
    if content.other_language_id and not content.other_language_means.strip():
        yield (
            "other_language_means",
            _(
                "Dites ce que vous avez essayé pour éviter de l’exiger (Charte de la langue française, art. 46)."
            ),
        )
