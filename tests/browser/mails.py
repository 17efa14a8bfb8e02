"""The messages that the running product kept: made due, found, followed."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from playwright.sync_api import Locator, Page

from tests.browser.conftest import await_rows
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
        timeout=180,
    )


def kept_mails(desk: Page, words: str) -> Locator:
    """The messages whose subject holds the words, newest first, once the worker has kept one."""
    desk.goto("/courriels/?etat=kept")
    found = desk.locator("tbody a.title", has_text=words)
    await_rows(desk, found, seconds=10)
    return found


def mail_about(desk: Page, words: str) -> None:
    """Open the newest message whose subject holds the words."""
    kept_mails(desk, words).first.click()


def follow(desk: Page) -> str:
    """The address that the message's recipient would press."""
    desk.get_by_role("button", name="Suivre le lien").click()
    desk.wait_for_url(re.compile(r"/lien/"))
    return desk.url


def profile_link(desk: Page) -> str:
    """The address of an e-mail about a profile that nobody has answered yet."""
    letters = kept_mails(desk, "Rappel")
    addresses = [str(letters.nth(n).get_attribute("href")) for n in range(letters.count())]
    for address in addresses:
        desk.goto(address)
        link = follow(desk)
        if desk.get_by_role("button", name="M’envoyer le code").count():
            return link
    raise AssertionError("no profile waits for an answer")


def newest_code(desk: Page) -> str:
    """The address of the newest message with a code, "" when none left yet."""
    desk.goto("/courriels/?etat=kept")
    letters = desk.locator("tbody a.title", has_text="Votre code")
    return str(letters.first.get_attribute("href")) if letters.count() else ""


def code_sent(desk: Page, before: str) -> str:
    """The six digits of the code that came after the message `before`."""
    for _turn in range(40):
        found = newest_code(desk)
        if found not in {"", before}:
            break
        desk.wait_for_timeout(500)
    desk.goto(found)
    desk.get_by_role("button", name="Lire le code").click()
    digits = re.search(r"\b\d{6}\b", desk.locator(".notice-ok").inner_text())
    assert digits
    return digits.group()
