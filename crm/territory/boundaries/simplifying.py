"""Fewer points, with the borders that two places share kept one line.

Rings are cut where borders meet; each piece is simplified once (Douglas–Peucker), whichever place it is read from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Point = tuple[int, int]
Line = tuple[Point, ...]


def simplify(places: Mapping[str, Sequence[Line]], tolerance: float) -> dict[str, list[Line]]:
    """The closed rings of each place with fewer points, moved by `tolerance` at most, and not closed twice."""
    nodes = _nodes([ring for rings in places.values() for ring in rings])
    known: dict[Line, Line] = {}

    def fewer(line: Line) -> Line:
        turned = line[::-1]
        first = min(line, turned)
        if first not in known:
            known[first] = _thinned(first, tolerance)
        return known[first] if first == line else known[first][::-1]

    return {
        code: [_joined([fewer(p) for p in _pieces(ring, nodes)]) for ring in rings]
        for code, rings in places.items()
    }


def _nodes(rings: Sequence[Line]) -> set[Point]:
    """Points whose two neighbours differ from one ring to another: there borders meet."""
    seen: dict[Point, frozenset[Point]] = {}
    nodes = set()
    for ring in rings:
        for before, point, after in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
            around = frozenset((before, after))
            if seen.setdefault(point, around) != around:
                nodes.add(point)
    return nodes


def _pieces(ring: Line, nodes: set[Point]) -> list[Line]:
    """The ring cut at its nodes, both ends in each piece; whole and closed, from its least point on, without any."""
    cuts = [place for place, point in enumerate(ring) if point in nodes]
    if not cuts:
        # Two halves, the same whichever way round the ring is read.
        start = ring.index(min(ring))
        turned = ring[start:] + ring[:start]
        far = turned.index(max(turned))
        return [turned[: far + 1], (*turned[far:], turned[0])]
    turned = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [cut - cuts[0] for cut in cuts]
    closed = (*turned, turned[0])
    return [closed[start : end + 1] for start, end in zip(ends, [*ends[1:], len(turned)], strict=True)]


def _joined(pieces: Sequence[Line]) -> Line:
    return tuple(point for piece in pieces for point in piece[:-1])


def _thinned(line: Line, tolerance: float) -> Line:
    """Douglas–Peucker, without recursion."""
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        start, end = spans.pop()
        place, far = _farthest(line, start, end)
        if far > tolerance:
            kept.add(place)
            spans += [(start, place), (place, end)]
    return tuple(line[place] for place in sorted(kept))


def _farthest(line: Line, start: int, end: int) -> tuple[int, float]:
    (x0, y0), (x1, y1) = line[start], line[end]
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    best, where = -1.0, start
    for place in range(start + 1, end):
        x, y = line[place]
        along = max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length)) if length else 0.0
        far = (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2
        if far > best:
            best, where = far, place
    return where, max(0.0, best) ** 0.5
