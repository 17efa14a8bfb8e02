"""An employer on a phone: few questions, a draft that survives the network and the tab, one need however often sent."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as
from tests.browser.phone import HUMAN, NEW, QUICK, describe, open_new_form, walk


def at_the_form(open_page: OpenPage, viewport: dict[str, int] = PHONE) -> Page:
    """A new form in the employer's space, whatever was kept before."""
    page = open_page(viewport)
    enter_as(page, "représentant")
    open_new_form(page)
    return page


def needs_of(page: Page) -> int:
    page.goto("/espace/")
    return page.locator("tbody tr").count()


def test_an_owner_says_a_need_in_at_most_twelve_fields_at_a_human_pace(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    made = walk(page, HUMAN)
    assert len(made.fields) <= 12, made.fields
    assert re.fullmatch(r"B-\d{4,}", made.reference)
    # Its time is measured, not asserted: docs/phone-need.md.


def test_what_was_typed_without_network_survives_the_closed_tab(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    context = page.context
    context.set_offline(True)
    page.locator("#id_words").press_sequentially("affûteuse de scies", delay=5)
    page.fill("#id_wage_min", "31,50")
    expect(page.locator("[data-draft-offline]")).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(page.url)
    expect(again.locator("#id_words")).to_have_value("affûteuse de scies")
    expect(again.locator("#id_wage_min")).to_have_value("31,50")
    # And on another device, since the network came back.
    expect(again.locator(".notice-ok")).to_contain_text("Brouillon repris")


def test_the_network_comes_back_and_the_draft_leaves_by_itself(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    page.context.set_offline(True)
    page.locator("#id_words").press_sequentially("commis de bureau", delay=5)
    expect(page.locator("[data-draft-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-draft-saved]")).to_be_visible(timeout=10_000)
    desk = open_page(DESK)
    enter_as(desk, "représentant")
    desk.goto(NEW)
    expect(desk.locator("#id_words")).to_have_value("commis de bureau")


def test_an_older_copy_of_this_phone_is_offered_beside_the_newer(open_page: OpenPage) -> None:
    phone = at_the_form(open_page)
    context = phone.context
    context.set_offline(True)
    phone.locator("#id_words").press_sequentially("soudeuse", delay=5)
    expect(phone.locator("[data-draft-offline]")).to_be_visible()
    phone.close()
    desk = open_page(DESK)
    enter_as(desk, "représentant")
    desk.goto(NEW)
    desk.wait_for_timeout(1100)
    desk.fill("#id_words", "affûteuse")
    expect(desk.locator("[data-draft-saved]")).to_be_visible(timeout=10_000)
    context.set_offline(False)
    again = context.new_page()
    again.goto(NEW)
    expect(again.get_by_role("button", name="Reprendre l’autre version")).to_be_visible(timeout=10_000)
    expect(again.locator("#id_words")).to_have_value("affûteuse")
    again.get_by_role("button", name="Reprendre l’autre version").click()
    expect(again.locator("#id_words")).to_have_value("soudeuse")
    again.get_by_role("button", name="Reprendre l’autre version").click()
    expect(again.locator("#id_words")).to_have_value("affûteuse")


def test_a_form_sent_ten_times_is_one_need(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    other = page.context.new_page()
    before = needs_of(other)
    describe(page, QUICK)
    page.locator("#need-form button[name=step].btn-primary").click()
    page.locator("button[value=send]").wait_for()
    reached = page.evaluate(
        """async () => {
          const form = document.querySelector('button[value=send]').form;
          const body = () => {
            const all = new URLSearchParams(new FormData(form));
            all.set('step', 'send');
            return all;
          };
          const sent = [...Array(10)].map(() => fetch(form.action || location.href, {method: 'POST', body: body()}));
          return [...new Set((await Promise.all(sent)).map((answer) => answer.url))];
        }"""
    )
    assert len(reached) == 1
    assert needs_of(other) == before + 1


def test_a_change_is_kept_through_a_lost_network_and_a_closed_tab(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    made = walk(page, QUICK)
    page.get_by_role("link", name="Suivre ce besoin").click()
    page.get_by_role("link", name="Changer ce besoin").click()
    address, context = page.url, page.context
    context.set_offline(True)
    page.fill("#id_positions", "6")
    expect(page.locator("[data-draft-offline]")).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#id_positions")).to_have_value("6")
    again.goto("/espace/")
    waiting = again.locator(".notice", has_text=made.reference)
    expect(waiting).to_contain_text("Un changement")
    waiting.get_by_role("link", name="Continuer le changement").click()
    again.locator("#need-form button[name=step].btn-primary").click()
    again.locator("button[value=send]").click()
    expect(again.locator(".toast")).to_contain_text("C’est changé")
    expect(again.locator(".meta")).to_contain_text("0 de 6")
    again.goto("/espace/")
    expect(again.locator(".notice", has_text=made.reference)).to_have_count(0)


def test_back_after_sending_shows_pages_and_sends_nothing_again(open_page: OpenPage) -> None:
    page = at_the_form(open_page)
    page.fill("#id_words", "")
    page.locator("#need-form button[name=step].btn-primary").click()
    expect(page.locator("#id_words-error")).to_be_visible()
    made = walk(page, QUICK)
    receipt = page.url
    before = needs_of(page)
    page.goto(receipt)
    # The check page is the need that it became; the form before it begins anew.
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.locator("main")).to_contain_text(made.reference)
    page.go_back()
    expect(page.locator("#need-form")).to_be_visible()
    expect(page.locator("#id_words")).not_to_have_value("gars de scie")
    assert needs_of(page) == before
