"""A municipality is chosen by the name that people say: Chicoutimi, Jonquière, Hull are offered, and are their city."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.core.text import fold
from crm.employers.models import Site
from crm.exchange.references import References
from crm.portal.advisor.doubles import seek
from crm.portal.manager.partners import PartnerForm
from crm.portal.municipalities import GroupedMunicipalities, Municipalities
from crm.portal.officer.person_forms import IdentityForm
from crm.territory.former import PARTS
from crm.territory.models import Direction, Municipality
from tests.factories.employers import make_employer

pytestmark = pytest.mark.django_db


@pytest.fixture
def saguenay() -> Municipality:
    return Municipality.objects.get(name="Saguenay")


def test_every_city_of_the_table_exists_once() -> None:
    assert sorted(Municipality.objects.filter(name__in=PARTS).values_list("name", flat=True)) == sorted(PARTS)


def test_a_former_town_is_its_city(saguenay: Municipality) -> None:
    field = Municipalities()
    for chosen in (saguenay.pk, f"{saguenay.pk}:Chicoutimi", f"{saguenay.pk}:Jonquière"):
        assert field.clean(chosen) == saguenay


def test_choosers_offer_them_where_they_are_looked_for(saguenay: Municipality) -> None:
    grouped = GroupedMunicipalities()
    grouped.offer([saguenay.mrc.region_id])
    _empty, (region, options), *_others = grouped.choices
    labels = [label for _value, label in options]
    assert region == saguenay.mrc.region.name
    assert labels.index("Chicoutimi (Saguenay)") < labels.index("Saguenay (Saguenay)")
    for form in (PartnerForm(), IdentityForm()):
        name = "municipality" if "municipality" in form.fields else "residence"
        assert f'value="{saguenay.pk}:Chicoutimi">Chicoutimi (Saguenay)' in str(form[name])


def test_what_is_kept_is_shown_by_its_name_of_today(saguenay: Municipality) -> None:
    form = IdentityForm(initial={"residence": saguenay.pk})
    assert f'value="{saguenay.pk}" selected' in str(form["residence"])
    assert str(form["residence"]).count("selected") == 1


def test_a_business_is_opened_at_chicoutimi(signed_in: Client, saguenay: Municipality) -> None:
    chosen = f"{saguenay.pk}:Chicoutimi"
    refused = signed_in.post(reverse("file-new"), {"legal_name": "", "municipality": chosen})
    assert f'value="{chosen}" selected' in refused.content.decode()
    signed_in.post(reverse("file-new"), {"legal_name": "Boulangerie du Vieux-Port", "municipality": chosen})
    assert Site.objects.get(employer__legal_name="Boulangerie du Vieux-Port").municipality == saguenay


def test_look_alikes_are_sought_there_too(saguenay: Municipality) -> None:
    made = make_employer(legal_name="Ébénisterie Kénogami inc.")
    Site.objects.filter(employer=made).delete()
    Site.objects.create(employer=made, municipality=saguenay)
    typed = {"legal_name": "Ébénisterie Kénogami", "municipality": f"{saguenay.pk}:Jonquière"}
    assert [found.card.employer for found in seek(typed)] == [made]


def test_imports_and_choosers_read_one_table(saguenay: Municipality, advisor: User) -> None:
    direction = Direction.objects.earliest("pk")
    names = References(direction, date(2026, 11, 1)).municipalities
    assert all(names[fold(town)] for towns in PARTS.values() for town in towns)
    assert names["chicoutimi"] == saguenay.pk
