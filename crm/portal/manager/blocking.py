"""Lines of what blocks placements, as bars by reason, a table by place, and a list by occupation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crm.portal.manager.dashboard import bars
from crm.reporting.queries_blockers import Blocked

#: Lines shown; the file has them all.
SHOWN = 100
#: In an address, the occupation of a need that has none yet.
NO_OCCUPATION = "-"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, the matches set aside for it, and how many at each place shown."""

    code: str
    label: str
    value: int
    places: list[tuple[str, int]]


def chosen_lines(found: Sequence[Blocked], reason: str, occupation: str) -> list[Blocked]:
    """The lines of one reason, one occupation, or both; empty: any."""
    return [
        line
        for line in found
        if reason in {"", line.reason} and occupation in {"", line.occupation or NO_OCCUPATION}
    ]


def shown(found: Sequence[Blocked], chosen: Sequence[Blocked], *, by_mrc: bool) -> dict[str, Any]:
    """What the page shows of the chosen lines, and the choices that all the lines offer."""
    places = {
        (line.mrc if by_mrc else line.region): line.mrc_name if by_mrc else line.region for line in chosen
    }
    columns = sorted(places.items(), key=lambda place: (not place[0], place[1]))
    occupations = {
        line.occupation or NO_OCCUPATION: line.title or _("Profession à préciser") for line in found
    }
    return {
        "reasons": bars(_reasons(chosen, [code for code, _name in columns], by_mrc=by_mrc)),
        "columns": columns,
        "lines": chosen[:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "value": sum(line.value for line in chosen),
        "reason_choices": sorted({line.reason: line.label for line in found}.items(), key=lambda one: one[1]),
        "occupation_choices": sorted(occupations.items(), key=lambda one: one[1]),
    }


def _reasons(chosen: Sequence[Blocked], columns: Sequence[str], *, by_mrc: bool) -> list[Reason]:
    labels = {line.reason: line.label for line in chosen}
    cells: Counter[tuple[str, str]] = Counter()
    for line in chosen:
        cells[line.reason, line.mrc if by_mrc else line.region] += line.value
    reasons = [
        Reason(
            code,
            label,
            sum(cells[code, place] for place in columns),
            [(place, cells[code, place]) for place in columns],
        )
        for code, label in labels.items()
    ]
    return sorted(reasons, key=lambda reason: (-reason.value, reason.code))


def sheet_lines(chosen: Sequence[Blocked]) -> list[list[object]]:
    """Every line, under its heading."""
    heading: list[object] = [
        _("Motif"),
        _("Région"),
        _("Code de la MRC"),
        _("MRC ou territoire"),
        _("CNP"),
        _("Profession"),
        _("Jumelages écartés"),
    ]
    return [
        heading,
        *([o.label, o.region, o.mrc, o.mrc_name, o.occupation, o.title, o.value] for o in chosen),
    ]
