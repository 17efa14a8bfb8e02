"""What a newcomer stumbled on: names drawn over one another, a file already open, oneself as a receiver."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.portal.advisor.site_map import HALF_LETTER, LINE, site_map
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_names_of_places_stand_apart_on_the_map() -> None:
    employer = make_employer()
    sites = [make_site(employer, "94068", name=name) for name in ("Usine", "Entrepôt", "Bureaux")]
    drawn = site_map(sites)
    assert drawn is not None
    written = [point for point in drawn.sites if point.name]
    assert len(written) == 3
    for number, one in enumerate(written):
        for other in written[number + 1 :]:
            wide = (len(one.name) + len(other.name)) * HALF_LETTER
            apart = abs(one.y + one.below - other.y - other.below) >= LINE
            assert apart or abs(one.x - other.x) >= wide


def test_a_file_that_is_open_here_is_a_link_and_not_a_thing_to_open(signed_in: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    typed = {"legal_name": "Autre nom", "neq": file.employer.neq, "municipality": "94068"}
    page = signed_in.post(reverse("file-new"), typed).content.decode()
    assert "Voir le dossier de ma direction, déjà ouvert" in page
    assert reverse("file-open", args=[file.employer_id]) not in page


def test_whoever_leads_is_not_offered_to_lead(signed_in: Client, advisor: User) -> None:
    file, other = make_file(lead=advisor), make_user()
    page = signed_in.get(reverse("file-handover", args=[file.pk])).content.decode()
    offered = page[page.index("<select") : page.index("</select>")]
    assert (advisor.name in offered, other.name in offered) == (False, True)
