"""From an e-mail: a profile opened with its code and answered, a need kept current; texts, preferences, digest."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as
from tests.browser.mails import code_sent, follow, mail_about, make_round, newest_code, profile_link
from tests.product import Product


def test_a_profile_opens_with_its_code_and_is_answered_once(open_page: OpenPage, product: Product) -> None:
    make_round(product)
    desk, phone = open_page(DESK), open_page(PHONE)
    enter_as(desk, "conseillère à Chicoutimi")
    link = profile_link(desk)
    before = newest_code(desk)
    phone.goto(link)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="M’envoyer le code").click()
    expect(phone.locator("#id_code")).to_be_visible()
    digits = code_sent(desk, before)
    phone.fill("#id_code", "not it")
    phone.keyboard.press("Enter")
    expect(phone.locator("#id_code-error")).to_be_visible()
    phone.fill("#id_code", digits)
    phone.keyboard.press("Enter")
    # The PDF is read by the browser that gave the code, and by no other.
    pdf = phone.get_by_role("link", name="Profil en PDF").get_attribute("href")
    assert phone.request.get(pdf).body().startswith(b"%PDF-")
    assert not open_page(PHONE).request.get(pdf).body().startswith(b"%PDF-")
    phone.get_by_role("button", name="Cette personne m’intéresse").click()
    expect(phone.locator("h1")).to_contain_text("intérêt est noté")
    phone.goto(link)
    expect(phone.locator("h1")).to_contain_text("déjà servi")


def test_a_need_is_said_to_be_current_in_one_press(open_page: OpenPage, product: Product) -> None:
    make_round(product)
    desk, phone = open_page(DESK), open_page(PHONE, "en")
    enter_as(desk, "conseillère à Chicoutimi")
    mail_about(desk, "toujours d’actualité")
    link = follow(desk)
    phone.goto(link)
    phone.get_by_role("button", name="Yes, still current").click()
    expect(phone.locator("h1")).to_contain_text("stays open")
    phone.goto(link)
    expect(phone.locator("h1")).to_contain_text("already used")


def test_a_digest_is_kept_and_names_nobody(open_page: OpenPage, product: Product) -> None:
    make_round(product)
    desk = open_page(DESK)
    enter_as(desk, "conseillère à Chicoutimi")
    mail_about(desk, "Vos avis du")
    expect(desk.locator(".letter")).to_contain_text("Ce qui vous attend")
    desk.get_by_role("link", name="Voir la mise en page").click()
    expect(desk.locator("a.act")).to_have_css("display", "inline-block")


def test_a_manager_writes_a_text_in_each_language_and_returns_to_the_house(open_page: OpenPage) -> None:
    page = open_page(DESK)
    enter_as(page, "gestionnaire de la direction")
    for language, words in (
        ("fr-ca", "Bonjour {nom}, voyons-nous bientôt."),
        ("en-ca", "Hello {nom}, see you."),
    ):
        page.goto(f"/courriels/modeles/meeting/{language}/")
        page.fill("#id_body", words)
        page.locator("button[value=see]").click()
        expect(page.locator(".letter")).to_contain_text("Line Tremblay")
        page.locator("button[value=keep]").click()
        expect(page.locator("#id_body")).to_have_value(words)
        page.get_by_role("button", name="Revenir au texte de la maison").click()
        expect(page.locator("#id_body")).not_to_have_value(words)


def test_the_preferences_show_what_the_digest_would_hold(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    enter_as(page, "conseillère à Chicoutimi")
    page.goto("/avis/preferences/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.select_option("#id_hour", "6")
    page.locator("main form .btn-primary").click()
    expect(page.locator("#id_hour")).to_have_value("6")
    expect(page.locator("#apercu")).to_be_visible()
