"""The working lists in a real browser: views kept and shared, three faces, cards moved, many rows at once."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, enter_as

ADVISOR = "conseillère à Chicoutimi"
MANAGER = "gestionnaire"


def at_work(open_page: OpenPage, who: str = ADVISOR, **context: object) -> Page:
    page = open_page(**context)
    enter_as(page, who)
    return page


def number_in(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def rows_said(page: Page) -> int:
    """« 64 lignes » under the title."""
    return number_in(page.locator(".page-head .meta span").first.inner_text())


def suspend(page: Page, card: str) -> None:
    """Through the card's own form: the reason is asked."""
    page.goto(f"/listes/needs/{card}/deplacer/?vers=suspended&next=/besoins/?voir=tableau")
    page.locator("#id_reason").select_option(index=1)
    page.locator("#id_until").fill(str(localdate() + timedelta(days=30)))
    page.locator("main form .btn-primary").click()
    expect(page.locator(f"[data-lane=suspended] [data-card='{card}']")).to_be_visible()


def a_card(page: Page, lane: str) -> str:
    page.goto("/besoins/?voir=tableau")
    return str(page.locator(f"[data-lane={lane}] [data-card]").first.get_attribute("data-card"))


def test_the_three_faces_say_the_same_number(open_page: OpenPage) -> None:
    page = at_work(open_page)
    said = set()
    for face in ("liste", "tableau", "calendrier"):
        page.goto(f"/besoins/?voir={face}&etape=all")
        said.add(rows_said(page))
    assert len(said) == 1


def test_a_view_is_kept_shared_and_opened_by_a_colleague(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/besoins/?etape=open&voir=tableau")
    page.get_by_role("link", name="Garder cette vue").click()
    page.locator("#id_name").fill("Ouverts pour la réunion")
    page.locator("#id_direction").select_option(index=1)
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.locator(".tabs [aria-current]")).to_have_text("Ouverts pour la réunion")
    other = at_work(open_page, MANAGER)
    other.goto("/besoins/")
    other.get_by_role("link", name="Ouverts pour la réunion").click()
    expect(other.locator("[data-board]")).to_be_visible()
    expect(other.locator("#etape")).to_have_value("open")


def test_a_card_is_dragged(open_page: OpenPage) -> None:
    page = at_work(open_page)
    card = a_card(page, "open")
    suspend(page, card)
    page.locator(f"[data-card='{card}']").drag_to(page.locator("[data-lane=open] h3"))
    expect(page.locator(f"[data-lane=open] [data-card='{card}']")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("ouvert")


def test_a_card_is_carried_by_keyboard_and_says_why_not(open_page: OpenPage) -> None:
    page = at_work(open_page)
    card = a_card(page, "presenting")
    suspend(page, card)
    page.locator(f"[data-card='{card}']").focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(f"[data-lane=open] [data-card='{card}']")).to_be_visible()
    expect(page.locator(f"[data-card='{card}']")).to_be_focused()


def test_a_closing_names_its_coded_reason(open_page: OpenPage) -> None:
    page = at_work(open_page, viewport=PHONE)
    card = a_card(page, "open")
    page.locator(f"[data-card='{card}']").get_by_role("link", name="Déplacer").click()
    page.locator("input[name=to][value=closed]").check()
    page.locator("main form .btn-primary").click()
    expect(page.locator("#id_reason")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_reason").select_option(index=1)
    page.locator("main form .btn-primary").click()
    page.goto("/besoins/?etape=closed")
    expect(page.locator(f"input[name=chosen][value='{card}']")).to_have_count(1)


def test_rows_and_cards_say_how_long_they_are_in_their_stage(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/besoins/")
    expect(page.locator("td[data-label='Dans l’étape']").first).to_have_text(re.compile(r"jour|aujourd’hui"))


def test_many_rows_are_previewed_then_done_once(open_page: OpenPage) -> None:
    page = at_work(open_page)
    page.goto("/besoins/?etape=open")
    for box in page.locator("input[name=chosen]").all()[:3]:
        box.check()
    page.locator("#action").select_option("confirm")
    page.get_by_role("button", name="Voir ce qui sera fait").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Faire sur 3 lignes").click()
    expect(page.locator("main .lede")).to_contain_text("Fait sur 3 lignes de 3")
