"""From the earth to the sheet: Québec's Lambert conformal conic projection, on a sphere."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from math import cos, log, pi, radians, sin, tan

from django.utils.translation import gettext_lazy as _

from crm.territory.boundaries.features import BoundariesRefused

RADIUS = 6_371_000.0
FIRST, SECOND, ORIGIN, MERIDIAN = radians(46), radians(60), radians(44), radians(-68.5)
N = log(cos(FIRST) / cos(SECOND)) / log(tan(pi / 4 + SECOND / 2) / tan(pi / 4 + FIRST / 2))
F = RADIUS * cos(FIRST) * tan(pi / 4 + FIRST / 2) ** N / N
RHO = F / tan(pi / 4 + ORIGIN / 2) ** N
#: Québec and its waters, in degrees; and in metres of the same projection (EPSG:32198).
DEGREES = (-82.0, 43.0, -54.0, 65.0)
#: Numbers all smaller than this are no metres.
LEAST_METRES = 10_000.0
METRES = (-1_100_000.0, -250_000.0, 1_000_000.0, 2_500_000.0)

Rings = list[list[tuple[float, float]]]


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Metres to the east and to the north, from degrees."""
    rho = F / tan(pi / 4 + radians(latitude) / 2) ** N
    angle = N * (radians(longitude) - MERIDIAN)
    return rho * sin(angle), RHO - rho * cos(angle)


def flatten(places: Mapping[str, Iterable[array[float]]], file: str) -> dict[str, Rings]:
    """The rings of each place in metres; raises BoundariesRefused when they do not lie in Québec."""
    rings = {code: list(found) for code, found in places.items()}
    every = [ring for found in rings.values() for ring in found if ring]
    if all(_inside(ring, DEGREES) for ring in every):
        return {code: [_projected(ring) for ring in found] for code, found in rings.items()}
    if all(_inside(ring, METRES) for ring in every) and any(max(ring) > LEAST_METRES for ring in every):
        return {
            code: [list(zip(ring[::2], ring[1::2], strict=True)) for ring in found]
            for code, found in rings.items()
        }
    raise BoundariesRefused(
        _(
            "Les limites de « %(file)s » ne tombent pas au Québec : prenez le fichier en degrés (NAD83 ou WGS 84) ou "
            "en Lambert du Québec (EPSG:32198), puis relancez."
        ),
        file=file,
    )


def _inside(ring: array[float], box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    xs, ys = ring[::2], ring[1::2]
    return min(xs) >= west and max(xs) <= east and min(ys) >= south and max(ys) <= north


def _projected(ring: array[float]) -> list[tuple[float, float]]:
    return [project(x, y) for x, y in zip(ring[::2], ring[1::2], strict=True)]
