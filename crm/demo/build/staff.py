"""Directions by date, service points, the people posted there, and the staffing targets."""

from __future__ import annotations

from datetime import date

from crm.accounts.models import Posting, StaffingTarget, User
from crm.demo.build.world import World
from crm.demo.names import staff_name
from crm.demo.places import NORTH_SHORE_POINTS, OTHER_DIRECTIONS, PHONE, REFERENCE_POINTS, Point
from crm.demo.store import store
from crm.territory.models import Direction, DirectionCoverage, ServiceOffer, ServicePoint

MERGED_ON = date(2021, 4, 1)
BEFORE = date(2015, 4, 1)
OFFICERS_BY_REGION = {"06": 4, "16": 3, "13": 2, "03": 2}


def build_staff(world: World) -> None:
    """Everything about who serves where."""
    _directions(world)
    _home_points(world)
    for code, _fr, _en, regions in OTHER_DIRECTIONS:
        for position, region in enumerate(regions):
            _other_region(world, world.directions[code], region, with_manager=position == 0)
    _targets()
    _people_without_direction(world)


def _directions(world: World) -> None:
    """The branch of 02 and 09 exists since April 2021; before, each region had its own."""
    last_day = date(2021, 3, 31)
    rows = [
        Direction(
            code="slsj",
            name_fr="Direction régionale du Saguenay–Lac-Saint-Jean",
            name_en="Saguenay–Lac-Saint-Jean Regional Branch",
            valid_from=BEFORE,
            valid_to=last_day,
        ),
        Direction(
            code="cote-nord",
            name_fr="Direction régionale de la Côte-Nord",
            name_en="Côte-Nord Regional Branch",
            valid_from=BEFORE,
            valid_to=last_day,
        ),
        Direction(
            code="slsj-cn",
            name_fr="Direction régionale du Saguenay–Lac-Saint-Jean et de la Côte-Nord",
            name_en="Saguenay–Lac-Saint-Jean and Côte-Nord Regional Branch",
            valid_from=MERGED_ON,
        ),
    ]
    rows += [
        Direction(code=c, name_fr=fr, name_en=en, valid_from=BEFORE)
        for c, fr, en, _regions in OTHER_DIRECTIONS
    ]
    store(rows, now=world.now)
    world.directions = {row.code: row for row in rows}
    cover: list[tuple[str, str, date, date | None]] = [
        ("slsj", "02", BEFORE, last_day),
        ("cote-nord", "09", BEFORE, last_day),
    ]
    cover += [("slsj-cn", "02", MERGED_ON, None), ("slsj-cn", "09", MERGED_ON, None)]
    cover += [
        (code, region, BEFORE, None) for code, _fr, _en, regions in OTHER_DIRECTIONS for region in regions
    ]
    store(
        [
            DirectionCoverage(
                direction=world.directions[code], region_id=region, valid_from=start, valid_to=end
            )
            for code, region, start, end in cover
        ],
        now=world.now,
    )
    world.direction_of = {
        region: world.directions[code] for code, region, _start, end in cover if end is None
    }


def _home_points(world: World) -> None:
    for region, points in (("02", REFERENCE_POINTS), ("09", NORTH_SHORE_POINTS)):
        for point in points:
            row = _point(world, point, region)
            for role in point.roles:
                _post(world, role, region, row)
    # The manager answers for both regions of the branch.
    world.staff["09", "manager"] = world.team("02", "manager")


def _point(world: World, point: Point, region: str) -> ServicePoint:
    row = ServicePoint.objects.create(
        code=point.code,
        name=point.name,
        direction=world.direction_of[region],
        municipality_id=point.municipality,
        sector=point.sector,
        address=point.address,
        room=point.room,
        phone=PHONE,
        host="Services Québec" if "Services" in point.name else "",
        valid_from=MERGED_ON,
    )
    world.points.setdefault(region, []).append(row)
    if point.meets:
        ServiceOffer.objects.create(
            service_point=row,
            kind="meeting",
            by_fr="agente ou agent d’aide à l’intégration",
            by_en="integration officer",
            when_fr="du lundi au vendredi",
            when_en="Monday to Friday",
        )
    if point.takes_appointments:
        ServiceOffer.objects.create(
            service_point=row,
            kind="appointment",
            by_fr="sur rendez-vous",
            by_en="by appointment",
        )
    return row


def _post(world: World, role: str, region: str, point: ServicePoint) -> User:
    number = User.objects.count()
    user = User(
        email=f"personne{number}@passerelle.example",
        name=staff_name(number),
        is_demo=True,
        password="!",
    )
    store([user], now=world.now)
    Posting.objects.create(
        user=user,
        role=role,
        direction=world.direction_of[region],
        service_point=point,
        valid_from=MERGED_ON,
    )
    world.staff.setdefault((region, role), []).append(user)
    world.point_of[user.pk] = point
    return user


def _other_region(world: World, direction: Direction, region: str, *, with_manager: bool) -> None:
    towns = world.municipalities.get(region, [])[:1]
    for town in towns:
        point = _point(
            world, Point(f"point-{region}", town.name, town.code, "", "100, rue de la Démonstration"), region
        )
        roles = ["advisor", "advisor"] + ["officer"] * OFFICERS_BY_REGION.get(region, 1)
        for role in roles + (["manager"] if with_manager else []):
            _post(world, role, region, point)


def _targets() -> None:
    """The reference's targets for region 02: two advisors, four officers."""
    source = "Bilan des réalisations 2019-2020 au Saguenay–Lac-Saint-Jean"
    for region, role, target in (
        ("02", "advisor", 2),
        ("02", "officer", 4),
        ("09", "advisor", 1),
        ("09", "officer", 1),
    ):
        StaffingTarget.objects.create(
            region_id=region,
            role=role,
            target=target,
            valid_from=MERGED_ON,
            source=source if region == "02" else "Démonstration",
        )


def _people_without_direction(world: World) -> None:
    for role, name in (("privacy", "Maître Vigie-Fictive"), ("admin", "Pilote Boussole")):
        user = User.objects.create(email=f"{role}@passerelle.example", name=name, is_demo=True, password="!")
        Posting.objects.create(user=user, role=role, valid_from=MERGED_ON)
        world.staff["", role] = [user]
