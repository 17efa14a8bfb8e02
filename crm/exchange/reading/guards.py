"""What a spreadsheet file may not be: too big, a bomb, locked, of another kind. Checked before anything is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from lzma import LZMAError

from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal
from crm.exchange.columns import Words, filled

SIZE_LIMIT = 10 * 1024 * 1024
#: What an XLSX may weigh once opened: five thousand lines of thirty columns weigh a tenth of it.
OPENED_LIMIT = 64 * 1024 * 1024
PARTS_LIMIT = 1_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 256 * 1024
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
#: What the zip reader raises for an archive that was damaged, cut or made by nobody’s tool.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
#: First bytes of what people send by mistake, and what it is.
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}


class SheetRefused(Refusal):
    """The file cannot be read as a list; the sentence says what to do."""

    default = _(
        "Ce fichier ne se lit pas. Enregistrez-le en CSV ou en classeur Excel (.xlsx), puis redonnez-le."
    )


def check_size(content: bytes) -> None:
    """Raise SheetRefused for an empty file, one that is too big, or one of another kind."""
    if not content.strip():
        raise SheetRefused(_("Ce fichier est vide."))
    if len(content) > SIZE_LIMIT:
        raise SheetRefused(
            _("Ce fichier dépasse 10 Mo. Partagez-le en plusieurs, ou enregistrez-le en CSV sans images.")
        )
    for mark, name in _OTHERS.items():
        if content.startswith(mark):
            raise SheetRefused(
                filled(
                    _("Ce fichier est de type %(name)s. Donnez un fichier CSV ou un classeur Excel (.xlsx)."),
                    name=name,
                )
            )


def check_book(content: bytes) -> None:
    """Raise SheetRefused for a workbook that is locked, of the old kind, of another kind, damaged, or a bomb."""
    if content.startswith(OLE):
        raise SheetRefused(_locked_or_old(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            _check_directory(box.infolist())
            _check_parts(box)
    except _DAMAGED as error:
        raise SheetRefused(
            _("Ce classeur est abîmé. Ouvrez-le, enregistrez-le de nouveau en .xlsx, puis redonnez-le.")
        ) from error


def _locked_or_old(content: bytes) -> Words:
    if _LOCKED in content:
        return _("Ce classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.")
    return _(
        "C’est un classeur de l’ancien format (.xls). Enregistrez-le en .xlsx ou en CSV, puis redonnez-le."
    )


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > OPENED_LIMIT:
        raise _too_heavy()
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefused(
            _("Ce classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.")
        )
    if "xl/workbook.xml" not in names:
        raise SheetRefused(
            _("Ce fichier n’est pas un classeur .xlsx. Ouvrez-le et enregistrez-le en .xlsx ou en CSV.")
        )


def _check_parts(box: zipfile.ZipFile) -> None:
    """Count what really comes out, whatever the directory says, and look for entities in its XML."""
    opened = 0
    for part in box.infolist():
        tail = b""
        with box.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                opened += len(chunk)
                if opened > OPENED_LIMIT:
                    raise _too_heavy()
                if any(mark in tail + chunk for mark in _ENTITIES):
                    raise SheetRefused(
                        _(
                            "Ce classeur contient des entités XML, qu’aucun tableur n’écrit. Enregistrez-le de nouveau."
                        )
                    )
                tail = chunk[-32:]


def _too_heavy() -> SheetRefused:
    return SheetRefused(
        _(
            "Ce classeur est démesuré une fois ouvert. Gardez la seule feuille à importer, ou enregistrez-la en CSV."
        )
    )
