"""CSV as people have it: its encoding and its separator found, sure rules first."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from crm.exchange.columns import filled
from crm.exchange.reading.guards import SheetRefused
from crm.exchange.sheets import as_written

SEPARATORS = (";", ",", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 64_000
#: One byte a letter: Windows, the Macintosh of before Unicode, DOS. Where French letters come out, there it is.
_NARROW = (("cp1252", "Windows-1252"), ("mac_roman", "Macintosh"), ("cp850", "DOS"))
_FRENCH = frozenset("éèêëàâîïôöùûüçœæÉÈÊÀÂÎÔÇŒ’«»–°\xa0")


def read_text(content: bytes) -> tuple[Iterator[tuple[str, ...]], str, str]:
    """Lines, encoding and separator of a CSV file. Raises SheetRefused, also while the lines are read."""
    text, encoding = _decode(content)
    if "\x00" in text:
        raise SheetRefused
    separator = _separator(text[:_SAMPLE])
    return _lines(text, separator), encoding, separator


def _decode(content: bytes) -> tuple[str, str]:
    """A mark tells; bytes that are UTF-8 throughout are UTF-8; zeros on one side are UTF-16; else the likeliest."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, codec), name
    wide = _wide_codec(content[:_SAMPLE])
    if wide:
        return _decoded(content, wide), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        codec, name = max(_NARROW, key=lambda narrow: _frenchness(content, narrow[0]))
        # Five bytes mean nothing in Windows-1252: they are read as the sign of a lost letter rather than refused.
        return content.decode(codec, errors="replace"), name


def _frenchness(content: bytes, codec: str) -> int:
    """How many more letters of French than other signs the bytes beyond ASCII give."""
    high = bytes(byte for byte in content[: 4 * _SAMPLE] if byte > 127).decode(codec, errors="replace")
    french = sum(char in _FRENCH for char in high)
    return 2 * french - len(high)


def _wide_codec(sample: bytes) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else ""


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise SheetRefused(
            _("L’encodage de ce fichier est abîmé. Enregistrez-le de nouveau en « CSV UTF-8 ».")
        ) from error


def _separator(sample: str) -> str:
    """The separator that parts the first lines into several columns, the same number on each."""
    declared = sample[:6].strip().lower()
    if declared.startswith("sep=") and declared[4:5] in SEPARATORS:
        return declared[4]
    return max(SEPARATORS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, mark: str) -> tuple[int, int]:
    """Of the first lines, how many have the commonest number of columns, when that is several; and that number."""
    try:
        lines = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=mark), 20)
        widths = Counter(len(line) for line in lines if any(line))
    except csv.Error:
        return 0, 0
    width, lines_so = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return (lines_so, width) if width > 1 else (0, 0)


def _lines(text: str, separator: str) -> Iterator[tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            line = next(reader, None)
        except csv.Error as error:
            raise SheetRefused(
                filled(
                    _("La ligne %(line)s ne se lit pas. Cherchez un guillemet ouvert et jamais fermé."),
                    line=reader.line_num,
                )
            ) from error
        if line is None:
            return
        if reader.line_num == 1 and line and line[0][:4].lower() == "sep=":
            line = []
        yield tuple(as_written(cell.strip(" \xa0")) for cell in line)
