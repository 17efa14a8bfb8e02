"""Makes an installation's database ready, in one process: schema, reference data, a new demo's people."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from backend.catalogues import ensure_compiled
from backend.launch.sentences import say
from backend.services.folder import write_private
from crm.core.commands import Refused

DEMO_MARK = "SELECT 1 FROM core_installation WHERE demo"
# A heartbeat of before this start says nothing about the worker of now.
# The broker starts empty: every promise still open is rung at once.
FRESH_START = (
    "DELETE FROM core_workerheartbeat",
    "UPDATE core_outboxmessage SET ring_again_at = now() WHERE done_at IS NULL AND ring_again_at > now()",
)


def read_installation(path: Path) -> dict[str, Any]:
    """What this data folder was created as; nothing the first time."""
    if not path.exists():
        return {}
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def decide_kind(wanted: str) -> str:
    """A demo is made in an empty database only; one that holds tables is somebody's."""
    return "real" if connection.introspection.table_names() else wanted


def run(name: str, **options: object) -> None:
    """Run one management command, its talk kept off standard output."""
    call_command(name, stdout=sys.stderr, verbosity=0, **options)


def people_demo() -> None:
    """Generate the demo unless the database carries its mark; all or nothing, so an interrupted start repeats it."""
    with connection.cursor() as cursor:
        cursor.execute(DEMO_MARK)
        if cursor.fetchone():
            return
    say("Création de la région de démonstration…", "Creating the demo region…")
    run("generate_demo")


def offer_first_account() -> None:
    """Print the link that makes the first administrator; nothing once there is one."""
    with suppress(Refused):
        call_command("create_first_admin_link")


def main(wanted: str) -> int:
    """Bring the database to this version; safe to repeat after any interruption."""
    ensure_compiled()
    django.setup()
    path = Path(settings.DATA_DIR) / "installation.json"
    installation = read_installation(path)
    if not installation:
        installation = {"kind": decide_kind(wanted)}
        write_private(path, json.dumps(installation))
    say("Mise à jour de la base de données…", "Updating the database…")
    run("migrate", interactive=False)
    with connection.cursor() as cursor:
        for statement in FRESH_START:
            cursor.execute(statement)
    run("load_reference")
    if installation["kind"] == "demo":
        people_demo()
    else:
        offer_first_account()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
