"""Employers who do not answer: reminded twice, then a task for the advisor. Needs that grow old: asked, then ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.casework.models import FollowUp
from crm.employers.models import EmployerFile, FileLead
from crm.matching.models import MatchStage, Presentation
from crm.needs.models import SCORED_STAGES, LabourNeed, NeedStage
from crm.needs.rules.content import VALID_FOR
from crm.notices.models import MailKind, NoticeKind, Reminder
from crm.notices.rules import AnswerRules, Step, ask_round, step_due
from crm.notices.services.acts import ended_key, write_about_profile, write_still_current
from crm.notices.services.mail import rule_value
from crm.notices.services.telling import Told, in_charge_of, representatives_of, tell

#: A profile forgotten longer than this is history: nobody is written to about it.
FORGOTTEN = timedelta(days=30)
ENDED_LATELY = timedelta(days=14)


def _days(key: str, day: date, otherwise: int) -> int:
    value = rule_value(key, day, otherwise=str(otherwise))
    return int(value) if value.isdigit() else otherwise


def answer_rules(day: date) -> AnswerRules:
    """After how many days each step comes, by the rules in force on a day."""
    return AnswerRules(
        first=_days("answer.first", day, 3),
        second=_days("answer.second", day, 7),
        task=_days("answer.task", day, 10),
    )


def once(key: str, *, now: datetime) -> bool:
    """Whether this caller is the first to do what has this key; to be asked inside its transaction."""
    _row, made = Reminder.objects.get_or_create(key=key, defaults={"at": now})
    return made


def remind(*, now: datetime) -> int:
    """Do what is due about silent employers and ageing needs; returns how many gestures were made. Safe to repeat."""
    today = timezone.localdate(now)
    return sum(
        [
            sum(_remind_profile(shown, today, now=now) for shown in _silent(today)),
            _ask_about_ageing(today, now=now),
            sum(_call_back(need, today, now=now) for need in _ended(today)),
        ]
    )


def _silent(today: date) -> list[Presentation]:
    rows = Presentation.objects.open().unanswered()
    since = today - FORGOTTEN
    rows = rows.filter(presented_on__range=(since, today), match__stage=MatchStage.PRESENTED)
    return list(
        rows.select_related(
            "match__need__file__direction", "match__need__file__employer", "match__need__occupation"
        ).order_by("pk")
    )


@transaction.atomic
def _remind_profile(shown: Presentation, today: date, *, now: datetime) -> bool:
    prefix = f"answer-{shown.pk}-"
    done = {
        key.removeprefix(prefix)
        for key in Reminder.objects.filter(key__startswith=prefix).values_list("key", flat=True)
    }
    step = step_due((today - shown.presented_on).days, done=done, rules=answer_rules(today))
    if step is None or not once(prefix + step, now=now):
        return False
    if step != Step.TASK:
        write_about_profile(shown, MailKind.PROFILE_REMINDER, key=f"reminder-{shown.pk}-{step}", now=now)
        return True
    need = shown.match.need
    with override("fr-ca"):
        text = _("Relancer l’entreprise : profil %(profile)s sans réponse (%(need)s)") % {
            "profile": shown.profile_number,
            "need": need.reference,
        }
    promise(need.file, text, today)
    whom = {shown.presented_by_id, *in_charge_of(need.file, today)}
    about = {"presentation": shown, "need": need, "file": need.file}
    key = f"no-answer-{shown.pk}"
    tell([Told(user_id=u, kind=NoticeKind.NO_ANSWER, key=key, about=about) for u in whom], now=now)
    return True


def promise(file: EmployerFile, text: str, today: date) -> None:
    """Something to do for whoever leads the file; a file without a lead has nobody to do it."""
    lead = FileLead.objects.on(today).filter(file=file, user__is_active=True).first()
    if lead is not None:
        FollowUp.objects.create(file=file, text=text[:300], due_on=today, owner_id=lead.user_id)


def _ask_about_ageing(today: date, *, now: datetime) -> int:
    """Ask about the needs that it is time to ask about, once a day: ages are counted in days."""
    key = f"ageing-{today}"
    if Reminder.objects.filter(key=key).exists():
        return 0
    asked = sum(_ask_about(need, today, now=now) for need in _ageing(today))
    # Only when all were asked: a worker killed on the way begins the day again, and nobody is asked twice.
    once(key, now=now)
    return asked


def _ageing(today: date) -> Iterator[LabourNeed]:
    """Needs silent for a whole round, or about to end; by hundreds, with what their message names.

    Silent for most of a year: its advisor knows, a first letter now would only surprise.
    """
    every, before = _days("current.every", today, 45), _days("current.before", today, 14)
    rows = LabourNeed.objects.filter(stage__in=SCORED_STAGES, valid_until__gte=today).alias(
        spoke_on=Coalesce("confirmed_on", TruncDate("created_at"))
    )
    silent = Q(spoke_on__lte=today - timedelta(days=every))
    ending = Q(valid_until__lte=today + timedelta(days=before), spoke_on__lte=today - timedelta(days=before))
    found: Iterator[LabourNeed] = (
        rows.filter(silent | ending, spoke_on__gte=today - 2 * VALID_FOR)
        .select_related("file__direction", "file__employer", "occupation", "submitted_link__contact")
        .order_by("pk")
        .iterator(chunk_size=500)
    )
    return found


@transaction.atomic
def _ask_about(need: LabourNeed, today: date, *, now: datetime) -> bool:
    confirmed = need.confirmed_on or timezone.localdate(need.created_at)
    asked = ask_round(
        silent_days=(today - confirmed).days,
        left_days=(need.valid_until - today).days,
        before=_days("current.before", today, 14),
        every=_days("current.every", today, 45),
    )
    if not asked or not once(f"current-{need.pk}-{confirmed}-{asked}", now=now):
        return False
    write_still_current(need, key=f"current-{need.pk}-{confirmed}-{asked}", now=now)
    key = f"current-{need.pk}-{confirmed}-{asked}"
    about = {"need": need, "file": need.file}
    told = [
        Told(user_id=u, kind=NoticeKind.STILL_CURRENT, key=key, about=about, day=need.valid_until)
        for u in representatives_of(need.file)
    ]
    tell(told, now=now)
    return True


def _ended(today: date) -> list[LabourNeed]:
    rows = LabourNeed.objects.filter(
        stage=NeedStage.EXPIRED, valid_until__range=(today - ENDED_LATELY, today - timedelta(days=1))
    )
    return list(rows.select_related("file").order_by("pk"))


@transaction.atomic
def _call_back(need: LabourNeed, today: date, *, now: datetime) -> bool:
    """A need that ended without a word: its advisor calls the employer."""
    if not once(ended_key(need), now=now):
        return False
    with override("fr-ca"):
        text = _("Besoin %(need)s expiré : appeler l’entreprise, le rouvrir s’il tient toujours") % {
            "need": need.reference
        }
    promise(need.file, text, today)
    return True
