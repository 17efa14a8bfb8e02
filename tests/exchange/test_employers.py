"""A list of employers: what each line does, nothing lost, nothing doubled, all of it taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.accounts.models import User
from crm.employers.models import Employer, EmployerFile
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, checked, given, imported, undone
from tests.factories.employers import make_employer, make_file

pytestmark = pytest.mark.django_db
GOOD = [
    "Scierie Bégin & Fils inc.",
    "1142345678",
    "Alma",
    "12, rue Collard",
    "5 à 19 personnes",
    "scierie.example",
]


def test_new_employers_come_in_with_every_accent(advisor: User, now: datetime) -> None:
    found = imported(as_csv([EMPLOYER_HEAD, GOOD], encoding="cp1252"), advisor, now)
    assert (found.state, found.encoding, found.counts["new"]) == ("done", "Windows-1252", 1)
    file = EmployerFile.objects.visible_to(advisor).get()
    assert file.employer.legal_name == "Scierie Bégin & Fils inc."
    assert file.employer.website == "https://scierie.example"
    assert file.employer.sites.get().municipality.name == "Alma"
    assert file.moves.get().to_stage == "spotted"
    assert file.leads.get().user == advisor


def test_each_bad_cell_has_its_reason_in_both_languages(advisor: User, now: datetime) -> None:
    bad = ["", "99", "Nulle-Part-sur-Mer", "", "énorme", "pas une adresse"]
    found = checked(given(as_csv([EMPLOYER_HEAD, GOOD, bad]), advisor, now), advisor, now)
    assert (found.counts["new"], found.counts["bad"]) == (1, 1)
    line = found.lines.get(outcome="bad")
    assert {problem["column"] for problem in line.problems} == {"neq", "municipality", "size_band", "website"}
    assert all(problem["fr"] and problem["en"] for problem in line.problems)
    assert not Employer.objects.exists()


def test_a_known_neq_or_name_in_the_mrc_is_a_double(advisor: User, now: datetime) -> None:
    employer = make_employer(legal_name="Aliments Nordet inc.", neq="1199999999")
    make_file(employer)
    lines = [
        EMPLOYER_HEAD,
        ["Tout autre nom", "1199 999 999", "Saguenay", "", "", ""],
        ["Les aliments Nordet", "", "Saguenay", "", "", ""],
        ["Les aliments Nordet", "", "Roberval", "", "", ""],
        GOOD,
        GOOD,
    ]
    found = imported(as_csv(lines), advisor, now)
    assert found.counts == {"lines": 5, "new": 2, "updated": 0, "same": 0, "double": 3, "bad": 0}


def test_an_undo_leaves_nothing_of_it(advisor: User, now: datetime) -> None:
    found = imported(as_csv([EMPLOYER_HEAD, GOOD]), advisor, now)
    assert undone(found, advisor, now).state == "undone"
    assert not Employer.objects.exists()


def test_a_list_speaks_of_towns_and_names_as_addresses_do(advisor: User, now: datetime) -> None:
    head = ["Raison sociale", "NEQ", "Ville"]
    lines = [head, ["Toitures du Fjord", "", "Jonquière"], ["Hôtel du Quai", "", "chicoutimi"]]
    found = imported(as_csv(lines), advisor, now)
    assert found.counts["new"] == 2
    places = Employer.objects.values_list("sites__municipality__name", flat=True)
    assert set(places) == {"Saguenay"}
