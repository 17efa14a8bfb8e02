"""Showing a de-identified profile to an employer: only with the person's consent, and with its register row."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import Candidate, ConsentKind, PersonStage
from crm.candidates.rules import NOTICE_VERSION, may_move
from crm.candidates.services import move_candidate, record_consent, record_release
from crm.core.errors import Refusal, TransitionRefused
from crm.core.jobs import announce
from crm.employers.space import MemberGesture, require_member
from crm.matching.models import Answer, Match, MatchStage, Presentation
from crm.matching.profile import deidentified_profile
from crm.matching.queries import reasons_to_decline
from crm.matching.rules import ANSWER_DAYS, CONSENT_LASTS
from crm.matching.services.steps import check_given, lock_match, move_match
from crm.matching.showing import fingerprint
from crm.needs.services import start_presenting


class ConsentMissing(Refusal):
    """Nothing is shown to an employer without the person's consent in force."""

    default = _("La personne n’a pas consenti à être présentée à cette entreprise pour ce besoin.")


class AccordAwaited(Refusal):
    """The person is of another direction, and whoever accompanies them has not answered yet."""

    default = _(
        "L’accord de la direction de la personne est attendu : rien ne va plus loin avant sa réponse."
    )


class ProfileChanged(Refusal):
    """What would be shown is not what was read before the press."""

    default = _("Le profil a changé depuis que vous l’avez lu. Le voici tel qu’il partira maintenant.")


class ProfileUnread(ProfileChanged):
    """The press does not say which content was read before it: an old page, or none."""

    default = _(
        "Rien n’est parti : cet envoi ne disait pas quel profil vous avez lu. Voici celui qui partira."
    )


class AnswerRefused(Refusal):
    """The answer is not one of those offered, or the profile was already answered."""

    default = _("Cette réponse n’est plus attendue.")


@transaction.atomic
def record_presentation_consent(
    *, match: Match, channel: str, given_on: date, by: User, now: datetime
) -> Match:
    """Write down that the person agreed to be presented to this employer for this need. Raises Refusal, Forbidden.

    Once it was taken back or ran out, the same gesture writes a new one; one that stands is not given twice.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    if locked.stage == MatchStage.CONSENTED and locked.may_be_presented(timezone.localdate(now)):
        raise TransitionRefused
    if locked.requests.filter(closed_at=None, answer="").exists():
        raise AccordAwaited
    write_presentation_consent(locked, channel=channel, given_on=given_on, by=by, now=now)
    return locked


def write_presentation_consent(
    match: Match, *, channel: str, given_on: date, by: User, now: datetime
) -> None:
    """The consent's row, and the pair moved on the day it was given. `match` is locked, its writer allowed."""
    check_given(given_on, now=now)
    match.presentation_consent = record_consent(
        candidate=match.candidate,
        kind=ConsentKind.PRESENTATION,
        employer=match.need.file.employer,
        purpose=match.need.reference,
        notice_version=NOTICE_VERSION,
        given_on=given_on,
        channel=channel,
        expires_on=given_on + CONSENT_LASTS,
        by=by,
        now=now,
    )
    move_match(match, MatchStage.CONSENTED, by=by, now=now, on=given_on)


@transaction.atomic
def present(*, match: Match, by: User, now: datetime, seen: str | None = None) -> Presentation:
    """Show the profile: a frozen copy, a register row, a due date.

    `seen` is the fingerprint of the content that was read before: of another one, or "", nothing is shown. None is for
    whoever reads no page. Raises ConsentMissing, TransitionRefused, ProfileChanged, ProfileUnread.
    """
    require(by, Permission.DECIDE_MATCHES)
    locked = lock_match(match.pk)
    today = timezone.localdate(now)
    consent = locked.presentation_consent
    if consent is None or not locked.may_be_presented(today):
        raise ConsentMissing
    content = deidentified_profile(locked)
    if seen is not None and locked.stage == MatchStage.CONSENTED and seen != fingerprint(content):
        raise ProfileChanged if seen else ProfileUnread
    need = locked.need
    release = record_release(
        candidate=locked.candidate,
        consent=consent,
        recipient=str(need.file.employer),
        purpose=need.reference,
        content=content,
        by=by,
        now=now,
    )
    move_match(locked, MatchStage.PRESENTED, by=by, now=now)
    start_presenting(need=need, by=by, now=now)
    _propose(locked.candidate, by=by, now=now)
    shown = Presentation.objects.create(
        match=locked,
        profile_number=f"D-{secrets.randbelow(9 * 10**6) + 10**6}",
        content=content,
        presented_on=today,
        presented_by=by,
        due_on=today + timedelta(days=ANSWER_DAYS),
        release=release,
    )
    announce("presented", shown.pk, now=now)
    return shown


def _propose(candidate: Candidate, *, by: User, now: datetime) -> None:
    """The person is in proposition from the first presentation on; nothing changes when that was so already."""
    if may_move(candidate.stage, PersonStage.PROPOSED):
        move_candidate(candidate=candidate, to=PersonStage.PROPOSED, by=by, now=now)


@transaction.atomic
def answer_presentation(
    *, presentation: Presentation, answer: str, by: User | None, now: datetime, reason: str = ""
) -> Presentation:
    """The employer's answer, once; "not interested" gives a coded reason.

    `by` represents the employer, or decides on matches and heard it; None holds the employer's link.
    Raises AnswerRefused, also once the profile is withdrawn or closed or the person's consent taken back; Refusal,
    Forbidden.
    """
    match = lock_match(presentation.match_id)
    _require_answerer(match, by)
    rows = Presentation.objects.select_related("release__consent", "identity_release__consent")
    locked = rows.select_for_update(of=("self",)).get(pk=presentation.pk)
    coded = reasons_to_decline().filter(code=reason).first()
    if locked.answered_at or not locked.is_open or answer not in Answer.values:
        raise AnswerRefused
    if answer == Answer.NOT_INTERESTED and coded is None:
        raise Refusal(_("Choisissez un motif dans la liste."), field="reason")
    locked.answer, locked.answered_at, locked.answer_reason = answer, now, coded
    locked.save()
    if match.stage == MatchStage.PRESENTED:
        after = MatchStage.MUTUAL_INTEREST if answer == Answer.INTERESTED else MatchStage.SET_ASIDE
        move_match(match, after, by=by, now=now, reason=coded.code if coded else "")
    announce("answered", locked.pk, now=now)
    return locked


def _require_answerer(match: Match, by: User | None) -> None:
    if by is not None and not scope_of(by).is_staff:
        require_member(by, match.need.file.employer_id, MemberGesture.SEND)
        return
    require(by, Permission.DECIDE_MATCHES)
