"""The main job in both languages: a need sent from a phone, scored, qualified, explained, shortlisted, counted."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, enter_as

SCORED_WITHIN = 5.0
FRENCH = {
    "employer": "Scierie du Premier Jour inc.",
    "advisor": "conseillère à Chicoutimi",
    "manager": "gestionnaire",
    "words": "gars de scie",
    "wage": "28,40",
    "check": "Vérifier le besoin",
    "send": "Envoyer",
    "open": "Ouvrir le besoin",
    "keep": "Retenir",
    "why": "Expérience en scierie, disponible tout de suite.",
    "found": "trouvé",
}
ENGLISH = {
    "employer": "Northern Trial Lumber Ltd.",
    "advisor": "advisor in Chicoutimi",
    "manager": "manager",
    "words": "sawmill machine operator",
    "wage": "28.40",
    "check": "Check the need",
    "send": "Send",
    "open": "Open the need",
    "keep": "Shortlist",
    "why": "Sawmill experience, available now.",
    "found": "found",
}


def businesses_supported(page: Page) -> int:
    """The headline of the manager's dashboard."""
    page.goto("/tableau/?territoire=02")
    text = page.locator("[data-figure=businesses_supported]").first.inner_text()
    return int(re.sub(r"\D", "", text))


def new_employer_with_link(page: Page, name: str) -> str:
    """The advisor opens a file on an employer that nobody counted yet, and makes its form link."""
    page.goto("/entreprises/nouvelle/")
    page.locator("#id_legal_name").fill(name)
    page.locator("#id_municipality").select_option("91042")
    send = page.locator("main form[method=post] .btn-primary").last
    send.click()
    page.wait_for_load_state()
    if page.locator("#different").count():
        # Names alike are in the directory: the advisor says that this is another employer.
        page.locator("#different").check()
        send.click()
    page.wait_for_url(re.compile(r"/entreprises/\d+/$"))
    page.goto(page.url + "lien/")
    page.locator("main form[method=post] .btn-primary").click()
    return page.locator("#address").input_value()


def send_need(phone: Page, link: str, words: dict[str, str]) -> int:
    """The employer describes a need on a phone; returns its number."""
    phone.goto(link)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.locator("#id_words").press_sequentially(words["words"], delay=15)
    phone.locator("#occupations input[name=occupation]").first.check()
    expect(phone.locator("#usual-skills input[type=checkbox]").first).to_be_visible()
    phone.locator("#id_positions").fill("2")
    phone.locator("#id_wage_min").fill(words["wage"])
    phone.get_by_role("button", name=words["check"]).click()
    phone.get_by_role("button", name=words["send"], exact=True).click()
    reference = phone.get_by_text(re.compile(r"^B-\d{4,}$")).first.inner_text()
    return int(reference.removeprefix("B-"))


def wait_until_scored(page: Page, need: int, sent_at: float) -> float:
    """Seconds from the sending until the advisor's page shows people."""
    while time.monotonic() - sent_at < SCORED_WITHIN:
        page.goto(f"/besoins/{need}/jumelages/")
        if page.locator("ol.matches > li").count():
            return time.monotonic() - sent_at
        time.sleep(0.2)
    pytest.fail(f"need {need} was not scored within {SCORED_WITHIN} s")


def points_of(text: str) -> float:
    return float(text.split("/", maxsplit=1)[0].strip().replace(",", ".").replace("\u00a0", ""))


def the_explanation_adds_up(page: Page) -> None:
    table = page.locator("table.criteria").first
    expect(table).to_be_visible()
    lines = table.locator("tbody td.num").all_inner_texts()
    total = table.locator("tfoot td.num").inner_text()
    assert round(sum(points_of(line) for line in lines), 1) == points_of(total)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_need_sent_from_a_phone_raises_the_managers_number_by_one(
    open_page: OpenPage, language: str
) -> None:
    words = FRENCH if language == "fr" else ENGLISH
    advisor, manager = open_page(language=language), open_page(language=language)
    enter_as(manager, words["manager"])
    before = businesses_supported(manager)
    enter_as(advisor, words["advisor"])
    link = new_employer_with_link(advisor, words["employer"])

    phone = open_page(viewport=PHONE, language=language)
    need = send_need(phone, link, words)
    wait_until_scored(advisor, need, time.monotonic())
    assert businesses_supported(manager) == before

    advisor.goto(f"/besoins/{need}/qualifier/")
    advisor.get_by_role("button", name=words["open"]).click()
    advisor.wait_for_url(re.compile(rf"/besoins/{need}/"))
    assert businesses_supported(manager) == before + 1

    wait_until_scored(advisor, need, time.monotonic())
    the_explanation_adds_up(advisor)
    advisor.get_by_role("button", name=words["keep"], exact=True).first.click()
    dialog = advisor.locator("dialog[open]")
    dialog.locator("textarea[name=note]").fill(words["why"])
    # The ranking of the need as opened arrives meanwhile: the page is not read anew under whoever writes.
    advisor.wait_for_timeout(2000)
    expect(dialog.locator("textarea[name=note]")).to_have_value(words["why"])
    dialog.locator(".btn-primary").click()
    expect(advisor.get_by_text(words["why"]).or_(advisor.locator(".badge-accent")).first).to_be_visible()
    expect(advisor.locator(".list .score").first).to_be_visible()
    assert businesses_supported(manager) == before + 1
