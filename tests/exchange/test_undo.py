"""An import taken back: every noun row as it was; what was edited since is left, or goes back if one says so."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.core.undo import KEEPING
from crm.employers.models import Employer, EmployerFile, FileEdit, SizeBand
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services import NewEmployer, create_employer_file, create_employer_files
from crm.exchange.services import ImportRefused, ask_for_undo
from crm.exchange.services.undoing import edited_since
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, imported, undone
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db
AUDIT = ("Edit", "Move", "ReadEntry")
NOUNS = ("employers", "needs", "candidates", "matching", "casework")


def nouns() -> str:
    """A hash over every row of the nouns; audit, moves and book-keeping apart."""
    rows = []
    for model in apps.get_models():
        if model._meta.app_label not in NOUNS or model.__name__.endswith(AUDIT):
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.name not in KEEPING]
        rows.append([model.__name__, sorted(map(repr, model._base_manager.values_list(*names)))])
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder).encode()).hexdigest()


def listed(employer: Employer) -> list[list[object]]:
    head = ["Numéro de l’entreprise", "Nom légal", "Taille", "Adresse", "Objectifs"]
    return [
        head,
        [employer.pk, "Nouveau nom", "5 à 19 personnes", "1, rue Neuve", "Deux soudeurs"],
        ["", "Ferme Tremblay", "", "", ""],
    ]


def test_an_undo_puts_back_what_was_changed_and_takes_away_what_was_made(
    advisor: User, now: datetime
) -> None:
    employer = make_employer(legal_name="Ancien nom", size_band=SizeBand.MICRO)
    file = make_file(employer)
    before, edits = nouns(), FileEdit.objects.count()
    lines = [[*line, "Saguenay" if at else "Municipalité"] for at, line in enumerate(listed(employer))]
    found = imported(as_csv(lines), advisor, now)
    assert (found.counts["new"], found.counts["updated"]) == (1, 1)
    employer.refresh_from_db()
    assert (employer.legal_name, employer.sites.get().address) == ("Nouveau nom", "1, rue Neuve")
    assert nouns() != before
    assert undone(found, advisor, now).kept == []
    assert nouns() == before
    assert FileEdit.objects.filter(file=file).count() > edits
    stamp = employer.stamp
    employer.refresh_from_db()
    assert employer.stamp != stamp


def test_a_row_edited_since_stays_unless_one_says_so(advisor: User, now: datetime) -> None:
    found = imported(
        as_csv([EMPLOYER_HEAD, ["A", "", "Alma", "", "", ""], ["B", "", "Alma", "", "", ""]]), advisor, now
    )
    edited = Employer.objects.get(legal_name="A")
    Employer.objects.filter(pk=edited.pk).update(source="portes ouvertes")
    assert list(edited_since(found)) == [edited.pk]
    assert undone(found, advisor, now).kept == [edited.pk]
    assert Employer.objects.get() == edited


def test_a_row_edited_since_goes_too_when_one_says_so(advisor: User, now: datetime) -> None:
    found = imported(as_csv([EMPLOYER_HEAD, ["A", "", "Alma", "", "", ""]]), advisor, now)
    edited = Employer.objects.get()
    Employer.objects.update(source="portes ouvertes")
    assert undone(found, advisor, now, also=[edited.pk]).kept == []
    assert not Employer.objects.exists()


def test_a_row_that_others_came_to_name_counts_as_edited(advisor: User, now: datetime) -> None:
    found = imported(as_csv([EMPLOYER_HEAD, ["A", "", "Alma", "", "", ""]]), advisor, now)
    file = EmployerFile.objects.visible_to(advisor).get()
    file.follow_ups.create(text="Rappeler", owner=advisor, due_on=now.date())
    assert list(edited_since(found)) == [file.employer_id]


def test_after_thirty_days_an_import_stands(advisor: User, now: datetime) -> None:
    found = imported(as_csv([EMPLOYER_HEAD, ["A", "", "Alma", "", "", ""]]), advisor, now)
    with pytest.raises(ImportRefused):
        ask_for_undo(job=found, also=(), by=advisor, now=now + timedelta(days=31))


NAMES = st.text(alphabet="abcéÈœ &'-", min_size=1, max_size=20).filter(lambda name: bool(name.strip()))
CARDS = st.builds(
    EmployerContent,
    legal_name=NAMES,
    usual_name=NAMES,
    size_band=st.sampled_from(["", *SizeBand.values]),
    hired_abroad_before=st.sampled_from([None, True, False]),
)
PLACES = st.builds(SiteContent, municipality_id=st.sampled_from(["94068", "93042"]), address=NAMES)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@generated(rows=st.lists(st.tuples(CARDS, PLACES), min_size=1, max_size=4))
def test_many_at_once_are_what_they_are_one_by_one(
    advisor: User, now: datetime, rows: list[tuple[EmployerContent, SiteContent]]
) -> None:
    place = make_direction()
    Employer.objects.all().delete()
    many = create_employer_files(
        rows=[NewEmployer(card=card, place=site) for card, site in rows],
        direction=place,
        by=advisor,
        now=now,
    )
    told = [_told(file) for file in many]
    Employer.objects.all().delete()
    one = [
        create_employer_file(content=card, site=site, direction=place, by=advisor, now=now)
        for card, site in rows
    ]
    assert told == [_told(file) for file in one]


def _told(file: EmployerFile) -> list[object]:
    """Everything that was written for a file, numbers and book-keeping apart."""
    hidden = {"id", "file_id", "employer_id", "site_id", *KEEPING}
    rows = [
        file,
        file.employer,
        *file.employer.sites.all(),
        *file.moves.all(),
        *file.leads.all(),
        *file.edits.all(),
    ]
    return [
        {name: value for name, value in vars(row).items() if name not in hidden and not name.startswith("_")}
        for row in (type(row)._base_manager.get(pk=row.pk) for row in rows)
    ]
