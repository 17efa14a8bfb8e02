"""What advisors of other directions ask of the day's reader, each with the two forms that answer it in place."""

from __future__ import annotations

from datetime import date

from crm.accounts.models import User
from crm.matching.models import OfficerRequest
from crm.matching.queries import requests_waiting
from crm.portal.advisor.match_forms import AcceptRequestForm, DeclineRequestForm
from crm.portal.reasons import CodedReasons

Asked = tuple[OfficerRequest, AcceptRequestForm, DeclineRequestForm]


def asked_of(user: User, day: date) -> list[Asked]:
    """The requests that wait, with their forms; the coded reasons are read once."""
    reasons = CodedReasons()
    return [
        (
            row,
            AcceptRequestForm(auto_id=f"m{row.match_id}-accept-%s", initial={"given_on": day}),
            DeclineRequestForm(reasons=reasons, auto_id=f"m{row.match_id}-decline-%s"),
        )
        for row in requests_waiting(user, today=day)
    ]
