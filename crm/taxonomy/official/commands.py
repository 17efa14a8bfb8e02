"""What the three commands share: files in, counts and rejects out, all or nothing."""

from __future__ import annotations

import csv
import os
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.core.commands import Refused
from crm.taxonomy.official.outcome import REASONS, Loaded, Reject
from crm.taxonomy.official.reading import FileRefused, Table, read_table
from crm.taxonomy.official.sources import Source
from crm.taxonomy.official.storing import record

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}
#: What is counted, by the keys of Loaded.rows.
KINDS: dict[str, str | Promise] = {
    "definitions": _("définitions"),
    "titles": _("titres"),
    "duties": _("tâches"),
    "ratings": _("groupes de base cotés"),
    "concepts": _("concepts"),
    "labels": _("libellés"),
    "links": _("liens"),
}
#: Rejects shown; a file has them all.
SHOWN = 10


class LoadCommand(BaseCommand):
    """A command that loads official files, inside one transaction."""

    source: ClassVar[Source]

    def load(self, tables: Sequence[Table]) -> list[Loaded]:
        """Store the tables that were read; raises FileRefused."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and how to load them."""
        parser.add_argument("files", nargs="+", metavar="FICHIER.csv")
        parser.add_argument(
            "--dry-run", action="store_true", help="compte sans rien écrire / counts, writes nothing"
        )
        parser.add_argument(
            "--rejects", metavar="FICHIER.csv", help="y écrit les lignes refusées / refused rows go there"
        )
        parser.add_argument("--edition", default="", help="2021 v1.0")
        parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="fr, en")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read every file before anything is written; a refusal leaves the database as it was."""
        with translation.override(LANGUAGES[options["lang"]]):
            try:
                tables = [read_table(from_caller(name)) for name in options["files"]]
                self.store(tables, options)
            except FileRefused as refusal:
                raise Refused(refusal.message, **refusal.values) from refusal

    def store(self, tables: list[Table], options: dict[str, Any]) -> None:
        """Load all of it or, when anything fails or it is a dry run, nothing; then say what was done."""
        with transaction.atomic():
            loads = self.load(tables)
            changed = record(loads, source=self.source, edition=options["edition"][:40], now=timezone.now())
            rejects = [reject for loaded in loads for reject in loaded.rejects]
            if options["rejects"]:
                write_rejects(from_caller(options["rejects"]), rejects)
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.say(loads, rejects)
        self.stdout.write(ending(dry=options["dry_run"], changed=changed))

    def say(self, loads: list[Loaded], rejects: list[Reject]) -> None:
        """The counts of each kind of file, then the first rejects."""
        for loaded in loads:
            self.stdout.write(counts(loaded))
        for reject in rejects[:SHOWN]:
            self.stdout.write(f"  {sentence(reject)}")
        if len(rejects) > SHOWN:
            more = _now("et %(count)d autres : --rejects FICHIER.csv les écrit tous.")
            self.stdout.write(f"  {more % {'count': len(rejects) - SHOWN}}")


def from_caller(name: str) -> Path:
    """A path as the person wrote it, from the folder where the command was typed."""
    return Path(os.environ.get("PASSERELLE_CALLED_FROM", "."), Path(name).expanduser())


def counts(loaded: Loaded) -> str:
    """One line: what is kept, written, removed, refused, and what the files are."""
    kept = ", ".join(f"{KINDS[kind]} {rows}" for kind, rows in loaded.rows.items())
    refused = ngettext("%(count)d ligne refusée", "%(count)d lignes refusées", len(loaded.rejects))
    files = ", ".join(f"{table.path.name} [{table.encoding}]" for table in loaded.files)
    return _now(
        "%(name)s : %(kept)s ; %(written)d écrites, %(removed)d retirées ; %(refused)s ; %(files)s"
    ) % {
        "name": loaded.name,
        "kept": kept,
        "written": loaded.written,
        "removed": loaded.removed,
        "refused": refused % {"count": len(loaded.rejects)},
        "files": files,
    }


def sentence(reject: Reject) -> str:
    """Where the row is, why it is refused, and what was found."""
    return _now("%(file)s, ligne %(line)d : %(reason)s (« %(value)s »)") % {
        "file": reject.file,
        "line": reject.line,
        "reason": REASONS[reject.reason],
        "value": reject.value,
    }


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """Every reject as a CSV that a spreadsheet opens with its accents."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_now("fichier"), _now("ligne"), _now("motif"), _now("valeur")])
            writer.writerows((r.file, r.line, REASONS[r.reason], r.value) for r in rejects)
    except OSError as error:
        raise Refused(
            _("Impossible d’écrire les lignes refusées dans « %(file)s » : choisissez un autre fichier."),
            file=str(path),
        ) from error


def ending(*, dry: bool, changed: bool) -> str:
    """What follows from the load."""
    if dry:
        return _now("Essai : rien n’a été écrit.")
    if changed:
        return _now("C’est chargé ; les jumelages sont recalculés en arrière-plan.")
    return _now("Rien n’a changé : ces fichiers étaient déjà chargés.")
