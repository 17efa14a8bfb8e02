"""« Importations »: from the file to its undoing, for whoever may, in both languages, without JavaScript."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.employers.models import Employer
from crm.exchange.models import ColumnMemory, Import
from crm.exchange.running import run
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, given, imported
from tests.factories.employers import make_file, make_member
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
GOOD = ["Scierie Bégin", "", "Alma", "12, rue Collard", "", ""]
BAD = ["Ferme Roy", "12", "Almaa", "", "", ""]


def sent(client: Client, content: bytes, kind: str = "employers", name: str = "liste.csv") -> Any:
    return client.post("/importations/nouvelle/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def worked(found: Import) -> None:
    found.refresh_from_db()
    run(import_id=found.pk, revision=found.revision, now=timezone.now(), by_id=found.by_id)
    found.refresh_from_db()


def test_a_list_goes_all_the_way_by_forms_alone(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    answer = sent(client, as_csv([EMPLOYER_HEAD, GOOD, BAD], encoding="cp1252"))
    found = Import.objects.visible_to(advisor).get()
    assert answer["Location"] == f"/importations/{found.pk}/"
    page = client.get(answer["Location"])
    assert "Scierie Bégin" in page.content.decode()
    columns = {f"c{at}": code for at, code in enumerate(found.mapping)}
    client.post(f"/importations/{found.pk}/colonnes/", columns)
    assert "lecture en cours" in client.get(answer["Location"]).content.decode().lower()
    worked(found)
    page = client.get(answer["Location"]).content.decode()
    assert "Almaa" not in page
    assert "Cette municipalité n’existe pas" in page
    assert client.get(f"/importations/{found.pk}/a-corriger/").getvalue()[:2] == b"PK"
    client.post(f"/importations/{found.pk}/importer/")
    worked(found)
    assert found.state == "done"
    assert Employer.objects.get().legal_name == "Scierie Bégin"
    assert "Annuler" in client.get(f"{answer['Location']}?annuler=1").content.decode()
    client.post(f"/importations/{found.pk}/annuler/")
    worked(found)
    assert (found.state, Employer.objects.count()) == ("undone", 0)
    assert found.reference in client.get("/importations/").content.decode()


def test_the_pages_are_written_in_english_too(client: Client, advisor: User, now: datetime) -> None:
    client.force_login(advisor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-ca"
    found = imported(as_csv([EMPLOYER_HEAD, GOOD, BAD]), advisor, now)
    page = client.get(f"/importations/{found.pk}/").content.decode()
    assert "This municipality does not exist" in page
    assert "Dry run" in page
    assert "My imports" in client.get("/importations/").content.decode()


def test_columns_chosen_once_are_remembered(client: Client, advisor: User, now: datetime) -> None:
    client.force_login(advisor)
    lines = [["Compagnie visitée", "Où"], ["Scierie Bégin", "Alma"]]
    found = given(as_csv(lines), advisor, now)
    assert found.mapping == ["", ""]
    answer = client.post(f"/importations/{found.pk}/colonnes/", {"c0": "legal_name", "c1": ""})
    assert answer.status_code == 422
    client.post(f"/importations/{found.pk}/colonnes/", {"c0": "legal_name", "c1": "municipality"})
    assert ColumnMemory.objects.filter(user=advisor).count() == 1
    assert given(as_csv(lines), advisor, now).mapping == ["legal_name", "municipality"]


def test_a_file_that_cannot_be_read_says_why_beside_it(client: Client, advisor: User) -> None:
    client.force_login(advisor)
    answer = sent(client, b"%PDF-1.7 ...", name="liste.csv")
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not Import.objects.visible_to(advisor).exists()


def test_each_role_imports_its_own_lists(client: Client, advisor: User, officer: User) -> None:
    for user, kind, who in (
        (advisor, "candidates", "d’aide à l’intégration"),
        (officer, "employers", "conseillers"),
    ):
        client.force_login(user)
        answer = sent(client, as_csv([EMPLOYER_HEAD, GOOD]), kind)
        assert answer.status_code == 403
        assert who in answer.content.decode()
        assert client.get(f"/importations/exporter/{kind}/").status_code == 403
        assert client.get(f"/importations/modeles/{kind}/").status_code == 403


def test_neither_employers_nor_other_roles_find_the_door(client: Client) -> None:
    for user in (make_member(), make_user(role="privacy")):
        client.force_login(user)
        assert client.get("/importations/").status_code == 403


def test_an_import_of_a_colleague_does_not_exist(client: Client, advisor: User, now: datetime) -> None:
    found = given(as_csv([EMPLOYER_HEAD, GOOD]), advisor, now)
    client.force_login(make_user(role="advisor"))
    for what in ("", "a-corriger/"):
        assert client.get(f"/importations/{found.pk}/{what}").status_code == 404
    assert client.post(f"/importations/{found.pk}/abandonner/").status_code == 404
    client.force_login(make_user(role="manager"))
    assert client.get(f"/importations/{found.pk}/").status_code == 200


def test_an_export_holds_what_one_sees(client: Client, advisor: User) -> None:
    seen, unseen = make_file(), make_file(direction=make_direction("ailleurs", ("01",)))
    client.force_login(advisor)
    answer = client.get("/importations/exporter/employers/?format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert seen.employer.legal_name in text
    assert unseen.employer.legal_name not in text
    assert text.startswith("\ufeffNuméro de l’entreprise;NEQ;")


def test_pages_keep_their_budget(
    client: Client, advisor: User, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client.force_login(advisor)
    found = imported(
        as_csv([EMPLOYER_HEAD, *([["F" * at, "", "Alma", "", "", ""] for at in range(1, 60)])]), advisor, now
    )
    for address in ("/importations/", f"/importations/{found.pk}/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
