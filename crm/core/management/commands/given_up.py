"""`./passerelle manage given_up [--again]`: the background work that was given up, and its mend."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crm.core.models import MOST_TRIES, OutboxMessage
from crm.core.services import take_up_again

KILLED = "le travailleur s’est arrêté avant la fin / the worker ended before it was done"


class Command(BaseCommand):
    """Lists the tasks that began so often without ending that nobody rings them any more; exit code 1 when there are.

    With `--again`, once their cause is mended, they are rung anew.
    """

    help = "Tâches abandonnées après trop d’essais ; --again les relance. / Tasks given up; --again takes them up."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--again`: ring them anew."""
        parser.add_argument("--again", action="store_true")

    def handle(self, *_args: Any, again: bool, **_options: Any) -> None:
        """Say which, then take them up again or leave with an error."""
        given_up = list(OutboxMessage.objects.given_up())
        for message in given_up:
            self.stdout.write(f"{message.created_at:%Y-%m-%d %H:%M}  {message}: {message.error or KILLED}")
        if again:
            self.stdout.write(f"{take_up_again(now=timezone.now())} relancées / taken up again")
        elif given_up:
            raise CommandError(
                f"{len(given_up)} tâches abandonnées après {MOST_TRIES} essais : corrigez la cause, puis --again. / "
                f"{len(given_up)} tasks given up after {MOST_TRIES} tries: mend the cause, then --again."
            )
