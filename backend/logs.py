"""What the log of an installation leaves out."""

from __future__ import annotations

import logging


class OneLineRefusals(logging.Filter):
    """A request that was refused is one line: its traceback tells nothing. Our own faults keep theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
