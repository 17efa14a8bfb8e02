"""Loads the ministry's financial-assistance programmes from `data/`: see the README there for the sources."""

from __future__ import annotations

from pathlib import Path

from crm.core.reference import Synchronised, build, read_rows, synchronise
from crm.partners.models import Programme

DATA = Path(__file__).parent / "data"


def load() -> dict[str, Synchronised]:
    """Make the programmes hold what the file says; those that it does not name stay, agreements may rest on them."""
    rows = build(Programme, read_rows(DATA / "programmes.csv"))
    return {"programmes": synchronise(rows, unique=("code",))}
