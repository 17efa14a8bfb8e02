"""An employer file in a browser: papers filed and taken back, one thread filtered, stages timed, paths to complete."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, enter_as
from tests.browser.test_doubles import open_employer

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
    expect(page.get_by_text("sans source officielle")).to_be_visible()
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
