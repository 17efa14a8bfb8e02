"""What was done and promised: interventions, diagnoses, follow-ups, action plans, appointments, activities."""

from __future__ import annotations

from datetime import date, timedelta

from crm.casework.models import Activity, FollowUp, Intervention, InterventionKind
from crm.demo.build.world import OLD, RECENT, Business, Person, World
from crm.demo.store import store
from crm.employers.models import Diagnosis, FileStage
from crm.settlement.models import (
    ActionPlan,
    ActionPlanGoal,
    Appointment,
    AppointmentMove,
    AppointmentStage,
    Strand,
)

QUALIFYING = (
    InterventionKind.VISIT,
    InterventionKind.MEETING,
    InterventionKind.PHONE,
    InterventionKind.VIDEO,
)
SILENT = (InterventionKind.EMAIL, InterventionKind.CALL_NO_ANSWER, InterventionKind.MASS_EMAIL)
SUMMARIES = (
    "Tour de l’usine, postes à pourvoir et accueil prévu.",
    "Point sur les besoins des trois prochains mois.",
    "Échange sur le logement et le transport des personnes recrutées.",
    "Explication des trois voies de recrutement.",
    "Suivi de l’arrivée de deux personnes, tout va bien.",
    "Préparation des entrevues.",
)
PROMISES = (
    "Rappeler pour les dates d’entrevue",
    "Transmettre la fiche « Logement pour deux travailleuses »",
    "Envoyer le modèle d’offre d’emploi",
    "Vérifier le calendrier de francisation",
    "Planifier une visite",
    "Relancer : réponse attendue",
    "Premier contact avec la relève",
)
GOALS = {
    Strand.SETTLING: "Ouvrir le dossier à la RAMQ et trouver un logement",
    Strand.FRANCISATION: "S’inscrire à Francisation Québec",
    Strand.EMPLOYMENT: "Revoir le curriculum vitæ et la lettre",
    Strand.COMMUNITY: "Rencontrer l’organisme d’accueil du quartier",
}


def build_acts(world: World) -> None:
    """Everything that staff did and must still do."""
    store([row for b in world.businesses for row in _interventions(world, b)], now=world.now)
    store([row for b in world.businesses for row in _diagnoses(world, b)], now=world.now)
    store([row for b in world.businesses for row in _follow_ups(world, b)], now=world.now)
    _plans(world)
    _appointments(world)
    _activities(world)


def _intervention(world: World, business: Business, kind: str, day: date) -> Intervention:
    return Intervention(
        file=business.file,
        site=world.random.choice([business.sites[0], None, *business.sites]),
        contact=business.contacts[0],
        kind=kind,
        occurred_on=world.workday(day),
        by=business.lead,
        minutes=world.random.choice([15, 30, 45, 60]),
        summary=world.random.choice(SUMMARIES),
    )


def _interventions(world: World, business: Business) -> list[Intervention]:
    """An accompanied employer was met in the last weeks and before; a prospect only long ago, or without an answer."""
    random = world.random
    if not business.accompanied:
        rows = [_intervention(world, business, random.choice(SILENT), world.days_ago(random.randint(3, 200)))]
        return rows + [
            _intervention(
                world, business, random.choice(QUALIFYING), world.days_ago(random.randint(OLD, 700))
            )
            for _ in range(random.randint(0, 2))
        ]
    recent = [
        _intervention(world, business, random.choice(QUALIFYING), world.days_ago(random.randint(1, RECENT)))
    ]
    earlier = [
        _intervention(
            world,
            business,
            random.choice((*QUALIFYING, *SILENT)),
            world.days_ago(random.randint(RECENT, 700)),
        )
        for _ in range(random.randint(2, 6))
    ]
    return recent + earlier


def _diagnoses(world: World, business: Business) -> list[Diagnosis]:
    if not business.accompanied or business.file.stage == FileStage.SPOTTED:
        return []
    random = world.random
    return [
        Diagnosis(
            file=business.file,
            completed_on=world.workday(world.days_ago(random.randint(20, 600))),
            completed_by=business.lead,
            reception=random.randint(1, 3),
            francisation=random.randint(1, 3),
            housing=random.randint(1, 3),
            transport=random.randint(1, 3),
            intercultural=random.randint(1, 3),
            summary="Équipe accueillante ; le logement est le point à travailler.",
            paths="local,interregional",
        )
    ]


def _follow_ups(world: World, business: Business) -> list[FollowUp]:
    random = world.random
    if random.random() > 0.4:
        return []
    due = world.as_of + timedelta(days=random.choice([-4, -2, -1, 0, 0, 0, 1, 2, 5, 9, 14]))
    return [
        FollowUp(
            file=business.file,
            text=random.choice(PROMISES),
            due_on=due,
            owner=business.lead,
            created_by=business.lead,
        )
    ]


