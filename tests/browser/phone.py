"""The owner of a small business on a phone: how many things the form asks, and how long a person takes to say them.

Measured against a running demo: `.venv/bin/python -m tests.browser.phone http://127.0.0.1:8000` (docs/phone-need.md).
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect, sync_playwright

#: Visible controls of the form by what they ask: the boxes of one question are one field.
FIELDS = """() => [...new Set([...document.querySelectorAll('#need-form input, #need-form select, #need-form textarea')]
  .filter((control) => control.type !== 'hidden' && control.checkVisibility()).map((control) => control.name))]"""


NEW = "/espace/besoins/nouveau/"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for a character typed with two thumbs, and for a choice read and touched."""

    character: float
    choice: float


HUMAN, QUICK = Pace(character=0.2, choice=1.5), Pace(character=0.005, choice=0)


@dataclass(frozen=True, slots=True)
class Walk:
    """What one need took: the fields that the form showed, seconds, and its number."""

    fields: frozenset[str]
    seconds: float
    reference: str


class Owner:
    """Touches and types at a pace, and looks at where they touch."""

    def __init__(self, page: Page, pace: Pace) -> None:
        self.page, self.pace = page, pace

    def touch(self, what: Locator) -> None:
        """Read, aim, touch."""
        self.page.wait_for_timeout(self.pace.choice * 1000)
        what.click()

    def write(self, selector: str, words: str) -> None:
        """Touch a field, clear it, type."""
        place = self.page.locator(selector)
        self.touch(place)
        place.fill("")
        delay = self.pace.character * 1000
        place.press_sequentially(words, delay=delay, timeout=10_000 + 2 * delay * len(words))

    def pick(self, selector: str, value: str) -> None:
        """Open a list, choose."""
        place = self.page.locator(selector)
        self.page.wait_for_timeout(2 * self.pace.choice * 1000)
        place.select_option(value)


def open_new_form(page: Page) -> None:
    """An empty form in the employer's space: a draft that an earlier visit left is not continued."""
    page.goto(NEW)
    fresh = page.locator("button[value=fresh]")
    if fresh.count():
        fresh.click()
        page.wait_for_load_state()


def describe(page: Page, pace: Pace) -> frozenset[str]:
    """Fill in a need as most people do: every usual question, in the order of the page; returns the fields shown."""
    owner = Owner(page, pace)
    owner.write("#id_words", "gars de scie")
    occupation = page.locator("#occupations input[name=occupation]").first
    expect(occupation).to_be_visible()
    # The list of the last letters typed replaces the one before: a person waits until it stands still.
    page.wait_for_timeout(600)
    owner.touch(occupation)
    skills = page.locator("#usual-skills input[type=checkbox]")
    expect(skills.first).to_be_visible()
    # Two of the usual skills are learnt on the job.
    for number in range(2):
        owner.touch(skills.nth(number))
    owner.write("#id_positions", "2")
    owner.write("#id_wage_min", "28,40")
    page.locator("#id_starts_on").fill("2027-02-01")
    page.wait_for_timeout(3 * pace.choice * 1000)
    owner.pick("#id_shift", "day")
    owner.touch(page.locator("input[name=french][value='1']"))
    owner.touch(page.locator("input[name=help_offered]").first)
    owner.write("#id_tasks", "Quart de jour, sept heures à quinze heures trente.")
    return frozenset(page.evaluate(FIELDS))


def walk(page: Page, pace: Pace) -> Walk:
    """From the empty form on the page to the receipt."""
    began = time.monotonic()
    fields = describe(page, pace)
    owner = Owner(page, pace)
    owner.touch(page.locator("#need-form button[name=step].btn-primary"))
    page.wait_for_load_state()
    # Reading what one is about to send.
    page.wait_for_timeout(4 * pace.choice * 1000)
    owner.touch(page.locator("button[value=send]"))
    reference = page.locator(".headline .big").inner_text()
    return Walk(fields, time.monotonic() - began, reference)


def main(address: str, rounds: int = 3) -> None:
    """Walk that many needs at a human pace on a 390-px screen, and say what each took."""
    from tests.browser.conftest import ARGUMENTS, PHONE, chromium, enter_as

    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_context(viewport=PHONE, base_url=address).new_page()  # type: ignore[arg-type]
        enter_as(page, "représentant")
        for _round in range(rounds):
            open_new_form(page)
            made = walk(page, HUMAN)
            taken.append(made.seconds)
            sys.stdout.write(f"{made.reference}: {len(made.fields)} fields, {made.seconds:.0f} s\n")
        browser.close()
    sys.stdout.write(f"median {statistics.median(taken):.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
