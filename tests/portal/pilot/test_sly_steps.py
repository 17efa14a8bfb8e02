"""What an administrator may write in the steps of the paths, seen on a file: text, however long; and no step at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.matching.models import PathStep
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SLY = """<zz onload=1>"' R&D {{ x }} """


def typed(step: PathStep, **values: object) -> dict[str, object]:
    usual = {
        "seen": step.stamp,
        "what_fr": step.what_fr,
        "what_en": step.what_en,
        "who": step.who,
        "position": step.position,
        "weeks_from": 1,
        "weeks_to": 2,
        "dated_on": timezone.localdate().isoformat(),
    }
    return usual | values


def test_texts_are_text_and_limits_hold(client: Client, advisor: User) -> None:
    step, file = PathStep.objects.filter(off=False)[0], make_file(lead=advisor)
    address = reverse("path-step", args=[step.pk])
    client.force_login(make_user("admin"))
    for wrong in (
        {"weeks_from": 3, "weeks_to": 2},
        {"weeks_to": 261},
        {"weeks_from": -1},
        {"what_fr": "x" * 121},
        {"what_en": " \t "},
        {"who": ["nobody"]},
        {"who": []},
        {"dated_on": "9999-12-31"},
        {"position": 0},
        {"seen": "-99999999999999999999"},
        {"source_fr": "Guide"},
    ):
        assert client.post(address, typed(step, **wrong)).status_code == 422, wrong
    text = SLY + "m" * (120 - len(SLY))
    oldest = {"dated_on": "0001-01-01", "what_fr": text, "what_en": text, "source_fr": SLY, "source_en": SLY}
    assert client.post(address, typed(step, **oldest)).status_code == 302
    shown = client.get(address).content.decode()
    client.force_login(advisor)
    shown += client.get(reverse("file", args=[file.pk])).content.decode()
    assert "<zz" not in shown
    assert "R&amp;D {{ x }}" in shown


def test_a_file_without_any_step_is_read(signed_in: Client, advisor: User) -> None:
    PathStep.objects.update(off=True)
    page = signed_in.get(reverse("file", args=[make_file(lead=advisor).pk]))
    assert page.status_code == 200
    assert "semaines" not in page.content.decode().split('id="voies"')[1].split("</section>")[0]
