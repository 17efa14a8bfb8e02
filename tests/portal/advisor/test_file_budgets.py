"""Every page of a whole employer file, full of everything that it can show, costs at most twelve queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.casework.models import Document
from crm.employers.models import Contact, EmployerFile, FileCollaborator, ForeignStaff, SharingConsent
from crm.notices.models import OutgoingMail
from crm.taxonomy.models import PermitKind
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_site
from tests.factories.matching import make_match, make_presentation
from tests.factories.merging import full_file
from tests.factories.needs import make_need, make_need_move
from tests.factories.people import make_user
from tests.factories.reporting import make_placement

pytestmark = pytest.mark.django_db
BUDGET = 12
PAGES = ["file", "file-needs", "file-documents", "file-contacts", "file-history"]
MANY = 6


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    """A file with several rows of everything."""
    made = full_file(lead=advisor)
    today = timezone.localdate()
    permit = PermitKind.objects.first()
    for number in range(MANY):
        day = today - timedelta(days=number)
        site = make_site(made.employer, municipality="91025")
        Contact.objects.create(employer=made.employer, name=f"Contact {number}", email=f"c{number}@essai.ca")
        make_visit(made, day, by=make_user(), site=site)
        make_follow_up(make_user(), day, file=made)
        make_follow_up(make_user(), day, file=made, done_at=timezone.now(), done_by=make_user())
        Document.objects.create(
            file=made, kind="other", name=f"Lettre {number}.pdf", media_type="application/pdf", size=9,
            sha256="0" * 64, added_by=make_user(), added_at=timezone.now(),
        )  # fmt: skip
        ForeignStaff.objects.create(
            file=made, permit=permit, people=2, expires_on=today + timedelta(days=30 + number)
        )
        FileCollaborator.objects.create(file=made, user=make_user())
        _need(made, site, number)
    SharingConsent.objects.create(
        employer=made.employer,
        given_on=today,
        expires_on=today + timedelta(days=90),
        channel="email",
        notice_version="essai",
        recorded_by=advisor,
    )
    return made


def _need(file: EmployerFile, site: object, number: int) -> None:
    """A need with a person retained, an answer, a hire, and a message that was sent."""
    need = make_need(file, site=site)
    make_need_move(need, "open", timezone.now())
    match = make_match(need, stage="presented")
    match.moves.create(
        to_stage="shortlisted", at=timezone.now(), by=make_user(), occurred_on=timezone.localdate()
    )
    make_presentation(match, answer="interested", answered_at=timezone.now())
    make_placement(make_need(file, site=site), timezone.localdate())
    OutgoingMail.objects.create(
        file=file,
        contact=file.employer.contacts.first(),
        recipient_name="Paule",
        recipient_email="p@essai.ca",
        key=f"essai-{number}",
        kind="message",
        language="fr-ca",
        subject=f"Bonjour {number}",
        created_at=timezone.now(),
        next_try_at=timezone.now(),
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_full_file_stays_within_its_query_budget(
    signed_in: Client, file: EmployerFile, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in.get(reverse("follow-ups"))  # What a process reads once and keeps is no cost of the page.
    with django_assert_max_num_queries(BUDGET):
        page = signed_in.get(reverse(name, args=[file.pk]))
    assert page.status_code == 200
