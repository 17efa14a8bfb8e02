"""Lists of skills judged by somebody, against a table of profiles."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.engine.profiles import Profiles
from workers.lines import tables


def likelihoods(profiles: Path, lists: Path) -> tuple[str, NDArray[np.float64], list[str], list[str]]:
    """The table's name, the log-likelihood of each occupation for each list, the codes, the right code of each."""
    table = Profiles(tables.profiles(profiles))
    with lists.open(encoding="utf-8-sig", newline="") as file:
        cases = [(row["skills"].split(" ; "), row["lang"], row["code"]) for row in csv.DictReader(file)]
    table.prepare((skill, lang) for skills, lang, _ in cases for skill in skills)
    scores = np.array([table.likelihoods(skills, lang) for skills, lang, _ in cases])
    return profiles.stem, scores, table.codes, [code for _, _, code in cases]
