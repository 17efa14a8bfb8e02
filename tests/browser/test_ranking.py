"""The ranking page in a browser: comparison, the group of near misses page by page, a profile as a PDF."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as


def first_ranking(page: Page) -> None:
    """The ranking of the first need of the advisor that has at least two people."""
    page.goto("/besoins/")
    addresses = page.locator("main a[href^='/besoins/']").evaluate_all(
        "rows => rows.map(row => row.getAttribute('href'))"
    )
    for address in dict.fromkeys(one for one in addresses if re.fullmatch(r"/besoins/\d+/", one)):
        page.goto(f"{address}jumelages/")
        if page.locator("ol.matches > li").count() > 1:
            return
    pytest.fail("no need of the demonstration has two people")


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_two_people_are_compared_and_the_figures_add_up(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = open_page(viewport)
    enter_as(page, "conseillère à Chicoutimi")
    first_ranking(page)
    boxes = page.locator("ol.matches input[name=avec]")
    for place in (0, 1):
        boxes.nth(place).check()
    page.get_by_role("button", name="Comparer", exact=True).click()
    page.wait_for_url(re.compile(r"/comparer/"))
    expect(page.locator("table.compare thead th")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_nobody_of_a_group_of_near_misses_is_out_of_reach(open_page: OpenPage) -> None:
    page = open_page(DESK)
    enter_as(page, "conseillère à Chicoutimi")
    page.goto("/besoins/")
    addresses = page.locator("main a[href^='/besoins/']").evaluate_all(
        "rows => rows.map(row => row.getAttribute('href'))"
    )
    for address in dict.fromkeys(one for one in addresses if re.fullmatch(r"/besoins/\d+/", one)):
        page.goto(f"{address}jumelages/")
        more = page.locator("a[href*='/presque/']")
        if more.count():
            break
    more.first.click()
    page.wait_for_url(re.compile(r"/presque/"))
    total = int(re.sub(r"\D", "", page.locator(".card-head .badge").inner_text()))
    seen = page.locator("ul.list > li").count()
    while page.get_by_role("link", name="Suivants").count():
        page.get_by_role("link", name="Suivants").click()
        page.wait_for_load_state()
        seen += page.locator("ul.list > li").count()
    assert 4 < seen <= total
    explain = page.get_by_role("button", name=re.compile("^Expliquer"))
    if explain.count():
        explain.first.click()
        page.wait_for_url(re.compile(r"/jumelages/\d+/$"))
        expect(page.locator("table.criteria")).to_be_visible()
