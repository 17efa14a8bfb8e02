"""The published workload index (rule CH-1): points by kind of work, in tenths so that they add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

from crm.accounts.models import Role
from crm.employers.models import FileStage

# Days without a qualifying intervention after which a file is shown as out of contact.
QUIET_DAYS = 60
REFERENCE = {Role.ADVISOR.value: 1000, Role.OFFICER.value: 900}
FILE_ACTIVE, FILE_OTHER, NEED, FOLLOW_UP, PERSON, PLAN = 20, 10, 30, 5, 10, 5
ACTIVE_STAGES = (FileStage.DIAGNOSIS, FileStage.ACCOMPANIED)
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
    def index(self) -> int:
        """The workload index, in tenths of a point."""
        return self.from_files + self.from_work + self.from_follow_ups


def file_points(stage: str, needs: int) -> int:
    """What one file and its active needs weigh, in tenths of a point."""
    return (FILE_ACTIVE if stage in ACTIVE_STAGES else FILE_OTHER) + needs * NEED


def person_points(plans: int) -> int:
    """What one person and their open plans weigh, in tenths of a point."""
    return PERSON + plans * PLAN
