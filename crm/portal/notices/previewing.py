"""A message before it exists: the same text and values, and nothing written."""

from __future__ import annotations

import base64
import hashlib

from csp.constants import NONE
from django.http import HttpResponse
from django.utils import timezone, translation

from crm.employers.models import Contact, EmployerFile
from crm.notices import composing, house
from crm.notices.services.mail import common_values, languages_for

# A message carries its own style sheet, as mail readers need; the policy admits it by its hash, and nothing else.
STYLE_HASH = base64.b64encode(hashlib.sha256(composing.STYLE.encode()).digest()).decode()
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [f"'sha256-{STYLE_HASH}'"],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
}


def as_mail(html: str) -> HttpResponse:
    """The HTML of a message as a page of its own, under a policy of its own."""
    response = HttpResponse(html)
    response._csp_config = MAIL_POLICY  # type: ignore[attr-defined]
    return response


#: What stands for a variable in the preview of a text.
EXAMPLES = {
    "fr-ca": {
        "nom": "Line Tremblay",
        "direction": "Direction régionale du Saguenay–Lac-Saint-Jean",
        "telephone": "1\u00a0877\u00a0662-4667",
        "besoin": "B-0042 (Opérateurs de machines de scierie)",
        "jour": "15 décembre 2026",
        "avis": "Besoin à qualifier, B-0042",
    },
    "en-ca": {
        "nom": "Line Tremblay",
        "direction": "Saguenay–Lac-Saint-Jean Regional Branch",
        "telephone": "1\u00a0877\u00a0662-4667",
        "besoin": "B-0042 (Sawmill machine operators)",
        "jour": "December 15, 2026",
        "avis": "Need to qualify, B-0042",
    },
}


def preview_to(*, kind: str, contact: Contact, file: EmployerFile) -> composing.Composed:
    """What the contact would receive now."""
    today = timezone.localdate()
    languages = languages_for(user=None, contact=contact, day=today)
    values = {}
    for language in languages:
        with translation.override(language):
            values[language] = common_values(contact.name, file, day=today)
    return composing.compose(kind, languages, values)


def preview_text(kind: str, language: str, text: house.Text) -> composing.Composed:
    """A text with examples in the place of its variables."""
    return composing.compose(kind, [language], EXAMPLES, texts={language: text})
