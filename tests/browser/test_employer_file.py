"""An employer file in a browser: papers filed and taken back, one thread filtered, stages timed, paths to complete."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, OpenPage, enter_as
from tests.browser.test_doubles import open_employer, press

PDF = b"%PDF-1.7\n%%EOF\n"


def file_paper(page: Page, name: str, content: bytes) -> None:
    """Choose a file and send it, as the form asks."""
    page.locator("#id_upload").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Déposer", exact=True).click()
    page.wait_for_load_state()


def test_the_paths_say_what_is_missing_and_where(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    open_employer(page, "Atelier des Voies du Fjord inc.")
    expect(page.get_by_role("heading", name="Trois voies de recrutement")).to_be_visible()
    expect(page.get_by_text("sans source nommée")).to_be_visible()
    missing = page.get_by_role("link", name=re.compile("Statut de francisation"))
    assert str(missing.get_attribute("href")).endswith("/modifier/")


def test_papers_are_refused_filed_kept_and_taken_back(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    address = open_employer(page, "Atelier des Papiers du Fjord inc.")
    page.goto(f"{address}documents/")
    file_paper(page, "dessin.svg", b"<svg/>")
    expect(page.locator("main")).to_contain_text("SVG")
    file_paper(page, "Lettre.pdf", PDF)
    row = page.get_by_role("link", name="Lettre.pdf")
    with page.expect_download() as arrived:
        row.click()
    assert arrived.value.suggested_filename == "Lettre.pdf"
    page.get_by_role("button", name="Retirer : Lettre.pdf").click()
    expect(row).to_have_count(0)
    page.get_by_role("status").get_by_role("button").first.click()
    expect(row).to_be_visible()


def test_the_thread_keeps_one_kind_beside_the_time_of_each_stage(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    address = open_employer(page, "Atelier du Fil du Fjord inc.")
    page.goto(f"{address}documents/")
    file_paper(page, "Lettre.pdf", PDF)
    page.goto(f"{address}historique/")
    expect(page.get_by_role("heading", name="Durée des étapes")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Repérée"))).to_be_visible()
    page.goto(f"{address}historique/?fil=documents")
    expect(page.locator(".timeline > li")).to_have_count(1)
    expect(page.locator(".timeline")).to_contain_text("Lettre.pdf")


def test_an_overdue_task_is_told_on_the_day_and_on_the_file_and_done_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    late = page.locator("main li").filter(has=page.locator("span.is-late"))
    row = late.filter(has=page.locator("a[href^='/entreprises/']")).first
    text = row.locator(".title").inner_text()
    address = str(row.locator("a[href^='/entreprises/']").get_attribute("href"))
    page.goto(address)
    on_file = page.locator("[aria-labelledby=suivis] li").filter(has_text=text).first
    expect(on_file.locator(".is-late")).to_be_visible()
    expect(page.locator("#file-meta .is-late")).to_contain_text("Prochain suivi")
    press(on_file.get_by_role("button", name=f"Fait : {text}"))
    expect(page.get_by_role("status")).to_contain_text("Suivi marqué fait")
    page.goto(f"{address}historique/?fil=suivis")
    expect(page.locator(".timeline")).to_contain_text(text)


def test_a_stage_left_keeps_its_duration_and_the_next_one_begins(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    address = open_employer(page, "Atelier des Étapes du Fjord inc.")
    press(page.locator("main details.account > summary"))
    press(page.get_by_role("button", name="Premier contact"))
    press(page.locator("dialog[open] .btn-primary"))
    page.wait_for_url(address)
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("Premier contact")
    expect(page.locator(".steps [aria-current=step]")).to_contain_text("depuis aujourd’hui")
    page.goto(f"{address}historique/")
    rows = page.locator("[aria-labelledby=durees] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Repérée")
    expect(rows.last).to_contain_text("Premier contact")
    expect(rows.last.locator(".tag")).to_have_text("aujourd’hui")


def test_a_value_of_the_card_is_changed_and_taken_back_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    enter_as(page, "conseillère à Chicoutimi")
    open_employer(page, "Atelier de la Fiche du Fjord inc.")
    before = page.locator("#v-source").inner_text()
    press(page.locator("#e-source"))
    expect(page.locator("#id_source")).to_be_focused()
    page.locator("#id_source").fill("Salon de l’emploi")
    page.keyboard.press("Enter")
    expect(page.locator("#v-source")).to_contain_text("Salon de l’emploi")
    expect(page.locator("#e-source")).to_be_focused()
    press(page.locator("#toasts button").first)
    expect(page.locator("#v-source")).to_have_text(before)


def test_what_is_due_comes_first_on_a_telephone(open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    enter_as(page, "conseillère à Chicoutimi")
    page.goto("/entreprises/")
    page.locator("main a[href^='/entreprises/'].title").first.click()
    page.wait_for_url("**/entreprises/*/")
    tops = [page.locator(f"#{name}").bounding_box() for name in ("suivis", "besoins", "voies", "ident")]
    heights = [box["y"] for box in tops if box]
    assert heights == sorted(heights)
    assert len(heights) == 4
