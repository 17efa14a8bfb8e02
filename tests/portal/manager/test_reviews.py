"""The pages of the weekly review and of the staff: opened, written in, printed from, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Posting, User
from crm.candidates.models import CandidateOfficer
from crm.caseload.models import Absence, ReviewDecision
from crm.caseload.rules import monday
from tests.factories.employers import make_file
from tests.factories.people import LONG_AGO, make_service_point, make_user
from tests.factories.reporting import make_candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
@pytest.mark.parametrize("name", ["review", "staff"])
def test_pages_open_empty_in_both_languages(browser: Client, name: str, language: str) -> None:
    browser.cookies["passerelle_language"] = language
    page = browser.get(reverse(name))
    assert page.status_code == 200
    assert f'lang="{language[:2]}-CA"' in page.content.decode()


@pytest.mark.parametrize("role", ["advisor", "officer", "privacy", "admin", ""])
def test_others_are_told_why_not(client: Client, role: str, advisor: User) -> None:
    client.force_login(make_user(role))
    for address in (reverse("review"), reverse("review-sheet", args=[advisor.pk]), reverse("staff")):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", ["advisor", "officer"])
def test_a_sheet_keeps_what_is_decided_line_by_line(browser: Client, role: str, manager: User) -> None:
    member = make_user(role)
    if role == "advisor":
        one = make_file(lead=member)
    else:
        one = make_candidate()
        CandidateOfficer.objects.create(candidate=one, user=member, valid_from=LONG_AGO)
    make_user(role)
    address = reverse("review-sheet", args=[member.pk])
    assert f"decision-{one.pk}" in browser.get(address).content.decode()
    sent = {f"decision-{one.pk}": "reassign", f"note-{one.pk}": "Trop loin.", "sheet-note": "À suivre."}
    assert browser.post(address, sent).status_code == 302
    assert ReviewDecision.objects.count() == 2
    page = browser.get(address).content.decode()
    assert "Trop loin." in page
    assert f'name="chosen" value="{one.pk}"' in page
    preview = browser.post(reverse("caseload-staff", args=[member.pk]), {"chosen": one.pk, "step": "preview"})
    assert 'name="receiver"' in preview.content.decode()


def test_a_refused_sheet_says_why_and_keeps_what_was_typed(browser: Client, advisor: User) -> None:
    file = make_file(lead=advisor)
    sent = {f"decision-{file.pk}": "note", f"note-{file.pk}": "", "sheet-note": "x" * 501}
    answer = browser.post(reverse("review-sheet", args=[advisor.pk]), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "x" * 501 in answer.content.decode()
    assert not ReviewDecision.objects.exists()


def test_a_past_week_is_read_and_not_written(browser: Client, advisor: User, manager: User) -> None:
    file, week = make_file(lead=advisor), monday(timezone.localdate()) - timedelta(days=14)
    ReviewDecision.objects.create(
        week=week,
        member=advisor,
        direction=file.direction,
        file=file,
        decision="support",
        note="Appeler ensemble.",
        by=manager,
        at=timezone.now() - timedelta(days=14),
    )
    for address in (reverse("review"), reverse("review-sheet", args=[advisor.pk])):
        assert f"?semaine={week.isoformat()}" in browser.get(address).content.decode()
        page = browser.get(address, {"semaine": week.isoformat()}).content.decode()
        assert "Appeler ensemble." in page
        assert "<select" not in page
        exported = browser.get(address, {"semaine": week.isoformat(), "format": "csv"})
        assert "Appeler ensemble." in b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["x", "2026-13-45", "0001-01-01", "9999-12-31", "\x00"])
def test_a_week_or_a_day_that_is_none_is_this_one(browser: Client, advisor: User, typed: str) -> None:
    for address in (reverse("review"), reverse("review-sheet", args=[advisor.pk])):
        assert browser.get(address, {"semaine": typed}).status_code == 200
    assert browser.get(reverse("staff"), {"jour": typed}).status_code == 200


def test_pages_cost_the_same_whatever_the_team(browser: Client, advisor: User) -> None:
    def cost(name: str, *args: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(name, args=args))
        return len(queries)

    pages: list[tuple[str, tuple[int, ...]]] = [
        ("review", ()),
        ("review-sheet", (advisor.pk,)),
        ("staff", ()),
    ]
    make_file(lead=advisor)
    make_file(lead=make_user(service_point=make_service_point()))
    for name, args in pages:
        cost(name, *args)
    few = [cost(name, *args) for name, args in pages]
    for _n in range(4):
        make_file(lead=advisor)
        make_file(lead=make_user(service_point=make_service_point()))
    assert [cost(name, *args) for name, args in pages] == few
    assert max(few) <= 22, few


def test_an_absence_is_written_shown_and_taken_back(browser: Client, advisor: User) -> None:
    today = timezone.localdate()
    mate = make_user(name="Remplaçante Essai")
    sent = {
        "user": advisor.pk,
        "starts_on": today.isoformat(),
        "ends_on": today.isoformat(),
        "kind": "training",
        "replaced_by": mate.pk,
    }
    assert browser.post(reverse("staff"), sent).status_code == 302
    assert "Remplaçante Essai" in browser.get(reverse("staff")).content.decode()
    assert "Remplacement\u00a0: Remplaçante Essai" in browser.get(reverse("caseloads")).content.decode()
    answer = browser.post(reverse("staff"), sent)
    assert answer.status_code == 422
    assert 'id="id_starts_on-error"' in answer.content.decode()
    assert browser.post(reverse("absence-remove", args=[Absence.objects.get().pk])).status_code == 302
    assert not Absence.objects.exists()


def test_one_more_person_and_half_posts_are_shown(browser: Client) -> None:
    point = make_service_point()
    member = make_user(service_point=point)
    Posting.objects.filter(user=member).update(full_time="0.5")
    for _n in range(3):
        make_file(lead=member)
    page = browser.get(reverse("caseloads")).content.decode()
    assert 'data-label="Avec un de plus">4</td>' in page
    assert 'width="14.0"' in page
