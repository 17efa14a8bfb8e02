"""A draft of the weights, as the administrator would have written it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from crm.accounts.models import User
from crm.matching.models import WeightSet
from crm.matching.services import WeightContent, save_draft
from tests.factories.people import make_user

WEIGHTS = {
    "skills": 4000,
    "occupation": 1000,
    "experience": 1500,
    "french": 1200,
    "mobility": 1000,
    "wage": 500,
    "availability": 500,
    "languages": 300,
}
NEUTRAL = {
    "skills": 300,
    "occupation": 300,
    "experience": 300,
    "french": 500,
    "mobility": 500,
    "wage": 500,
    "availability": 500,
    "languages": 500,
}


def content(now: datetime, **values: object) -> WeightContent:
    """Skills before the profile, from the day of `now`."""
    asked = {
        "weights": WEIGHTS,
        "neutral_shares": NEUTRAL,
        "starts_on": timezone.localdate(now),
        "note": "Essai",
    }
    return WeightContent(**{**asked, **values})  # type: ignore[arg-type]


def make_draft(now: datetime, by: User | None = None, weights: Mapping[str, int] = WEIGHTS) -> WeightSet:
    """The draft, saved."""
    pilot = by or make_user(role="admin")
    return save_draft(content=content(now, weights=weights), revision=0, by=pilot, now=now)
