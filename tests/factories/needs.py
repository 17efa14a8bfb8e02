"""Labour needs and the links by which an employer without an account submits them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from crm.accounts.links import make_link
from crm.employers.models import EmployerFile, NeedFormLink, Site
from crm.needs.models import LabourNeed, NeedMove, NeedSkill, NeedStage
from tests.factories.employers import make_file, make_site

LONG_AHEAD = date(2099, 12, 31)


def make_need(
    file: EmployerFile | None = None,
    site: Site | None = None,
    stage: str = NeedStage.OPEN,
    occupation: str | None = "94120",
    skills: tuple[str, ...] = (),
    **values: Any,
) -> LabourNeed:
    """An open need for sawmill operators; `skills` are codes, all essential. Its moves up to `stage` are not made."""
    place = file or make_file()
    need = LabourNeed.objects.create(
        file=place,
        site=site or place.employer.sites.first() or make_site(place.employer),
        stage=stage,
        occupation_id=occupation,
        **{"words": "gars de scie", "valid_until": LONG_AHEAD, **values},
    )
    NeedSkill.objects.bulk_create(NeedSkill(need=need, skill_id=code) for code in skills)
    return need


def make_need_move(
    need: LabourNeed, to_stage: str, at: datetime, from_stage: str = "", **values: Any
) -> NeedMove:
    """One row of a need's stage history."""
    return NeedMove.objects.create(need=need, from_stage=from_stage, to_stage=to_stage, at=at, **values)


def make_need_link(
    file: EmployerFile | None = None, now: datetime | None = None, lasts: timedelta = timedelta(days=30)
) -> tuple[NeedFormLink, str]:
    """A signed link of a file, and its token."""
    moment = now or datetime.now(UTC)
    return make_link(NeedFormLink, by=None, now=moment, lasts=lasts, file=file or make_file())
