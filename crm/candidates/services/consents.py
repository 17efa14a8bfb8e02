"""Consents given and taken back, what was told outside under them, and the journal of who read what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, Channel, Consent, ConsentKind, ReadEntry, Release
from crm.candidates.rules import may_release
from crm.candidates.services.common import lock_candidate, require_person, rescore
from crm.core.errors import Refusal
from crm.core.readonly import journal_may_write
from crm.employers.models import Employer

ABOUT_AN_EMPLOYER = (ConsentKind.PRESENTATION, ConsentKind.IDENTITY)


class ConsentRefused(Refusal):
    """A consent that cannot be recorded so; `field` says what is wrong."""

    default = _("Ce consentement ne peut pas être consigné ainsi.")


class ReleaseRefused(Refusal):
    """Nothing leaves the house without a consent in force of the right kind."""

    default = _(
        "La personne n’a pas consenti à cette communication, ou son consentement n’est plus en vigueur."
    )


@transaction.atomic
def record_consent(
    *,
    candidate: Candidate,
    kind: str,
    employer: Employer | None = None,
    purpose: str = "",
    notice_version: str,
    given_on: date,
    channel: str,
    expires_on: date | None,
    by: User | None,
    now: datetime,
) -> Consent:
    """Write down what a person agreed to; a consent to matching has the person scored at once.

    `by` accompanies the person or, for presentation and identity, decides on matches. Raises ConsentRefused, Forbidden.
    """
    _require_recorder(candidate, kind, by)
    locked = lock_candidate(candidate)
    _check_consent(kind, employer, channel, given_on, expires_on, today=timezone.localdate(now))
    if kind == ConsentKind.MATCHING:
        _refuse_a_second(locked, given_on, expires_on)
    consent = Consent.objects.create(
        candidate=locked,
        kind=kind,
        employer=employer,
        purpose=purpose,
        notice_version=notice_version,
        given_on=given_on,
        channel=channel,
        expires_on=expires_on,
        recorded_by=by,
    )
    if kind == ConsentKind.MATCHING:
        rescore(locked, now=now)
    return consent


def _require_recorder(candidate: Candidate, kind: str, by: User | None) -> None:
    if kind in ABOUT_AN_EMPLOYER and by is not None and scope_of(by).may(Permission.DECIDE_MATCHES):
        return
    require_person(candidate, by)


def _check_consent(
    kind: str,
    employer: Employer | None,
    channel: str,
    given_on: date,
    expires_on: date | None,
    *,
    today: date,
) -> None:
    if kind not in ConsentKind.values:
        raise ConsentRefused(_("Choisissez ce à quoi la personne consent."), field="kind")
    if channel not in Channel.values:
        raise ConsentRefused(_("Dites comment le consentement a été donné."), field="channel")
    if kind in ABOUT_AN_EMPLOYER and employer is None:
        raise ConsentRefused(_("Nommez l’entreprise à laquelle la personne consent."), field="employer")
    if given_on > today:
        raise ConsentRefused(_("Un consentement ne se date pas dans l’avenir."), field="given_on")
    if expires_on is not None and expires_on < today:
        raise ConsentRefused(_("Ce consentement serait déjà échu."), field="expires_on")


def _refuse_a_second(candidate: Candidate, given_on: date, expires_on: date | None) -> None:
    others = candidate.consents.filter(kind=ConsentKind.MATCHING, revoked_at=None)
    for other in others:
        starts_before_its_end = other.expires_on is None or given_on <= other.expires_on
        ends_after_its_start = expires_on is None or expires_on >= other.given_on
        if starts_before_its_end and ends_after_its_start:
            raise ConsentRefused(
                _("Un consentement au jumelage couvre déjà ces jours. Retirez-le d’abord."), field="given_on"
            )


@transaction.atomic
def revoke_consent(*, consent: Consent, by: User, now: datetime) -> Consent:
    """The person takes a consent back, from now on. Taking back matching removes the person from every ranking."""
    require_person(consent.candidate, by)
    candidate = lock_candidate(consent.candidate)
    locked: Consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.revoked_at is not None:
        raise ConsentRefused(_("Ce consentement est déjà retiré."))
    locked.revoked_at, locked.revoked_by = now, by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    if locked.kind == ConsentKind.MATCHING:
        rescore(candidate, now=now)
    return locked


def hold_matching_consents(candidate_ids: Collection[int]) -> None:
    """Keep the standing consents to matching of these persons as they are until the transaction ends.

    One that is being taken back is waited for; one that would be taken back waits: what is read after this call stays
    true until the commit. Shared: two rankings that hold the same person do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM candidates_consent WHERE kind = %s AND revoked_at IS NULL AND candidate_id = ANY(%s) "
            "ORDER BY id FOR SHARE",
            [ConsentKind.MATCHING, list(candidate_ids)],
        )


@transaction.atomic
def record_release(
    *,
    candidate: Candidate,
    consent: Consent,
    recipient: str,
    purpose: str,
    content: dict[str, Any],
    by: User | None,
    now: datetime,
) -> Release:
    """Write one communication to someone outside in the register. `content` is the frozen copy of what was told.

    Raises ReleaseRefused without a consent of this person in force today that lets exactly this out.
    """
    if by is not None and not scope_of(by).may(Permission.DECIDE_MATCHES):
        require_person(candidate, by)
    # Locked, so that a consent taken back at this moment is taken back before or after, never in between.
    locked = (
        Consent.objects.select_for_update()
        .in_force(timezone.localdate(now))
        .filter(pk=consent.pk, candidate=candidate)
        .first()
    )
    if locked is None or not may_release(locked.kind, frozenset(content)):
        raise ReleaseRefused
    return Release.objects.create(
        candidate=candidate,
        consent=locked,
        recipient=recipient,
        purpose=purpose,
        content=content,
        at=now,
        by=by,
    )


def journal_read(*, candidate: Candidate, user: User, parts: Collection[str], now: datetime) -> None:
    """Write who read which parts of whose file: at most one row a person, reader, part and hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    reads = candidate.reads.filter(user=user, what__in=parts, at__gte=hour, at__lte=now)
    known = set(reads.values_list("what", flat=True))
    with journal_may_write():
        ReadEntry.objects.bulk_create(
            ReadEntry(candidate=candidate, user=user, what=part, at=now)
            for part in parts
            if part not in known
        )


def journal_reads(*, candidate_ids: Collection[int], user: User, what: str, now: datetime) -> None:
    """Write that a list with the identities of these persons was read: at most one row each, reader, part and hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = set(
        ReadEntry.objects.filter(
            candidate_id__in=candidate_ids, user=user, what=what, at__gte=hour, at__lte=now
        ).values_list("candidate_id", flat=True)
    )
    with journal_may_write():
        ReadEntry.objects.bulk_create(
            ReadEntry(candidate_id=pk, user=user, what=what, at=now)
            for pk in candidate_ids
            if pk not in known
        )
