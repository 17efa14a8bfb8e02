"""The whole employer file in pages: documents, permits, consent to be known, the facts of places and names."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.casework.models import Document, FollowUp
from crm.employers.durations import keep_median_stays
from crm.employers.models import Contact, EmployerFile, ForeignStaff, SharingConsent
from crm.portal.formatting import day
from crm.taxonomy.models import PermitKind
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_member
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n%%EOF\n"


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(make_employer(legal_name="Scierie du Fjord inc."), lead=advisor)


def send(
    client: Client, file: EmployerFile, name: str = "Lettre.pdf", data: bytes = PDF, **values: str
) -> str:
    form = {"upload": SimpleUploadedFile(name, data, "text/html"), "kind": "agreement", "scope": "direction"}
    page = client.post(reverse("file-documents", args=[file.pk]), {**form, **values}, follow=True)
    return page.content.decode()


def test_a_document_is_filed_and_served_inert(signed_in: Client, file: EmployerFile) -> None:
    assert "Document déposé" in send(signed_in, file)
    answer = signed_in.get(reverse("document", args=[Document.objects.get().pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="Lettre.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [("x.svg", b"<svg/>", "SVG"), ("x.pdf", b"<html>", "contenu"), ("x.docm", b"PK", "macros")],
)
def test_a_hostile_document_is_refused_beside_its_field(
    signed_in: Client, file: EmployerFile, name: str, data: bytes, why: str
) -> None:
    assert why in send(signed_in, file, name, data)
    assert not Document.objects.exists()


@pytest.mark.parametrize("megabytes", [11, 20])
def test_a_document_too_heavy_is_refused_and_never_kept(
    signed_in: Client, file: EmployerFile, megabytes: int
) -> None:
    assert "10\u00a0Mo" in send(signed_in, file, data=PDF + b"0" * megabytes * 1024 * 1024)
    assert not Document.objects.exists()


def test_a_document_taken_out_comes_back_in_one_press(signed_in: Client, file: EmployerFile) -> None:
    send(signed_in, file)
    row = Document.objects.get()
    page = signed_in.post(reverse("document-remove", args=[row.pk]), follow=True).content.decode()
    assert reverse("document-restore", args=[row.pk]) in page
    assert signed_in.get(reverse("document", args=[row.pk])).status_code == 404
    signed_in.post(reverse("document-restore", args=[row.pk]))
    assert signed_in.get(reverse("document", args=[row.pk])).status_code == 200


def test_a_document_opens_for_its_scope_alone(signed_in: Client, file: EmployerFile) -> None:
    send(signed_in, file, scope="team")
    address = reverse("document", args=[Document.objects.get().pk])
    elsewhere = make_user(direction=make_direction("montreal", ("06",)))
    for other in (
        make_user(role="advisor"),
        elsewhere,
        make_user(role="officer"),
        make_member(file.employer),
    ):
        client = Client()
        client.force_login(other)
        assert client.get(address).status_code == 404
        assert client.post(reverse("document-remove", args=[Document.objects.get().pk])).status_code in {
            403,
            404,
        }


def test_a_representative_reads_what_is_shared_with_the_employer(
    signed_in: Client, client: Client, file: EmployerFile
) -> None:
    send(signed_in, file, scope="employer")
    client = Client()
    client.force_login(make_member(file.employer))
    assert client.get(reverse("document", args=[Document.objects.get().pk])).status_code == 200


def test_permits_are_followed_and_shown_on_the_day(signed_in: Client, file: EmployerFile) -> None:
    kind, day = PermitKind.objects.all()[0], timezone.localdate() + timedelta(days=60)
    typed = {"permit": kind.pk, "people": "4", "expires_on": day.isoformat()}
    signed_in.post(reverse("staff-new", args=[file.pk]), typed)
    assert FollowUp.objects.get().due_on == timezone.localdate()
    text = signed_in.get(reverse("today")).content.decode()
    assert "Permis qui expirent chez vos employeurs" in text
    row = ForeignStaff.objects.get()
    page = signed_in.post(reverse("staff-end", args=[file.pk, row.pk]), follow=True).content.decode()
    assert reverse("staff-resume", args=[file.pk, row.pk]) in page
    assert not FollowUp.objects.exists()
    signed_in.post(reverse("staff-resume", args=[file.pk, row.pk]))
    assert FollowUp.objects.exists()


@pytest.mark.parametrize("name", ["staff-new", "sharing", "file-documents"])
def test_the_pages_of_a_file_of_elsewhere_do_not_exist(signed_in: Client, name: str) -> None:
    hidden = make_file(direction=make_direction("montreal", ("06",)))
    assert signed_in.get(reverse(name, args=[hidden.pk])).status_code == 404


def test_other_directions_read_contacts_with_consent_alone(signed_in: Client, file: EmployerFile) -> None:
    Contact.objects.create(employer=file.employer, name="Rita Test", phone="418 555-0199", no_phone=False)
    other = Client()
    other.force_login(make_user(direction=make_direction("montreal", ("06",))))
    card = reverse("employer-card", args=[file.employer_id])
    assert "Rita Test" not in other.get(card).content.decode()
    today = timezone.localdate()
    typed = {"channel": "email", "given_on": today, "expires_on": today + timedelta(days=300)}
    signed_in.post(reverse("sharing", args=[file.pk]), typed)
    assert "Rita Test" in other.get(card).content.decode()
    signed_in.post(reverse("sharing-stop", args=[file.pk]))
    assert "Rita Test" not in other.get(card).content.decode()
    assert SharingConsent.objects.get().revoked_by is not None


def test_another_name_of_an_employer_finds_it(signed_in: Client, file: EmployerFile) -> None:
    typed = {
        "legal_name": "Scierie du Fjord inc.",
        "trade_names": "Bois Hébert\n\nbois hebert\nL’Érablière",
        "revision": file.card_stamp,
        "francization": "certified",
    }
    signed_in.post(reverse("employer-edit", args=[file.pk]), typed)
    file.employer.refresh_from_db()
    assert file.employer.trade_names == ["Bois Hébert", "L’Érablière"]
    assert file.employer.francization == "certified"
    assert "Scierie du Fjord" in signed_in.get(reverse("files"), {"q": "bois hebert"}).content.decode()


def test_the_point_of_a_place_is_in_quebec_and_drawn(signed_in: Client, file: EmployerFile) -> None:
    site = file.employer.sites.get()
    typed = {"name": "Usine", "is_head_office": "on", "revision": site.stamp, "headcount": "94"}
    address = reverse("site-edit", args=[file.pk, site.pk])
    page = signed_in.post(address, typed | {"lat": "48,85", "lon": "2,35"})
    assert page.status_code == 422
    assert "point du Québec" in page.content.decode()
    signed_in.post(address, typed | {"lat": "48,42", "lon": "-71,06"})
    site.refresh_from_db()
    assert (site.lat, site.headcount) == (Decimal("48.42"), 94)
    assert "Carte des lieux de travail" in signed_in.get(reverse("file", args=[file.pk])).content.decode()


def test_the_three_paths_tell_what_is_missing_and_where_to_say_it(
    signed_in: Client, file: EmployerFile
) -> None:
    need = make_need(file, stage="open")
    need.wage_min = None
    need.save()
    page = signed_in.get(reverse("file", args=[file.pk])).content.decode()
    assert f'<a href="{reverse("need-edit", args=[need.pk])}">Salaire à préciser</a>' in page
    assert f'<a href="{reverse("employer-edit", args=[file.pk])}">' in page
    assert "repères de la maison" in page


def test_what_was_never_diagnosed_is_to_be_asked(signed_in: Client, file: EmployerFile) -> None:
    assert not file.diagnoses.exists()
    text = signed_in.get(reverse("file", args=[file.pk])).content.decode()
    assert [words in text for words in ("logement à demander", "Francisation à demander")] == [True, True]
    assert [words in text for words in ("logement à bâtir", "Francisation à bâtir")] == [False, False]


def test_the_timeline_keeps_one_kind_and_goes_on_with_older_days(
    signed_in: Client, advisor: User, file: EmployerFile
) -> None:
    send(signed_in, file)
    for days in range(60):
        make_visit(file, timezone.localdate() - timedelta(days=days + 1), by=advisor)
    address = reverse("file-history", args=[file.pk])
    assert "Document déposé" in signed_in.get(address).content.decode()
    first = signed_in.get(address, {"fil": "interventions"})
    assert "Document déposé" not in first.content.decode()
    older = first.context["older"]
    rest = signed_in.get(address, {"fil": "interventions", "avant": str(older)})
    shown = [*first.context["events"], *rest.context["events"]]
    assert len({event.pk for event in shown}) == len(shown) == 60
    assert rest.context["older"] is None
    assert signed_in.get(address, {"avant": "2026-13-45T99:99:99Z_1_2", "fil": "rien"}).status_code == 200


def test_a_day_of_many_rows_is_read_to_its_last(signed_in: Client, advisor: User, file: EmployerFile) -> None:
    """More rows on one day than any page holds: each is shown once, none is cut."""
    moment, address = timezone.now(), reverse("file-history", args=[file.pk])
    for _number in range(230):
        make_visit(file, timezone.localdate(), by=advisor)
        make_follow_up(advisor, timezone.localdate(), file=file, done_at=moment, done_by=advisor)
    seen: list[tuple[str, int]] = []
    mark = ""
    for _page in range(12):
        context = signed_in.get(address, {"avant": mark}).context
        seen += [(event.kind, event.pk) for event in context["events"]]
        if (older := context["older"]) is None:
            break
        mark = str(older)
    assert len(seen) == len(set(seen)) == 460


@pytest.mark.parametrize(
    "mark", ["", "x", "2026-01-01T10:00:00_1_2", "2026-01-01T10:00:00Z_1_", "2026-01-01T10:00:00Z_²_1"]
)
def test_a_mark_that_is_none_opens_the_first_page(signed_in: Client, file: EmployerFile, mark: str) -> None:
    make_visit(file, timezone.localdate())
    events = signed_in.get(reverse("file-history", args=[file.pk]), {"avant": mark}).context["events"]
    assert len(events) == 1


def test_stages_show_their_days_beside_the_median_of_the_direction(
    signed_in: Client, file: EmployerFile
) -> None:
    now = timezone.now()
    for other, days in ((make_file(), 10), (make_file(), 30), (file, 20)):
        other.moves.all().delete()
        other.moves.create(to_stage="spotted", at=now - timedelta(days=days + 5))
        other.moves.create(from_stage="spotted", to_stage="first_contact", at=now - timedelta(days=5))
    told = signed_in.get(reverse("file-history", args=[file.pk])).context["durations"]
    assert [(stay.days, stay.median, stay.of) for stay in told.stays] == [(20, 20, 3), (5, None, 0)]
    keep_median_stays(now=now)
    file.moves.filter(to_stage="spotted").update(at=now - timedelta(days=50))
    page = signed_in.get(reverse("file-history", args=[file.pk]))
    kept = page.context["durations"]
    assert [(stay.days, stay.median, stay.of) for stay in kept.stays] == [(45, 20, 3), (5, None, 0)]
    assert f"au {day(timezone.localdate())}" in page.content.decode()


def test_a_representative_finds_what_was_shared(signed_in: Client, file: EmployerFile) -> None:
    send(signed_in, file, scope="employer")
    send(signed_in, file, name="Interne.pdf", scope="direction")
    client = Client()
    client.force_login(make_member(file.employer))
    page = client.get(reverse("employer-home")).content.decode()
    assert reverse("document", args=[Document.objects.get(scope="employer").pk]) in page
    assert "Interne.pdf" not in page
