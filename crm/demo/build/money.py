"""Partners and agreements: nine signed in region 02 in the last twelve months, as in the reference."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from crm.core.fiscal import fiscal_start_year
from crm.demo.build.world import OLD, World
from crm.demo.places import PARTNERS_REFERENCE
from crm.demo.store import store
from crm.partners.models import Agreement, AgreementMove, Commitment, Deliverable, Partner, Payment, Report

SIGNED_AT_HOME = 9
#: Of the reference data: three programmes under which the demo signs.
PROGRAMMES = ("pac", "reussir-integration", "pasi")
PROMISES = ("Personnes accueillies", "Activités tenues")
TITLES = (
    "Accueil et jumelage interculturel",
    "Mobilisation des milieux",
    "Soutien au logement des personnes arrivantes",
    "Séjours exploratoires",
    "Attraction et établissement durable",
)


def build_money(world: World) -> None:
    """Partner directory, then agreements in every region."""
    partners = _partners(world)
    rows = []
    for region, team in partners.items():
        recent = SIGNED_AT_HOME if region == "02" else world.random.randint(1, 4)
        rows += [_agreement(world, region, team, age=14 + index * 27) for index in range(recent)]
        rows += [_agreement(world, region, team, age=OLD + 30 + index * 90) for index in range(3)]
    for number, row in enumerate(rows, 1):
        row.number = f"E-{row.signed_on.year if row.signed_on else 0}-{number:03d}"
    store(rows, now=world.now)
    store(
        [
            AgreementMove(
                agreement=row,
                from_stage="analysis",
                to_stage="signed",
                at=world.at(row.signed_on or world.as_of, 10),
            )
            for row in rows
        ],
        now=world.now,
    )
    _terms(world, rows)


def _terms(world: World, rows: list[Agreement]) -> None:
    """What each agreement promises and what came of it: two fiscal years, a payment or two, two deliverables, reports.

    Told from the agreement's number alone: the chance of everything built after stays what it was.
    """
    made: list[Commitment | Payment | Deliverable | Report] = []
    for index, row in enumerate(rows):
        first, last = fiscal_start_year(row.starts_on), fiscal_start_year(row.ends_on)
        halves = (row.amount * 6 / 10, row.amount * 4 / 10) if last > first else (row.amount,)
        made += [
            Commitment(agreement=row, fiscal_year=first + step, amount=amount)
            for step, amount in enumerate(halves)
        ]
        for wait, share in ((20, 5), (200, 4)):
            if (paid_on := row.starts_on + timedelta(days=wait)) <= world.as_of:
                made.append(Payment(agreement=row, paid_on=paid_on, amount=row.amount * share / 10))
        half, over = row.starts_on + timedelta(days=182), row.ends_on + timedelta(days=30)
        for due_on, kind in ((half, Report.Kind.INTERIM), (over, Report.Kind.FINAL)):
            # One in five is late: somebody has to call.
            come = due_on <= world.as_of - timedelta(days=10) and (row.stage == "closed" or index % 5)
            made.append(
                Report(
                    agreement=row,
                    kind=kind,
                    due_on=due_on,
                    received_on=due_on - timedelta(days=3) if come else None,
                )
            )
        read = half if half <= world.as_of else None
        for step, title in enumerate(PROMISES):
            target = 12 + 7 * ((index + step) % 5)
            done = target * (60 + 10 * (index % 6)) // 100 if read else None
            made.append(Deliverable(agreement=row, title=title, target=target, actual=done, read_on=read))
    for model in (Commitment, Payment, Deliverable, Report):
        store([term for term in made if isinstance(term, model)], now=world.now)


def _partners(world: World) -> dict[str, list[Partner]]:
    made: dict[str, list[Partner]] = {}
    towns = dict(zip(PARTNERS_REFERENCE, ("93042", "94068", "94068"), strict=True))
    for name in PARTNERS_REFERENCE:
        made.setdefault("02", []).append(_partner(world, name, towns[name], reference=True))
    for region in world.points:
        town = world.municipalities[region][0]
        made.setdefault(region, []).append(
            _partner(world, f"Carrefour d’accueil fictif de {town.name}", town.code)
        )
    store([row for rows in made.values() for row in rows], now=world.now)
    through = Partner.mrcs.through
    store(
        [
            through(partner_id=row.pk, mrc_id=code)
            for region, rows in made.items()
            for row in rows
            for code in world.mrcs_of[region]
        ],
        now=world.now,
    )
    return made


def _partner(world: World, name: str, town: str, *, reference: bool = False) -> Partner:
    return Partner(
        name=name,
        municipality_id=town,
        is_reference_resource=reference,
        services_fr="Accueil, aide à l’installation, accompagnement en emploi, activités interculturelles.",
        services_en="Reception, settlement help, employment support, intercultural activities.",
        publics="personnes immigrantes et leur famille",
        languages="français, anglais, espagnol",
        verified_on=world.days_ago(world.random.randint(10, 200)),
    )


def _agreement(world: World, region: str, partners: list[Partner], *, age: int) -> Agreement:
    signed = world.workday(world.days_ago(age))
    return Agreement(
        programme_id=world.random.choice(PROGRAMMES),
        partner=world.random.choice(partners),
        direction=world.direction_of[region],
        region_id=region,
        title=world.random.choice(TITLES),
        stage="running" if age < 365 else "closed",
        signed_on=signed,
        starts_on=signed + timedelta(days=10),
        ends_on=signed + timedelta(days=364),
        amount=Decimal(world.random.randint(18, 120)) * 1000,
    )
