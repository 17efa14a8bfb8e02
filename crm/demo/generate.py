"""The demo: one seed, one day, one transaction; the figures of the reference bilan come out of it."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.core.models import Installation
from crm.core.services import mark_installation
from crm.demo.build.acts import build_acts
from crm.demo.build.employers import build_employers
from crm.demo.build.ending import build_ending
from crm.demo.build.filed import build_filed
from crm.demo.build.money import build_money
from crm.demo.build.needs import build_needs
from crm.demo.build.outcomes import build_outcomes
from crm.demo.build.people import build_people
from crm.demo.build.staff import build_staff
from crm.demo.build.world import QUEBEC, World, read_reference
from crm.employers.models import Employer

SEED = 20210430
BUILDERS = (
    build_staff,
    build_employers,
    build_needs,
    build_people,
    build_acts,
    build_outcomes,
    build_money,
    build_filed,
    build_ending,
)


class NotEmpty(Refusal):
    """Demo data enter an empty database only."""

    default = _("La base contient déjà des données : la démonstration n’entre que dans une base vide.")


@transaction.atomic
def generate(*, as_of: date, now: datetime | None = None, seed: int = SEED) -> World:
    """Fill an empty database that holds the reference data; all or nothing. Raises NotEmpty.

    `now` is the moment of the last rows, on the day `as_of`: by default a quarter to eight that morning.
    """
    if User.objects.exists() or Employer.objects.exists():
        raise NotEmpty
    now = now or datetime.combine(as_of, time(7, 45), QUEBEC)
    mark_installation(demo=True, now=now)
    Installation.objects.update(demo_as_of=as_of)
    world = World(Random(seed), as_of, now)
    read_reference(world)
    for build in BUILDERS:
        build(world)
    return world
