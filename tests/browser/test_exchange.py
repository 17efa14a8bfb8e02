"""A list of employers from an old spreadsheet: errors told, mended, imported, taken back; a list taken out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, enter_as

ROWS = [
    ["Nom légal", "NEQ", "Municipalité", "Adresse", "Taille"],
    ["Érablière Côté & Nœud ltée", "", "Alma", "12, rue Collard", "5 à 19 personnes"],
    ["Ferme Roy des Essais", "12", "Almaa", "", "énorme"],
]
#: The worker reads and writes the rows: the page waits for it.
LONG = 30_000


def _read(page: Page, file: Path) -> None:
    """Give the file, keep the columns found, see what each row would do."""
    page.goto("/importations/nouvelle/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="Faire l’essai à blanc").click()
    expect(page.get_by_text("Ce que chaque ligne ferait")).to_be_visible(timeout=LONG)


def _import(page: Page) -> None:
    page.locator("form[action$='importer/'] button").click()
    expect(page.get_by_text("Ce que chaque ligne a fait")).to_be_visible(timeout=LONG)


def test_a_list_is_imported_mended_and_taken_back(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    enter_as(page, "Chicoutimi")
    text, given, wrong = io.StringIO(), tmp_path / "liste.csv", tmp_path / "à corriger.xlsx"
    csv.writer(text, delimiter=";").writerows(ROWS)
    given.write_bytes(text.getvalue().encode("cp1252"))
    _read(page, given)
    with page.expect_download() as download:
        page.get_by_role("link", name="Classeur à corriger").click()
    download.value.save_as(wrong)
    _import(page)
    book = load_workbook(wrong)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["Ferme Roy des Essais", "12", "Almaa"]
    sheet["B2"], sheet["C2"], sheet["E2"] = None, "Alma", None
    book.save(wrong)
    _read(page, wrong)
    _import(page)
    page.get_by_role("link", name="Annuler cette importation").click()
    page.get_by_role("button", name="Annuler l’importation").click()
    expect(page.get_by_text("Chaque fiche est redevenue")).to_be_visible(timeout=LONG)


def test_a_list_is_taken_out_as_a_spreadsheet(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    enter_as(page, "Chicoutimi")
    page.goto("/entreprises/")
    with page.expect_download() as download:
        page.locator("a[href*='xlsx']").first.evaluate("link => link.click()")
    file = tmp_path / "entreprises.xlsx"
    download.value.save_as(file)
    assert load_workbook(file).worksheets[0].max_row > 1
