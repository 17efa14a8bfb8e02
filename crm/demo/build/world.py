"""What the builders share: the seed, the day, the tables read once, and who was made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.employers.models import Contact, Employer, EmployerFile, Site
from crm.needs.models import LabourNeed
from crm.taxonomy.models import Occupation, OccupationSkill
from crm.territory.models import Direction, Municipality, Region, ServicePoint

QUEBEC = ZoneInfo("America/Toronto")
# Rows that must count lie within the last RECENT days, rows that must not lie beyond OLD: the twelve months
# to today give the same figures for weeks after the demo was made, and on every day of the year.
RECENT, OLD = 58, 420


@dataclass(slots=True)
class Business:
    """An employer with what the builders need to know of it."""

    employer: Employer
    file: EmployerFile
    sites: list[Site]
    contacts: list[Contact]
    region: str
    lead: User
    accompanied: bool
    trade: int
    needs: list[LabourNeed] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """A candidate with what the builders need to know of them."""

    candidate: Candidate
    region: str
    officer: User
    accompanied: bool
    job: str
    consents: bool
    placed: bool = False
    accepts: frozenset[str] = frozenset()
    narrowed: bool = False
    free: bool = False


@dataclass(slots=True)
class World:
    """The demo while it is made."""

    random: Random
    as_of: date
    now: datetime
    regions: dict[str, Region] = field(default_factory=dict)
    municipalities: dict[str, list[Municipality]] = field(default_factory=dict)
    region_of: dict[str, str] = field(default_factory=dict)
    mrcs_of: dict[str, list[str]] = field(default_factory=dict)
    usual_skills: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    occupations: set[str] = field(default_factory=set)
    directions: dict[str, Direction] = field(default_factory=dict)
    direction_of: dict[str, Direction] = field(default_factory=dict)
    points: dict[str, list[ServicePoint]] = field(default_factory=dict)
    staff: dict[tuple[str, str], list[User]] = field(default_factory=dict)
    point_of: dict[int, ServicePoint] = field(default_factory=dict)
    businesses: list[Business] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)

    def days_ago(self, days: int) -> date:
        """The day that many days before the demo's day."""
        return self.as_of - timedelta(days=days)

    def at(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """That hour of that day, Québec time."""
        return datetime.combine(day, time(hour, minute), QUEBEC)

    def workday(self, day: date) -> date:
        """That day, or the Friday before when it falls on a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    def team(self, region: str, role: str) -> list[User]:
        """Who is posted in a role in a region."""
        return self.staff.get((region, role), [])


def read_reference(world: World) -> None:
    """Regions, municipalities by population, MRC, and the usual skills of every occupation."""
    world.regions = {region.code: region for region in Region.objects.all()}
    for place in Municipality.objects.select_related("mrc").order_by("-population", "code"):
        region = place.mrc.region_id
        world.municipalities.setdefault(region, []).append(place)
        world.region_of[place.code] = region
        if place.mrc_id not in world.mrcs_of.setdefault(region, []):
            world.mrcs_of[region].append(place.mrc_id)
    rows = OccupationSkill.objects.order_by("occupation_id", "-importance", "skill_id")
    for occupation, skill, importance in rows.values_list("occupation_id", "skill_id", "importance"):
        world.usual_skills.setdefault(occupation, []).append((skill, importance))
    world.occupations = set(Occupation.objects.values_list("code", flat=True))
