"""Lists at their limits: written in few statements, whatever their length, and taken back so.

PASSERELLE_LINES=4900 with -s shows how long each takes at the limit of a list.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.employers.models import Contact, EmployerFile, Site
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services import NewEmployer, create_employer_files
from crm.exchange.kinds import KINDS
from crm.needs.models import LabourNeed
from tests.exchange.lists import as_csv, checked, given, imported, undone
from tests.exchange.round_trip import exported
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db
LINES = int(os.environ.get("PASSERELLE_LINES", "120"))
EMPLOYERS = 50
LISTS: dict[str, tuple[list[str], Callable[[int], list[Any]], Any]] = {
    "sites": (
        ["Entreprise", "Nom de l’établissement", "Municipalité", "Adresse", "Effectif"],
        lambda at: [f"Ferme numéro {at % EMPLOYERS}", f"Usine {at}", "Alma", f"{at}, rue Collard", at],
        Site,
    ),
    "contacts": (
        ["Entreprise", "Nom du contact", "Courriel", "Téléphone", "Langue"],
        lambda at: [
            f"Ferme numéro {at % EMPLOYERS}",
            f"Zoé {at}",
            f"z{at}@a.example",
            "418 555-0100",
            "anglais",
        ],
        Contact,
    ),
    "needs": (
        ["Entreprise", "Poste", "Profession (CNP)", "Nombre de postes", "Salaire horaire minimal", "Tâches"],
        lambda at: [
            f"Ferme numéro {at % EMPLOYERS}",
            f"Soudage {at}",
            "72106",
            2,
            "28,40",
            "Souder des cadres",
        ],
        LabourNeed,
    ),
    "candidates": (
        ["Prénom", "Nom", "Professions (mois)", "Autres langues (niveau 1 à 3)", "Régions acceptées"],
        lambda at: [f"Ana {at}", f"Silva {at}", "72106 (24) | 75101 (6)", "en (2)", "02 | 09"],
        Candidate,
    ),
}


@contextmanager
def told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.1f} s")  # noqa: T201 -- shown with -s


def a_list(kind: str, count: int, first: int = 0) -> bytes:
    head, line, _model = LISTS[kind]
    return as_csv([head, *(line(first + at) for at in range(count))])


@pytest.fixture
def writer(kind: str, advisor: User, officer: User, now: datetime) -> User:
    """Who imports lists of the kind, with employers to import them for."""
    rows = [
        NewEmployer(
            card=EmployerContent(legal_name=f"Ferme numéro {at}"), place=SiteContent(municipality_id="93042")
        )
        for at in range(EMPLOYERS)
    ]
    create_employer_files(rows=rows, direction=make_direction(), by=advisor, now=now)
    assert EmployerFile.objects.visible_to(advisor).count() == EMPLOYERS
    return officer if kind == "candidates" else advisor


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_comes_in_is_edited_and_goes_out(kind: str, writer: User, now: datetime) -> None:
    model = LISTS[kind][2]
    before = model.objects.count()
    with told(f"{kind}: {LINES} lines looked at"):
        checked(given(a_list(kind, LINES), writer, now, kind=kind), writer, now)
    with told(f"{kind}: {LINES} lines looked at and written"):
        found = imported(a_list(kind, LINES), writer, now, kind=kind)
    assert found.counts["new"] == LINES, list(found.lines.values_list("problems", flat=True)[:3])
    with told(f"{kind}: {LINES} lines exported, each edited, written"):
        edited = imported(_edited(kind, writer, now), writer, now, kind=kind)
    assert edited.counts["updated"] == model.objects.count(), list(edited.lines.values_list("problems")[:3])
    with told(f"{kind}: the edits taken back"):
        assert undone(edited, writer, now).kept == []
    with told(f"{kind}: the list taken back"):
        assert undone(found, writer, now).kept == []
    assert model.objects.count() == before


def _edited(kind: str, writer: User, now: datetime) -> bytes:
    """The export of the kind with the last text of each line changed."""
    column = {"sites": "address", "contacts": "role", "needs": "tasks", "candidates": "phone"}[kind]
    codes = [one.code for one in KINDS[kind].columns if one.exported]
    at = codes.index(column)
    text = exported(kind, writer, now.date(), ("csv", "fr-ca")).decode("utf-8-sig")
    lines = [line.split(";") for line in text.splitlines()]
    for number, line in enumerate(lines[1:]):
        line[at] = f"418 555-{number:04d}" if kind == "candidates" else f"Changé {number}"
    return as_csv(lines)


@pytest.mark.parametrize("kind", LISTS)
def test_twice_the_lines_take_no_more_statements(kind: str, writer: User, now: datetime) -> None:
    counts = []
    for first, count in ((0, 20), (100, 40)):
        with CaptureQueriesContext(connection) as queries:
            imported(a_list(kind, count, first), writer, now, kind=kind)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 3, counts
