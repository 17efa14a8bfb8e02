"""The published defaults of the matching: weights, rule values, steps of the paths. Later versions are rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm.core.reference import Synchronised
from crm.matching.first_path_steps import first_steps
from crm.matching.models import Path, PathStep, Rule, WeightSet

PUBLISHED_ON = date(2026, 11, 23)
HOUSE_RULE = "Passerelle, docs/matching.md"
#: By version, from when it holds: skills gave occupation 15 points, then 5, on experts' grades (docs/matching.md).
WEIGHTS = {
    "2026-1": (datetime(2021, 1, 1, tzinfo=UTC), (3000, 2000, 1500, 1200, 300, 1000, 500, 500)),
    "2026-2": (datetime(2021, 1, 2, tzinfo=UTC), (1500, 3500, 1500, 1200, 300, 1000, 500, 500)),
    "2026-3": (datetime(2021, 1, 3, tzinfo=UTC), (1000, 4000, 1500, 1200, 300, 1000, 500, 500)),
}
NEUTRAL = {
    "skills": 300,
    "occupation": 300,
    "experience": 300,
    "french": 500,
    "languages": 500,
    "mobility": 500,
    "wage": 500,
    "availability": 500,
}
RULES = {"available_late_days": 90, "authorised_late_days": 90, "authorised_min_days": 0}
SINCE = date(2021, 1, 1)


def load() -> dict[str, Synchronised]:
    """Write what is not there yet; what an administrator changed is never overwritten."""
    made = [
        WeightSet.objects.get_or_create(
            version=version,
            defaults={
                "weights": dict(zip(NEUTRAL, shares, strict=True)),
                "neutral_shares": NEUTRAL,
                "active_from": since,
                "note": HOUSE_RULE,
            },
        )[1]
        for version, (since, shares) in WEIGHTS.items()
    ]
    missing = [
        Rule(key=key, value=value, source=HOUSE_RULE, read_on=PUBLISHED_ON, valid_from=SINCE)
        for key, value in RULES.items()
        if not Rule.objects.filter(key=key).exists()
    ]
    Rule.objects.bulk_create(missing)
    begun = set(PathStep.objects.values_list("path", flat=True))
    steps = [step for path in Path.values if path not in begun for step in first_steps(path)]
    PathStep.objects.bulk_create(steps)
    return {
        "weights": Synchronised(rows=len(WEIGHTS), written=sum(made)),
        "rules": Synchronised(rows=len(RULES), written=len(missing)),
        "path steps": Synchronised(rows=PathStep.objects.count(), written=len(steps)),
    }
