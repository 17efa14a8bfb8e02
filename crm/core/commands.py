"""What a command says when it cannot do what is asked: one sentence with its mend, in French, then in English."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.functional import Promise

LANGUAGES = ("fr-ca", "en-ca")


class Refused(CommandError):
    """A refusal in both languages, a line each; exit code 2.

    `message` is lazy, since it is said once a language; `values` fill its blanks.
    """

    def __init__(self, message: str | Promise, **values: str) -> None:
        lines = []
        for language in LANGUAGES:
            with translation.override(language):
                lines.append(str(message) % values if values else str(message))
        super().__init__("\n".join(lines), returncode=2)
