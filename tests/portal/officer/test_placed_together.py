"""Placed together, on the person's page: each asks apart, what joins them is written nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import TogetherAsked
from tests.factories.candidates import make_candidate
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def test_an_officer_writes_it_down_sees_the_other_side_and_takes_it_back(
    client: Client, officer: User
) -> None:
    one, other = make_candidate(), make_candidate()
    client.force_login(officer)
    today = timezone.localdate().isoformat()
    for who, whom in ((one, other), (other, one)):
        sent = {"reference": whom.reference, "asked_on": today, "channel": "phone"}
        assert client.post(reverse("person-together", args=[who.pk]), sent).status_code == 302
    page = client.get(reverse("person-together", args=[one.pk])).content.decode()
    assert "Les deux l’ont demandé" in page
    asked = TogetherAsked.objects.get(candidate=one)
    client.post(reverse("person-together-revoke", args=[one.pk, asked.pk]))
    page = client.get(reverse("person-together", args=[other.pk])).content.decode()
    assert "L’autre personne ne l’a pas demandé" in page


def test_nobody_of_that_number_comes_back_with_what_was_typed(client: Client, officer: User) -> None:
    client.force_login(officer)
    answer = client.post(reverse("person-together", args=[make_candidate().pk]), {"reference": "PC-99999999"})
    assert answer.status_code == 422
    assert "PC-99999999" in answer.content.decode()


def test_elsewhere_it_does_not_exist(client: Client) -> None:
    client.force_login(make_user("officer", make_direction("ailleurs", ("06",))))
    assert client.get(reverse("person-together", args=[make_candidate().pk])).status_code == 404
