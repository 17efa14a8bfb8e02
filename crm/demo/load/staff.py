"""Where the rows go: towns by population, directions, and the advisors and officers whom so many files need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from crm.accounts.models import Posting, Role, User
from crm.demo.build.world import World, read_reference
from crm.demo.load.plan import FILES_EACH, PERSONS_EACH, Load, Sizes, Weighted
from crm.demo.load.pour import pour
from crm.demo.names import staff_name
from crm.territory.models import DirectionCoverage, Municipality, ServicePoint

#: The regions of the demo's door have a fifth of the rows, so that one direction's board is as large as is asked.
HOME, HOME_SHARE = ("02", "09"), 0.2
POSTED_FROM = date(2021, 4, 1)


def begin(random: Random, as_of: date, now: datetime, sizes: Sizes) -> Load:
    """The tables that chance draws from, and the staff."""
    load = Load(random, as_of, now, sizes, _towns(as_of))
    coverage = DirectionCoverage.objects.on(as_of).order_by("region_id")
    load.direction_of = dict(coverage.values_list("region_id", "direction_id"))
    for key, direction in ServicePoint.objects.on(as_of).order_by("pk").values_list("pk", "direction_id"):
        load.points.setdefault(direction, []).append(key)
    world = World(random, as_of, now)
    read_reference(world)
    load.usual_skills = {code: [skill for skill, _rank in rows] for code, rows in world.usual_skills.items()}
    load.occupations = world.occupations
    _staff(load)
    return load


def _towns(as_of: date) -> Weighted[tuple[str, str]]:
    covered = set(DirectionCoverage.objects.on(as_of).values_list("region_id", flat=True))
    rows = [
        (code, region, population or 50)
        for code, region, population in Municipality.objects.order_by("code").values_list(
            "code", "mrc__region_id", "population"
        )
        if region in covered
    ]
    at_home = sum(weight for _code, region, weight in rows if region in HOME) or 1
    elsewhere = sum(weight for _code, region, weight in rows if region not in HOME)
    boost = HOME_SHARE / (1 - HOME_SHARE) * elsewhere / at_home
    weights = [weight * (boost if region in HOME else 1) for _code, region, weight in rows]
    return Weighted([(code, region) for code, region, _weight in rows], weights)


def _staff(load: Load) -> None:
    """Those posted already, and as many more as the files and the persons of each direction ask."""
    shares = _shares(load)
    for role, kept, each, rows in (
        (Role.ADVISOR, load.advisors, FILES_EACH, load.sizes.employers),
        (Role.OFFICER, load.officers, PERSONS_EACH, load.sizes.candidates),
    ):
        for direction, user in (
            Posting.objects.on(load.as_of)
            .with_role(role)
            .order_by("pk")
            .values_list("direction_id", "user_id")
        ):
            kept.setdefault(direction, []).append(user)
        for direction, share in sorted(shares.items()):
            missing = max(1, round(rows * share / each)) - len(kept.get(direction, []))
            kept.setdefault(direction, []).extend(_post(load, role, direction, max(0, missing)))


def _shares(load: Load) -> dict[int, float]:
    shares: dict[int, float] = {}
    before = 0.0
    for (_code, region), cumulative in zip(load.towns.values, load.towns.cumulative, strict=True):
        direction = load.direction_of[region]
        weight = (cumulative - before) / load.towns.cumulative[-1]
        shares[direction], before = shares.get(direction, 0.0) + weight, cumulative
    return shares


def _post(load: Load, role: str, direction: int, count: int) -> range:
    """New people in a role; they have no password."""
    first = User.objects.count()
    users = pour(
        User,
        ("email", "name", "is_demo", "password"),
        [(f"charge{n}@passerelle.example", staff_name(n), True, "!") for n in range(first, first + count)],
        now=load.now,
    )
    points: Sequence[int | None] = load.points.get(direction) or (None,)
    rows = [(user, role, direction, points[user % len(points)], POSTED_FROM) for user in users]
    names = ("user_id", "role", "direction_id", "service_point_id", "valid_from")
    load.tell("affectations", pour(Posting, names, rows, now=load.now))
    return users
