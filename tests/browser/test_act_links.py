"""From an e-mail: a profile opened with its code and answered, a need kept current; texts, preferences, digest."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, enter_as
from tests.product import ROOT, Product

#: What the clock does every quarter of an hour, now; and a question about a need of the first advisor's files.
ROUND = """
from django.utils import timezone
from crm.accounts.models import User
from crm.needs.models import LabourNeed
from crm.employers.models import EmployerFile
from crm.notices import services
from crm.notices.models import NoticeRhythm
from crm.notices.services.acts import write_still_current
now = timezone.now()
services.remind(now=now); services.watch(now=now); services.mail_at_once(now=now)
lead = User.objects.get(offered_at_door=1)
# The digest's hour has come, whatever the hour at which the test runs.
NoticeRhythm.objects.update_or_create(user=lead, defaults={"hour": 0})
services.send_digests(now=now)
files = EmployerFile.objects.led_by(lead, timezone.localdate())
for need in LabourNeed.objects.active().filter(file__in=files, valid_until__gt=timezone.localdate())[:5]:
    write_still_current(need, key=f"asked-{need.pk}", now=now)
"""


def make_round(product: Product) -> None:
    """Do what is due now in the running demonstration."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PASSERELLE_", "DJANGO_", "PYTEST_"))}
    subprocess.run(
        [sys.executable, "-m", "backend", "manage", "shell", "-c", ROUND],
        cwd=ROOT,
        env=kept | {"PASSERELLE_DATA_DIR": str(product.data)},
        check=True,
        capture_output=True,
        timeout=60,
    )


def mail_about(desk: Page, words: str) -> None:
    """Open the newest message whose subject holds the words, once the worker has kept it."""
    desk.goto("/courriels/?etat=kept")
    found = desk.locator("tbody a.title", has_text=words)
    for _turn in range(20):
        if found.count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    found.first.click()


def follow(desk: Page) -> str:
    """The address that the message's recipient would press."""
    desk.get_by_role("button", name="Suivre le lien").click()
    desk.wait_for_url(re.compile(r"/lien/"))
    return desk.url


def test_a_profile_opens_with_its_code_and_is_answered_once(open_page: OpenPage, product: Product) -> None:
    make_round(product)
    desk, phone = open_page(DESK), open_page(PHONE)
    enter_as(desk, "conseillère à Chicoutimi")
    mail_about(desk, "Rappel")
    link = follow(desk)
    phone.goto(link)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="M’envoyer le code").click()
    expect(phone.locator("#id_code")).to_be_visible()
    mail_about(desk, "Votre code")
    desk.get_by_role("button", name="Lire le code").click()
    digits = re.search(r"\b\d{6}\b", desk.locator(".notice-ok").inner_text())
    assert digits
    phone.fill("#id_code", "not it")
    phone.keyboard.press("Enter")
    expect(phone.locator("#id_code-error")).to_be_visible()
    phone.fill("#id_code", digits.group())
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
