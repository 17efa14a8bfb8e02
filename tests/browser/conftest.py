"""The product as a person meets it: `./passerelle up` on a new demo, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.product import Product, start_product, stop_product

MEND = "install it (Debian: apt-get install chromium) or set PASSERELLE_CHROMIUM to its path"
# No sandbox inside a container; nothing of the browser's own may speak to the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
#: What the console says of refusals and of a lost network that a test provokes, and of a search that a faster one
#: replaced.
HARMLESS = (
    "status of 4",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
)


def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, in CI it fails."""
    found = (
        os.environ.get("PASSERELLE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium: {MEND}")
    return str(found)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """One demo for all browser tests of a run."""
    chromium()
    folder = Path(tempfile.mkdtemp(prefix="passerelle-browser-"))
    running = start_product(folder / "var")
    yield running
    stop_product(running)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: its event loop must not run while tests of other modules use the database."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        launched.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, product: Product) -> Iterator[OpenPage]:
    """Open a fresh context: viewport, language; complaints of the console fail the test."""
    contexts = []
    complaints: list[str] = []

    def _open(
        viewport: dict[str, int] = DESK, language: str = "fr", theme: str = "light", *, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            base_url=product.address,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if language == "en":
            context.add_cookies([{"name": "passerelle_language", "value": "en-ca", "url": product.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        return page

    yield _open
    for context in contexts:
        context.close()
    assert [c for c in complaints if not any(known in c for known in HARMLESS)] == []


def enter_as(page: Page, words: str) -> None:
    """Through the demo's door, as the person whose label holds `words`."""
    page.goto("/entrer/")
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def await_rows(page: Page, rows: Locator, *, seconds: int) -> None:
    """Read the page again until the worker has written what it shows, as somebody who waits does."""
    for _turn in range(2 * seconds):
        if rows.count():
            return
        page.wait_for_timeout(500)
        page.reload()
