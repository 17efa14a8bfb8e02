"""Five thousand employers as an office has them: Windows-1252, some known, some bad; nothing lost of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.accounts.models import User
from crm.employers.models import Employer, EmployerFile
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, checked, given, imported, undone
from tests.factories.employers import make_employer, make_file

pytestmark = pytest.mark.django_db
ROWS, KNOWN, BAD = 5_000, 150, 100
PLACES = ("Alma", "Roberval", "Saguenay", "Dolbeau-Mistassini", "Saint-Félicien")


def a_list() -> list[list[str]]:
    lines = [EMPLOYER_HEAD]
    for at in range(ROWS):
        name, neq = f"Érablière Côté-Gagné œuvrée n° {at:05d} ltée", f"11{at:08d}"
        if at < KNOWN:
            neq = f"22{at:08d}"
        elif at < KNOWN + BAD:
            neq = "12345"
        lines.append([name, neq, PLACES[at % 5], f"{at}, rue de l’Évêché", "5 à 19 personnes", ""])
    return lines


def test_five_thousand_employers_come_in_and_go_out(advisor: User, now: datetime) -> None:
    for at in range(KNOWN):
        make_file(make_employer(legal_name=f"Connue {at}", neq=f"22{at:08d}"))
    content = as_csv(a_list(), encoding="cp1252")
    looked = checked(given(content, advisor, now), advisor, now)
    found = imported(content, advisor, now)
    assert found.counts == looked.counts
    assert (found.counts["new"], found.counts["double"], found.counts["bad"]) == (
        ROWS - KNOWN - BAD,
        KNOWN,
        BAD,
    )
    assert found.lines.filter(outcome="bad").exclude(problems=[]).count() == BAD
    assert (
        Employer.objects.filter(legal_name__startswith="Érablière Côté-Gagné œuvrée").count()
        == found.counts["new"]
    )
    assert undone(found, advisor, now).kept == []
    assert EmployerFile.objects.visible_to(advisor).count() == KNOWN
