"""What a link does: made with its message, used once by one press, closed by whoever made it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from crm.accounts.links import LinkExpired, make_link, take_link
from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import Contact, EmployerFile
from crm.matching.models import Match, Placement, Presentation
from crm.matching.services import accept_offer, answer_presentation
from crm.needs.models import LabourNeed
from crm.needs.services import confirm_still_current, end_validity
from crm.notices.models import (
    ActLink,
    Channel,
    MailKind,
    NoticeChoice,
    NoticeKind,
    OptOut,
    OutgoingMail,
    Purpose,
    Reminder,
)
from crm.notices.rules import GRACE, HABITS, HIRE_LASTS
from crm.notices.services.mail import day_words, may_write_to, need_words, queue_mail


def contact_for(need: LabourNeed) -> Contact | None:
    """Who is written to about a need: whoever sent it, else the signatory, else any contact with an address."""
    sent_by = need.submitted_link.contact if need.submitted_link else None
    if sent_by is not None and sent_by.email:
        return sent_by
    contacts = Contact.objects.filter(employer_id=need.file.employer_id).exclude(email="")
    return contacts.order_by("-is_signatory", "id").first()


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def write_about_profile(
    presentation: Presentation, kind: str, *, key: str, now: datetime
) -> OutgoingMail | None:
    """Tell the employer's contact that a profile waits, with a link to answer it; None when nobody has an address."""
    need = presentation.match.need
    contact = contact_for(need)
    if contact is None or not may_write_to(contact, kind):
        return None
    link, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=max(_end_of(presentation.due_on) + GRACE - now, timedelta(days=1)),
        once=True,
        purpose=Purpose.PROFILE,
        contact=contact,
        file=need.file,
        need=need,
        presentation=presentation,
    )
    due = max(presentation.due_on, timezone.localdate(now) + timedelta(days=1))
    return queue_mail(
        kind=kind,
        key=key,
        now=now,
        contact=contact,
        file=need.file,
        link=link,
        values=lambda: {"besoin": need_words(need), "jour": day_words(due)},
        opt_out_of=MailKind.PROFILE_REMINDER if kind == MailKind.PROFILE_REMINDER else "",
    )


def write_still_current(need: LabourNeed, *, key: str, now: datetime) -> OutgoingMail | None:
    """Ask the employer's contact whether a need still stands, with a link that says yes or no."""
    contact = contact_for(need)
    if contact is None or not may_write_to(contact, MailKind.STILL_CURRENT):
        return None
    link, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=_end_of(need.valid_until) - now,
        once=True,
        purpose=Purpose.STILL_CURRENT,
        contact=contact,
        file=need.file,
        need=need,
    )
    return queue_mail(
        kind=MailKind.STILL_CURRENT,
        key=key,
        now=now,
        contact=contact,
        file=need.file,
        link=link,
        values=lambda: {"besoin": need_words(need), "jour": day_words(need.valid_until)},
        opt_out_of=MailKind.STILL_CURRENT,
    )


def write_about_hire(match: Match, *, key: str, now: datetime) -> OutgoingMail | None:
    """Ask the employer's contact to confirm a hire once its offer is accepted."""
    contact = contact_for(match.need)
    if contact is None or not may_write_to(contact, MailKind.HIRE):
        return None
    link, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=HIRE_LASTS,
        once=True,
        purpose=Purpose.HIRE,
        contact=contact,
        file=match.need.file,
        need=match.need,
        match=match,
    )
    return queue_mail(
        kind=MailKind.HIRE,
        key=key,
        now=now,
        contact=contact,
        file=match.need.file,
        link=link,
        values=lambda: {"besoin": need_words(match.need)},
    )


@transaction.atomic
def answer_by_link(*, link: ActLink, answer: str, reason: str, now: datetime) -> Presentation:
    """The employer answers the profile of its link, once; a refusal leaves the link as it was.

    Other links of the same profile close with it. Raises LinkExpired, AnswerRefused, Refusal beside `reason`.
    """
    taken = take_link(ActLink, link.pk, now=now)
    if taken.presentation is None:
        raise LinkExpired
    done = answer_presentation(
        presentation=taken.presentation, answer=answer, reason=reason, by=None, now=now
    )
    others = ActLink.objects.filter(presentation=done).exclude(pk=taken.pk)
    others.live(now).update(revoked_at=now)
    return done


@transaction.atomic
def say_still_current(*, link: ActLink, stands: bool, now: datetime) -> LabourNeed:
    """Yes keeps the need open for another while; no ends it at once, and its advisor is told.

    Raises LinkExpired, TransitionRefused when the need is over.
    """
    taken = take_link(ActLink, link.pk, now=now)
    if taken.need is None:
        raise LinkExpired
    if stands:
        return confirm_still_current(need=taken.need, by=None, now=now)
    need = end_validity(need=taken.need, by=None, now=now)
    # It ended by its employer's own word: nobody has to call and ask.
    Reminder.objects.get_or_create(key=ended_key(need), defaults={"at": now})
    return need


def ended_key(need: LabourNeed) -> str:
    """The key under which it is remembered that somebody was asked to call about a need that ended."""
    return f"ended-{need.pk}-{need.valid_until}"


@transaction.atomic
def confirm_hire(*, link: ActLink, starts_on: date, now: datetime) -> Placement:
    """The employer confirms that its offer was accepted. Raises LinkExpired and what `accept_offer` raises."""
    taken = take_link(ActLink, link.pk, now=now)
    if taken.match is None:
        raise LinkExpired
    today = timezone.localdate(now)
    if starts_on < today - timedelta(days=60):
        raise Refusal(field="starts_on")
    confirmed = min(today, starts_on)
    return accept_offer(match=taken.match, confirmed_on=confirmed, starts_on=starts_on, by=None, now=now)


@transaction.atomic
def opt_out(*, link: ActLink, now: datetime) -> None:
    """No more messages of that kind to this recipient; harmless for one who said so before. Raises LinkExpired."""
    taken = take_link(ActLink, link.pk, now=now)
    if taken.contact is not None:
        OptOut.objects.get_or_create(contact=taken.contact, kind=taken.mail_kind, defaults={"at": now})
        return
    if taken.user is None:
        raise LinkExpired
    for kind in _kinds_of(taken.user, taken.mail_kind):
        NoticeChoice.objects.update_or_create(
            user=taken.user, kind=kind, defaults={"channel": Channel.PRODUCT}
        )


def _kinds_of(user: User, mail_kind: str) -> list[str]:
    """The kinds of notices that a message's last line stops: one, or all that its digest brings."""
    if mail_kind in NoticeKind.values:
        return [mail_kind]
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "channel"))
    return [kind for kind in HABITS if chosen.get(kind, HABITS[kind]) == mail_kind]


@transaction.atomic
def revoke_act_link(*, link: ActLink, by: User | None, now: datetime) -> ActLink:
    """The link opens no more; harmless when repeated. Raises Forbidden outside one's files."""
    require(by, Permission.WORK_FILES)
    if by is not None and not EmployerFile.objects.visible_to(by).filter(pk=link.file_id).exists():
        raise Forbidden
    locked = ActLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if locked.revoked_at is None:
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])
    return locked
