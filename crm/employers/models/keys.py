"""What tells that two cards are of one employer, in a form that can be compared: telephone, domain."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django.db import models

#: Addresses that anybody may have: they say nothing of who an employer is.
_EXTENSION = re.compile(r"\b(?:poste|p\.|ext|extension)\b|[x#]", re.IGNORECASE)
_PUBLIC = """
gmail.com googlemail.com hotmail.com hotmail.ca hotmail.fr outlook.com outlook.fr live.com
live.ca msn.com yahoo.com yahoo.ca yahoo.fr ymail.com icloud.com me.com mac.com aol.com
gmx.com proton.me protonmail.com videotron.ca videotron.qc.ca sympatico.ca tlb.sympatico.ca
bell.net bell.ca globetrotter.net telus.net cgocable.ca cogeco.ca oricom.ca b2b2c.ca
derytele.com digicom.ca xplornet.com xplornet.ca facebook.com m.facebook.com instagram.com
linkedin.com ca.linkedin.com wixsite.com sites.google.com wordpress.com business.site
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


class DerivedField(models.CharField):  # type: ignore[type-arg]  # generic for the checker alone
    """A value computed from another field of the row whenever it is written, in bulk also."""

    def __init__(self, source: str = "", compute: Callable[[str], str] = str, **options: Any) -> None:
        self.source, self.compute = source, compute
        super().__init__(**{"blank": True, "default": "", "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """A plain column, for migrations: how it is computed is no matter of the database."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - Django's signature
        """The value to write, computed from the source of the moment."""
        value = self.compute(getattr(model_instance, self.source) or "")[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


def phone_key(text: str) -> str:
    """« (418) 555-0142, poste 23 » → « +14185550142 »; empty when it is no telephone number."""
    try:
        number = phonenumbers.parse(_EXTENSION.split(text, maxsplit=1)[0], "CA")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def domain_of_address(email: str) -> str:
    """« Paie@Scierie.CA » → « scierie.ca »; empty for the providers of everybody."""
    _name, _at, domain = email.strip().lower().rpartition("@")
    return "" if domain in PUBLIC_DOMAINS else domain


def domain_of_site(address: str) -> str:
    """« https://www.scierie.ca/emplois » → « scierie.ca »; empty for pages that sit at somebody else's."""
    whole = address.strip().lower()
    try:
        host = urlsplit(whole if "//" in whole else f"//{whole}").hostname or ""
    except ValueError:
        return ""
    domain = host.removeprefix("www.")
    return "" if domain in PUBLIC_DOMAINS or "." not in domain else domain
