"""The employer's core flows without JavaScript, then by keyboard alone: send, change, withdraw; answer by a link."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as
from tests.browser.mails import code_sent, make_round, newest_code, profile_link
from tests.browser.phone import open_new_form
from tests.product import Product

MOST_TABS = 150


def owner(open_page: OpenPage, viewport: dict[str, int], *, scripts: bool = True) -> Page:
    """The employer's representative, before an empty form."""
    page = open_page(viewport, scripts=scripts)
    enter_as(page, "représentant")
    open_new_form(page)
    return page


def test_without_javascript_a_need_is_sent_changed_and_withdrawn(open_page: OpenPage) -> None:
    page = owner(open_page, PHONE, scripts=False)
    page.fill("#id_words", "gars de scie")
    page.fill("#id_positions", "2")
    page.get_by_role("button", name="Trouver le métier").click()
    page.locator("#occupations input[name=occupation]").first.check()
    page.get_by_role("button", name="Confirmer le métier").click()
    expect(page.locator("#usual-skills input[type=checkbox]").first).to_be_checked()
    page.get_by_role("button", name="Vérifier le besoin").click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    reference = page.locator(".headline .big").inner_text()
    page.get_by_role("link", name="Suivre ce besoin").click()
    page.get_by_role("link", name="Changer ce besoin").click()
    page.fill("#id_positions", "5")
    page.get_by_role("button", name="Vérifier le besoin").click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.locator(".meta")).to_contain_text("0 de 5")
    page.get_by_text("Retirer ce besoin").click()
    page.get_by_label("Pourquoi").select_option(index=1)
    page.get_by_role("button", name="Retirer le besoin").click()
    expect(page.locator(".meta .badge")).to_have_text("Retiré")
    page.goto("/espace/")
    expect(page.locator("tbody tr", has_text=reference)).to_contain_text("Retiré")


def test_without_javascript_a_profile_is_answered_with_its_code(
    open_page: OpenPage, product: Product
) -> None:
    make_round(product)
    desk, phone = open_page(DESK), open_page(PHONE, scripts=False)
    enter_as(desk, "conseillère à Chicoutimi")
    phone.goto(profile_link(desk))
    before = newest_code(desk)
    phone.get_by_role("button", name="M’envoyer le code").click()
    phone.fill("#id_code", code_sent(desk, before))
    phone.get_by_role("button", name="Ouvrir le profil").click()
    phone.get_by_role("button", name="Pas cette fois").click()
    expect(phone.locator("#reason-error")).to_be_visible()
    phone.get_by_label("Sinon, pourquoi").select_option(index=1)
    phone.get_by_role("button", name="Pas cette fois").click()
    expect(phone.locator("h1")).to_contain_text("Merci pour votre réponse")


class Keys:
    """Somebody who has a keyboard and nothing else; what has the focus must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, what: Locator) -> Keys:
        """Tab on until `what` has the focus."""
        for _turn in range(MOST_TABS):
            if what.evaluate("(one) => one === document.activeElement"):
                assert what.is_visible()
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {what}")

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def write(self, what: Locator, words: str) -> None:
        """Type in a field, over what it held."""
        self.to(what).press("Control+a")
        self.page.keyboard.type(words)

    def enter(self, what: Locator) -> None:
        """Follow a link or press a button, and wait for what comes."""
        self.to(what).press("Enter")
        self.page.wait_for_load_state()


def test_by_keyboard_alone_a_need_is_sent_changed_and_withdrawn(open_page: OpenPage) -> None:
    page = owner(open_page, DESK)
    page.goto("/espace/")
    keys = Keys(page)
    keys.enter(page.locator("main a", has_text="Décrire un besoin").first)
    keys.write(page.locator("#id_words"), "gars de scie")
    first = page.locator("#occupations input[name=occupation]").first
    expect(first).to_be_visible()
    # Typing again would ask again: a person waits for the list to stand still.
    page.wait_for_timeout(600)
    keys.to(first).press("Space")
    expect(page.locator("#usual-skills input[type=checkbox]").first).to_be_checked()
    keys.write(page.locator("#id_positions"), "2")
    keys.enter(page.locator("#need-form button[name=step].btn-primary"))
    keys.enter(page.locator("button[value=send]"))
    expect(page.locator(".headline .big")).to_have_text(re.compile(r"B-\d{4,}"))
    keys.enter(page.get_by_role("link", name="Suivre ce besoin"))
    keys.enter(page.get_by_role("link", name="Changer ce besoin"))
    keys.write(page.locator("#id_positions"), "5")
    keys.enter(page.locator("#need-form button[name=step].btn-primary"))
    keys.enter(page.locator("button[value=send]"))
    expect(page.locator(".meta")).to_contain_text("0 de 5")
    keys.to(page.locator("summary", has_text="Retirer ce besoin")).press("Enter")
    keys.to(page.locator("select[name=reason]").last).press("ArrowDown")
    keys.enter(page.get_by_role("button", name="Retirer le besoin"))
    expect(page.locator(".meta .badge")).to_have_text("Retiré")


def test_by_keyboard_alone_a_profile_is_answered_with_its_code(open_page: OpenPage, product: Product) -> None:
    make_round(product)
    desk, page = open_page(DESK), open_page(DESK)
    enter_as(desk, "conseillère à Chicoutimi")
    page.goto(profile_link(desk))
    before = newest_code(desk)
    keys = Keys(page)
    keys.enter(page.get_by_role("button", name="M’envoyer le code"))
    keys.write(page.locator("#id_code"), code_sent(desk, before))
    keys.press("Enter")
    expect(page.get_by_role("button", name="Cette personne m’intéresse")).to_be_visible()
    keys.enter(page.get_by_role("button", name="Cette personne m’intéresse"))
    expect(page.locator("h1")).to_contain_text("intérêt est noté")
