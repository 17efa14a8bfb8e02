"""`./passerelle import-boundaries FICHIER…`: draws the maps from official files; `--default`: from our own drawing."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.core.commands import Refused
from crm.territory.boundaries.features import BoundariesRefused
from crm.territory.boundaries.origin import LICENCE, SOURCE, BoundaryFile
from crm.territory.services.outlines import Imported, import_outlines, restore_own_drawing

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}


class Command(BaseCommand):
    help = "Dessine les cartes d’après des limites officielles / draws the maps from official boundaries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files and whose they are, or the way back."""
        parser.add_argument("files", nargs="*", metavar="FICHIER")
        parser.add_argument(
            "--default", action="store_true", help="revient au dessin du produit / back to our own drawing"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="compte sans rien écrire / counts, writes nothing"
        )
        parser.add_argument("--source", default=SOURCE, help=SOURCE)
        parser.add_argument("--licence", default=LICENCE, help=LICENCE)
        parser.add_argument("--edition", default="", help="V2025-04")
        parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="fr, en")

    def handle(self, *_args: Any, **options: Any) -> None:
        """All the files or none: a refusal leaves the maps as they were."""
        if bool(options["files"]) == options["default"]:
            raise Refused(_("Donnez un ou plusieurs fichiers de limites, ou bien --default, seul."))
        with translation.override(LANGUAGES[options["lang"]]):
            if options["default"]:
                self.restore()
                return
            try:
                self.draw(options)
            except BoundariesRefused as refusal:
                raise Refused(refusal.message, **refusal.values) from refusal

    def restore(self) -> None:
        """Back to the product's own drawing."""
        given_up = restore_own_drawing()
        said = ngettext(
            "%(count)d contour retiré ; les cartes sont de nouveau le dessin du produit.",
            "%(count)d contours retirés ; les cartes sont de nouveau le dessin du produit.",
            given_up,
        )
        self.stdout.write(said % {"count": given_up})

    def draw(self, options: dict[str, Any]) -> None:
        """Each file in turn, in one transaction."""
        now = timezone.now()
        with transaction.atomic():
            for name in options["files"]:
                file = BoundaryFile(
                    path=Path(os.environ.get("PASSERELLE_CALLED_FROM", "."), Path(name).expanduser()),
                    source=options["source"][:200],
                    licence=options["licence"][:200],
                    edition=options["edition"][:40],
                    read_on=timezone.localdate(now),
                )
                self.stdout.write(said_of(file, import_outlines(file=file, now=now)))
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write(_now("Essai : rien n’a été écrit."))


def said_of(file: BoundaryFile, imported: Imported) -> str:
    """One line: the file, its outlines and maps, and what changed."""
    return _now(
        "%(file)s : %(outlines)d contours, %(maps)d cartes ; %(written)d écrits, %(removed)d retirés "
        "(%(source)s, %(licence)s)"
    ) % {
        "file": file.path.name,
        "outlines": imported.outlines,
        "maps": len(imported.maps),
        "written": imported.written,
        "removed": imported.removed,
        "source": file.source,
        "licence": file.licence,
    }
