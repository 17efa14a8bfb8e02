"""Caseloads on a day: what each staff member of a direction has in hand, how old it is, and who is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from crm.accounts.models import Posting, Role, User
from crm.candidates.models import CandidateOfficer, PersonStage
from crm.caseload.models import Absence
from crm.caseload.rules import ACTIVE_STAGES, AGE_BANDS, QUIET_DAYS, REFERENCE, Load, reference_of
from crm.casework.models import FollowUp
from crm.core.firsts import Counted
from crm.employers.models import FileLead, FileStage
from crm.needs.models import ACTIVE_STAGES as ACTIVE_NEEDS
from crm.needs.models import LabourNeed


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
    full_time: Decimal = Decimal(1)

    @property
    def reference(self) -> int:
        return reference_of(self.role, self.full_time)

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


def led_files(direction_ids: frozenset[int], day: date) -> QuerySet[FileLead]:
    """Who leads what: every file that is not closed: those asleep wake one day, and need somebody then."""
    leads = FileLead.objects.on(day).filter(file__direction_id__in=direction_ids, file__merged_into=None)
    return leads.exclude(file__stage=FileStage.CLOSED).order_by()


def in_charge(direction_ids: frozenset[int], day: date) -> QuerySet[CandidateOfficer]:
    """Who accompanies whom, of those whose file is not closed."""
    charges = CandidateOfficer.objects.on(day).filter(candidate__direction_id__in=direction_ids)
    return charges.exclude(candidate__stage=PersonStage.CLOSED).order_by()


class _Median(Aggregate):
    """SQL: the middle value, counted by the database."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Team:
    """Who works in some directions on a day, who left work behind there, and how old the open files are.

    `bands`: for each band of age, how many files, and how many of them without contact for 60 days.
    """

    members: list[Member]
    departed: list[Member]
    bands: list[tuple[int, int]]
    postings: list[Posting]


