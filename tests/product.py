"""A real installation for tests: `./passerelle up` on a folder of its own, and an employer without a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN = 180


@dataclass(frozen=True, slots=True)
class Product:
    """A running demo: its address, its data folder, its launcher's process."""

    address: str
    data: Path
    process: subprocess.Popen[str]

    @property
    def database_url(self) -> str:
        """Where its PostgreSQL listens."""
        return str(json.loads((self.data / "running.json").read_text("utf-8"))["database_url"])


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def start_product(data: Path, *options: str) -> Product:
    """`up` on a data folder, once it says that it is ready."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PASSERELLE_", "DJANGO_", "PYTEST_"))
    }
    process = subprocess.Popen(
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


def stop_product(product: Product, number: int = signal.SIGINT) -> None:
    """Ctrl-C by default, and wait for the end."""
    product.process.send_signal(number)
    try:
        product.process.wait(timeout=40)
    except subprocess.TimeoutExpired:
        product.process.kill()
        product.process.wait()
    if product.process.stdout:
        product.process.stdout.close()


def processes_on(data: Path, word: str = "") -> list[int]:
    """The processes whose command line names this data folder (and `word`)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(data) in command and word in command and int(entry.parent.name) != os.getpid():
            found.append(int(entry.parent.name))
    return found


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def _open(browser: OpenerDirector, url: str, **fields: str) -> str:
    data = urlencode(fields).encode() if fields else None
    with browser.open(url, data=data, timeout=60) as answer:
        return str(answer.read().decode())


def send_need(product: Product, words: str) -> int:
    """As the demo's employer, send a need for two sawmill operators; returns its number."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    door = _open(browser, f"{product.address}/entrer/")
    forms = re.findall(r'action="(/entrer/demo/\d+/)"(.*?)</form>', door, re.DOTALL)
    action = next(address for address, inside in forms if "Deux-Rives" in inside)
    _open(browser, product.address + action, csrfmiddlewaretoken=_token(door))
    form = _open(browser, f"{product.address}/espace/besoins/nouveau/")
    site = re.search(r'<select name="site".*?<option value="(\d+)"', form, re.DOTALL)
    assert site
    receipt = _open(
        browser,
        f"{product.address}/espace/besoins/nouveau/",
        csrfmiddlewaretoken=_token(form),
        step="send",
        words=words,
        occupation="94120",
        skills_for="94120",
        positions="2",
        site=site[1],
        wage_min="28,40",
        submission_key=str(uuid4()),
        shift="",
        french="",
    )
    number = re.search(r"B-(\d{4,})", receipt)
    assert number, receipt
    return int(number[1])
