"""A value changed where it is read, by keyboard, with two people on one need."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def _enter(page: Page) -> None:
    page.goto("/entrer/")
    page.locator(".gate .list form button").first.click()


def _open_need(page: Page) -> str:
    """The first need of the list that may be changed; its address."""
    page.goto("/besoins/")
    page.locator("main table a[href^='/besoins/']").first.click()
    page.wait_for_url("**/besoins/*/")
    return page.url


def test_a_wage_is_changed_and_taken_back_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    _enter(page)
    _open_need(page)
    before = page.locator("#v-wage").inner_text()
    page.locator("#e-wage").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_wage_min")).to_be_focused()
    page.locator("#id_wage_min").fill("19,75")
    page.keyboard.press("Enter")
    expect(page.locator("#v-wage")).to_contain_text("19,75")
    expect(page.locator("#e-wage")).to_be_focused()
    undo = page.locator("#toasts button")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#v-wage")).to_have_text(before)


def test_the_second_of_two_writers_sees_both_texts_and_chooses(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    _enter(first)
    _enter(second)
    address = _open_need(first)
    for page in (first, second):
        page.goto(f"{address}champs/tasks/")
    first.locator("[name=tasks]").fill("Empiler le bois sec")
    first.locator("[data-in-place] .btn-primary").click()
    second.locator("[name=tasks]").fill("Conduire le chariot")
    second.locator("[data-in-place] .btn-primary").click()
    expect(second.locator(".error")).to_contain_text("Empiler le bois sec")
    expect(second.locator("[name=tasks]")).to_have_value("Conduire le chariot")
    second.locator("[name=take]").click()
    expect(second.locator("[name=tasks]")).to_have_value("Empiler le bois sec")
