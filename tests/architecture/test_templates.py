"""Pages: none unused, none missing, no inline style or script, nothing from another origin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, TEMPLATES, name_of, python_files, templates

NAMED = re.compile(r"""["']([\w./-]+\.html)["']""")
# Names put together when the page is made: {% include "components/"|add:name %}, f"manager/figures/{code}.html".
COMPOSED = re.compile(r"""f["']([\w./-]*)\{[^"'{}]+\}([\w./-]*\.html)["']""")
STATIC = sorted((ROOT / "crm" / "static").glob("*.*"))
# Found by their place: the framework and its error views name them.
BY_PLACE: set[str] = set()
INLINE = {
    "style attribute": re.compile(r"\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)|<script\b[^>]*>\s*[^\s<]"),
    "event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "script address": re.compile(r"""(?:href|action)\s*=\s*["']\s*javascript:""", re.IGNORECASE),
    "other origin": re.compile(
        r"""(?:\ssrc|\saction|\ssrcset|<link\b[^>]*\shref|xlink:href)\s*=\s*["'](?:https?:)?//"""
    ),
}


def relative(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def named() -> dict[str, str]:
    """Every template that something names, and who does."""
    places = [*python_files("backend", "crm", "workers"), *templates()]
    return {found: name_of(path) for path in places for found in NAMED.findall(path.read_text("utf-8"))}


def composed() -> list[tuple[str, str]]:
    """(beginning, end) of the names that are put together."""
    return [pair for path in python_files("crm") for pair in COMPOSED.findall(path.read_text("utf-8"))]


def is_used(name: str) -> bool:
    return (
        name in named()
        or name in BY_PLACE
        or any(name.startswith(start) and name.endswith(end) for start, end in composed() if start)
    )


def test_no_template_is_unused() -> None:
    assert [relative(path) for path in templates() if not is_used(relative(path))] == []


def test_every_template_that_is_named_exists() -> None:
    ours = {relative(path) for path in templates()}
    fields = ("django/", "rest_framework/")
    assert {
        name: by for name, by in named().items() if name not in ours and not name.startswith(fields)
    } == {}


@pytest.mark.parametrize("fault", INLINE)
def test_no_page_goes_round_the_content_policy(fault: str) -> None:
    assert [relative(path) for path in templates() if INLINE[fault].search(path.read_text("utf-8"))] == []


def test_no_style_or_script_loads_from_elsewhere() -> None:
    elsewhere = re.compile(
        r"""(?:url\(\s*["']?|@import\s+["']?|fetch\(\s*["']|import\s*\(?\s*["'])(?:https?:)?//"""
    )
    assert STATIC
    assert [path.name for path in STATIC if elsewhere.search(path.read_text("utf-8"))] == []
