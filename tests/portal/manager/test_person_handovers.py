"""Persons handed over from the caseloads page, what nobody holds any more, and the count in the rail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Posting, User
from crm.candidates.models import CandidateOfficer
from crm.caseload.models import Handover
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
COUNT = '<span class="count">1</span>'


def hand_to(receiver: User, by: User, **subject: Any) -> Handover:
    return Handover.objects.create(
        receiver=receiver, proposed_by=by, proposed_at=timezone.now(), note="Deux rendez-vous.", **subject
    )


def test_many_persons_are_proposed_at_once_and_accepted_by_the_officer(
    client: Client, manager: User, officer: User
) -> None:
    receiver = make_user("officer")
    persons = [make_candidate(officer=officer) for _number in range(3)]
    client.force_login(manager)
    address = reverse("caseload-staff", args=[officer.pk])
    chosen = [person.pk for person in persons[:2]]
    preview = client.post(address, {"chosen": chosen, "step": "preview"}).content.decode()
    assert receiver.name in preview
    assert all(person.reference in preview for person in persons)
    sent = {"chosen": chosen, "step": "propose", "receiver": receiver.pk, "note": "Deux rendez-vous."}
    assert client.post(address, sent).status_code == 302
    client.force_login(receiver)
    page = client.get(reverse("handovers")).content.decode()
    assert page.count("Deux rendez-vous.") == 2
    first = Handover.objects.get(candidate=persons[0])
    client.post(reverse("handover-answer", args=[first.pk]), {"answer": "accept"})
    today = timezone.localdate()
    assert CandidateOfficer.objects.on(today).get(candidate=persons[0]).user == receiver
    assert CandidateOfficer.objects.on(today).get(candidate=persons[1]).user == officer


def test_a_refused_proposal_of_persons_keeps_what_was_typed(
    client: Client, manager: User, officer: User
) -> None:
    make_user("officer")
    client.force_login(manager)
    sent = {"chosen": make_candidate(officer=officer).pk, "step": "propose", "note": "Ma note 🙂"}
    page = client.post(reverse("caseload-staff", args=[officer.pk]), sent)
    assert page.status_code == 422
    assert "Ma note 🙂" in page.content.decode()


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_the_rail_counts_what_waits_for_the_reader(
    client: Client, manager: User, officer: User, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    receiver = make_user("officer")
    hand_to(receiver, manager, candidate=make_candidate(officer=officer))
    for reader, counted in ((receiver, True), (officer, False), (manager, False)):
        client.force_login(reader)
        page = client.get(reverse("partners")).content.decode()
        assert reverse("handovers") in page
        assert (COUNT in page) is counted


def test_what_someone_who_left_still_holds_is_shown_and_can_be_handed_over(
    client: Client, manager: User, advisor: User, officer: User
) -> None:
    receiver = make_user()
    file, person = make_file(lead=advisor), make_candidate(officer=officer)
    yesterday = timezone.localdate() - timedelta(days=1)
    Posting.objects.filter(user__in=[advisor, officer]).update(valid_to=yesterday)
    client.force_login(manager)
    page = client.get(reverse("caseloads")).content.decode()
    assert "Dossiers sans responsable en poste" in page
    assert advisor.name in page
    assert officer.name in page
    assert person.reference in client.get(reverse("caseload-staff", args=[officer.pk])).content.decode()
    sent = {"chosen": file.pk, "step": "propose", "receiver": receiver.pk, "note": "Départ."}
    assert client.post(reverse("caseload-staff", args=[advisor.pk]), sent).status_code == 302


def test_persons_ask_no_more_queries_for_many_than_for_few(
    client: Client, manager: User, officer: User, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        make_candidate(officer=officer)
    client.force_login(manager)
    with django_assert_max_num_queries(25):
        client.get(reverse("caseload-staff", args=[officer.pk]))
