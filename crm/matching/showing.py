"""A profile before it is shown: what the employer will read, made as `present` makes it, and nothing written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crm.accounts.models import User
from crm.candidates.models import Release
from crm.matching.models import Match, MatchStage, Presentation
from crm.matching.profile import deidentified_profile
from crm.matching.rules import ANSWER_DAYS


def may_be_shown(match: Match, *, today: date) -> bool:
    """Whether the next step of the pair is to show the profile: consented to, and the consent stands."""
    return match.stage == MatchStage.CONSENTED and match.may_be_presented(today)


def profile_to_show(match: Match, *, by: User, today: date) -> Presentation:
    """The presentation that `present` would write today, not saved; its number is given as it leaves."""
    need = match.need
    release = Release(recipient=str(need.file.employer), purpose=need.reference)
    return Presentation(
        match=match,
        content=deidentified_profile(match),
        presented_on=today,
        presented_by=by,
        due_on=today + timedelta(days=ANSWER_DAYS),
        release=release,
    )


def fingerprint(content: Mapping[str, Any]) -> str:
    """Names a profile's content, so that what was read before is known from what changed since."""
    ordered = {
        name: sorted(value, key=str) if isinstance(value, list) else value for name, value in content.items()
    }
    text = json.dumps(ordered, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
