"""Caseloads on a day: what each staff member of a direction has in hand, how old it is, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, Max, Q, QuerySet

from crm.accounts.models import Posting, Role, User
from crm.candidates.models import CandidateOfficer, PersonStage
from crm.caseload.models import Absence
from crm.caseload.rules import ACTIVE_STAGES, AGE_BANDS, QUIET_DAYS, REFERENCE, Load, age_band
from crm.casework.models import FollowUp
from crm.employers.models import EmployerFile, FileLead, FileStage
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


def _open_led_files(direction_ids: frozenset[int], day: date) -> QuerySet[FileLead]:
    return _led_files(direction_ids, day).filter(file__in=EmployerFile.objects.open())


def _advisor_files(leads: QuerySet[FileLead]) -> dict[int, dict[str, int]]:
    rows = leads.values("user_id").annotate(
        active=Count("file", filter=Q(file__stage__in=ACTIVE_STAGES)), total=Count("file")
    )
    return {row["user_id"]: {"active": row["active"], "total": row["total"]} for row in rows}


def _advisor_needs(direction_ids: frozenset[int], day: date) -> dict[int, int]:
    rows = _open_led_files(direction_ids, day).filter(file__needs__stage__in=ACTIVE_NEEDS)
    return dict(rows.values("user_id").annotate(number=Count("file__needs")).values_list("user_id", "number"))


def _last_contact() -> Max:
    return Max("file__interventions__occurred_on", filter=Q(file__interventions__undone_at=None))


def _file_ages(direction_ids: frozenset[int], day: date) -> dict[int, list[tuple[int, bool]]]:
    """For each lead: the age in days of each open file, and whether it has been without contact for 60 days."""
    ages: dict[int, list[tuple[int, bool]]] = {}
    quiet_since = day - timedelta(days=QUIET_DAYS)
    rows = _open_led_files(direction_ids, day).values("user_id", "file_id", "file__opened_on")
    for user, opened, last in rows.annotate(last=_last_contact()).values_list(
        "user_id", "file__opened_on", "last"
    ):
        ages.setdefault(user, []).append(((day - opened).days, (last or opened) < quiet_since))
    return ages


def _in_charge(direction_ids: frozenset[int], day: date) -> QuerySet[CandidateOfficer]:
    charges = CandidateOfficer.objects.on(day).filter(candidate__direction_id__in=direction_ids)
    return charges.exclude(candidate__stage=PersonStage.CLOSED).order_by()


def _officer_persons(direction_ids: frozenset[int], day: date) -> dict[int, dict[str, int]]:
    rows = (
        _in_charge(direction_ids, day)
        .values("user_id")
        .annotate(
            persons=Count("candidate", distinct=True),
            plans=Count(
                "candidate__action_plans", filter=Q(candidate__action_plans__closed_on=None), distinct=True
            ),
        )
    )
    return {row["user_id"]: {"persons": row["persons"], "plans": row["plans"]} for row in rows}


def _person_ages(direction_ids: frozenset[int], day: date) -> dict[int, list[tuple[int, bool]]]:
    ages: dict[int, list[tuple[int, bool]]] = {}
    held = _in_charge(direction_ids, day)
    for user, registered in held.values_list("user_id", "candidate__registered_on"):
        ages.setdefault(user, []).append(((day - registered).days, False))
    return ages


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


def members(direction_ids: frozenset[int], day: date) -> list[Member]:
    """Advisors, then officers, posted in the directions on the day; most loaded first in each role."""
    postings = list(
        Posting.objects.on(day)
        .filter(direction_id__in=direction_ids, role__in=list(REFERENCE), user__is_active=True)
        .select_related("user", "service_point__municipality")
        .order_by("role", "user__name", "pk")
    )
    facts = _Facts(direction_ids, [posting.user_id for posting in postings], day)
    by_person = {
        (posting.role, posting.user_id): facts.member(
            posting.user, posting.role, posting.service_point.place if posting.service_point else ""
        )
        for posting in postings
    }
    return sorted(
        by_person.values(), key=lambda m: (m.role != Role.ADVISOR, -m.load.index, m.name, m.user_id)
    )


def departed(direction_ids: frozenset[int], day: date, present: list[Member]) -> list[Member]:
    """Who still holds open files or persons here though not `present`: a posting that ended, an account closed."""
    there = {(member.role, member.user_id) for member in present}
    advisors = _led_files(direction_ids, day).values_list("user_id", flat=True)
    officers = _in_charge(direction_ids, day).values_list("user_id", flat=True)
    holders = {(Role.ADVISOR.value, pk) for pk in advisors} | {(Role.OFFICER.value, pk) for pk in officers}
    gone = holders - there
    if not gone:
        return []
    users = User.objects.in_bulk([pk for _role, pk in gone])
    facts = _Facts(direction_ids, list(users), day, asleep=True)
    return [facts.member(users[pk], role, "") for role, pk in sorted(gone)]


class _Facts:
    """The counts of a day for a whole team, each read once."""

    def __init__(
        self, direction_ids: frozenset[int], user_ids: list[int], day: date, *, asleep: bool = False
    ) -> None:
        led = _led_files if asleep else _open_led_files
        self.files = _advisor_files(led(direction_ids, day))
        self.needs = _advisor_needs(direction_ids, day)
        self.persons = _officer_persons(direction_ids, day)
        self.ages = {
            Role.ADVISOR: _file_ages(direction_ids, day),
            Role.OFFICER: _person_ages(direction_ids, day),
        }
        self.follow_ups = _follow_ups(user_ids, day)
        self.absences = _absences(user_ids, day)

    def member(self, user: User, role: str, place: str) -> Member:
        follow_ups = self.follow_ups.get(user.pk, {})
        ages = self.ages[Role(role)].get(user.pk, [])
        return Member(
            user_id=user.pk,
            name=user.name,
            initials=user.initials,
            role=role,
            place=place,
            load=self.load(role, user.pk, follow_ups.get("number", 0)),
            overdue=follow_ups.get("overdue", 0),
            quiet=sum(quiet for _age, quiet in ages),
            median_age=round(median(age for age, _quiet in ages)) if ages else None,
            absence=self.absences.get(user.pk),
        )

    def load(self, role: str, user_id: int, follow_ups: int) -> Load:
        if role == Role.OFFICER:
            held = self.persons.get(user_id, {})
            return Load(persons=held.get("persons", 0), plans=held.get("plans", 0), follow_ups=follow_ups)
        files = self.files.get(user_id, {})
        active, total = files.get("active", 0), files.get("total", 0)
        return Load(
            files_active=active,
            files_other=total - active,
            needs=self.needs.get(user_id, 0),
            follow_ups=follow_ups,
        )


def age_bands(direction_ids: frozenset[int], day: date) -> list[tuple[int, int]]:
    """For each band of age of the open files: how many, and how many of them without contact for 60 days."""
    bands = [[0, 0] for _band in range(len(AGE_BANDS) + 1)]
    for ages in _file_ages(direction_ids, day).values():
        for age, quiet in ages:
            bands[age_band(age)][0] += 1
            bands[age_band(age)][1] += quiet
    return [(total, quiet) for total, quiet in bands]