def _plan(world: World, person: Person) -> ActionPlan:
    """An accompanied person's plan is open today; another's was closed long ago."""
    random = world.random
    if person.accompanied:
        opened = person.candidate.registered_on + timedelta(days=random.randint(1, 15))
        return ActionPlan(
            candidate=person.candidate, opened_on=min(opened, world.as_of), opened_by=person.officer
        )
    opened = person.candidate.registered_on + timedelta(days=2)
    closed = max(opened, world.days_ago(random.randint(OLD, OLD + 40)))
    return ActionPlan(
        candidate=person.candidate, opened_on=opened, opened_by=person.officer, closed_on=closed
    )


def _has_plan(index: int, person: Person) -> bool:
    """Three in four; the others are accompanied by appointments alone."""
    return index % 4 != 3


def _plans(world: World) -> None:
    plans = [_plan(world, p) for i, p in enumerate(world.persons) if _has_plan(i, p)]
    store(plans, now=world.now)
    goals = []
    for plan in plans:
        for strand in world.random.sample(list(GOALS), world.random.randint(1, 4)):
            done = plan.closed_on or (
                world.days_ago(world.random.randint(0, 15)) if world.random.random() < 0.3 else None
            )
            goals.append(
                ActionPlanGoal(
                    plan=plan,
                    strand=strand,
                    action=GOALS[strand],
                    done_on=done,
                    due_on=world.as_of + timedelta(days=world.random.randint(-10, 60)),
                )
            )
    store(goals, now=world.now)


def _appointment(world: World, person: Person, day: date, stage: str, slot: int) -> Appointment:
    point = world.point_of[person.officer.pk]
    mode = world.random.choices(["service_point", "video", "phone"], weights=[6, 2, 2])[0]
    # Nobody was met before being registered: the officer in charge that day says where the meeting counts.
    start = world.at(
        max(world.workday(day), person.candidate.registered_on), 9 + slot % 7, 0 if slot % 2 else 30
    )
    return Appointment(
        candidate=person.candidate,
        staff=person.officer,
        mode=mode,
        service_point=point if mode == "service_point" else None,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        purpose="Suivi du plan d’action",
        stage=stage,
    )


def _appointments(world: World) -> None:
    """Whoever is accompanied without a plan had an appointment held in the last weeks; today has a few to come."""
    rows: list[Appointment] = []
    for index, person in enumerate(world.persons):
        if person.accompanied and not _has_plan(index, person):
            rows.append(
                _appointment(
                    world,
                    person,
                    world.days_ago(world.random.randint(1, RECENT)),
                    AppointmentStage.HELD,
                    index,
                )
            )
        elif not person.accompanied:
            old = world.days_ago(world.random.randint(OLD, 800))
            rows.append(
                _appointment(
                    world, person, max(old, person.candidate.registered_on), AppointmentStage.HELD, index
                )
            )
            if index % 5 == 0:
                rows.append(_appointment(world, person, world.days_ago(20), AppointmentStage.NO_SHOW, index))
    seen: dict[int, int] = {}
    for person in world.persons:
        turn = seen[person.officer.pk] = seen.get(person.officer.pk, 0) + 1
        if person.accompanied and turn <= 9:
            day = world.as_of if turn <= 4 else world.as_of + timedelta(days=turn - 3)
            rows.append(_appointment(world, person, day, AppointmentStage.CONFIRMED, turn))
    store(rows, now=world.now)
    store(
        [
            AppointmentMove(
                appointment=row, from_stage="confirmed", to_stage=row.stage, at=row.ends_at, by=row.staff
            )
            for row in rows
            if row.stage in {AppointmentStage.HELD, AppointmentStage.NO_SHOW}
        ],
        now=world.now,
    )


def _activities(world: World) -> None:
    titles = (
        ("Table de concertation en immigration", "Immigration round table", "concertation"),
        ("Tournée des employeurs", "Employers’ tour", "mobilisation"),
        (
            "Séance d’information sur la francisation en entreprise",
            "Workplace francisation session",
            "information",
        ),
        ("Foire de l’emploi interrégionale", "Interregional job fair", "recruitment"),
    )
    rows = []
    for region in world.points:
        for index in range(7 if region == "02" else 3):
            fr, en, kind = titles[index % len(titles)]
            rows.append(
                Activity(
                    direction=world.direction_of[region],
                    region_id=region,
                    kind=kind,
                    title_fr=fr,
                    title_en=en,
                    municipality=world.random.choice(world.municipalities[region][:3]),
                    held_on=world.workday(world.days_ago(12 + index * 41)),
                    participants=world.random.randint(8, 90),
                )
            )
    store(rows, now=world.now)
