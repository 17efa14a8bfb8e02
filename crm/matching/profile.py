"""The de-identified profile: the closed list of what an employer is shown, and nothing else."""

from __future__ import annotations

from typing import Any

from crm.matching.models import Match
from crm.matching.rules import experience_band

#: Everything that may be in a profile. A test compares; product.md §5 says why.
CLOSED_LIST = frozenset(
    {"occupations", "experience", "skills", "french", "licence", "available_month", "may_work"}
)


def deidentified_profile(match: Match) -> dict[str, Any]:
    """Codes and bands only: occupations, years in bands, skills held, levels stated and met, licence, month, permit."""
    person, need = match.candidate, match.need
    licence = person.licences.filter(licence_id=need.licence_id).first() if need.licence_id else None
    held = list(person.occupations.all())
    return {
        "occupations": [
            {"code": row.occupation_id, "experience": experience_band(row.months)} for row in held
        ],
        "experience": experience_band(sum(row.months for row in held)),
        "skills": list(person.skills.filter(held=True).values_list("skill_id", flat=True)),
        "french": _french(match),
        "licence": licence.stage if licence else "",
        "available_month": f"{person.available_from:%Y-%m}" if person.available_from else "",
        "may_work": _may_work(match),
    }


def _french(match: Match) -> dict[str, dict[str, Any]]:
    """Only the levels that the need states, each met or not; unknown is null."""
    said = {"oral": match.candidate.french_oral, "written": match.candidate.french_written}
    asked = {"oral": match.need.french_oral, "written": match.need.french_written}
    return {
        kind: {"level": level, "met": None if (has := said[kind]) is None else has >= level}
        for kind, level in asked.items()
        if level is not None
    }


def _may_work(match: Match) -> str:
    """« May work for you »: yes, needs a new permit, or to be verified; never the status behind it."""
    right = getattr(match.candidate, "authorisation", None)
    if right is None:
        return "unknown"
    limits = {row.code for row in right.occupation_limits.all()}
    free = right.tied_employer_id in {None, match.need.file.employer_id}
    covered = not limits or match.need.occupation_id in limits
    return "yes" if free and covered else "new_permit"
