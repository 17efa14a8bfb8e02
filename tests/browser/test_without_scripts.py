"""The core flows of an advisor and a manager in a browser that runs no script, on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as

ADVISOR = "conseillère à Chicoutimi"
MANAGER = "gestionnaire"
#: How often the page of an import is read again while the worker reads the file.
READINGS = 40


def at_work(open_page: OpenPage, who: str = ADVISOR, viewport: dict[str, int] = DESK) -> Page:
    page = open_page(viewport, scripts=False)
    enter_as(page, who)
    return page


def said(page: Page, words: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(words)


def test_an_intervention_is_logged(open_page: OpenPage) -> None:
    page = at_work(open_page, viewport=PHONE)
    page.goto("/entreprises/")
    page.locator("tbody th a").first.click()
    page.locator("main").get_by_role("link", name="Consigner").first.click()
    page.locator("#id_summary").fill("Appel au sujet du logement")
    page.locator("main form[method=post] .btn-primary").click()
    said(page, "Intervention consignée")


def test_a_need_is_qualified(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/besoins/?etape=waiting")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Qualifier").click()
    page.get_by_role("button", name="Ouvrir le besoin").click()
    said(page, "Besoin ouvert")


def test_a_person_is_kept_consents_and_is_presented(open_page: OpenPage) -> None:
    page = at_work(open_page, viewport=PHONE)
    page.goto("/jumelages/?verdict=admissible")
    page.locator("tbody tr").filter(has_text="de la région").first.locator("th a").click()
    page.get_by_role("button", name="Retenir", exact=True).click()
    dialog = page.locator("dialog:visible")
    dialog.locator("textarea").fill("Trois ans de métier")
    dialog.locator(".btn-primary").click()
    said(page, "Personne retenue")
    page.get_by_role("button", name="Noter le consentement").click()
    dialog.locator("select").select_option("phone")
    dialog.locator(".btn-primary").click()
    said(page, "Consentement à la présentation noté")
    page.get_by_role("link", name="Présenter le profil dépersonnalisé").click()
    expect(page.locator("main")).to_contain_text("Ce que l’entreprise lira, mot pour mot")
    page.get_by_role("button", name="Présenter à").click()
    said(page, "Profil dépersonnalisé présenté")


def test_what_a_dialog_refuses_is_said_in_it(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/jumelages/")
    page.locator("tbody th a").first.click()
    page.get_by_role("button", name="Retenir", exact=True).click()
    dialog = page.locator("dialog:visible")
    dialog.locator("textarea").evaluate("field => field.removeAttribute('required')")
    dialog.locator(".btn-primary").click()
    expect(dialog).to_contain_text("Dites en une phrase pourquoi")


def test_a_need_is_closed_with_its_reason(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/besoins/?etape=open&tri=newest")
    page.locator("tbody th a").last.click()
    page.get_by_role("button", name="Clore").click()
    dialog = page.locator("dialog:visible")
    dialog.locator("select").select_option(index=1)
    dialog.locator(".btn-primary").click()
    said(page, "clos")


def test_a_file_is_handed_over_with_a_note(open_page: OpenPage) -> None:
    page = at_work(open_page, MANAGER)
    page.goto("/charges/")
    page.locator("tbody th a").first.click()
    page.locator("input[name=chosen]").last.check()
    page.get_by_role("button", name="Voir l’effet du transfert").click()
    page.locator("input[name=receiver]").first.check()
    page.locator("#id_note").fill("Rappeler en mars.")
    page.get_by_role("button", name="Proposer le transfert").click()
    said(page, "Transferts proposés")


def test_a_list_is_tried_before_anything_is_written(open_page: OpenPage, tmp_path: Path) -> None:
    given = tmp_path / "liste.csv"
    given.write_bytes("Nom légal;Municipalité\nÉrablière sans script;Alma\n".encode("cp1252"))
    page = at_work(open_page)
    page.goto("/importations/nouvelle/")
    page.set_input_files("input[type=file]", given)
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="Faire l’essai à blanc").click()
    told = page.get_by_text("Ce que chaque ligne ferait")
    for _turn in range(READINGS):
        if told.count():
            break
        page.wait_for_timeout(250)
        page.goto(page.url)
    expect(page.locator("main")).to_contain_text("Érablière sans script")


def test_two_cards_become_one_and_two_again(open_page: OpenPage) -> None:
    page = at_work(open_page, MANAGER)
    page.goto("/entreprises/?qui=tous&tri=needs")
    rows = page.locator("tbody th a")
    kept, gone = rows.nth(2), rows.nth(3).inner_text()
    address = kept.get_attribute("href")
    page.goto(f"{address}doublons/?{urlencode({'q': gone})}")
    page.get_by_role("link", name="Comparer").first.click()
    page.get_by_role("button", name="Fusionner les deux fiches").click()
    said(page, "30 jours")
    page.get_by_role("link", name="Annuler la fusion").click()
    page.get_by_role("button", name="Annuler la fusion").click()
    said(page, "de nouveau deux fiches")


@pytest.mark.parametrize("address", ["/besoins/", "/entreprises/", "/suivis/", "/jumelages/"])
def test_filters_are_folded_on_a_phone_and_say_how_many_are_active(open_page: OpenPage, address: str) -> None:
    page = at_work(open_page, viewport=PHONE)
    page.goto(f"{address}?qui=tous")
    first = page.locator("select#qui")
    expect(first).to_be_hidden()
    bottom = page.locator("tbody tr").first.bounding_box()
    assert bottom is not None
    assert bottom["y"] < PHONE["height"] / 1.5
    summary = page.locator(".filters summary")
    summary.click()
    first.select_option("moi")
    page.get_by_role("button", name="Filtrer").click()
    expect(summary).to_contain_text(re.compile(r"\d actifs?"))
    expect(page.locator("select#qui")).to_be_hidden()
