"""A file of boundaries as people have it: what it is shows in its first bytes, not in its name."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from crm.territory.boundaries.features import BoundariesRefused, Feature, too_big
from crm.territory.boundaries.geojson import read_geojson
from crm.territory.boundaries.geopackage import read_geopackage
from crm.territory.boundaries.shapefile import read_zip

#: The official archive weighs some 100 MB; text is read whole in memory, so it may weigh less.
LARGEST = 600_000_000
LARGEST_TEXT = 200_000_000


def read_boundaries(path: Path) -> list[Feature]:
    """Every shape of a file; raises BoundariesRefused when it is absent, beyond any size, or something else."""
    if not path.is_file():
        raise BoundariesRefused(
            _("Le fichier « %(file)s » n’existe pas : vérifiez son nom et son dossier, puis relancez."),
            file=str(path),
        )
    size = path.stat().st_size
    if not 0 < size <= LARGEST:
        raise too_big(path.name)
    with path.open("rb") as file:
        first = file.read(16)
    if first == b"SQLite format 3\0":
        return read_geopackage(path)
    if first[:2] == b"PK":
        return read_zip(path)
    if size > LARGEST_TEXT:
        raise too_big(path.name)
    return read_geojson(path.read_bytes(), path.name)
