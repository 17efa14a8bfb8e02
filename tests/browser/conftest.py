"""The product as a person meets it: `./passerelle up` on a new demo, and a real Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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
READY_WITHIN = 180


@dataclass(frozen=True, slots=True)
class Product:
    """A running demo: its address, its data folder, its launcher's process."""

    address: str
    data: Path
    process: subprocess.Popen[str]


def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, in CI it fails."""
    found = (
        os.environ.get("PASSERELLE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium: {MEND}")
    return str(found)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def start_product(data: Path, *options: str) -> Product:
    """`./passerelle up` on a data folder, once it says that it is ready."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PASSERELLE_", "DJANGO_", "PYTEST_"))
    }
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "backend", "up", "--data", str(data), "--port", str(free_port()), *options],
        cwd=ROOT,
        env=environment | {"LANG": "fr_CA.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    limit = time.monotonic() + READY_WITHIN
    assert process.stdout is not None
    while time.monotonic() < limit:
        line = process.stdout.readline()
        said.append(line)
        if found := re.search(r"est prête : (http://\S+?)/?\s", line):
            return Product(found[1], data, process)
        if not line and process.poll() is not None:
            break
    process.kill()
    pytest.fail("the product did not start:\n" + "".join(said))


def stop_product(product: Product) -> None:
    """Ctrl-C, and wait for the end."""
    product.process.send_signal(signal.SIGINT)
    try:
        product.process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        product.process.kill()


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

    def _open(viewport: dict[str, int] = DESK, language: str = "fr", theme: str = "light") -> Page:
        context = browser.new_context(viewport=viewport, color_scheme=theme, base_url=product.address)  # type: ignore[arg-type]
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
    assert [c for c in complaints if "status of 4" not in c] == []


def enter_as(page: Page, words: str) -> None:
    """Through the demo's door, as the person whose label holds `words`."""
    page.goto("/entrer/")
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state()
