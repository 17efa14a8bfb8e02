"""Between mutual interest and hire: the person is asked whether the employer may know who they are."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import ConsentKind
from crm.candidates.rules import NOTICE_VERSION
from crm.candidates.services import record_consent, record_release, require_person
from crm.core.errors import Refusal
from crm.matching.models import Decision, DecisionKind, Match, MatchStage, Presentation
from crm.matching.rules import CONSENT_LASTS, NOT_NAMED, TO_BE_NAMED
from crm.matching.services.decisions import shown
from crm.matching.services.steps import check_given, lock_match, move_match
from crm.taxonomy.models import Reason


class NothingToAsk(Refusal):
    """The employer has not said that it is interested, or knows already who the person is."""

    default = _("Aucun consentement à l’identité n’est attendu ici.")


def _lock_waiting(match: Match, by: User) -> tuple[Match, Presentation]:
    """The match and the presentation whose employer waits for a name, for whoever works with the person."""
    require_person(match.candidate, by)
    locked = lock_match(match.pk)
    presentation = locked.presentations.open().select_for_update(of=("self",)).first()
    if locked.stage not in TO_BE_NAMED or presentation is None or presentation.identity:
        raise NothingToAsk
    return locked, presentation


@transaction.atomic
def share_identity(*, match: Match, channel: str, given_on: date, by: User, now: datetime) -> Presentation:
    """The person agrees: consent to identity, register row, and the name on the employer's page, in one gesture.

    `by` works with the person. Raises NothingToAsk, ConsentRefused, Forbidden.
    """
    locked, presentation = _lock_waiting(match, by)
    check_given(given_on, now=now)
    who, employer = locked.candidate.identity, locked.need.file.employer
    consent = record_consent(
        candidate=locked.candidate,
        kind=ConsentKind.IDENTITY,
        employer=employer,
        purpose=locked.need.reference,
        notice_version=NOTICE_VERSION,
        given_on=given_on,
        channel=channel,
        expires_on=timezone.localdate(now) + CONSENT_LASTS,
        by=by,
        now=now,
    )
    presentation.identity_release = record_release(
        candidate=locked.candidate,
        consent=consent,
        recipient=str(employer),
        purpose=locked.need.reference,
        content={"name": str(who), "phone": who.phone, "email": who.email},
        by=by,
        now=now,
    )
    presentation.save(update_fields=["identity_release", "updated_at"])
    return presentation


@transaction.atomic
def decline_identity(*, match: Match, by: User, now: datetime, note: str = "") -> Match:
    """The person does not wish to be named to this employer: the pair is set aside. Raises NothingToAsk, Forbidden."""
    locked, _presentation = _lock_waiting(match, by)
    reason = Reason.objects.get(pk=NOT_NAMED)
    Decision.objects.create(
        match=locked,
        kind=DecisionKind.SET_ASIDE,
        by=by,
        at=now,
        reason=reason,
        note=note.strip(),
        shown=shown(locked),
    )
    move_match(locked, MatchStage.SET_ASIDE, by=by, now=now, reason=reason.code, note=note.strip())
    return locked
