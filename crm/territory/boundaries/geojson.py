"""GeoJSON (RFC 7946): a collection of polygons."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from itertools import chain
from typing import Any

from crm.territory.boundaries.features import Feature, bounded, ring_of, unreadable


def read_geojson(content: bytes, file: str) -> list[Feature]:
    """The polygons of a collection; raises BoundariesRefused."""
    try:
        whole = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
        features = [_feature(one, file) for one in whole["features"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise unreadable(file) from error
    return bounded(features, file)


def _no_number(name: str) -> float:
    raise ValueError(name)


def _feature(one: dict[str, Any], file: str) -> Feature:
    attributes = {
        str(name): str(value)
        for name, value in (one.get("properties") or {}).items()
        if isinstance(value, str | int)
    }
    return Feature(attributes, tuple(_rings(one.get("geometry") or {}, file)))


def _rings(geometry: dict[str, Any], file: str) -> Iterator[array[float]]:
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            if part.get("type") != "GeometryCollection":
                yield from _rings(part, file)
    if kind not in {"Polygon", "MultiPolygon"}:
        return
    polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    for ring in chain.from_iterable(polygons):
        yield ring_of(chain.from_iterable((point[0], point[1]) for point in ring), file)
