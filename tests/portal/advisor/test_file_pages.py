"""The pages of employer files: who may open them, what they refuse, what they keep."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.casework.models import FollowUp, Intervention
from crm.employers.models import Employer, EmployerFile, FileStage, NeedFormLink
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_member, make_site
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
TABS = ["file", "file-needs", "file-history", "file-contacts"]
FORMS = ["employer-edit", "diagnosis", "need-link-make", "contact-new", "site-new", "follow-up-new"]


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(make_employer(legal_name="Scierie du Fjord inc."), lead=advisor)


@pytest.fixture
def elsewhere() -> EmployerFile:
    direction = make_direction("montreal", ("06",))
    employer = make_employer(legal_name="Usinage du Sud inc.", neq="1177000099")
    make_site(employer, "66023")
    return make_file(employer, direction, lead=make_user(direction=direction, name="Andrée Test"))


def typed_file(**changes: Any) -> dict[str, Any]:
    return {"legal_name": "Fonderie Boréale inc.", "neq": "1199000042", "municipality": "94068", **changes}


@pytest.mark.parametrize("name", [*TABS, *FORMS])
def test_every_page_of_a_file_opens(signed_in: Client, file: EmployerFile, name: str) -> None:
    page = signed_in.get(reverse(name, args=[file.pk]))
    assert page.status_code == 200
    assert "Scierie du Fjord" in page.content.decode()


@pytest.mark.parametrize("name", [*TABS, *FORMS])
def test_a_file_of_elsewhere_does_not_exist(signed_in: Client, elsewhere: EmployerFile, name: str) -> None:
    assert signed_in.get(reverse(name, args=[elsewhere.pk])).status_code == 404


def test_the_cursor_waits_where_something_must_be_typed(signed_in: Client, file: EmployerFile) -> None:
    anywhere = signed_in.get(reverse("intervention-new")).context["form"]
    assert "autofocus" in str(anywhere["file"])
    assert "autofocus" not in str(anywhere["summary"])
    known = signed_in.get(reverse("intervention-new"), {"dossier": file.pk}).context["form"]
    assert "autofocus" in str(known["summary"])
    assert "autofocus" not in str(known["file"])


def offered(client: Client, **query: str | int) -> list[str]:
    """The files among which the form of an intervention lets choose at once, by employer."""
    form = client.get(reverse("intervention-new"), query).context["form"]
    return [label for value, label in form["file"].field.widget.choices if value]


def test_a_file_is_chosen_among_ones_own_or_found_by_words(
    signed_in: Client, advisor: User, file: EmployerFile, elsewhere: EmployerFile
) -> None:
    other = make_file(make_employer(legal_name="Boulangerie Côté inc.", neq="1170099887"))
    assert offered(signed_in) == [str(file.employer)]
    assert offered(signed_in, dossier=other.pk) == [str(other.employer)]
    for words in ("boulangerie cote", "1170099887"):
        page = signed_in.get(reverse("intervention-new"), {"q": words})
        assert page.context["found"] == [other]
        assert f"?dossier={other.pk}" in page.content.decode()
    assert not signed_in.get(reverse("intervention-new"), {"q": str(elsewhere.employer)}).context["found"]
    make_visit(other, timezone.localdate(), advisor)
    assert offered(signed_in) == [str(other.employer), str(file.employer)]
    assert offered(signed_in, dossier=file.pk) == [str(file.employer), str(other.employer)]


@pytest.mark.parametrize("name", ["files", "file-new", "intervention-new"])
def test_an_officer_is_told_why_not(client: Client, officer: User, name: str) -> None:
    client.force_login(officer)
    page = client.get(reverse(name))
    assert page.status_code == 403
    assert "Votre rôle ne permet pas ce geste." in page.content.decode()


@pytest.mark.parametrize("name", ["today", "search"])
def test_an_employers_representative_has_another_space(client: Client, name: str) -> None:
    client.force_login(make_member())
    assert client.get(reverse(name)).status_code == 403


def test_the_list_holds_ones_own_files_first(
    signed_in: Client, file: EmployerFile, elsewhere: EmployerFile
) -> None:
    other = make_file(make_employer(legal_name="Garage Bouchard inc."))
    mine = signed_in.get(reverse("files")).content.decode()
    whole = signed_in.get(reverse("files"), {"qui": "tous"}).content.decode()
    assert str(file) in mine
    assert str(other) not in mine
    assert str(other) in whole
    assert str(elsewhere) not in whole


@pytest.mark.parametrize("words", ["scierie fjord", "SCIERIE DU FJORD", "saguenay", "scieri du fjor"])
def test_the_list_forgives_accents_case_and_slips(signed_in: Client, file: EmployerFile, words: str) -> None:
    make_file(make_employer(legal_name="Garage Bouchard inc."), lead=make_user())
    assert "Scierie du Fjord" in signed_in.get(reverse("files"), {"q": words, "qui": "tous"}).content.decode()


def test_fifty_files_cost_no_more_queries_than_one(
    signed_in: Client,
    advisor: User,
    file: EmployerFile,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(8):
        make_visit(make_file(lead=advisor), timezone.localdate())
    with django_assert_max_num_queries(14):
        assert signed_in.get(reverse("files")).status_code == 200


def test_a_new_employer_opens_its_file(signed_in: Client) -> None:
    page = signed_in.post(reverse("file-new"), typed_file(neq="1199 000 042"), follow=True)
    file = EmployerFile.objects.get(employer__neq="1199000042")
    assert page.redirect_chain[-1][0] == reverse("file", args=[file.pk])


def test_a_bad_neq_keeps_what_was_typed(signed_in: Client) -> None:
    page = signed_in.post(reverse("file-new"), typed_file(neq="123"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Le NEQ compte dix chiffres" in text
    assert "Fonderie Boréale inc." in text


def test_a_known_neq_shows_who_follows_the_employer(signed_in: Client, elsewhere: EmployerFile) -> None:
    text = signed_in.post(reverse("file-new"), typed_file(neq="1177000099")).content.decode()
    assert "Andrée Test" in text
    assert reverse("file-open", args=[elsewhere.employer_id]) in text
    signed_in.post(reverse("file-open", args=[elsewhere.employer_id]))
    assert elsewhere.employer.files.count() == 2


def test_a_look_alike_is_shown_before_a_double_is_made(signed_in: Client, file: EmployerFile) -> None:
    values = typed_file(legal_name="La Scierie du Fjord ltée", neq="")
    page = signed_in.post(reverse("file-new"), values)
    assert "Est-ce l’une de ces entreprises" in page.content.decode()
    assert Employer.objects.count() == 1
    signed_in.post(reverse("file-new"), values | {"different": "1"})
    assert Employer.objects.count() == 2


def test_look_alikes_come_while_typing(signed_in: Client, file: EmployerFile) -> None:
    text = signed_in.get(reverse("employer-lookalikes"), {"legal_name": "scierie fjord"}).content.decode()
    assert "Scierie du Fjord inc." in text


def test_the_card_of_elsewhere_shows_names_and_who_follows_and_no_more(
    signed_in: Client, elsewhere: EmployerFile
) -> None:
    elsewhere.employer.contacts.create(name="Contact Secret", phone="514 555-0100")
    text = signed_in.get(reverse("employer-card", args=[elsewhere.employer_id])).content.decode()
    assert "1177000099" in text
    assert "Andrée Test" in text
    assert "Contact Secret" not in text


def test_the_card_of_ones_own_employer_is_its_file(signed_in: Client, file: EmployerFile) -> None:
    page = signed_in.get(reverse("employer-card", args=[file.employer_id]))
    assert page["Location"] == reverse("file", args=[file.pk])


def test_an_intervention_is_logged_with_its_promise_and_undone(signed_in: Client, file: EmployerFile) -> None:
    today = timezone.localdate().isoformat()
    values = {
        "file": file.pk,
        "kind": "visit",
        "occurred_on": today,
        "summary": "Vu l’usine 🏭",
        "promise": "Rappeler",
    }
    page = signed_in.post(reverse("intervention-new"), values, follow=True)
    made = Intervention.objects.get()
    assert reverse("intervention-undo", args=[made.pk]) in page.content.decode()
    assert FollowUp.objects.get().text == "Rappeler"
    signed_in.post(reverse("intervention-undo", args=[made.pk]))
    assert not Intervention.objects.qualifying().exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("summary", "x" * 10_001, "10\u202f000|10 000|10000|10\u00a0000"),
        ("occurred_on", "2099-01-01", "une fois faite"),
        ("summary", "a\x00b", "null|nul"),
    ],
)
def test_what_an_intervention_cannot_hold_is_said_and_kept(
    signed_in: Client, file: EmployerFile, field: str, value: str, message: str
) -> None:
    today = timezone.localdate().isoformat()
    values = {"file": file.pk, "kind": "visit", "occurred_on": today, "summary": "Vu", field: value}
    page = signed_in.post(reverse("intervention-new"), values)
    text = page.content.decode()
    assert page.status_code == 422
    assert any(part in text for part in message.split("|"))


def test_a_kind_says_whether_it_counts(signed_in: Client, file: EmployerFile) -> None:
    text = signed_in.get(reverse("intervention-new"), {"dossier": file.pk}).content.decode()
    assert "Visite – compte (EA‑1)" in text
    assert "Courriel – ne compte pas" in text


def test_a_file_is_closed_with_a_reason_from_its_page(signed_in: Client, file: EmployerFile) -> None:
    address = reverse("file-move", args=[file.pk])
    assert "Choisissez un motif" in signed_in.post(address, {"to": "closed"}, follow=True).content.decode()
    signed_in.post(address, {"to": "closed", "reason": "file-no-need"})
    file.refresh_from_db()
    assert file.stage == FileStage.CLOSED


def test_a_link_is_shown_once(signed_in: Client, file: EmployerFile) -> None:
    address = reverse("need-link-make", args=[file.pk])
    shown = signed_in.post(address).content.decode()
    assert "/e/" in shown
    assert "/e/" not in signed_in.get(reverse("file-contacts", args=[file.pk])).content.decode()
    link = NeedFormLink.objects.get()
    signed_in.post(reverse("need-link-revoke", args=[file.pk, link.pk]))
    assert not NeedFormLink.objects.live(timezone.now()).exists()


def test_an_edit_from_an_older_page_is_refused_and_kept(signed_in: Client, file: EmployerFile) -> None:
    address = reverse("employer-edit", args=[file.pk])
    signed_in.post(address, {"legal_name": "Un", "revision": 1})
    page = signed_in.post(address, {"legal_name": "Deux", "revision": 1})
    assert page.status_code == 422
    assert "Deux" in page.content.decode()


def test_a_form_in_english_answers(signed_in: Client, file: EmployerFile) -> None:
    signed_in.cookies["django_language"] = "en-ca"
    for name in [*TABS, "diagnosis"]:
        assert signed_in.get(reverse(name, args=[file.pk])).status_code == 200


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("contact-new", {"name": "Dominique Roy", "language": "fr-ca"}, "contacts"),
        ("site-new", {"municipality": "93042"}, "sites"),
    ],
)
def test_contacts_and_places_are_added(
    signed_in: Client, file: EmployerFile, name: str, values: dict[str, str], count: str
) -> None:
    before = getattr(file.employer, count).count()
    assert signed_in.post(reverse(name, args=[file.pk]), values).status_code == 302
    assert getattr(file.employer, count).count() == before + 1


def test_a_place_moves_on_its_day(signed_in: Client, file: EmployerFile) -> None:
    site = file.employer.sites.get()
    values = {"municipality": "93042", "moved_on": "2026-01-05"}
    assert signed_in.post(reverse("site-move", args=[file.pk, site.pk]), values).status_code == 302
    assert site.moves.get().moved_on == date(2026, 1, 5)


def test_a_promise_is_kept_where_it_is_read(signed_in: Client, advisor: User, file: EmployerFile) -> None:
    row = make_follow_up(advisor, timezone.localdate(), file)
    page = signed_in.post(
        reverse("follow-up-done", args=[row.pk]), {"next": reverse("file", args=[file.pk])}, follow=True
    )
    assert page.redirect_chain[-1][0] == reverse("file", args=[file.pk])
    assert reverse("follow-up-reopen", args=[row.pk]) in page.content.decode()
    signed_in.post(reverse("follow-up-reopen", args=[row.pk]), {"next": "https://ailleurs.example/"})
    assert list(FollowUp.objects.open()) == [row]
