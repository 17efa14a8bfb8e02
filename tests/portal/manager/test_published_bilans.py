"""The pages of published bilans: publishing, reading again, the rows behind a figure, the workbook."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from crm.accounts.models import User
from crm.casework.models import Intervention
from crm.reporting.local_actions import actions_of
from crm.reporting.models import Snapshot
from crm.reporting.periods import Period
from crm.reporting.territories import region_territory
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_direction, make_user
from tests.factories.reporting import make_intervention

pytestmark = pytest.mark.django_db
DAYS = "region=02&from=2025-04-01&to=2026-03-31"
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
FORMS = ("bilan-published", "bilan-published-pdf", "bilan-published-xlsx", "bilan-published-json")


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def supported(direction: str = "slsj-cn", name: str = "Scierie des Essais") -> Intervention:
    owner = make_direction(direction, ("02", "09") if direction == "slsj-cn" else ("03",))
    return make_intervention(make_file(make_employer(legal_name=name), owner), date(2025, 5, 5))


def published(browser: Client, reason: str = "") -> Snapshot:
    answer = browser.post(f"{reverse('bilan-publish')}?{DAYS}", {"reason": reason})
    assert answer.status_code == 302
    return Snapshot.objects.latest("id")


def body(answer: Any) -> bytes:
    """All that was sent; read to its end, a file is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_a_manager_publishes_and_reads_the_edition_in_every_form(browser: Client) -> None:
    supported()
    assert reverse("bilan-publish") in browser.get(f"{reverse('bilan')}?{DAYS}").content.decode()
    assert "figer" in browser.get(f"{reverse('bilan-publish')}?{DAYS}").content.decode()
    assert "un exercice entier" not in browser.get(f"{reverse('bilan-publish')}?{DAYS}").content.decode()
    assert "un exercice entier" in browser.get(f"{reverse('bilan-publish')}?region=02").content.decode()
    made = published(browser)
    assert (
        reverse("bilan-published", args=[made.pk])
        in browser.get(f"{reverse('bilan')}?{DAYS}").content.decode()
    )
    page = browser.get(reverse("bilan-published", args=[made.pk]))
    assert f"Relevé {made.number} figé le" in page.content.decode()
    english = browser.get(reverse("bilan-published", args=[made.pk]), {"lang": "en", "public": "1"})
    assert "Small numbers" in english.content.decode()
    pdf = browser.get(reverse("bilan-published-pdf", args=[made.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == browser.get(reverse("bilan-published-pdf", args=[made.pk])).content
    data = browser.get(reverse("bilan-published-json", args=[made.pk])).content
    assert hashlib.sha256(data).hexdigest() == made.digest
    listed = browser.get(reverse("bilans-published")).content.decode()
    assert made.number in listed
    assert made.number.encode() in body(browser.get(reverse("bilans-published"), {"format": "csv"}))


def test_a_period_that_still_runs_says_so_before_anything_is_typed(browser: Client) -> None:
    make_direction()
    today = timezone.localdate()
    running = f"region=02&from={today - timedelta(days=30)}&to={today + timedelta(days=30)}"
    page = browser.get(f"{reverse('bilan-publish')}?{running}").content.decode()
    assert "La période n’est pas finie" in page
    assert "Publier et figer" not in page
    assert browser.post(f"{reverse('bilan-publish')}?{running}", {"reason": "x"}).status_code == 422
    assert not Snapshot.objects.exists()


def test_a_second_edition_asks_why_and_a_withdrawn_one_says_so(browser: Client) -> None:
    supported()
    first = published(browser)
    refused = browser.post(f"{reverse('bilan-publish')}?{DAYS}", {"reason": ""})
    assert refused.status_code == 422
    assert 'id="id_reason-error"' in refused.content.decode()
    second = published(browser, "Geste oublié")
    page = browser.get(reverse("bilan-published", args=[first.pk])).content.decode()
    assert second.number in page
    assert "Geste oublié" in page
    away = reverse("bilan-withdraw", args=[second.pk])
    assert browser.post(away, {"reason": ""}).status_code == 422
    assert browser.post(away, {"reason": "Publié trop tôt"}).status_code == 302
    page = browser.get(reverse("bilan-published", args=[second.pk])).content.decode()
    assert "Publié trop tôt" in page


def test_the_rows_behind_a_published_figure_say_which_are_gone(browser: Client) -> None:
    gone, kept = supported(), supported(name="Atelier resté")
    other = supported("quebec", "Atelier d’ailleurs")
    made = published(browser)
    Intervention.objects.filter(pk=gone.pk).delete()
    page = browser.get(reverse("bilan-published-rows", args=[made.pk, "businesses_supported"]))
    text = page.content.decode()
    assert "Lignes détruites depuis" in text
    assert "Atelier resté" in text
    assert "Atelier d’ailleurs" in text
    assert "Détail réservé" in text
    assert {kept.file.direction_id, other.file.direction_id} == set(
        Intervention.objects.values_list("file__direction_id", flat=True)
    )
    assert browser.get(reverse("bilan-published-rows", args=[made.pk, "nothing"])).status_code == 404
    lines = body(browser.get(page.request["PATH_INFO"], {"format": "csv"})).decode().splitlines()
    assert made.number in lines[0]
    assert "Lignes détruites depuis;;;1;détruite depuis" in lines
    assert any(line.startswith("Atelier resté;visite;2025-05-05;1;") for line in lines), lines
    assert any(line.startswith("Atelier d’ailleurs;;;1;Détail réservé") for line in lines)


def test_the_workbook_has_a_sheet_a_part_with_values_and_runs_nothing(browser: Client) -> None:
    supported()
    browser.post(
        f"{reverse('bilan-actions')}?{DAYS}", {"text_fr": "=HYPERLINK(1)", "text_en": "", "revision": "0"}
    )
    book = load_workbook(io.BytesIO(body(browser.get(f"{reverse('bilan-xlsx')}?{DAYS}"))))
    assert book.sheetnames[0] == "Sommaire"
    assert {"Les entreprises", "Les personnes", "Actions locales", "Règles"} <= set(book.sheetnames)
    cells = [list(row) for row in book["Les entreprises"].iter_rows(values_only=True)]
    assert ["Total, sans doublon", 1, 0] in [line[:3] for line in cells]
    assert any("EA-1" in str(cell) for line in cells for cell in line)
    said = [
        cell for row in book["Actions locales"].iter_rows() for cell in row if "HYPERLINK" in str(cell.value)
    ]
    assert [cell.data_type for cell in said] == ["s"]


def test_local_actions_typed_meanwhile_are_shown_and_mine_stay(browser: Client) -> None:
    address = f"{reverse('bilan-actions')}?{DAYS}"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"text_fr": "Un", "text_en": "One", "revision": "0"}).status_code == 302
    stale = browser.post(address, {"text_fr": "Le mien", "text_en": "", "revision": "0"})
    page = stale.content.decode()
    assert stale.status_code == 422
    assert "Le mien" in page
    assert 'value="1"' in page
    assert browser.post(address, {"text_fr": "Le mien", "text_en": "", "revision": "1"}).status_code == 302
    assert actions_of(region_territory("02"), YEAR).fr == "Le mien"


@pytest.mark.parametrize("role", ["advisor", "officer", "privacy"])
def test_others_write_and_publish_nothing_and_privacy_officers_read_no_figures(
    client: Client, role: str
) -> None:
    client.force_login(make_user("manager"))
    supported()
    made = published(client)
    client.force_login(make_user(role))
    for name in ("bilan-actions", "bilan-publish"):
        assert client.get(f"{reverse(name)}?{DAYS}").status_code == 403
    assert client.post(reverse("bilan-withdraw", args=[made.pk]), {"reason": "x"}).status_code == 403
    for name in FORMS:
        expected = 403 if role == "privacy" else 200
        answer = client.get(reverse(name, args=[made.pk]))
        assert answer.status_code == expected
        body(answer)


def test_the_live_report_costs_the_same_however_much_it_counts(browser: Client) -> None:
    """Nine parts of one document, each from its own tables: one query an indicator, none a row."""
    costs = []
    for round_ in range(2):
        for number in range(6):
            supported(name=f"Atelier {round_} {number}")
        body(browser.get(f"{reverse('bilan')}?{DAYS}"))
        with CaptureQueriesContext(connection) as queries:
            body(browser.get(f"{reverse('bilan')}?{DAYS}"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 34


def test_reading_again_costs_at_most_twelve_queries(browser: Client) -> None:
    for number in range(4):
        supported(name=f"Atelier {number}")
    made = published(browser)
    addresses = [reverse(name, args=[made.pk]) for name in FORMS]
    addresses += [reverse("bilans-published")]
    addresses += [reverse("bilan-published-rows", args=[made.pk, "businesses_supported"])]
    addresses += [f"{addresses[-1]}?format=csv", f"{reverse('bilans-published')}?format=csv"]
    for address in addresses:
        body(browser.get(address))
        with CaptureQueriesContext(connection) as queries:
            body(browser.get(address))
        assert len(queries) <= 12, address
