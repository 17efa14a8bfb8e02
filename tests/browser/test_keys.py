"""A contact logged from anywhere by keys alone; a form sent without a network."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as


def test_a_contact_is_logged_in_six_keystrokes_and_the_text(open_page: OpenPage) -> None:
    page = open_page(DESK)
    enter_as(page, "conseillère à Chicoutimi")
    page.keyboard.press("i")
    expect(page.get_by_label("Entreprise", exact=True)).to_be_focused()
    for key in ("S", "c", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Deux entrevues jeudi.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Intervention consignée")).to_be_visible()


def test_a_form_sent_without_a_network_stays_and_says_so(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    enter_as(page, "représentante de la Scierie des Deux-Rives")
    page.get_by_role("link", name="Décrire un besoin").first.click()
    page.get_by_label("Qui cherchez-vous").fill("soudeuse")
    page.context.set_offline(True)
    page.get_by_role("button", name="Vérifier le besoin").click()
    expect(page.locator("[data-draft-offline]")).to_be_visible()
    expect(page.get_by_label("Qui cherchez-vous")).to_have_value("soudeuse")
    page.context.set_offline(False)
