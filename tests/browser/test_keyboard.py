"""The flows of an advisor by keyboard alone, and help where it is needed: Tab, Enter, and the keys that « ? » names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, await_rows, enter_as

ADVISOR = "conseillère à Chicoutimi"
OFFICER = "agente d’aide à l’intégration"
#: How many times somebody presses Tab before they call a place out of reach.
PATIENCE = 120


def walk_to(page: Page, place: Locator) -> None:
    """Press Tab until the place has the focus, as somebody without a mouse does."""
    expect(place.first).to_be_visible()
    for _press in range(PATIENCE):
        page.keyboard.press("Tab")
        if place.first.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("out of reach by Tab")


def act(page: Page, place: Locator, leads_to: str = "") -> None:
    """Reach the place and press Enter; `leads_to` is the address of the page that it opens."""
    walk_to(page, place)
    page.keyboard.press("Enter")
    if leads_to:
        page.wait_for_url(leads_to)


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")


def open_first(page: Page, listed: str, opened: str) -> None:
    """The first row of a list."""
    page.goto(listed)
    skip_to_content(page)
    act(page, page.locator("tbody th a"), opened)


def send_dialog(page: Page) -> None:
    act(page, page.locator("dialog[open] .btn-primary"))


def said(page: Page, words: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(words)


def test_an_intervention_is_logged_by_one_key_and_the_text(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    open_first(page, "/entreprises/", "**/entreprises/*/")
    page.keyboard.press("i")
    page.wait_for_url("**/interventions/nouvelle/**")
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.type("Appel au sujet du transport")
    act(page, page.locator("main form[method=post] .btn-primary"))
    said(page, "Intervention consignée")


def test_a_need_is_qualified(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    open_first(page, "/besoins/?etape=waiting", "**/besoins/*/")
    skip_to_content(page)
    act(page, page.get_by_role("link", name="Qualifier"), "**/qualifier/")
    skip_to_content(page)
    act(page, page.get_by_role("button", name="Ouvrir le besoin"))
    said(page, "Besoin ouvert")


def test_a_person_is_kept_consents_and_is_presented(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    page.goto("/jumelages/?verdict=admissible")
    ranked = page.locator("tbody tr").filter(has_text="de la région").locator("th a")
    await_rows(page, ranked, seconds=120)  # a new demo ranks its needs one after the other
    skip_to_content(page)
    act(page, ranked, "**/jumelages/*/")
    skip_to_content(page)
    act(page, page.get_by_role("button", name="Retenir", exact=True))
    expect(page.locator("dialog[open] textarea")).to_be_focused()
    page.keyboard.type("Trois ans de métier")
    send_dialog(page)
    said(page, "Personne retenue")
    skip_to_content(page)
    act(page, page.get_by_role("button", name="Noter le consentement"))
    expect(page.locator("dialog[open] select")).to_be_focused()
    page.keyboard.press("ArrowDown")
    send_dialog(page)
    said(page, "Consentement à la présentation noté")
    skip_to_content(page)
    act(page, page.get_by_role("link", name="Présenter le profil dépersonnalisé"), "**/presenter/**")
    skip_to_content(page)
    act(page, page.get_by_role("button", name="Présenter à"))
    said(page, "Profil dépersonnalisé présenté")


def test_a_need_is_closed_with_its_reason_and_a_dialog_left_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    page.goto("/besoins/?etape=open&tri=newest")
    page.locator("tbody th a").last.click()
    page.wait_for_url("**/besoins/*/")
    opener = page.get_by_role("button", name="Clore")
    skip_to_content(page)
    act(page, opener)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] select")).to_be_focused()
    page.keyboard.press("ArrowDown")
    send_dialog(page)
    said(page, "clos")


def test_a_file_is_handed_over(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "gestionnaire")
    open_first(page, "/charges/", "**/charges/*/")
    skip_to_content(page)
    walk_to(page, page.locator("input[name=chosen]:enabled"))
    page.keyboard.press("Space")
    act(page, page.get_by_role("button", name="Voir l’effet du transfert"))
    page.wait_for_load_state()
    walk_to(page, page.locator("input[name=receiver]"))
    page.keyboard.press("Space")
    walk_to(page, page.locator("#id_note"))
    page.keyboard.type("Rappeler en mars.")
    act(page, page.get_by_role("button", name="Proposer le transfert"))
    said(page, "Transferts proposés")


@pytest.mark.parametrize(("who", "address"), [(ADVISOR, "/besoins/?voir=tableau"), (OFFICER, "/personnes/")])
def test_the_question_mark_lists_the_keys_of_the_page(open_page: OpenPage, who: str, address: str) -> None:
    page = open_page()
    enter_as(page, who)
    page.goto(address)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Touches de cette page")
    expect(keys).to_be_visible()
    expect(keys.get_by_text("Consigner une intervention")).to_have_count(1 if who == ADVISOR else 0)
    board = keys.get_by_text("Sur une carte du tableau")
    (expect(board).to_be_visible if "tableau" in address else expect(board).to_be_hidden)()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Recherche rapide")).to_be_visible()


def test_keys_of_one_sign_are_turned_off_and_stay_so(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/entrer/")
    page.locator(".gate .list form button").first.click()
    page.wait_for_url("**/aujourdhui/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of this page")
    walk_to(page, keys.get_by_role("checkbox"))
    page.keyboard.press("Space")
    act(page, keys.get_by_role("button", name="Close"))
    here = page.url
    for key in ("i", "/", "?"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url == here
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open]")).to_have_count(1)


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_help_in_place(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page(viewport)
    enter_as(page, ADVISOR)
    page.goto("/besoins/")
    page.locator("tbody th a").first.click()
    asked = page.locator(".help summary").first
    expect(asked).to_have_attribute("aria-label", re.compile("Aide"))
    asked.focus()
    page.keyboard.press("Enter")
    told = page.get_by_text("Qualifier un besoin, c’est vérifier")
    expect(told).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.keyboard.press("Enter")
    expect(told).to_be_hidden()
    page.goto("/aide/")
    expect(page.get_by_role("heading", name="Les trois consentements")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
