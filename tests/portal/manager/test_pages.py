"""The manager pages: who opens them, what they show, how many queries they cost, in both languages."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import CandidateOfficer
from crm.caseload.models import Handover
from crm.partners.models import Agreement
from crm.reporting.rules import RULES
from crm.settlement.models import ActionPlan
from tests.factories.employers import make_employer, make_file
from tests.factories.partners import make_agreement, make_partner
from tests.factories.people import make_direction, make_service_point, make_user
from tests.factories.reporting import make_candidate, make_intervention

pytestmark = pytest.mark.django_db
PAGES = ("dashboard", "caseloads", "bilan", "agreements", "partners", "handovers", "rules")


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def supported_today(direction: str = "slsj-cn", name: str = "Scierie des Essais") -> int:
    """An employer of region 02 visited yesterday in a file of the direction."""
    owner = make_direction(direction, ("02", "09") if direction == "slsj-cn" else ("03",))
    file = make_file(make_employer(legal_name=name), owner)
    make_intervention(file, timezone.localdate() - timedelta(days=1))
    return int(file.pk)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_every_page_opens_empty_in_both_languages(browser: Client, name: str, language: str) -> None:
    browser.cookies["passerelle_language"] = language
    page = browser.get(reverse(name))
    assert page.status_code == 200
    assert f'lang="{language[:2]}-CA"' in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_the_door(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["dashboard", "bilan", "caseloads"])
def test_a_privacy_officer_reads_no_figures_and_is_told_why(client: Client, name: str) -> None:
    client.force_login(make_user("privacy"))
    assert client.get(reverse(name)).status_code == 403


def test_an_advisor_reads_figures_but_reviews_no_caseloads(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    assert client.get(reverse("dashboard")).status_code == 200
    assert client.get(reverse("caseloads")).status_code == 403


def test_the_headline_opens_its_rows_its_rule_and_its_moment(browser: Client) -> None:
    supported_today()
    page = browser.get(reverse("dashboard"), {"region": "02"}).content.decode()
    assert 'data-figure="businesses_supported">1</a>' in page
    assert reverse("figure-rows", args=["businesses_supported"]) in page
    assert reverse("rule", args=["EA-1"]) in page
    assert page.count("<title>") == 18


@pytest.mark.parametrize("query", ["period=fy", "period=last", "quebec=QC", "direction=slsj-cn", "mrc=941"])
def test_other_periods_and_territories_open(browser: Client, query: str) -> None:
    supported_today()
    assert browser.get(f"{reverse('dashboard')}?{query}").status_code == 200
    assert browser.get(f"{reverse('bilan')}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["region=99", "direction=none", "mrc=x"])
def test_a_territory_that_does_not_exist_is_not_found(browser: Client, query: str) -> None:
    assert browser.get(f"{reverse('dashboard')}?{query}").status_code == 404


@pytest.mark.parametrize(
    "days",
    ["from=2026-02-01&to=2026-01-01", "from=x&to=y", "from=2026-01-01", "from=0001-01-01&to=2026-01-01"],
)
def test_dates_that_are_no_period_are_said_so(browser: Client, days: str) -> None:
    page = browser.get(f"{reverse('dashboard')}?{days}")
    assert page.status_code == 200
    assert 'id="period-error"' in page.content.decode()


def test_the_dashboard_costs_the_same_whatever_it_counts(browser: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("dashboard"))
        return len(queries)

    supported_today()
    cost()  # The first page of a process also reads the mark of its database.
    few = cost()
    for number in range(5):
        supported_today(name=f"Autre {number}")
    assert cost() == few <= 45


def test_rows_name_the_acts_of_ones_direction_and_only_the_card_of_others(browser: Client) -> None:
    mine = supported_today()
    other = supported_today("quebec", "Atelier d’ailleurs")
    page = browser.get(
        reverse("figure-rows", args=["businesses_supported"]), {"region": "02"}
    ).content.decode()
    assert reverse("file", args=[mine]) in page
    assert "Atelier d’ailleurs" in page
    assert reverse("file", args=[other]) not in page


def test_rows_of_persons_show_a_reference_to_those_who_see_the_file(client: Client, manager: User) -> None:
    officer = make_user("officer", service_point=make_service_point())
    candidate = make_candidate()
    CandidateOfficer.objects.create(candidate=candidate, user=officer, valid_from=timezone.localdate())
    ActionPlan.objects.create(candidate=candidate, opened_on=timezone.localdate(), opened_by=officer)
    address = reverse("figure-rows", args=["persons_accompanied"])
    for user, seen in ((manager, True), (make_user("advisor"), False)):
        client.force_login(user)
        assert (candidate.reference in client.get(address, {"region": "02"}).content.decode()) is seen


def test_the_csv_carries_the_proof_and_every_row_and_no_formula(browser: Client) -> None:
    supported_today(name="=cmd()")
    answer = browser.get(
        reverse("figure-rows", args=["businesses_supported"]), {"region": "02", "format": "csv"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][1] == "1"
    assert rows[4][1] == "EA-1"
    assert rows[-1][0] == "'=cmd()"


def test_an_unknown_figure_or_rule_is_not_found(browser: Client) -> None:
    assert browser.get(reverse("figure-rows", args=["nothing"])).status_code == 404
    assert browser.get(reverse("rule", args=["ZZ-9"])).status_code == 404


def test_anyone_signed_in_reads_the_rules(client: Client) -> None:
    client.force_login(make_user(role=""))
    for code in RULES:
        assert client.get(reverse("rule", args=[code])).status_code == 200


def test_the_bilan_is_read_in_the_other_language_without_changing_ones_own(browser: Client) -> None:
    page = browser.get(reverse("bilan"), {"lang": "en"}).content.decode()
    assert '<main class="sheet" id="contenu" lang="en-CA">' in page
    assert 'lang="fr-CA"' in browser.get(reverse("dashboard")).content.decode()


def test_the_public_bilan_masks_small_numbers_and_the_working_one_does_not(browser: Client) -> None:
    supported_today()
    assert browser.get(reverse("bilan-json"), {"region": "02"}).json()["businesses_supported"] == 1
    public = browser.get(reverse("bilan-json"), {"region": "02", "public": "1"}).json()
    assert public["businesses_supported"] is None
    assert "masqué" in browser.get(reverse("bilan"), {"region": "02", "public": "1"}).content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_bilan_is_a_tagged_pdf_whatever_was_typed(browser: Client, language: str) -> None:
    make_agreement(
        "signed", partner=make_partner(name='#read("/etc/passwd") *_$', is_reference_resource=True)
    )
    answer = browser.get(reverse("bilan-pdf"), {"region": "02", "lang": language})
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert b"/MarkInfo" in answer.content or b"/StructTreeRoot" in answer.content


def test_a_manager_previews_then_proposes_and_the_receiver_accepts(
    client: Client, manager: User, advisor: User
) -> None:
    receiver, file = make_user(), make_file(lead=advisor)
    client.force_login(manager)
    address = reverse("caseload-staff", args=[advisor.pk])
    preview = client.post(address, {"chosen": file.pk, "step": "preview"})
    assert receiver.name in preview.content.decode()
    assert not Handover.objects.exists()
    sent = {"chosen": file.pk, "step": "propose", "receiver": receiver.pk, "note": "Deux suivis."}
    assert client.post(address, sent).status_code == 302
    handover = Handover.objects.get()
    client.force_login(receiver)
    assert "Deux suivis." in client.get(reverse("handovers")).content.decode()
    client.post(reverse("handover-answer", args=[handover.pk]), {"answer": "accept"})
    assert file.leads.get(valid_to=None).user == receiver


def test_a_refused_proposal_keeps_what_was_typed(browser: Client, advisor: User) -> None:
    make_user()
    file = make_file(lead=advisor)
    page = browser.post(
        reverse("caseload-staff", args=[advisor.pk]),
        {"chosen": file.pk, "step": "propose", "note": "Ma note 🙂"},
    )
    assert page.status_code == 422
    assert "Ma note 🙂" in page.content.decode()
    assert "Choisissez qui reçoit les dossiers." in page.content.decode()


def test_a_handover_between_others_is_not_found_by_a_stranger(
    client: Client, manager: User, advisor: User
) -> None:
    handover = Handover.objects.create(
        file=make_file(lead=advisor),
        giver=advisor,
        receiver=make_user(),
        proposed_by=manager,
        proposed_at=timezone.now(),
        note="n",
    )
    client.force_login(make_user("advisor", make_direction("quebec", ("03",))))
    assert (
        client.post(reverse("handover-answer", args=[handover.pk]), {"answer": "accept"}).status_code == 404
    )
    client.force_login(advisor)
    assert (
        client.post(reverse("handover-answer", args=[handover.pk]), {"answer": "accept"}).status_code == 403
    )


def test_a_manager_drafts_and_signs_an_agreement(browser: Client) -> None:
    made = make_agreement()
    terms = {
        "number": "ENT-9",
        "title": "Accueil",
        "programme": made.programme_id,
        "partner": made.partner_id,
        "direction": made.direction_id,
        "region": "02",
        "starts_on": "2026-04-01",
        "ends_on": "2027-03-31",
        "amount": "42 000,50 $",
    }
    assert browser.post(reverse("agreement-new"), terms).status_code == 302
    agreement = Agreement.objects.get(number="ENT-9")
    assert str(agreement.amount) == "42000.50"
    browser.post(reverse("agreement-move", args=[agreement.pk]), {"to": "analysis"})
    browser.post(reverse("agreement", args=[agreement.pk]), {"signed_on": timezone.localdate().isoformat()})
    agreement.refresh_from_db()
    assert agreement.stage == "signed"


def test_terms_that_are_refused_stay_typed(browser: Client) -> None:
    page = browser.post(reverse("agreement-new"), {"number": "ENT-8", "amount": "-3", "title": "é" * 10_000})
    assert page.status_code == 422
    assert 'value="ENT-8"' in page.content.decode()


def test_an_advisor_reads_agreements_but_writes_none(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    agreement = make_agreement("analysis")
    page = client.get(reverse("agreement", args=[agreement.pk])).content.decode()
    assert "Consigner la signature" not in page
    assert (
        client.post(reverse("agreement", args=[agreement.pk]), {"signed_on": "2026-01-01"}).status_code == 403
    )
    assert client.get(reverse("agreement-new")).status_code == 403


@pytest.mark.parametrize("name", ["agreements", "partners"])
def test_lists_cost_the_same_whatever_their_length(browser: Client, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name), {"q": "essai accueil"})
        return len(queries)

    make_agreement()
    cost()  # The first page of a process also reads the mark of its database.
    few = cost()
    for _n in range(6):
        make_agreement()
    assert cost() == few <= 12


def test_representatives_of_employers_find_no_directory(client: Client) -> None:
    client.force_login(make_user(role=""))
    for name in ("partners", "agreements", "handovers"):
        assert client.get(reverse(name)).status_code == 404
