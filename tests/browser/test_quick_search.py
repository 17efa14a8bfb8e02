"""Ctrl-K by keyboard alone: what is typed with a slip, with spaces or as a telephone; gestures by role."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as

ADVISOR = "conseillère à Chicoutimi"
MILL = "Scierie des Deux-Rives"


def open_palette(page: Page, key: str = "Control+k") -> Locator:
    page.keyboard.press(key)
    palette = page.get_by_role("dialog", name="Recherche rapide")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    return palette


def typed(page: Page, palette: Locator, words: str) -> Locator:
    """Type the words over what stands there; the answer to them, once it has come."""
    palette.get_by_role("searchbox").press("Control+a")
    page.keyboard.type(words)
    answer = palette.locator(f'[data-for="{words}"]')
    expect(answer).to_be_attached()
    return answer


def test_it_opens_by_two_keys_and_closes_where_one_was(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    for key in ("Control+k", "/"):
        palette = open_palette(page, key)
        expect(palette.get_by_role("link", name="Consigner une intervention")).to_be_visible()
        page.keyboard.press("Escape")
        expect(palette).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_an_employer_is_found_with_a_slip_and_opened_by_arrows(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    enter_as(page, ADVISOR)
    palette = open_palette(page)
    hits = typed(page, palette, "sierie deux rivse").get_by_role("link")
    expect(hits.first).to_have_text(MILL)
    page.keyboard.press("ArrowDown")
    expect(hits.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/entreprises/|/repertoire/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(MILL)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_number_is_found_as_people_write_it(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    page.goto(page.url.split("/aujourdhui")[0] + "/recherche/?q=scierie+deux+rives")
    told = re.search(r"NEQ\s+([\d\s]{10,14})", page.locator("main").inner_text())
    assert told
    neq = re.sub(r"\D", "", told[1])[:10]
    palette = open_palette(page)
    spaced = f"{neq[:4]} {neq[4:7]} {neq[7:]}"
    expect(typed(page, palette, spaced).get_by_role("link").first).to_have_text(MILL)
    page.keyboard.press("Escape")
    page.get_by_role("link", name=MILL).first.click()
    page.get_by_role("link", name="Contacts").first.click()
    shown = re.search(r"\d{3}[\s\-\u2011]\d{3}[\s\-\u2011]\d{4}", page.locator("main").inner_text())
    assert shown
    digits = re.sub(r"\D", "", shown[0])
    palette = open_palette(page)
    found = typed(page, palette, f"({digits[:3]}) {digits[3:6]}-{digits[6:]}")
    expect(found.get_by_role("link", name=MILL).first).to_be_visible()


def test_gestures_follow_the_role_and_enter_opens_the_first(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, ADVISOR)
    palette = open_palette(page)
    answer = typed(page, palette, "consigner")
    expect(answer.get_by_role("link")).to_have_text(["Consigner une intervention"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ntervention")

    officer = open_page()
    enter_as(officer, "agente d’aide à l’intégration")
    palette = open_palette(officer)
    expect(palette.get_by_role("link", name="Nouvelle personne")).to_be_visible()
    expect(palette.get_by_role("link", name="Nouvelle entreprise")).to_have_count(0)


def test_nonsense_is_answered_with_what_to_try(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    enter_as(page, ADVISOR)
    palette = open_palette(page)
    expect(typed(page, palette, "xyzzyqwf")).to_contain_text("essayez un mot de moins")
