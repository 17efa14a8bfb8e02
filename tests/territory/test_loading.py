"""Loading the territory: whole, harmless when repeated, repairing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm.territory import loader
from crm.territory.models import Mrc, Municipality, Region

pytestmark = pytest.mark.django_db


def test_the_three_tables_are_loaded() -> None:
    assert (Region.objects.count(), Mrc.objects.count(), Municipality.objects.count()) == (17, 104, 181)
    saguenay = Municipality.objects.get(pk="94068")
    assert (saguenay.mrc_id, saguenay.lat, saguenay.lon) == ("941", Decimal("48.42"), Decimal("-71.07"))
    assert saguenay.mrc.region.name_fr == "Saguenay–Lac-Saint-Jean"


def test_two_municipalities_of_one_name_are_two_rows() -> None:
    twins = Municipality.objects.filter(name="Saint-Augustin").values_list("mrc__region", flat=True)
    assert sorted(twins) == ["02", "09"]


def test_a_second_load_writes_nothing() -> None:
    assert all(result.written == 0 for result in loader.load().values())


def test_loading_puts_back_what_was_changed_and_keeps_what_was_added() -> None:
    Municipality.objects.filter(pk="94068").update(population=1, lat=None, lon=None, coordinate_source="")
    added = Municipality.objects.create(
        code="99999", name="Ajoutée", designation="Ville", mrc_id="941", source="essai", read_on="2026-11-23"
    )

    assert loader.load()["municipalities"].written == 1

    assert Municipality.objects.get(pk="94068").population == 151946
    assert Municipality.objects.filter(pk=added.pk).exists()
