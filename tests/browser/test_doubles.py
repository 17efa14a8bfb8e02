"""A double is told while it is typed; two cards become one and two again, by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, enter_as

NAME = "Duo des Essais du Fjord"


def press(place: Locator) -> None:
    """Reach a link or a button as the Tab key does, and act on it with Enter."""
    place.focus()
    expect(place).to_be_focused()
    place.press("Enter")


def open_employer(page: Page, name: str) -> str:
    """A new employer and its file; whoever is asked says that it is another one. Returns the file's address."""
    page.goto("/entreprises/nouvelle/")
    page.locator("#id_legal_name").fill(name)
    page.locator("#id_municipality").select_option("91042")
    send = page.locator("main form[method=post] .btn-primary").last
    press(send)
    page.wait_for_load_state()
    if page.locator("#different").count():
        page.locator("#different").press("Space")
        press(send)
    page.wait_for_url("**/entreprises/*/")
    return page.url


def test_a_double_is_seen_merged_and_taken_back_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    first = open_employer(page, f"{NAME} inc.")

    page.goto("/entreprises/nouvelle/")
    page.locator("#id_legal_name").press_sequentially(f"les {NAME}", delay=10)
    known = page.locator("#lookalikes").get_by_role("link", name=f"{NAME} inc.")
    expect(known).to_be_visible()
    press(known)
    page.wait_for_url(first)

    open_employer(page, f"{NAME} ltée")
    page.goto(f"{page.url}doublons/")
    press(page.get_by_role("link", name=f"Comparer avec {NAME} inc.", exact=True))
    press(page.get_by_role("button", name="Fusionner les deux fiches"))
    expect(page.get_by_role("status")).to_contain_text("30 jours")
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAME} ltée")

    press(page.get_by_role("link", name="Annuler la fusion"))
    press(page.get_by_role("button", name="Annuler la fusion"))
    expect(page.get_by_role("status")).to_contain_text("de nouveau deux fiches")
    page.goto(first)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAME} inc.")
