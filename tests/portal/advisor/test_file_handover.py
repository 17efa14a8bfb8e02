"""A file is handed over to a colleague who accepts; one without anybody in charge is taken at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.caseload.models import Handover
from crm.employers.models import FileLead
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_a_file_changes_hands_when_the_colleague_accepts(client: Client, advisor: User) -> None:
    file, other = make_file(lead=advisor), make_user()
    client.force_login(advisor)
    url = reverse("file-handover", args=[file.pk])
    assert url in client.get(reverse("file-contacts", args=[file.pk])).content.decode()
    sent = client.post(url, {"receiver": other.pk, "note": "Rappeler mardi."}, follow=True)
    assert "D’ici sa réponse, rien ne change." in sent.content.decode()
    made = Handover.objects.get()
    assert (made.giver, made.receiver, made.note) == (advisor, other, "Rappeler mardi.")
    assert FileLead.objects.get(file=file, valid_to=None).user == advisor
    assert "attend sa réponse" in client.get(url).content.decode()
    client.force_login(other)
    client.post(reverse("handover-answer", args=[made.pk]), {"answer": "accept"})
    assert FileLead.objects.get(file=file, valid_to=None).user == other


def test_a_note_is_asked_and_what_was_chosen_is_kept(client: Client, advisor: User) -> None:
    file, other = make_file(lead=advisor), make_user()
    client.force_login(advisor)
    answer = client.post(reverse("file-handover", args=[file.pk]), {"receiver": other.pk, "note": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "écrivez-la" in page
    assert f'value="{other.pk}" selected' in page
    assert not Handover.objects.exists()


def test_a_colleague_who_does_not_lead_proposes_nothing(client: Client, advisor: User) -> None:
    file, other = make_file(lead=make_user()), make_user()
    client.force_login(advisor)
    url = reverse("file-handover", args=[file.pk])
    assert url not in client.get(reverse("file-contacts", args=[file.pk])).content.decode()
    assert client.post(url, {"receiver": other.pk, "note": "À suivre."}).status_code == 403
    client.post(reverse("file-take", args=[file.pk]))
    assert FileLead.objects.get(file=file).user != advisor


def test_a_manager_of_the_direction_proposes_it(client: Client, manager: User) -> None:
    file, other = make_file(lead=make_user()), make_user()
    client.force_login(manager)
    client.post(reverse("file-handover", args=[file.pk]), {"receiver": other.pk, "note": "Équilibre."})
    assert Handover.objects.get().receiver == other


def test_a_file_without_anybody_in_charge_is_taken_at_once(client: Client, advisor: User) -> None:
    file = make_file()
    client.force_login(advisor)
    assert "Prendre ce dossier" in client.get(reverse("file-contacts", args=[file.pk])).content.decode()
    client.post(reverse("file-take", args=[file.pk]))
    assert FileLead.objects.get(file=file).user == advisor
