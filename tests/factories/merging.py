"""Two cards of one employer, with something of everything; and the rows of every noun, to compare before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection

from crm.accounts.models import User
from crm.candidates.models import Authorisation
from crm.caseload.models import Handover
from crm.employers.models import (
    Contact,
    Diagnosis,
    EmployerFile,
    EmployerMember,
    FileCollaborator,
    FileEdit,
    FileLead,
    FileMove,
)
from crm.reporting.models import PlacedAct
from crm.territory.models import Direction
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_member, make_site
from tests.factories.matching import make_match
from tests.factories.needs import make_need, make_need_link
from tests.factories.people import make_direction, make_user

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: The journals and moves gain rows; the outbox and the sessions are no nouns.
GAINING = {"employers_employermerge", "employers_filemove", "employers_fileedit", "reporting_revision"}
MACHINE = ("core_", "django_", "auth_")
#: When a row was last written, the version that refuses a stale form, and when doubles were sought, move on.
#: What a stage given back moves too: the hour of the move that gave it.
MOVING_ON = {"updated_at", "revision", "doubles_sought_at", "moved_at"}


def full_file(direction: Direction | None = None, lead: User | None = None, **values: Any) -> EmployerFile:
    """A file of an employer of its own, with a row of everything that names an employer or a file."""
    where = direction or make_direction()
    person = lead or make_user(direction=where)
    employer = make_employer(website="https://www.scierie-essai.ca")
    file = make_file(employer, where, objectives=f"Objectifs {employer.pk}", **values)
    FileLead.objects.create(file=file, user=person, valid_from=date(2025, 1, 6))
    site = employer.sites.get()
    make_site(employer, municipality="91025")
    contact = Contact.objects.create(employer=employer, name="Paule", email="p@scierie-essai.ca")
    make_visit(file, date(2026, 4, 1), by=person, site=site, contact=contact)
    make_visit(file, date(2026, 4, 2), by=person)
    make_follow_up(person, date(2026, 12, 1), file=file)
    Diagnosis.objects.create(
        file=file, completed_on=date(2026, 4, 3), completed_by=person, summary="Constats"
    )
    FileMove.objects.create(file=file, from_stage="", to_stage="accompanied", at=THEN, by=person)
    FileEdit.objects.create(file=file, at=THEN, by=person, kind="opened")
    FileCollaborator.objects.create(file=file, user=make_user(direction=where))
    make_member(employer)
    need = make_need(file, site)
    link, _token = make_need_link(file)
    type(link).objects.filter(pk=link.pk).update(contact=contact)
    match = make_match(need)
    make_consent(match.candidate, "presentation", employer)
    Authorisation.objects.create(candidate=make_candidate(), tied_employer=employer)
    Handover.objects.create(
        file=file, receiver=person, proposed_by=person, proposed_at=THEN, note="Note",
        answered_at=THEN + timedelta(days=1), accepted=False,
    )  # fmt: skip
    return file


def shared_representative(*files: EmployerFile, active: bool = True) -> User:
    """Someone who represents each of these employers."""
    user = make_user(role="")
    for file in files:
        EmployerMember.objects.create(user=user, employer=file.employer, active=active)
    return user


def noun_rows() -> dict[str, str]:
    """A hash of the rows of every noun table, but of those that gain rows by being acted on."""
    hashes = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in GAINING or table.startswith(MACHINE):
                continue
            columns = [f.column for f in model._meta.local_concrete_fields if f.column not in MOVING_ON]
            if model is PlacedAct:  # Kept by triggers, which write a row anew: its number tells nothing.
                columns.remove("id")
            listed = ", ".join(f'"{column}"::text' for column in columns)
            cursor.execute(f'SELECT {listed} FROM "{table}" ORDER BY {listed}')
            hashes[table] = sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return hashes


def table_counts() -> dict[str, int]:
    """How many rows each table holds, asked of PostgreSQL itself."""
    counts = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            counts[model._meta.db_table] = cursor.fetchone()[0]
    return counts
