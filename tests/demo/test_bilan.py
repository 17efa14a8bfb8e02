"""The demo's bilan of region 02: equal to the reference, and word for word to golden files in both languages."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from crm.demo.generate import generate
from crm.reporting.periods import QUEBEC, last_twelve_months
from crm.reporting.services import publish_bilan
from crm.reporting.territories import region_territory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=QUEBEC)
GOLDEN = Path(__file__).parent / "golden"
#: As the reference writes them; spaces in them may be non-breaking.
POINTS = {
    ("Chicoutimi", "210, rue des Oblats Ouest"),
    ("Chicoutimi", "237, rue Riverin"),
    ("Jonquière", "3885, boulevard Harvey"),
    ("Alma", "725, rue Harvey Ouest, 2e étage"),
    ("Roberval", "755, boulevard Saint-Joseph, 2.13-A"),
    ("Dolbeau-Mistassini", "1500, rue des Érables"),
}
RESOURCES = ["Carrefour jeunesse-emploi Saguenay", "Groupe Inclusia", "Portes ouvertes sur le Lac"]


@pytest.fixture(scope="module")
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """What publishing the last twelve months freezes, taken back at the end of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        generate(as_of=DAY)
        here, year = region_territory("02"), last_twelve_months(DAY)
        made = publish_bilan(territory=here, period=year, demo=True, by=None, now=MORNING)
        yield json.loads(made.content)
        transaction.set_rollback(True)


def test_its_figures_are_those_of_the_reference(content: dict[str, Any]) -> None:
    figures = content["work"]["figures"]
    assert figures["businesses_supported"] == 54
    assert figures["persons_accompanied"] == 131
    assert figures["agreements"] == 9
    assert figures["advisors"] == {"filled": 2, "target": 2}
    assert figures["officers"] == {"filled": 3, "target": 4}
    points = {(one["place"], one["address"].replace("\u00a0", " ")) for one in figures["points"]}
    assert points == POINTS
    assert sorted(figures["resources"]) == RESOURCES


@pytest.mark.parametrize("name", ["figures", "words.fr", "words.en"])
def test_it_reads_as_its_golden_files(content: dict[str, Any], name: str) -> None:
    part, _dot, language = name.partition(".")
    forms = {form: content[form][part] for form in ("work", "public")}
    said = {form: words[language] for form, words in forms.items()} if language else forms
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    kept = GOLDEN / f"{name}.json"
    if os.environ.get("PASSERELLE_GOLDEN") == "write":
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8"), "tests/demo/golden/README.md says how to write it again"
