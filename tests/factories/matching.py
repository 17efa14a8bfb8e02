"""Pairs of a need and a person as the worker would have left them, and people to rank."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from crm.candidates.models import Candidate, Release
from crm.matching.models import Match, MatchStage, Presentation, ScoringRun
from crm.matching.profile import deidentified_profile
from crm.needs.models import LabourNeed
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.needs import make_need
from tests.factories.people import make_user

SAWING = ("sciage", "affutage", "cadenassage")
CRITERIA = [
    {
        "code": "skills",
        "weight": 6000,
        "points": 4200,
        "documented": 6000,
        "found": [{"kind": "skill", "codes": ["sciage"], "numbers": [0, 0]}],
        "not_found": [{"kind": "skill", "codes": ["affutage"], "numbers": [0, 0]}],
        "missing": [],
    },
    {
        "code": "occupation",
        "weight": 4000,
        "points": 4000,
        "documented": 4000,
        "found": [{"kind": "occupation", "codes": ["94120"], "numbers": [1000, 36]}],
        "not_found": [],
        "missing": [],
    },
]


def make_sawyer(**values: Any) -> Candidate:
    """A person whom nothing keeps from a sawmill of region 02: three years, three skills, may work, would move."""
    return make_candidate(
        **{
            "occupations": {"94120": 36},
            "skills": SAWING,
            "authorisation": {},
            "regions": ["02"],
            "available_from": date(2026, 12, 1),
            **values,
        }
    )


def make_run(need: LabourNeed, **values: Any) -> ScoringRun:
    """A ranking of the need as it now stands."""
    return ScoringRun.objects.create(
        need=need,
        **{
            "need_revision": need.revision,
            "engine_version": "1",
            "weights_version": "2026-1",
            "scored_at": datetime.now(UTC),
            "persons": 1,
            "admissible": 1,
            "to_verify": 0,
            "inadmissible": 0,
            **values,
        },
    )


def make_match(
    need: LabourNeed | None = None,
    candidate: Candidate | None = None,
    stage: str = MatchStage.PROPOSED,
    verdict: str = "admissible",
    score: int = 8200,
    **values: Any,
) -> Match:
    """A scored pair in a stage, admissible and explained in two lines, in the need's newest ranking."""
    wanted = need or make_need()
    return Match.objects.create(
        need=wanted,
        candidate=candidate or make_candidate(),
        stage=stage,
        verdict=verdict,
        score=score,
        **{
            "coverage": 1000,
            "rank": 1,
            "criteria": CRITERIA,
            "constraints": [],
            "run": values.get("run") or wanted.runs.first() or make_run(wanted),
            **values,
        },
    )


def make_presentation(match: Match, *, named: bool = False, **values: Any) -> Presentation:
    """A profile that stands with the employer; `named`: who was given the person's name, by consent."""
    employer = match.need.file.employer

    def release(kind: str, content: dict[str, Any]) -> Release:
        return Release.objects.create(
            candidate=match.candidate,
            consent=make_consent(match.candidate, kind, employer),
            recipient=str(employer),
            purpose=match.need.reference,
            content=content,
            at=datetime.now(UTC),
        )

    profile = deidentified_profile(match)
    return Presentation.objects.create(
        match=match,
        **{
            "profile_number": f"D-{match.pk}",
            "content": profile,
            "presented_on": timezone.localdate(),
            "presented_by": make_user(),
            "due_on": date(2099, 1, 1),
            "release": release("presentation", profile),
            "identity_release": release("identity", {"name": str(match.candidate.identity)})
            if named
            else None,
            **values,
        },
    )


def blocked(*codes: str) -> list[dict[str, Any]]:
    """Conditions that block, by their codes, each with facts of the shape that the engine writes."""
    facts = {"codes": ["evening", "941"], "numbers": [20261201, 20261101]}
    return [{"code": code, "status": "blocked", **facts} for code in codes]
