"""What the working list of needs reads beside the needs themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from crm.employers.models import FileLead
from crm.needs.models import SCORED_STAGES, WAITING_STAGES
from crm.needs.rules.content import FRESH_FOR

#: The columns that its rows are written from: of ninety, the others are long to carry to four hundred cards.
READ = (
    *("words", "stage", "created_at", "moved_at", "positions", "filled"),
    *("starts_on", "valid_until", "confirmed_on", "suspended_until"),
    *("occupation__title_fr", "occupation__title_en", "site__municipality__name"),
    *("file__employer__legal_name", "file__employer__usual_name"),
)
#: A need whose validity ends within this is shown as ending soon.
ENDS_SOON = timedelta(days=30)


def in_state(needs: QuerySet[Any], state: str, *, today: date) -> QuerySet[Any]:
    """ "stale": nobody said for a while that it stands; "ending": valid 30 days more at most; "late": start past."""
    ranked = needs.filter(stage__in=SCORED_STAGES)
    if state == "stale":
        before = today - FRESH_FOR
        return ranked.filter(Q(confirmed_on__lt=before) | Q(confirmed_on=None, created_at__date__lt=before))
    if state == "ending":
        return ranked.filter(valid_until__lte=today + ENDS_SOON)
    if state == "late":
        return ranked.filter(starts_on__lt=today, filled__lt=F("positions"))
    return needs


def with_work(needs: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Each need with its lead, since when it is in its stage, and whether it waits for its qualification."""
    leads = FileLead.objects.on(today).filter(file=OuterRef("file_id"))
    waits = Case(When(stage__in=WAITING_STAGES, then=Value(0)), default=Value(1), output_field=IntegerField())
    related = needs.select_related("file__employer", "site__municipality", "occupation")
    return related.only(*READ).annotate(
        waits=waits,
        stage_since=Coalesce("moved_at", "created_at"),
        lead_name=Subquery(leads.values("user__name")[:1]),
    )
