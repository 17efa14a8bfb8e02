"""Labour needs as columns. -1 is "not asked"; a day is its proleptic ordinal, 0 where there is none."""

from __future__ import annotations

from collections.abc import Iterable

from workers.engine.snapshot.codes import Codes
from workers.engine.snapshot.columns import Columns, Growing, level
from workers.engine.types import Need

SCALARS = {
    "employer": "i",
    "occupation": "h",
    "region": "h",
    "mrc": "h",
    "months": "i",
    "oral": "h",
    "written": "h",
    "licence": "h",
    "driving": "h",
    "start": "i",
    "wage": "i",
    "shift": "h",
    "help": "i",
}
LISTS = {"skills": {"code": "i", "essential": "b", "level": "h"}, "languages": {"code": "h", "band": "h"}}


def encode_needs(needs: Iterable[Need], codes: Codes) -> Columns:
    """The columns of the needs, in their order. Raises `SnapshotLimit`."""
    rows = Growing(SCALARS, LISTS)
    for need in needs:
        skills = [(codes.number("skill", s.code), int(s.essential), level(s.level)) for s in need.skills]
        languages = [(codes.number("language", row.code), level(row.band)) for row in need.languages]
        rows.add(need.id, _scalars(need, codes), skills=skills, languages=languages)
    return rows.columns()


def _scalars(need: Need, codes: Codes) -> dict[str, int]:
    return {
        "employer": codes.number("employer", need.employer),
        "occupation": codes.number("occupation", need.occupation),
        "region": codes.number("region", need.region),
        "mrc": codes.number("mrc", need.mrc),
        "months": need.experience_months,
        "oral": level(need.french_oral),
        "written": level(need.french_written),
        "licence": codes.optional("licence", need.licence),
        "driving": codes.optional("driving", need.driving_class),
        "start": need.start.toordinal() if need.start else 0,
        "wage": -1 if need.wage_max is None else need.wage_max,
        "shift": codes.optional("shift", need.shift),
        "help": codes.mask("help", need.help_offered),
    }
