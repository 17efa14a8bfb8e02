"""Django's command line inside an installation's environment (made by `./passerelle manage`).

What Django and its parsers would say in English alone is said here in both languages, with its mend.
"""

from __future__ import annotations

import sys
from typing import Any

import django
from django.conf import settings
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connections

from backend.catalogues import ensure_compiled
from backend.celery import app as celery_app
from backend.launch.options import refusal_of
from backend.launch.sentences import Refusal, print_refusal
from backend.launch.verbs import VERBS
from crm.core.commands import Refused

__all__ = ["celery_app"]

PROGRAM = "./passerelle manage"
#: PostgreSQL's code for a table that there is not.
NO_TABLE = "42P01"
#: Django's own affair: its help, and the server that reads its options once more in a child.
DJANGO_ANSWERS = {"help", "version", "runserver"}


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; raises Refusal for a name or an option that there is not."""
    name = arguments[0] if arguments else "help"
    if name in DJANGO_ANSWERS or name.startswith("-"):
        ManagementUtility([PROGRAM, *arguments]).execute()
        return 0
    django.setup()
    if name not in get_commands():
        raise Refusal("unknown_command", name=name)
    app = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    try:
        return run(command, name, arguments[1:])
    finally:
        connections.close_all()


def run(command: BaseCommand, name: str, arguments: list[str]) -> int:
    """Run one command; what it refuses goes to standard error, and its code is returned."""
    words, options = read_options(command, name, arguments)
    try:
        command.execute(*words, **options)
    except CommandError as error:
        if options["traceback"]:
            raise
        sys.stderr.write(f"{error}\n")
        if not isinstance(error, Refused):
            print_refusal(Refusal("command_refused", name=name))
        return error.returncode
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NO_TABLE:
            raise
        raise Refusal("nothing_installed", path=settings.DATA_DIR) from error
    return 0


def read_options(command: BaseCommand, name: str, arguments: list[str]) -> tuple[list[str], dict[str, Any]]:
    """What the command takes, by place and by name; raises Refusal("option_…")."""
    parser = command.create_parser(PROGRAM, name)
    try:
        options = vars(parser.parse_args(arguments))
    except CommandError as error:
        raise refusal_of(str(error), name if name in VERBS else f"manage {name}") from error
    return list(options.pop("args", ())), options


if __name__ == "__main__":
    ensure_compiled()
    try:
        sys.exit(main(sys.argv[1:]))
    except Refusal as refusal:
        print_refusal(refusal)
        sys.exit(2)
