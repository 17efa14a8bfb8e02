"""The outlines that maps are drawn with: taken from official files, or given up for the product's own drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from crm.core.models import ReferenceFile
from crm.core.reference import synchronise
from crm.territory.boundaries.drawing import Sheet, draw
from crm.territory.boundaries.origin import BoundaryFile
from crm.territory.boundaries.plane import Rings, flatten
from crm.territory.boundaries.reading import read_boundaries
from crm.territory.boundaries.recognising import check_codes, recognise
from crm.territory.models import Mrc, Outline, Region

#: The reference files of outlines begin so.
NAME = "boundaries-"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import drew: its maps by region (empty: the 17 regions), the rows written and removed."""

    maps: tuple[str, ...]
    outlines: int
    written: int
    removed: int


@transaction.atomic
def import_outlines(*, file: BoundaryFile, now: datetime) -> Imported:
    """Draw the maps that a file gives in place of those drawn before; raises BoundariesRefused.

    The same file again writes nothing. Maps that the file does not give stay as they are.
    """
    regions = list(Region.objects.values_list("code", flat=True))
    mrcs = dict(Mrc.objects.values_list("code", "region_id"))
    found = check_codes(
        recognise(read_boundaries(file.path)), regions=regions, mrcs=mrcs, file=file.path.name
    )
    places = {"": flatten(found.regions, file.path.name)} if found.regions else {}
    for code, rings in flatten(found.mrcs, file.path.name).items():
        places.setdefault(mrcs[code], {})[code] = rings
    return _store(places, file, now)


def _store(places: Mapping[str, Mapping[str, Rings]], file: BoundaryFile, now: datetime) -> Imported:
    written = removed = outlines = 0
    for map_of, rings in places.items():
        rows = _rows(map_of, draw(rings), file)
        result = synchronise(rows, unique=["map_of", "code"], complete=True, within={"map_of": map_of})
        outlines, written, removed = (
            outlines + result.rows,
            written + result.written,
            removed + result.removed,
        )
    kept = {
        "sha256": file.sha256,
        "rows": outlines,
        "source": file.source,
        "version": file.edition,
        "licence": file.licence,
    }
    name = NAME + ("regions" if "" in places else "") + ("mrc" if set(places) - {""} else "")
    if written or removed or not ReferenceFile.objects.filter(name=name, **kept).exists():
        ReferenceFile.objects.update_or_create(name=name, defaults={**kept, "loaded_at": now})
    return Imported(tuple(sorted(places)), outlines, written, removed)


def _rows(map_of: str, sheet: Sheet, file: BoundaryFile) -> list[Outline]:
    return [
        Outline(
            map_of=map_of,
            code=code,
            path=shape.path,
            x=shape.x,
            y=shape.y,
            room=shape.room,
            width=sheet.width,
            height=sheet.height,
            source=file.source,
            licence=file.licence,
            read_on=file.read_on,
        )
        for code, shape in sheet.shapes.items()
    ]


@transaction.atomic
def restore_own_drawing() -> int:
    """Give up every imported outline: maps are the product's own again. Says how many were given up."""
    ReferenceFile.objects.filter(name__startswith=NAME).delete()
    given_up, _by_model = Outline.objects.all().delete()
    return given_up
