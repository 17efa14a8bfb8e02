"""What was done and promised: interventions, follow-ups, appointments, action plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from crm.casework.models import FollowUp, Intervention, InterventionKind
from crm.demo.load.people import Drawn
from crm.demo.load.plan import Load, Weighted
from crm.demo.load.pour import pour
from crm.demo.load.words import NOTES, PROMISES, PURPOSES
from crm.settlement.models import ActionPlan, ActionPlanGoal, Appointment, AppointmentStage, Strand

K = InterventionKind
KINDS = Weighted(
    [K.VISIT, K.MEETING, K.VIDEO, K.PHONE, K.CALL_NO_ANSWER, K.EMAIL, K.MASS_EMAIL], [2, 2, 2, 6, 4, 7, 2]
)
#: Of follow-ups, how many are done; of files, how unevenly they are spoken with (1: evenly).
DONE, UNEVEN = 0.85, 1.7
PLANNED = 0.3
INTERVENTION = (
    "file_id",
    "site_id",
    "contact_id",
    "kind",
    "occurred_on",
    "by_id",
    "minutes",
    "summary",
    "created_at",
)
FOLLOW_UP = ("file_id", "candidate_id", "text", "due_on", "owner_id", "done_at", "done_by_id")
APPOINTMENT = (
    "candidate_id",
    "staff_id",
    "mode",
    "service_point_id",
    "starts_at",
    "ends_at",
    "purpose",
    "stage",
)
Persons = list[tuple[int, Drawn]]
Rows = Iterator[tuple[Any, ...]]


def build_acts(load: Load, persons: Persons) -> None:
    """Everything that people did."""
    load.tell("interventions", pour(Intervention, INTERVENTION, _interventions(load), now=load.now))
    load.tell("suivis", pour(FollowUp, FOLLOW_UP, _follow_ups(load, persons), now=load.now))
    load.tell("rendez-vous", pour(Appointment, APPOINTMENT, _appointments(load, persons), now=load.now))
    _plans(load, persons)


def _interventions(load: Load) -> Rows:
    """Some files are spoken with often, most now and then."""
    random, files = load.random, load.files
    for _number in range(load.sizes.interventions if files else 0):
        file = files[int(len(files) * random.random() ** UNEVEN)]
        kind, day = KINDS.draw(random), load.day((load.as_of - file.opened).days)
        minutes = random.randrange(5, 120) if random.random() < 0.5 else None
        at = load.at(day, 9 + random.randrange(8), random.randrange(60))
        contact = file.contact if random.random() < 0.6 else None
        site = file.site if random.random() < 0.7 else None
        yield file.key, site, contact, kind, day, file.lead, minutes, load.one(NOTES), at


def _follow_ups(load: Load, persons: Persons) -> Rows:
    """Three in four are about an employer's file, the others about a person."""
    random = load.random
    for number in range(load.sizes.follow_ups if load.files or persons else 0):
        file = person = None
        if persons and (number % 4 == 0 or not load.files):
            person, drawn = load.one(persons)
            owner = drawn.officer
        else:
            about = load.one(load.files)
            file, owner = about.key, about.lead
        if random.random() < DONE:
            due = load.day(700, 1)
            yield file, person, load.one(PROMISES), due, owner, load.at(due, 15, random.randrange(60)), owner
        else:
            due = load.as_of + timedelta(days=random.randrange(-25, 90))
            yield file, person, load.one(PROMISES), due, owner, None, None


def _appointments(load: Load, persons: Persons) -> Rows:
    stages = AppointmentStage
    for _number in range(load.sizes.appointments if persons else 0):
        key, drawn = load.one(persons)
        day = load.as_of + timedelta(days=load.random.randrange(-400, 45))
        past = day < load.as_of
        stage = load.one(
            (stages.HELD, stages.HELD, stages.HELD, stages.NO_SHOW)
            if past
            else (stages.CONFIRMED, stages.REQUESTED)
        )
        start = _quarter(load, day)
        point = load.one(load.points.get(drawn.direction) or (None,))
        mode = "service_point" if point else "phone"
        yield key, drawn.officer, mode, point, start, start + timedelta(minutes=45), load.one(PURPOSES), stage


def _quarter(load: Load, day: Any) -> datetime:
    """An hour of work of that day, to the quarter."""
    midnight = datetime.combine(day, datetime.min.time(), load.now.tzinfo)
    return midnight + timedelta(minutes=15 * load.random.randrange(34, 64))


def _plans(load: Load, persons: Persons) -> None:
    planned = [(key, drawn) for key, drawn in persons if load.random.random() < PLANNED]
    rows = [(key, drawn.registered + timedelta(days=1), drawn.officer) for key, drawn in planned]
    plans = pour(ActionPlan, ("candidate_id", "opened_on", "opened_by_id"), rows, now=load.now)
    load.tell("plans d’action", plans)
    goals = (
        (plan, strand, load.one(PROMISES), load.as_of + timedelta(days=load.random.randrange(-60, 120)))
        for plan in plans
        for strand in (Strand.SETTLING, load.one(list(Strand)))
    )
    load.tell("actions", pour(ActionPlanGoal, ("plan_id", "strand", "action", "due_on"), goals, now=load.now))
