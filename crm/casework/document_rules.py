"""Which documents are taken: by the end of their name and by what they begin with, both."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from lzma import LZMAError
from typing import IO

from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal

MAX_BYTES = 10 * 1024 * 1024
NAME_LIMIT = 120
#: A workbook or a letter holds some hundreds of entries; more is made to exhaust whoever opens it.
MAX_ENTRIES, MAX_INDEX = 5000, 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: By the end of the name: the media type under which it is served.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "txt": "text/plain; charset=utf-8",
}
#: What an archive that was damaged, cut, locked or made by nobody's tool raises when its index is read.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
BEGINNINGS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
}
MACROS = frozenset({"docm", "xlsm", "pptm", "dotm", "xltm", "xlsb", "xlam", "doc", "xls", "ppt"})
PAGES = frozenset({"svg", "svgz", "html", "htm", "xhtml", "xml", "mht", "mhtml", "js"})


class DocumentRefused(Refusal):
    """A document that is not taken, or a gesture on it that its rules refuse."""

    default = _("Ce document ne peut pas être déposé.")


def tidy_name(typed: str) -> str:
    """The name without folders, hidden or reversing characters: « C:\\x\\Lettre .pdf » → « Lettre.pdf »."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", typed))[-1]
    shown = "".join(
        " " if char.isspace() else char
        for char in last
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    shown = re.sub(r'[<>:"|?*;%]', "", shown)
    stem, dot, ending = re.sub(r"\s+", " ", shown).strip(" .").rpartition(".")
    return f"{stem.strip(' .')[:NAME_LIMIT]}.{ending.lower()}" if dot else ending[:NAME_LIMIT]


def media_type_of(name: str, content: IO[bytes], *, size: int) -> str:
    """The media type of a document whose name and content agree. Raises DocumentRefused with the reason."""
    if size > MAX_BYTES:
        raise DocumentRefused(
            _("Un document pèse au plus 10 Mo. Réduisez-le ou partagez-le en deux."), field="upload"
        )
    if not size:
        raise DocumentRefused(_("Ce fichier est vide."), field="upload")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    _require_known(ending)
    content.seek(0)
    if not _is_what_it_says(ending, content):
        raise DocumentRefused(
            _("Le contenu de ce fichier n’est pas celui d’un « .%(ending)s ». Enregistrez-le de nouveau.")
            % {"ending": ending},
            field="upload",
        )
    content.seek(0)
    return MEDIA_TYPES[ending]


def _require_known(ending: str) -> None:
    if ending in MACROS:
        raise DocumentRefused(
            _(
                "Les documents à macros ou d’ancien format Office sont refusés. Enregistrez en .docx, .xlsx ou PDF."
            ),
            field="upload",
        )
    if ending in PAGES:
        raise DocumentRefused(
            _(
                "Une page Web ou un dessin SVG peut contenir du code : déposez plutôt un PDF ou une image PNG."
            ),
            field="upload",
        )
    if ending not in MEDIA_TYPES:
        raise DocumentRefused(
            _(
                "Ce genre de fichier n’est pas accepté. Déposez un PDF, une image, un .docx, .xlsx, .odt, .ods ou .txt."
            ),
            field="upload",
        )


def _is_what_it_says(ending: str, content: IO[bytes]) -> bool:
    if ending in BEGINNINGS:
        return content.read(8).startswith(BEGINNINGS[ending])
    if ending == "txt":
        return _is_text(content)
    return _is_office(ending, content)


def _is_text(content: IO[bytes]) -> bool:
    whole = content.read(MAX_BYTES)
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def _is_office(ending: str, content: IO[bytes]) -> bool:
    """Read the index of the archive alone: what it says it is, and no macro among its entries."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) > MAX_ENTRIES:
                return False
            index = "mimetype" if ending in {"odt", "ods"} else "[Content_Types].xml"
            with archive.open(index) as entry:
                said = entry.read(MAX_INDEX).decode("utf-8", "replace")
    except UNREADABLE:
        return False
    _refuse_macros(names, said)
    base = MEDIA_TYPES[ending]
    return said.strip() == base if index == "mimetype" else f"{base}.main+xml" in said


def _refuse_macros(names: list[str], said: str) -> None:
    inside = [name.lower() for name in names]
    if "macroenabled" in said.lower() or any(
        name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in inside
    ):
        raise DocumentRefused(
            _("Ce document contient des macros. Enregistrez-le à nouveau sans elles, ou en PDF."),
            field="upload",
        )
