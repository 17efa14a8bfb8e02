"""`./passerelle manage messages [--check]`: the catalogues of the interface's sentences."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend import messages
from backend.catalogues import ensure_compiled

SHOWN = 40


class Command(BaseCommand):
    help = "Write the catalogues again from the code, or check that they are complete (--check)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a sentence is lacking"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_catalogues()
            return
        for locale, missing in messages.update().items():
            self.stdout.write(f"{locale}: {missing} to translate")
        ensure_compiled()

    def check_catalogues(self) -> None:
        """Fail with the first faults."""
        lines = messages.check()
        if lines:
            more = [f"… and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
            raise CommandError("\n".join(lines[:SHOWN] + more))
