"""What one chooses on the way of a list: the sheet, and which look-alikes are others."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.exchange.models import Import
from crm.exchange.sheets import Sheet, workbook
from tests.exchange.lists import as_csv, checked, given
from tests.factories.employers import make_employer, make_file
from tests.portal.exchange.test_imports import sent, worked

pytestmark = pytest.mark.django_db
HEAD = ["Nom légal", "Municipalité", "Site Web"]


def test_another_sheet_of_the_workbook_is_read_when_one_asks(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    with workbook(
        [Sheet("2026", [HEAD, ["Une", "Alma", ""]]), Sheet("2025", [["Ville"], ["Roberval"]])]
    ) as book:
        sent(client, book.read(), name="liste.xlsx")
    found = Import.objects.visible_to(advisor).get()
    page = client.get(f"/importations/{found.pk}/").content.decode()
    assert "Laissées de côté\u00a0: 2025" in page
    client.post(f"/importations/{found.pk}/feuille/", {"sheet": "2025"})
    found.refresh_from_db()
    assert (found.sheet, found.mapping, found.counts["lines"]) == ("2025", ["municipality"], 1)
    client.post(f"/importations/{found.pk}/feuille/", {"sheet": "Autre"})
    found.refresh_from_db()
    assert found.sheet == "2025"


def test_a_line_ticked_as_another_comes_in(client: Client, advisor: User, now: datetime) -> None:
    make_file(make_employer(legal_name="Ferme du Nord", website="https://ferme.example"))
    lines = [HEAD, ["Autre Ferme", "Roberval", "ferme.example"]]
    found = checked(given(as_csv(lines), advisor, now), advisor, now)
    client.force_login(advisor)
    page = client.get(f"/importations/{found.pk}/?vue=double").content.decode()
    assert "Ferme du Nord (même domaine Internet)" in page
    client.post(f"/importations/{found.pk}/distinctes/", {"ligne": ["2", "x"]})
    worked(found)
    assert (found.counts["new"], found.counts["double"]) == (1, 0)
