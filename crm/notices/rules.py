"""How people are told by habit, when a message is tried again, when an employer is reminded, in which languages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.notices.models import Channel, MailKind, NoticeKind

K = NoticeKind
#: How a person is told until they choose otherwise.
HABITS: dict[str, str] = {
    K.NEED_TO_QUALIFY: Channel.AT_ONCE,
    K.ANSWERED: Channel.AT_ONCE,
    K.NO_ANSWER: Channel.DAILY,
    K.NEED_CHANGED: Channel.DAILY,
    K.NEED_WITHDRAWN: Channel.AT_ONCE,
    K.NEED_RESUMED: Channel.DAILY,
    K.REQUEST_ASKED: Channel.AT_ONCE,
    K.REQUEST_ANSWERED: Channel.DAILY,
    K.MATCH: Channel.PRODUCT,
    K.FOLLOW_UP_DUE: Channel.DAILY,
    K.FOLLOW_UP_LATE: Channel.DAILY,
    K.NEED_EXPIRING: Channel.DAILY,
    K.NEED_EXPIRED: Channel.DAILY,
    K.PERMIT: Channel.DAILY,
    K.HANDOVER_ASKED: Channel.AT_ONCE,
    K.HANDOVER_ANSWERED: Channel.PRODUCT,
    K.REASSIGNED: Channel.AT_ONCE,
    K.DRAFT: Channel.PRODUCT,
    K.MAIL_FAILED: Channel.DAILY,
    K.PROFILE_SHOWN: Channel.AT_ONCE,
    K.STILL_CURRENT: Channel.PRODUCT,
    K.REPORT_DUE: Channel.DAILY,
    K.REPORT_LATE: Channel.DAILY,
}
#: What concerns an employer's representatives; all else is the staff's.
EMPLOYER_KINDS = (K.PROFILE_SHOWN, K.STILL_CURRENT)
STAFF_KINDS = tuple(kind for kind in HABITS if kind not in EMPLOYER_KINDS)
#: How the key of a notice ends when it tells the person who led a file until then.
LEFT = "-left"
USUAL_HOUR, USUAL_DAY = 7, 0

#: A message not taken is tried again after these minutes; then it is given up and its sender is told.
TRIES = (1, 5, 15, 60, 240, 720, 1440)
#: A message whose sender was killed as it left is tried again after this.
CLAIMED_FOR = timedelta(minutes=10)

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
#: New codes for a link within an hour, and wrong codes in its whole life before it closes.
CODES_AN_HOUR = 3
WRONG_CODES = 15
CODE_WINDOW = timedelta(hours=1)
#: For how long the page of a profile stays open in the browser that gave the code.
OPENED_FOR = timedelta(minutes=30)

OPT_OUT_LASTS = timedelta(days=365)
INVITATION_LASTS = timedelta(days=7)
HIRE_LASTS = timedelta(days=60)
#: A profile may be answered this long after its answer was due.
GRACE = timedelta(days=30)
#: A notice older than this is in the product alone: nobody is written to about old things.
FRESH = timedelta(days=2)


def wait_before(attempts: int) -> timedelta | None:
    """How long to wait after that many failed tries; None gives up."""
    return timedelta(minutes=TRIES[attempts - 1]) if attempts <= len(TRIES) else None


class Step(StrEnum):
    """What is done about a profile that its employer does not answer."""

    FIRST = "first"
    SECOND = "second"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRules:
    """After how many days each step comes; TASK also stands for « no later than »."""

    first: int
    second: int
    task: int


def step_due(age_days: int, *, done: Collection[str], rules: AnswerRules) -> Step | None:
    """The step for a profile shown that many days ago, None when nothing is to be done.

    Only the latest step reached counts: a worker that slept does not send yesterday's reminder beside today's.
    """
    reached = [
        step
        for step, days in ((Step.FIRST, rules.first), (Step.SECOND, rules.second), (Step.TASK, rules.task))
        if age_days >= days
    ]
    if not reached or reached[-1] in done or Step.TASK in done:
        return None
    return reached[-1]


def ask_round(*, silent_days: int, left_days: int, before: int, every: int) -> str:
    """Which time a need's employer is asked whether it still stands; "" when it is not time.

    Once for each `every` days of silence, and once within the last `before` days of its validity.
    """
    if 0 <= left_days <= before and silent_days >= before:
        return "last"
    return f"{silent_days // every}" if silent_days >= every else ""


LANGUAGE_KEY = {True: "language.contacts", False: "language.users"}
FRENCH, SECOND = "fr-ca", "en-ca"


def languages_of(*, rule: str, recorded: str, wished: str) -> tuple[str, ...]:
    """The languages of a message, French first.

    `rule` is the value in force: "french" alone; "exception": with the language of the recipient's recorded
    exception; "wish": with the language that the recipient reads, where the organisation is no public body.
    """
    second = {"exception": recorded, "wish": wished}.get(rule, "")
    return (FRENCH, second) if second and second != FRENCH else (FRENCH,)


VARIABLE = re.compile(r"\{([^{}\n]{1,30})\}")
COMMON = frozenset({"nom", "direction", "telephone"})
#: The variables of each kind, and those without which its message is useless.
VARIABLES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    MailKind.PROFILE: (COMMON | {"besoin", "lien", "jour"}, frozenset({"lien"})),
    MailKind.PROFILE_REMINDER: (COMMON | {"besoin", "lien", "jour"}, frozenset({"lien"})),
    MailKind.STILL_CURRENT: (COMMON | {"besoin", "lien", "jour"}, frozenset({"lien"})),
    MailKind.HIRE: (COMMON | {"besoin", "lien"}, frozenset({"lien"})),
    MailKind.CODE: (frozenset({"nom", "code"}), frozenset({"code"})),
    MailKind.INVITATION: (COMMON | {"lien", "jour"}, frozenset({"lien"})),
    MailKind.NEED_FORM: (COMMON | {"lien", "jour"}, frozenset({"lien"})),
    MailKind.NOTICE: (frozenset({"nom", "avis", "lien"}), frozenset({"avis", "lien"})),
    MailKind.DIGEST: (frozenset({"nom", "avis", "lien", "jour"}), frozenset({"avis", "lien"})),
    MailKind.FIRST_CONTACT: (COMMON, frozenset()),
    MailKind.MEETING: (COMMON, frozenset()),
    MailKind.AFTER_MEETING: (COMMON, frozenset()),
}


def variables_in(text: str) -> set[str]:
    """The variables that a text names."""
    return set(VARIABLE.findall(text))


def channel_of(kind: str, chosen: dict[str, str]) -> str:
    """How a person is told of a kind, given what they chose."""
    return chosen.get(kind, HABITS[kind])


def digests_due(*, hour_now: int, weekday_now: int, hour: int, weekday: int) -> Iterable[str]:
    """Which digests may leave at this hour of this day."""
    if hour_now >= hour:
        yield Channel.DAILY
        if weekday_now == weekday:
            yield Channel.WEEKLY


def week_of(day: date) -> str:
    """The ISO week, « 2026-W48 »: one weekly digest each."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
