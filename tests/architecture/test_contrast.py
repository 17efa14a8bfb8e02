"""Every pair of tokens that carries words or marks can be read, in light and in dark (WCAG 2.x)."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture.source import ROOT

SHEET = ROOT / "crm" / "static" / "passerelle.css"
TABLE = ROOT.parent / "shared" / "design" / "README.md"
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\s*\)")
LABEL = re.compile(r"\.map \.q(\d) text \{ fill: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TEXT, MARK = 4.5, 3.0
MEANINGS = ("ok", "warn", "bad", "info")
WORDS = [
    *(
        (text, ground)
        for text in ("text", "text-2", "text-3")
        for ground in ("bg", "surface", "sunken", "hover")
    ),
    ("text-3", "accent-soft"),
    *((accent, ground) for accent in ("accent", "accent-strong") for ground in ("surface", "accent-soft")),
    ("on-accent", "accent"),
    *((meaning, f"{meaning}-soft") for meaning in MEANINGS),
    *((meaning, "surface") for meaning in MEANINGS),
    ("map labels", "seq-3"),
    ("map labels", "seq-4"),
]
MARKS = [
    ("line-strong", "bg"),
    ("line-strong", "surface"),
    *((f"viz-{n}", "surface") for n in (1, 2, 3)),
    ("viz-3", "seq-0"),
]
CASES = [(pair, TEXT) for pair in WORDS] + [(pair, MARK) for pair in MARKS]


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Each colour, in light and in dark; the labels of the map by the step they stand on."""
    text = SHEET.read_text("utf-8")
    found = {name: (light, dark) for name, light, dark in TOKEN.findall(text)}
    return found | {f"map labels on seq-{step}": (light, dark) for step, light, dark in LABEL.findall(text)}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def contrasts(front: str, ground: str) -> tuple[float, float]:
    """The contrast of two tokens, in light and in dark."""
    fronts = tokens().get(f"{front} on {ground}") or tokens()[front]
    return ratio(fronts[0], tokens()[ground][0]), ratio(fronts[1], tokens()[ground][1])


@pytest.mark.parametrize(("pair", "least"), CASES, ids=[" on ".join(pair) for pair, _least in CASES])
def test_a_pair_of_tokens_can_be_read(pair: tuple[str, str], least: float) -> None:
    assert min(contrasts(*pair)) >= least


def test_the_contrasts_are_those_that_the_design_states() -> None:
    if not TABLE.exists():
        pytest.skip("reference data are not beside the checkout")
    row = re.compile(r"\|\s*([\w -]+?) on ([\w-]+)(?: \(\w+\))? \|\s*([\d.]+) / ([\d.]+)\s*(?=\|)")
    stated = row.findall(TABLE.read_text("utf-8"))
    assert len(stated) >= 16
    for front, ground, light, dark in stated:
        assert contrasts(front, ground) == pytest.approx((float(light), float(dark)), abs=0.1), (
            front,
            ground,
        )
