"""Employers with their sites, contacts and files."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from crm.accounts.models import User
from crm.core.text import fold
from crm.demo.build.world import OLD, Business, World
from crm.demo.names import CONTACT_ROLES, LONE, PLACES, person_name
from crm.demo.places import SIZES
from crm.demo.store import store
from crm.demo.trades import TRADES
from crm.employers.models import (
    Contact,
    Employer,
    EmployerFile,
    EmployerMember,
    FileLead,
    FileMove,
    FileStage,
    Francization,
    Site,
    SiteMove,
    SizeBand,
)
from crm.territory.models import Municipality

HOME = "02"
ACCOMPANIED_AT_HOME, PROSPECTS_AT_HOME = 54, 12
# Area codes, where the 418 is not used.
AREAS = {
    **dict.fromkeys(("04", "05", "16", "17"), "819"),
    **dict.fromkeys(("07", "08", "10"), "873"),
    **dict.fromkeys(("13", "14", "15"), "450"),
    "06": "514",
}
# One business in so many has no number; one of them was typed twice, as happens, and waits to be merged.
EVERY, NUMBERLESS, DOUBLED, DOUBLE = 19, 7, 25, 26
# Region 02's places of work by weight: the cities first, every MRC present.
HOME_TOWNS = ("94068", "94068", "94068", "93042", "93042", "91042", "91025", "92022", "92022", "94068")
PATH_OF_STAGES = (FileStage.SPOTTED, FileStage.FIRST_CONTACT, FileStage.DIAGNOSIS, FileStage.ACCOMPANIED)


def build_employers(world: World) -> None:
    """Region 02 as the reference has it, then the other sixteen."""
    names = _names(world)
    for index in range(ACCOMPANIED_AT_HOME + PROSPECTS_AT_HOME):
        _business(world, HOME, names, accompanied=index < ACCOMPANIED_AT_HOME, index=index)
    for region, (employers, _candidates) in SIZES.items():
        for index in range(employers if world.municipalities.get(region) else 0):
            _business(world, region, names, accompanied=world.random.random() < 0.75, index=index)
    _write(world)
    _second_sites(world)
    _representative(world)


def _names(world: World) -> list[tuple[str, int]]:
    """Every (name, trade) once, in an order drawn by the seed; the first is the sawmill of the guided tour."""
    pool = [
        (f"{prefix} {place}", number)
        for number, trade in enumerate(TRADES)
        for prefix in trade.prefixes
        for place in PLACES
        for _copy in range(1)
    ]
    world.random.shuffle(pool)
    first = ("Scierie des Deux-Rives", 0)
    pool.remove(first)
    pool.append(first)
    return pool


def _town(world: World, region: str, index: int) -> Municipality:
    places = world.municipalities[region]
    if region != HOME:
        return world.random.choice(places[:8])
    by_code = {place.code: place for place in places}
    if index == 0:
        return by_code["91042"]
    if index % 4 == 3:
        return world.random.choice(places)
    return by_code[HOME_TOWNS[index % len(HOME_TOWNS)]]


def _business(
    world: World, region: str, names: list[tuple[str, int]], *, accompanied: bool, index: int
) -> None:
    name, trade = names.pop()
    random, number = world.random, len(world.businesses)
    name, phone = _called(world, name, number), f"{AREAS.get(region, '418')} 555-{100 + number % 100:04d}"
    if number == DOUBLE:
        phone = world.businesses[DOUBLED].contacts[0].phone
    others = _trade_names(name, number)
    employer = Employer(
        legal_name=f"{name} inc.",
        usual_name=name,
        trade_names=others,
        folded_name=fold(" ".join([f"{name} inc.", name, *others])),
        neq=None if number % EVERY == NUMBERLESS else f"1199{number:06d}",
        sector_id=TRADES[trade].sector,
        size_band=random.choice(list(SizeBand)[:5]),
        source="Démonstration",
        hired_abroad_before=random.choice([True, False, None]),
    )
    _stand_with_the_office(employer, number)
    leads = world.team(region, "advisor")
    lead = leads[number % len(leads)] if region != HOME else leads[_side_of_the_lake(world, region, index)]
    opened = world.days_ago(
        random.randint(OLD, 1100) if not accompanied or random.random() < 0.6 else random.randint(150, 400)
    )
    file = EmployerFile(
        employer=employer,
        direction=world.direction_of[region],
        opened_on=opened,
        stage=_stage(world, accompanied=accompanied),
    )
    if file.stage == FileStage.ASLEEP:
        file.wake_on = world.as_of + timedelta(days=random.randint(10, 90))
    site = Site(
        employer=employer,
        municipality=_town(world, region, index),
        is_head_office=True,
        address=f"{random.randint(10, 4900)}, rue de la Démonstration",
        transit=random.choice([True, False, None]),
    )
    _point(site, number)
    given, family = person_name(random)
    contact = Contact(
        employer=employer,
        name=f"{given} {family}",
        role=random.choice(CONTACT_ROLES),
        is_signatory=True,
        email=f"contact{number}@entreprise.example",
        phone=phone,
    )
    world.businesses.append(Business(employer, file, [site], [contact], region, lead, accompanied, trade))


def _called(world: World, name: str, number: int) -> str:
    """The name of a business; one without a number has a name like no other, but for the double of another card."""
    if number == DOUBLE:
        doubled = world.businesses[DOUBLED].employer.usual_name
        return f"Ent. {doubled.replace(' de la ', ' ').replace(' des ', ' ').replace(' du ', ' ')}"
    return LONE[number // EVERY % len(LONE)] if number % EVERY == NUMBERLESS else name


def _trade_names(name: str, number: int) -> list[str]:
    """One employer in five is also known by another name."""
    return [f"Groupe {name.split(' ', 1)[-1]}"] if number % 5 == 0 else []


def _stand_with_the_office(employer: Employer, number: int) -> None:
    """Where it stands with the Office québécois de la langue française; one in three was not asked yet."""
    if number % 3 == 2:
        return
    small = employer.size_band in {SizeBand.MICRO, SizeBand.SMALL}
    further = [Francization.REGISTERED, Francization.PROGRAMME, Francization.CERTIFIED]
    employer.francization = Francization.NOT_SUBJECT if small else further[number // 3 % 3]
    employer.has_union = number % 4 == 1


def _point(site: Site, number: int) -> None:
    """Half the places of work have their own point, within a kilometre or so of their municipality's."""
    town = site.municipality
    if number % 2 or town.lat is None or town.lon is None:
        return
    site.lat = town.lat + Decimal(number % 17 - 8) / 1000
    site.lon = town.lon + Decimal(number % 23 - 11) / 1000
    site.headcount = 4 + number * 7 % 90


