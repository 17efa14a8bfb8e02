"""The load itself: one seed, one transaction, into a database that is marked for ever as no real one."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.errors import Refusal
from crm.core.models import Installation
from crm.demo.generate import generate
from crm.demo.load.acts import build_acts
from crm.demo.load.employers import SOURCE, build_employers
from crm.demo.load.needs import build_needs
from crm.demo.load.people import build_people
from crm.demo.load.plan import Load, Sizes
from crm.demo.load.staff import begin
from crm.employers.models import Employer

SEED = 20261123


class NotForReal(Refusal):
    """A load enters a demo only."""

    default = _("Cette base contient de vraies données : la charge n’entre que dans une démonstration.")


class Loaded(Refusal):
    """A load enters once."""

    default = _("La charge est déjà dans cette base.")


def seed_load(*, sizes: Sizes, as_of: date, now: datetime, seed: int = SEED) -> Load:
    """Add so many rows to a demo, which an empty database becomes first; all or nothing. Raises NotForReal, Loaded."""
    with transaction.atomic():
        _ready(as_of, now)
        with connection.cursor() as cursor:
            # Foreign keys are looked up table by table: waiting for the commit would keep millions of them in memory.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        load = begin(Random(seed), as_of, now, sizes)
        build_employers(load)
        build_needs(load)
        build_acts(load, build_people(load))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return load


def _ready(as_of: date, now: datetime) -> None:
    if not User.objects.exists() and not Employer.objects.exists():
        generate(as_of=as_of, now=now)
    if not Installation.objects.filter(demo=True).exists():
        raise NotForReal
    if Employer.objects.filter(source=SOURCE).exists():
        raise Loaded