def team_of(direction_ids: frozenset[int], day: date, *, of: int | None = None) -> Team:
    """The team of these directions, most loaded first in each role; six statements however many they are.

    With `of`, the key of one person, nobody else's work is counted: members, departed and bands are theirs alone.
    """
    postings = list(
        Posting.objects.on(day)
        .filter(direction_id__in=direction_ids, role__in=list(REFERENCE), user__is_active=True)
        .select_related("user", "service_point__municipality")
        .order_by("role", "user__name", "pk")
    )
    weighed = [posting for posting in postings if of in (None, posting.user_id)]
    facts = _facts(direction_ids, day, [posting.user_id for posting in weighed], of)
    shares: dict[tuple[str, int], Decimal] = {}
    for posting in weighed:
        key = (posting.role, posting.user_id)
        shares[key] = min(Decimal(1), shares.get(key, Decimal(0)) + posting.full_time)
    present = {
        (posting.role, posting.user_id): facts.member(
            posting.user,
            posting.role,
            posting.service_point.place if posting.service_point else "",
            full_time=shares[posting.role, posting.user_id],
        )
        for posting in weighed
    }
    held = {(Role.ADVISOR.value, pk) for pk in facts.files} | {
        (Role.OFFICER.value, pk) for pk in facts.persons
    }
    gone = sorted(held - set(present))
    users = User.objects.in_bulk([pk for _role, pk in gone]) if gone else {}
    return Team(
        members=sorted(
            present.values(), key=lambda m: (m.role != Role.ADVISOR, -m.load.index, m.name, m.user_id)
        ),
        departed=[facts.member(users[pk], role, "", asleep=True) for role, pk in gone],
        bands=_bands(facts.files.values()),
        postings=postings,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What everybody holds in the directions on a day, counted by the database, by the key of who holds it."""

    files: dict[int, dict[str, Any]]
    persons: dict[int, dict[str, Any]]
    follow_ups: dict[int, dict[str, int]]
    absences: dict[int, Absence]

    def member(
        self, user: User, role: str, place: str, *, asleep: bool = False, full_time: Decimal = Decimal(1)
    ) -> Member:
        """One of them; with `asleep`, files that sleep are counted too: they must be handed over."""
        promised = self.follow_ups.get(user.pk, {})
        number = promised.get("number", 0)
        held = (self.persons if role == Role.OFFICER else self.files).get(user.pk, {})
        if role == Role.OFFICER:
            load = Load(persons=held.get("number", 0), plans=held.get("plans", 0), follow_ups=number)
        else:
            other = held.get("other", 0) + (held.get("asleep", 0) if asleep else 0)
            load = Load(
                files_active=held.get("active", 0),
                files_other=other,
                needs=held.get("needs") or 0,
                follow_ups=number,
            )
        age = held.get("age")
        return Member(
            user_id=user.pk,
            name=user.name,
            initials=user.initials,
            role=role,
            place=place,
            load=load,
            overdue=promised.get("overdue", 0),
            quiet=held.get("quiet", 0),
            median_age=None if age is None else round(age / timedelta(days=1)),
            absence=self.absences.get(user.pk),
            full_time=full_time,
        )


def _facts(direction_ids: frozenset[int], day: date, posted: list[int], of: int | None) -> _Facts:
    led, charges = led_files(direction_ids, day), in_charge(direction_ids, day)
    if of is not None:
        led, charges = led.filter(user_id=of), charges.filter(user_id=of)
    files, persons = _files(led, day), _persons(charges, day)
    everybody = {*posted, *files, *persons}
    return _Facts(
        files=files,
        persons=persons,
        follow_ups=_follow_ups(everybody, day),
        absences=_absences(everybody, day),
    )


def _days(name: str, day: date) -> Any:
    """SQL: how long before `day` a column's day was."""
    return ExpressionWrapper(Value(day) - F(name), output_field=DurationField())


def _files(led: QuerySet[FileLead], day: date) -> dict[int, dict[str, Any]]:
    """For each lead: files by stage, the quiet ones, the median age, and the bands of age of those open."""
    awake = ~Q(file__stage=FileStage.ASLEEP)
    quiet = awake & Q(spoken__lt=day - timedelta(days=QUIET_DAYS))
    active = Q(file__stage__in=ACTIVE_STAGES)
    bands = {}
    for band, (low, high) in enumerate(zip((0, *AGE_BANDS), (*AGE_BANDS, None), strict=True)):
        of_age = Q(file__opened_on__lte=day - timedelta(days=low)) if low else Q()
        if high is not None:
            of_age &= Q(file__opened_on__gt=day - timedelta(days=high))
        bands[f"band{band}"] = Count("pk", filter=awake & of_age)
        bands[f"quiet{band}"] = Count("pk", filter=quiet & of_age)
    needs = LabourNeed.objects.filter(file=OuterRef("file"), stage__in=ACTIVE_NEEDS).order_by()
    rows = (
        led.alias(
            spoken=Coalesce("file__last_contact_on", "file__opened_on"),
            active_needs=Counted(needs.values("pk")),
        )
        .values("user_id")
        .annotate(
            active=Count("pk", filter=active),
            other=Count("pk", filter=awake & ~active),
            asleep=Count("pk", filter=~awake),
            quiet=Count("pk", filter=quiet),
            needs=Sum("active_needs", filter=awake),
            age=_Median(_days("file__opened_on", day), filter=awake),
            **bands,
        )
    )
    return {row["user_id"]: dict(row) for row in rows}


def _bands(files: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    rows = list(files)
    return [
        (sum(row[f"band{band}"] for row in rows), sum(row[f"quiet{band}"] for row in rows))
        for band in range(len(AGE_BANDS) + 1)
    ]


def _persons(charges: QuerySet[CandidateOfficer], day: date) -> dict[int, dict[str, Any]]:
    """For each officer: how many persons, how many open plans, the median of days since they were registered."""
    open_plan = FilteredRelation(
        "candidate__action_plans", condition=Q(candidate__action_plans__closed_on=None)
    )
    rows = (
        charges.alias(open_plan=open_plan)
        .values("user_id")
        .annotate(
            number=Count("pk"),
            plans=Count("open_plan"),
            age=_Median(_days("candidate__registered_on", day)),
        )
    )
    return {row["user_id"]: dict(row) for row in rows}


def _follow_ups(user_ids: set[int], day: date) -> dict[int, dict[str, int]]:
    rows = (
        FollowUp.objects.open()
        .filter(owner_id__in=user_ids)
        .order_by()
        .values("owner_id")
        .annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=day)))
    )
    return {row["owner_id"]: row for row in rows}


def _absences(user_ids: set[int], day: date) -> dict[int, Absence]:
    """The absence under way or next to come of each."""
    coming = Absence.objects.filter(user_id__in=user_ids, ends_on__gte=day).select_related("replaced_by")
    return {absence.user_id: absence for absence in coming.order_by("-starts_on", "-pk")}
