"""Loads regions, MRC and municipalities from `data/`: see the README there for sources and what was left out."""

from __future__ import annotations

from pathlib import Path

from crm.core.reference import Synchronised, build, read_rows, synchronise
from crm.territory.models import Mrc, Municipality, Region

DATA = Path(__file__).parent / "data"


def load() -> dict[str, Synchronised]:
    """Make the three tables hold what the files say. Nothing is removed: sites and wishes point here."""
    return {
        "regions": synchronise(build(Region, read_rows(DATA / "regions.csv")), unique=["code"]),
        "MRC": synchronise(build(Mrc, read_rows(DATA / "mrc.csv")), unique=["code"]),
        "municipalities": synchronise(
            build(Municipality, read_rows(DATA / "municipalities.csv")), unique=["code"]
        ),
    }