def _side_of_the_lake(world: World, region: str, index: int) -> int:
    """Chicoutimi's advisor follows the Saguenay, Roberval's the lake: half the files each."""
    return index % 2


def _stage(world: World, *, accompanied: bool) -> str:
    if accompanied:
        return world.random.choices(
            [FileStage.ACCOMPANIED, FileStage.AFTER_HIRE, FileStage.DIAGNOSIS], weights=[7, 3, 1]
        )[0]
    return world.random.choices(
        [FileStage.SPOTTED, FileStage.FIRST_CONTACT, FileStage.ASLEEP, FileStage.CLOSED], weights=[4, 3, 2, 1]
    )[0]


def _write(world: World) -> None:
    """Parents first: the children take the keys that their parents were given."""
    businesses = world.businesses
    store([b.employer for b in businesses], now=world.now)
    for business in businesses:
        children: list[Any] = [business.file, *business.sites, *business.contacts]
        for child in children:
            child.employer = business.employer
    store([b.file for b in businesses], now=world.now)
    store([site for b in businesses for site in b.sites], now=world.now)
    store([contact for b in businesses for contact in b.contacts], now=world.now)
    store(
        [FileLead(file=b.file, user=b.lead, valid_from=b.file.opened_on) for b in businesses], now=world.now
    )
    store([move for b in businesses for move in _moves(world, b)], now=world.now)


def _moves(world: World, business: Business) -> list[FileMove]:
    """The way to today's stage, one step every few weeks."""
    stages = [stage for stage in PATH_OF_STAGES if stage != business.file.stage]
    if business.file.stage in PATH_OF_STAGES:
        stages = list(PATH_OF_STAGES[: PATH_OF_STAGES.index(FileStage(business.file.stage))])
    steps = [*stages, business.file.stage]
    if not business.accompanied:
        steps = (
            [FileStage.SPOTTED, business.file.stage]
            if business.file.stage != FileStage.SPOTTED
            else [FileStage.SPOTTED]
        )
    moves, before = [], ""
    for step, stage in enumerate(steps):
        day = min(business.file.opened_on + timedelta(days=step * 24), world.as_of)
        reason = "file-no-need" if stage == FileStage.CLOSED else ""
        moves.append(
            FileMove(
                file=business.file,
                from_stage=before,
                to_stage=stage,
                at=world.at(day, 9),
                by=business.lead,
                reason=reason,
            )
        )
        before = stage
    return moves


def _second_sites(world: World) -> None:
    """Three employers of 02 work in two MRC, one works in 02 and 09, one moved within the region."""
    home = [b for b in world.businesses if b.region == HOME and b.accompanied]
    for business, town in zip(home[4:8], ("93042", "92022", "91025", "97007"), strict=True):
        site = Site(employer=business.employer, municipality_id=town, name="Deuxième établissement")
        store([site], now=world.now)
        business.sites.append(site)
    mover = home[9].sites[0]
    SiteMove.objects.create(
        site=mover,
        from_municipality_id="94240" if _known(world, "94240") else "93042",
        moved_on=world.days_ago(140),
    )


def _known(world: World, code: str) -> bool:
    return code in world.region_of


def _representative(world: World) -> None:
    """The sawmill's representative, whom the demo's door offers."""
    mill = world.businesses[0]
    user = User.objects.create(
        email="representante@entreprise.example", name=mill.contacts[0].name, is_demo=True, password="!"
    )
    EmployerMember.objects.create(user=user, employer=mill.employer)
    world.staff["", "employer"] = [user]
