"""Caseloads on a day: what each staff member of a direction has in hand, how old it is, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)

from crm.accounts.models import Posting, Role, User
from crm.candidates.models import CandidateOfficer, PersonStage
from crm.caseload.models import Absence
from crm.caseload.rules import ACTIVE_STAGES, AGE_BANDS, QUIET_DAYS, REFERENCE, Load, age_band
from crm.casework.models import FollowUp
from crm.employers.models import FileLead, FileStage
from crm.needs.models import ACTIVE_STAGES as ACTIVE_NEEDS


@dataclass(frozen=True, slots=True)
class Member:
    """One staff member on a day: what they have in hand, and its weight against the reference (tenths of a point)."""

    user_id: int
    name: str
    initials: str
    role: str
    place: str
    load: Load
    overdue: int
    quiet: int
    median_age: int | None
    absence: Absence | None

    @property
    def reference(self) -> int:
        return REFERENCE[self.role]

    @property
    def is_over(self) -> bool:
        return self.load.index > self.reference

    @property
    def files(self) -> int:
        return self.load.files_active + self.load.files_other

    @property
    def in_hand(self) -> int:
        """Files of an advisor, persons of an officer."""
        return self.files if self.role == Role.ADVISOR else self.load.persons

    @property
    def work(self) -> int:
        """Active needs of an advisor, open plans of an officer."""
        return self.load.needs if self.role == Role.ADVISOR else self.load.plans


def _led_files(direction_ids: frozenset[int], day: date) -> QuerySet[FileLead]:
    """Every file that is not closed: those asleep wake one day, and need somebody then."""
    leads = FileLead.objects.on(day).filter(file__direction_id__in=direction_ids, file__merged_into=None)
    return leads.exclude(file__stage=FileStage.CLOSED).order_by()


def _in_charge(direction_ids: frozenset[int], day: date) -> QuerySet[CandidateOfficer]:
    charges = CandidateOfficer.objects.on(day).filter(candidate__direction_id__in=direction_ids)
    return charges.exclude(candidate__stage=PersonStage.CLOSED).order_by()


@dataclass(frozen=True, slots=True)
class _LedFile:
    """A file in somebody's hands: days since it was opened, and whether it has been without contact for 60 days."""

    lead: int
    stage: str
    age: int
    quiet: bool

    @property
    def is_open(self) -> bool:
        return self.stage != FileStage.ASLEEP


@dataclass(frozen=True, slots=True)
class Held:
    """What all staff of the directions hold on a day, each table read once: files one by one, persons counted."""

    files: tuple[_LedFile, ...]
    persons: dict[int, dict[str, int]]
    needs: dict[int, int]
    plans: dict[int, int]


def held_by_all(direction_ids: frozenset[int], day: date) -> Held:
    """What is in the hands of everyone in these directions, whoever they are."""
    led, charges = _led_files(direction_ids, day), _in_charge(direction_ids, day)
    needs = led.exclude(file__stage=FileStage.ASLEEP).filter(file__needs__stage__in=ACTIVE_NEEDS)
    plans = charges.filter(candidate__action_plans__isnull=False, candidate__action_plans__closed_on=None)
    return Held(
        files=_files(led, day),
        persons=_persons(charges, day),
        needs=_by_user(needs, "file__needs"),
        plans=_by_user(plans, "candidate__action_plans"),
    )


def _files(led: QuerySet[FileLead], day: date) -> tuple[_LedFile, ...]:
    quiet_since = day - timedelta(days=QUIET_DAYS)
    rows: Any = led.values_list("user_id", "file__stage", "file__opened_on", "file__last_contact_on")
    return tuple(
        _LedFile(lead, stage, (day - opened).days, (last or opened) < quiet_since)
        for lead, stage, opened, last in rows
    )


def _persons(charges: QuerySet[CandidateOfficer], day: date) -> dict[int, dict[str, int]]:
    """For each officer: how many persons, and the median of days since they were registered."""
    age = ExpressionWrapper(Value(day) - F("candidate__registered_on"), output_field=DurationField())
    rows = charges.values("user_id").annotate(number=Count("pk"), median=_Median(age))
    return {
        row["user_id"]: {"number": row["number"], "median": round(row["median"] / timedelta(days=1))}
        for row in rows
    }


