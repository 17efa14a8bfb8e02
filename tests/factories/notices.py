"""Links, messages and a real SMTP server for tests of what is sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from crm.accounts.links import make_link, mint
from crm.employers.models import Contact, EmployerFile
from crm.matching.models import Presentation
from crm.notices.models import ActLink, Purpose
from tests.factories.matching import make_match, make_presentation, make_sawyer
from tests.factories.needs import make_need


def make_contact(file: EmployerFile, **values: Any) -> Contact:
    """Someone of the employer with an address."""
    return Contact.objects.create(
        employer=file.employer, **{"name": "Line Essai", "email": "line@scierie.example", **values}
    )


def make_shown(file: EmployerFile | None = None, **values: Any) -> Presentation:
    """A profile that stands with the employer, of a need and a person with a name to keep."""
    need = make_need(file)
    match = make_match(need, make_sawyer(name=("Awa", "Traoré")), stage="presented")
    return make_presentation(match, **values)


def make_act_link(purpose: str, now: datetime, **target: Any) -> tuple[ActLink, str]:
    """A link of that purpose, and a token of it."""
    link, _token = make_link(
        ActLink, by=None, now=now, lasts=timedelta(days=10), once=True, purpose=purpose, **target
    )
    return link, mint(link)


def make_profile_link(now: datetime, shown: Presentation | None = None) -> tuple[ActLink, str]:
    """A link to a profile, for a contact of its employer."""
    profile = shown or make_shown()
    need = profile.match.need
    contact = Contact.objects.filter(employer=need.file.employer).first() or make_contact(need.file)
    return make_act_link(
        Purpose.PROFILE, now, contact=contact, file=need.file, need=need, presentation=profile
    )


class Mailbox:
    """What an SMTP server received; `refuses` is the answer that it gives instead of taking a message."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        if self.refuses:
            return self.refuses
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    """A real SMTP server on the loopback, named in the settings."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with override_settings(
            EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False, EMAIL_HOST_USER=""
        ):
            yield box
    finally:
        server.stop()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """The plain or HTML text of a message."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
