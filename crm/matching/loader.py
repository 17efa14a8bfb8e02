"""The published defaults of the matching: weights and rule values. Later versions are rows beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm.core.reference import Synchronised
from crm.matching.models import Rule, WeightSet

PUBLISHED_ON = date(2026, 11, 23)
HOUSE_RULE = "Passerelle, docs/matching.md"
WEIGHTS = {
    "skills": 3000,
    "occupation": 2000,
    "experience": 1500,
    "french": 1200,
    "languages": 300,
    "mobility": 1000,
    "wage": 500,
    "availability": 500,
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
    """Write the first weights and rules where there are none; what an administrator changed is never overwritten."""
    _set, made = WeightSet.objects.get_or_create(
        version="2026-1",
        defaults={
            "weights": WEIGHTS,
            "neutral_shares": NEUTRAL,
            "active_from": datetime(2021, 1, 1, tzinfo=UTC),
            "note": HOUSE_RULE,
        },
    )
    missing = [
        Rule(key=key, value=value, source=HOUSE_RULE, read_on=PUBLISHED_ON, valid_from=SINCE)
        for key, value in RULES.items()
        if not Rule.objects.filter(key=key).exists()
    ]
    Rule.objects.bulk_create(missing)
    return {
        "weights": Synchronised(rows=1, written=int(made)),
        "rules": Synchronised(rows=len(RULES), written=len(missing)),
    }
