"""Every list leaves as a file, for each role that opens it."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Role, User
from crm.accounts.policy import scope_of
from crm.candidates.models import ReadEntry
from crm.notices.models import MailKind, OutgoingMail
from crm.portal.rail import PLACES
from tests.factories.employers import make_employer, make_file
from tests.factories.people import make_user
from tests.factories.settlement import make_appointment

pytestmark = pytest.mark.django_db
#: Pages of the rail that are no list, each with where its rows leave from.
NO_LIST = {
    "today": "a day's work; each block leads to its list",
    "employer-home": "an employer's own needs, a handful",
    "imports": "exports whole kinds, by its own buttons",
    "dashboard": "figures; each opens its rows, which leave as a file",
    "bilan": "a document: PDF, workbook and JSON",
    "matching-plans": "each plan leaves as a file of its own",
    "territories": "reference data",
    "path-steps": "a dozen lines of text, read whole on every file",
    "weights": "a set of weights, not rows",
    "reference-tables": "reference data",
    "need-templates": "texts to begin a need with, a handful",
}
LISTS = [place.name for place in PLACES if place.name not in NO_LIST]


def openers() -> list[tuple[str, str]]:
    """Each list with each role whose rail holds it."""
    return [(name, role) for name in LISTS for role in Role.values]


@pytest.mark.parametrize(("name", "role"), openers())
def test_each_role_that_opens_a_list_finds_its_file(client: Client, name: str, role: str) -> None:
    user = make_user(role)
    place = next(one for one in PLACES if one.name == name)
    if not place.is_open(scope_of(user)):
        return
    client.force_login(user)
    page = client.get(reverse(name)).content.decode()
    for kind in ("csv", "xlsx"):
        assert f"format={kind}" in page
        answer: Any = client.get(reverse(name), {"format": kind})
        body = b"".join(answer.streaming_content)
        assert f".{kind}" in answer["Content-Disposition"]
        assert body[:2] == b"PK" if kind == "xlsx" else body.startswith("\ufeff".encode())


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin"])
def test_whoever_may_not_open_a_list_has_no_file_of_it(client: Client, role: str) -> None:
    user = make_user(role)
    client.force_login(user)
    for name in LISTS:
        page = client.get(reverse(name))
        if page.status_code in {403, 404}:
            assert client.get(reverse(name), {"format": "csv"}).status_code == page.status_code, name


def rows_of(answer: Any) -> list[list[str]]:
    body = b"".join(answer.streaming_content).decode().lstrip("\ufeff")
    return list(csv.reader(io.StringIO(body), delimiter=";"))


def a_mail(subject: str, file: Any, now: datetime) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=subject,
        kind=MailKind.values[0],
        recipient_email="essai@exemple.test",
        recipient_name="Essai",
        file=file,
        language="fr-ca",
        subject=subject,
        text="x",
        html="x",
        next_try_at=now,
        created_at=now,
    )


def test_e_mails_are_found_by_subject_and_employer_and_leave_so(signed_in: Client, advisor: User) -> None:
    now = timezone.now()
    file = make_file(make_employer(legal_name="Scierie Ça inc."), lead=advisor)
    a_mail("=Profil à lire", file, now)
    a_mail("Autre chose", make_file(make_employer(legal_name="Autre inc."), lead=advisor), now)
    for words in ("profil a lire", "scierie ca"):
        page = signed_in.get(reverse("mails"), {"q": words})
        assert [mail.subject for mail in page.context["page"]] == ["=Profil à lire"]
    rows = rows_of(signed_in.get(reverse("mails"), {"q": "scierie", "format": "csv"}))
    assert [row[0] for row in rows] == ["Objet", "'=Profil à lire"]
    empty = signed_in.get(reverse("mails"), {"q": "introuvable"}).content.decode()
    assert "Aucun courriel ne répond à cette recherche" in empty


def test_a_file_of_appointments_is_journaled(client: Client, officer: User) -> None:
    meeting = make_appointment(timezone.now(), staff=officer)
    client.force_login(officer)
    rows = rows_of(client.get(reverse("appointments"), {"format": "csv"}))
    assert meeting.candidate.reference in rows[1]
    assert ReadEntry.objects.filter(candidate=meeting.candidate, user=officer, what="export").exists()


def test_a_file_holds_what_the_filter_holds(client: Client) -> None:
    make_user("officer", name="Zoé Cherchée")
    client.force_login(make_user("admin"))
    rows = rows_of(client.get(reverse("users"), {"q": "cherchee", "format": "csv"}))
    assert [row[0] for row in rows] == ["Nom", "Zoé Cherchée"]
