"""What the log of an installation leaves out."""

from __future__ import annotations

import logging
import re

#: The addresses that are secrets: what follows is a token.
TOKENS = re.compile(r"(/(?:lien|e|mot-de-passe/lien|premier-compte)/)[\w-]{8,}")


class OneLineRefusals(logging.Filter):
    """A request that was refused is one line: its traceback tells nothing. Our own faults keep theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True


class HiddenTokens(logging.Filter):
    """The address of a signed link is a secret: no log holds its token, whoever writes the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = TOKENS.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
