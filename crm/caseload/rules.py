"""The published workload index (rule CH-1): points by kind of work, in tenths so that they add up exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Role
from crm.employers.models import FileStage

# Days without a qualifying intervention after which a file is shown as out of contact.
QUIET_DAYS = 60
REFERENCE = {Role.ADVISOR.value: 1000, Role.OFFICER.value: 900}
FILE_ACTIVE, FILE_OTHER, NEED, FOLLOW_UP, PERSON, PLAN = 20, 10, 30, 5, 10, 5
ACTIVE_STAGES = (FileStage.DIAGNOSIS, FileStage.ACCOMPANIED)
# Days before a permit ends within which a review shows it (rule CH-3).
PERMIT_DAYS = 183
WEEK = timedelta(days=7)
# Upper bounds, in days, of the bands in which the age of open files is shown; the last band has none.
AGE_BANDS = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has in hand: counts of each kind of work."""

    files_active: int = 0
    files_other: int = 0
    needs: int = 0
    persons: int = 0
    plans: int = 0
    follow_ups: int = 0

    @property
    def from_files(self) -> int:
        """Tenths of a point from employer files and persons."""
        return self.files_active * FILE_ACTIVE + self.files_other * FILE_OTHER + self.persons * PERSON

    @property
    def from_work(self) -> int:
        """Tenths of a point from needs and action plans."""
        return self.needs * NEED + self.plans * PLAN

    @property
    def from_follow_ups(self) -> int:
        return self.follow_ups * FOLLOW_UP

    @property
    def held(self) -> int:
        """Files and persons."""
        return self.files_active + self.files_other + self.persons

    @property
    def work(self) -> int:
        """Needs and action plans."""
        return self.needs + self.plans

    @property
    def index(self) -> int:
        """The workload index, in tenths of a point."""
        return self.from_files + self.from_work + self.from_follow_ups


def file_points(stage: str, needs: int) -> int:
    """What one file and its active needs weigh, in tenths of a point."""
    return (FILE_ACTIVE if stage in ACTIVE_STAGES else FILE_OTHER) + needs * NEED


def person_points(plans: int) -> int:
    """What one person and their open plans weigh, in tenths of a point."""
    return PERSON + plans * PLAN


def reference_of(role: str, full_time: Decimal) -> int:
    """The load expected of somebody, in tenths of a point: half of it for half of the time."""
    return int((REFERENCE[role] * full_time).to_integral_value(ROUND_HALF_UP))


def shared_among(index: int, full_time: Decimal) -> int | None:
    """Tenths of a point for each full-time equivalent when all share equally (rule CH-2); None when there is nobody."""
    if full_time <= 0:
        return None
    return int((index / full_time).to_integral_value(ROUND_HALF_UP))


def monday(day: date) -> date:
    """The Monday of a day's week, by which a review is known."""
    return day - timedelta(days=day.weekday())


class Flag(TextChoices):
    """Why a review looks at a file or a person (rule CH-3)."""

    OVERDUE = "overdue", _("suivi en retard")
    NO_STEP = "no_step", _("sans prochaine étape")
    QUIET = "quiet", _("sans contact")
    PERMIT = "permit", _("permis à échéance")


def flags(
    day: date, *, next_follow_up: date | None, spoken: date | None, permit: date | None
) -> tuple[Flag, ...]:
    """Why a line is looked at: `spoken` is the last contact with a file, None for a person."""
    found: Iterable[tuple[Flag, bool]] = (
        (Flag.OVERDUE, next_follow_up is not None and next_follow_up < day),
        (Flag.NO_STEP, next_follow_up is None),
        (Flag.QUIET, spoken is not None and spoken < day - timedelta(days=QUIET_DAYS)),
        (Flag.PERMIT, permit is not None and day <= permit <= day + timedelta(days=PERMIT_DAYS)),
    )
    return tuple(flag for flag, holds in found if holds)
