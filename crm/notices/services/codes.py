"""Six digits sent to the recipient's address: without them, a link alone opens no profile."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.links import LinkExpired, make_link, why_over
from crm.core.errors import Refusal
from crm.employers.models import NeedFormLink
from crm.notices.models import AccessCode, ActLink, MailKind, Purpose
from crm.notices.rules import CODE_LASTS, CODE_TRIES, CODE_WINDOW, CODES_AN_HOUR, WRONG_CODES
from crm.notices.services.delivery import hashed_code
from crm.notices.services.mail import queue_mail


class TooManyCodes(Refusal):
    """Codes were asked too often for this link."""

    default = _("Trois codes ont déjà été demandés. Attendez une heure, puis demandez-en un autre.")


class CodeRefused(Refusal):
    """Not the code, or no longer: which of the two is not said."""

    default = _("Ce code n’est pas le bon, ou il n’est plus valide. Vérifiez le dernier courriel reçu.")


class NoAddress(Refusal):
    """A return link for nobody in particular, or for somebody without an address: no code can be sent."""

    default = _("Ce lien n’est pas au nom d’une personne à qui un code peut être envoyé.")


@transaction.atomic
def guard_profiles(*, form_link: NeedFormLink, now: datetime) -> ActLink:
    """The link that guards the profiles of a return link, made the first time and kept.

    Closed by too many wrong codes it stays closed, while the return link goes on receiving needs.
    Raises NoAddress, LinkExpired.
    """
    held = NeedFormLink.objects.select_for_update(of=("self",)).get(pk=form_link.pk)
    if why := why_over(held, now=now):
        raise LinkExpired(why)
    contact = held.contact
    if contact is None or not contact.email:
        raise NoAddress
    if found := ActLink.objects.filter(form_link=held).first():
        return cast("ActLink", found)
    made, _token = make_link(
        ActLink,
        by=None,
        now=now,
        lasts=held.expires_at - now,
        purpose=Purpose.RETURN,
        contact=contact,
        file=held.file,
        form_link=held,
    )
    return made


def _lock(link: ActLink, *, now: datetime) -> ActLink:
    locked = ActLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if why := why_over(locked, now=now):
        raise LinkExpired(why)
    return locked


@transaction.atomic
def ask_code(*, link: ActLink, now: datetime) -> AccessCode:
    """Send six digits to the link's recipient; those sent before are good no longer.

    Raises TooManyCodes beyond three an hour, LinkExpired.
    """
    locked = _lock(link, now=now)
    if locked.codes.filter(asked_at__gt=now - CODE_WINDOW).count() >= CODES_AN_HOUR:
        raise TooManyCodes
    locked.codes.filter(expires_at__gt=now).update(expires_at=now)
    code = AccessCode.objects.create(link=locked, asked_at=now, expires_at=now + CODE_LASTS)
    queue_mail(
        kind=MailKind.CODE,
        key=f"code-{code.pk}",
        now=now,
        contact=locked.contact,
        file=locked.file,
        code=code,
    )
    return code


def give_code(*, link: ActLink, digits: str, now: datetime) -> None:
    """Open the link with the digits received. Raises CodeRefused; a link tried too often closes for good.

    The count of tries is kept even when the code is refused, so it stands in its own transaction.
    """
    with transaction.atomic():
        right = _compare(_lock(link, now=now), digits, now=now)
    if not right:
        raise CodeRefused(field="code")


def _compare(link: ActLink, digits: str, *, now: datetime) -> bool:
    code = link.codes.filter(expires_at__gt=now, used_at=None).exclude(hashed="").first()
    known = code if code and code.tries < CODE_TRIES else None
    # Compared in any case, in the same time, whether a code waits or not.
    expected = known.hashed if known else "0" * 64
    given = hashed_code(known or AccessCode(link=link), digits.strip()[:12])
    right = hmac.compare_digest(expected, given) and known is not None
    if known is not None:
        known.tries += 1
        known.used_at = now if right else None
        known.save(update_fields=["tries", "used_at"])
    if not right:
        link.wrong_codes += 1
        if link.wrong_codes >= WRONG_CODES:
            link.revoked_at = now
        link.save(update_fields=["wrong_codes", "revoked_at"])
    return right
