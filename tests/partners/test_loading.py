"""The programmes of the ministry: in every installation from the start, never taken from under an agreement."""

from __future__ import annotations

import pytest

from crm.partners import loader
from crm.partners.models import Programme

pytestmark = pytest.mark.django_db


def test_a_new_installation_knows_the_programmes_in_both_languages() -> None:
    names = dict(Programme.objects.values_list("code", "name_fr"))
    assert names["pac"] == "Programme d’appui aux collectivités"
    assert set(names) == {"pac", "pasi", "reussir-integration"}
    assert not Programme.objects.filter(name_en="").exists()


def test_loading_again_writes_nothing_and_keeps_what_was_added() -> None:
    Programme.objects.create(code="local", name_fr="Programme local", name_en="Local program")
    assert loader.load()["programmes"].written == 0
    assert Programme.objects.filter(code="local").exists()
