"""What every file of boundaries gives: shapes with their attributes; and how a file is refused."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The official file of MRC at 1:20,000 has some two million points; beyond this it is something else.
MOST_POINTS = 12_000_000
MOST_FEATURES = 20_000


class BoundariesRefused(Exception):
    """A file that cannot be imported, with its mend: `message` is a lazy sentence, `values` fill its blanks."""

    def __init__(self, message: str | Promise, **values: str) -> None:
        self.message = message
        self.values = values
        super().__init__(str(message) % values)


@dataclass(frozen=True, slots=True)
class Feature:
    """One shape as it was read: its attributes as text, its rings as x, y, x, y…"""

    attributes: Mapping[str, str]
    rings: tuple[array[float], ...]


def unreadable(file: str) -> BoundariesRefused:
    """The refusal of a file that is damaged, or no file of boundaries."""
    return BoundariesRefused(
        _(
            "Le fichier « %(file)s » n’est pas un fichier de limites lisible (GeoJSON, GeoPackage, ou SHP dans un "
            "ZIP) : téléchargez-le de nouveau, puis relancez."
        ),
        file=file,
    )


def too_big(file: str) -> BoundariesRefused:
    """The refusal of a file beyond any honest size."""
    return BoundariesRefused(
        _("Le fichier « %(file)s » est vide ou démesuré : téléchargez-le de nouveau, puis relancez."),
        file=file,
    )


def ring_of(values: Iterable[float], file: str) -> array[float]:
    """A ring from its numbers; raises BoundariesRefused when one is none."""
    try:
        ring = array("d", values)
    except (TypeError, OverflowError) as error:
        raise unreadable(file) from error
    if len(ring) % 2 or not all(map(math.isfinite, ring)):
        raise unreadable(file)
    return ring


def bounded(features: list[Feature], file: str) -> list[Feature]:
    """The features, when they are not beyond any honest number."""
    points = sum(len(ring) // 2 for feature in features for ring in feature.rings)
    if len(features) > MOST_FEATURES or points > MOST_POINTS:
        raise too_big(file)
    return features
