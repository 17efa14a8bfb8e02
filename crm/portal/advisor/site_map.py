"""A small map of an employer's places of work, drawn on the server: where they are from one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, radians

from crm.employers.models import Site
from crm.territory.models import Municipality

WIDTH, HEIGHT, MARGIN = 320, 170, 34
#: A single place still shows what lies around it, in degrees of latitude.
NARROWEST = 0.5
NEIGHBOURS = 5
#: Half a letter of a town's name, in the units of the drawing.
HALF_LETTER = 3.2
#: Where a name may stand from its dot, the usual place first, and how high a line is.
BELOW, LINE = (19, -10, 31, -22), 12
KM_A_DEGREE = 111.2
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Point:
    """A dot and its name, in the units of the drawing."""

    x: int
    y: int
    name: str
    exact: bool = True
    #: Where the name is written, from the dot: below, above, further below.
    below: int = 19


@dataclass(frozen=True, slots=True)
class SiteMap:
    """What the drawing shows; `bar` is the length of `km` kilometres."""

    sites: tuple[Point, ...]
    towns: tuple[Point, ...]
    km: int
    bar: int


@dataclass(frozen=True, slots=True)
class _Frame:
    lat: float
    lon: float
    scale: float
    narrowing: float

    def point(self, lat: float, lon: float, name: str, *, exact: bool = True) -> Point:
        x = WIDTH / 2 + (lon - self.lon) * self.narrowing * self.scale
        return Point(round(x), round(HEIGHT / 2 - (lat - self.lat) * self.scale), name, exact)


def site_map(sites: Iterable[Site]) -> SiteMap | None:
    """The places of work by their own point, else that of their municipality; None when none is known."""
    placed = []
    for site in sites:
        lat, lon = (
            (site.lat, site.lon) if site.lat is not None else (site.municipality.lat, site.municipality.lon)
        )
        if lat is not None and lon is not None:
            placed.append((float(lat), float(lon), str(site), site.lat is not None))
    if not placed:
        return None
    frame = _frame([(lat, lon) for lat, lon, _name, _exact in placed])
    points = _named_apart([frame.point(lat, lon, name, exact=exact) for lat, lon, name, exact in placed])
    km = max((step for step in SCALES if _length(frame, step) <= WIDTH / 3), default=SCALES[0])
    return SiteMap(points, _towns(frame, points), km, _length(frame, km))


def _named_apart(points: list[Point]) -> tuple[Point, ...]:
    """Each name where it covers no other: below its dot, above, or further off; one that finds no room is left out."""
    named: list[Point] = []
    for point in points:
        places = (replace(point, below=below) for below in BELOW)
        named.append(
            next((p for p in places if not any(_cover(p, other) for other in named)), replace(point, name=""))
        )
    return tuple(named)


def _cover(one: Point, other: Point) -> bool:
    """Whether two names are written over one another."""
    wide = (len(one.name) + len(other.name)) * HALF_LETTER
    return (
        bool(other.name)
        and abs(one.x - other.x) < wide
        and abs(one.y + one.below - other.y - other.below) < LINE
    )


def _length(frame: _Frame, km: int) -> int:
    return round(km / KM_A_DEGREE * frame.scale)


def _frame(points: list[tuple[float, float]]) -> _Frame:
    lats, lons = [lat for lat, _lon in points], [lon for _lat, lon in points]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrowing = cos(radians(lat))
    tall = max(max(lats) - min(lats), NARROWEST)
    wide = max((max(lons) - min(lons)) * narrowing, NARROWEST * WIDTH / HEIGHT)
    return _Frame(lat, lon, min((HEIGHT - 2 * MARGIN) / tall, (WIDTH - 2 * MARGIN) / wide), narrowing)


def _towns(frame: _Frame, sites: tuple[Point, ...]) -> tuple[Point, ...]:
    """The largest municipalities around, unless a place of work or a larger one stands where their name would."""
    half_lat, half_lon = HEIGHT / 2 / frame.scale, WIDTH / 2 / frame.scale / frame.narrowing
    rows = Municipality.objects.filter(
        lat__range=(frame.lat - half_lat, frame.lat + half_lat),
        lon__range=(frame.lon - half_lon, frame.lon + half_lon),
    ).order_by("-population", "code")[:30]
    shown: list[Point] = []
    for town in rows:
        point = frame.point(float(town.lat or 0), float(town.lon or 0), town.name)
        half = max(MARGIN, len(town.name) * HALF_LETTER)
        inside = half <= point.x <= WIDTH - half and 14 <= point.y <= HEIGHT - 26
        if inside and all(abs(p.x - point.x) > 90 or abs(p.y - point.y) > 20 for p in (*sites, *shown)):
            shown.append(point)
    return tuple(shown[:NEIGHBOURS])
