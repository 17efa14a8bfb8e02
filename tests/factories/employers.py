"""Employers, their sites, contacts and members, and the files in which a direction accompanies them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from crm.accounts.models import User
from crm.employers.models import Employer, EmployerFile, EmployerMember, FileLead, FileStage, Site
from crm.territory.models import Direction
from tests.factories.people import LONG_AGO, make_direction, make_user

_numbers = count(1)


def make_employer(**values: Any) -> Employer:
    """An employer with a NEQ of its own and no site."""
    number = next(_numbers)
    return Employer.objects.create(
        **{"legal_name": f"Entreprise d’essai {number} inc.", "neq": f"11{number:08d}", **values}
    )


def make_site(employer: Employer | None = None, municipality: str = "94068", **values: Any) -> Site:
    """A site in a municipality, by its code (94068 is Saguenay); the first one is the head office."""
    owner = employer or make_employer()
    first = not owner.sites.exists()
    return Site.objects.create(
        employer=owner, municipality_id=municipality, **{"is_head_office": first, **values}
    )


def make_file(
    employer: Employer | None = None,
    direction: Direction | None = None,
    lead: User | None = None,
    **values: Any,
) -> EmployerFile:
    """The file of an employer in a direction, accompanied; its employer gets a site if it has none."""
    owner = employer or make_employer()
    if not owner.sites.exists():
        make_site(owner)
    file = EmployerFile.objects.create(
        employer=owner,
        direction=direction or make_direction(),
        **{"stage": FileStage.ACCOMPANIED, "opened_on": LONG_AGO, **values},
    )
    if lead:
        FileLead.objects.create(file=file, user=lead, valid_from=LONG_AGO)
    return file


def make_member(employer: Employer | None = None, role: str = "administrator") -> User:
    """A user who represents an employer in its space, with rights there."""
    user = make_user(role="")
    EmployerMember.objects.create(user=user, employer=employer or make_employer(), role=role)
    return user


def lead_of(file: EmployerFile, *, today: date) -> User | None:
    """Who is in charge of the file on the day."""
    lead = FileLead.objects.on(today).filter(file=file).select_related("user").first()
    return lead.user if lead else None
