"""The load: so many rows as asked, the same for a seed, all constraints held, never in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from crm.candidates.models import Candidate, Consent, Identity
from crm.casework.models import FollowUp, Intervention
from crm.core.models import Installation
from crm.core.text import fold
from crm.demo.build.world import QUEBEC
from crm.demo.load.employers import SOURCE
from crm.demo.load.plan import NAMED_SIZES, Load
from crm.demo.load.run import Loaded, NotForReal, seed_load
from crm.demo.load.verify import broken_constraints
from crm.employers.models import Employer, EmployerFile
from crm.needs.models import LabourNeed, NeedStage

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 7, 45, tzinfo=QUEBEC)
SMALL = NAMED_SIZES["small"]


@pytest.fixture(scope="module")
def load(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Load]:
    """One load over a demo for the tests of this file, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed_load(sizes=SMALL, as_of=DAY, now=NOW)
        transaction.set_rollback(True)


def test_there_are_as_many_as_asked_in_a_database_marked_as_no_real_one(load: Load) -> None:
    assert Employer.objects.filter(source=SOURCE).count() == SMALL.employers == load.made["entreprises"]
    assert load.made["personnes"] == SMALL.candidates
    assert load.made["interventions"] == SMALL.interventions
    assert load.made["besoins"] == LabourNeed.objects.filter(file__employer__source=SOURCE).count()
    assert Installation.objects.get().demo


def test_every_constraint_holds(load: Load) -> None:
    assert broken_constraints() == []


def test_a_broken_constraint_is_named(load: Load) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE employers_employer DROP CONSTRAINT employer_neq_format")
            cursor.execute(
                "UPDATE employers_employer SET neq = 'faux' WHERE id = (SELECT min(id) FROM employers_employer)"
            )
            cursor.execute(
                "ALTER TABLE employers_employer ADD CONSTRAINT employer_neq_format"
                " CHECK (neq IS NULL OR neq ~ '^11') NOT VALID"
            )
        assert "employer_neq_format" in broken_constraints()
        transaction.set_rollback(True)


def test_rows_are_spread_over_directions_stages_and_people_in_charge(load: Load) -> None:
    files = EmployerFile.objects.filter(employer__source=SOURCE)
    assert files.values("direction").distinct().count() > 5
    assert files.values("stage").distinct().count() == 7
    assert not files.filter(leads=None).exists()
    assert not Candidate.objects.filter(officers=None).exists()
    needs = LabourNeed.objects.filter(file__employer__source=SOURCE)
    assert needs.filter(stage=NeedStage.OPEN).count() > SMALL.needs / 3
    assert not needs.filter(skills=None).exists()
    assert not Intervention.objects.filter(occurred_on__gt=DAY).exists()
    assert FollowUp.objects.open().filter(due_on__lt=DAY).exists()
    assert Consent.objects.in_force(DAY).exists()


def test_names_are_folded_as_the_product_folds_them_and_visibly_fictitious(load: Load) -> None:
    for employer in Employer.objects.filter(source=SOURCE)[:50]:
        assert employer.folded_name == fold(f"{employer.legal_name} {employer.usual_name}")
    assert not Identity.objects.exclude(family_name__endswith="-Test").exists()


def test_a_written_row_follows_the_load_without_a_clash_of_keys(load: Load) -> None:
    assert (
        Employer.objects.create(legal_name="Après").pk
        > Employer.objects.filter(source=SOURCE).latest("pk").pk
    )


def test_it_enters_once(load: Load) -> None:
    with pytest.raises(Loaded):
        seed_load(sizes=SMALL, as_of=DAY, now=NOW)


def test_it_never_enters_a_real_database(load: Load) -> None:
    Installation.objects.update(demo=False)
    with pytest.raises(NotForReal):
        seed_load(sizes=SMALL, as_of=DAY, now=NOW)