class _Median(Aggregate):
    """SQL: the middle value, counted by the database."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _by_user(rows: QuerySet[Any], counted: str) -> dict[int, int]:
    return dict(rows.values("user_id").annotate(number=Count(counted)).values_list("user_id", "number"))


def _follow_ups(user_ids: list[int], day: date) -> dict[int, dict[str, int]]:
    rows = (
        FollowUp.objects.open()
        .filter(owner_id__in=user_ids)
        .order_by()
        .values("owner_id")
        .annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=day)))
    )
    return {row["owner_id"]: row for row in rows}


def _absences(user_ids: list[int], day: date) -> dict[int, Absence]:
    """The absence under way or next to come of each."""
    coming = Absence.objects.filter(user_id__in=user_ids, ends_on__gte=day).order_by("-starts_on", "-pk")
    return {absence.user_id: absence for absence in coming}


def members(direction_ids: frozenset[int], day: date, held: Held | None = None) -> list[Member]:
    """Advisors, then officers, posted in the directions on the day; most loaded first in each role."""
    postings = list(
        Posting.objects.on(day)
        .filter(direction_id__in=direction_ids, role__in=list(REFERENCE), user__is_active=True)
        .select_related("user", "service_point__municipality")
        .order_by("role", "user__name", "pk")
    )
    held = held or held_by_all(direction_ids, day)
    facts = _Facts(held, [posting.user_id for posting in postings], day)
    by_person = {
        (posting.role, posting.user_id): facts.member(
            posting.user, posting.role, posting.service_point.place if posting.service_point else ""
        )
        for posting in postings
    }
    return sorted(
        by_person.values(), key=lambda m: (m.role != Role.ADVISOR, -m.load.index, m.name, m.user_id)
    )


def departed(
    direction_ids: frozenset[int], day: date, present: list[Member], held: Held | None = None
) -> list[Member]:
    """Who still holds open files or persons here though not `present`: a posting that ended, an account closed."""
    held = held or held_by_all(direction_ids, day)
    there = {(member.role, member.user_id) for member in present}
    advisors = {(Role.ADVISOR.value, file.lead) for file in held.files}
    gone = (advisors | {(Role.OFFICER.value, pk) for pk in held.persons}) - there
    if not gone:
        return []
    users = User.objects.in_bulk([pk for _role, pk in gone])
    facts = _Facts(held, list(users), day, asleep=True)
    return [facts.member(users[pk], role, "") for role, pk in sorted(gone)]


class _Facts:
    """The figures of a team's day."""

    def __init__(self, held: Held, user_ids: list[int], day: date, *, asleep: bool = False) -> None:
        self.held, self.asleep = held, asleep
        self.files: dict[int, list[_LedFile]] = {}
        for file in held.files:
            self.files.setdefault(file.lead, []).append(file)
        self.follow_ups = _follow_ups(user_ids, day)
        self.absences = _absences(user_ids, day)

    def member(self, user: User, role: str, place: str) -> Member:
        follow_ups = self.follow_ups.get(user.pk, {})
        load, quiet, age = (self._officer if role == Role.OFFICER else self._advisor)(
            user.pk, follow_ups.get("number", 0)
        )
        return Member(
            user_id=user.pk,
            name=user.name,
            initials=user.initials,
            role=role,
            place=place,
            load=load,
            overdue=follow_ups.get("overdue", 0),
            quiet=quiet,
            median_age=age,
            absence=self.absences.get(user.pk),
        )

    def _officer(self, user_id: int, follow_ups: int) -> tuple[Load, int, int | None]:
        held = self.held.persons.get(user_id, {})
        plans = self.held.plans.get(user_id, 0)
        return Load(persons=held.get("number", 0), plans=plans, follow_ups=follow_ups), 0, held.get("median")

    def _advisor(self, user_id: int, follow_ups: int) -> tuple[Load, int, int | None]:
        led = self.files.get(user_id, [])
        opened = [file for file in led if file.is_open]
        counted = led if self.asleep else opened
        active = sum(file.stage in ACTIVE_STAGES for file in counted)
        load = Load(
            files_active=active,
            files_other=len(counted) - active,
            needs=self.held.needs.get(user_id, 0),
            follow_ups=follow_ups,
        )
        age = round(median(file.age for file in opened)) if opened else None
        return load, sum(file.quiet for file in opened), age


def age_bands(direction_ids: frozenset[int], day: date, held: Held | None = None) -> list[tuple[int, int]]:
    """For each band of age of the open files: how many, and how many of them without contact for 60 days."""
    bands = [[0, 0] for _band in range(len(AGE_BANDS) + 1)]
    for file in (held or held_by_all(direction_ids, day)).files:
        if file.is_open:
            bands[age_band(file.age)][0] += 1
            bands[age_band(file.age)][1] += file.quiet
    return [(total, quiet) for total, quiet in bands]
