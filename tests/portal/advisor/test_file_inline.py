"""A value of the employer's card changed where it is read, and taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.employers.models import EmployerFile
from crm.portal.advisor.file_inline import GROUPS
from tests import factories
from tests.factories.employers import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    made = make_file(lead=advisor, objectives="Deux soudeuses ou soudeurs")
    made.employer.trade_names = ["La Scierie"]
    made.employer.save()
    return made


def address(file: EmployerFile, name: str) -> str:
    return reverse("file-field", args=[file.pk, name])


def typed(client: Client, file: EmployerFile, name: str, **values: str) -> dict[str, str]:
    """The small form as a browser sends it, with what was typed."""
    form = client.get(address(file, name)).context["form"]
    untouched = {field: form.current()[field][0] for field in GROUPS[name]}
    return {**untouched, "revision": str(form.initial["revision"]), "seen": form.seen_now(), **values}


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_every_value_opens_and_may_be_left_as_it_was(
    signed_in: Client, file: EmployerFile, name: str, language: str
) -> None:
    signed_in.cookies["passerelle_language"] = language
    page = signed_in.post(address(file, name), typed(signed_in, file, name), follow=True)
    assert page.status_code == 200
    assert not file.edits.filter(kind="employer").exists()
    assert f'id="v-{name}"' in page.content.decode()


def test_a_value_is_changed_and_taken_back(signed_in: Client, file: EmployerFile) -> None:
    values = typed(signed_in, file, "union", has_union="yes", union="Unifor")
    page = signed_in.post(address(file, "union"), values, follow=True)
    employer = file.employer
    employer.refresh_from_db()
    assert (employer.has_union, employer.union, employer.trade_names) == (True, "Unifor", ["La Scierie"])
    undo = reverse("file-edit-undo", args=[file.pk, file.edits.get(kind="employer").pk])
    assert f'action="{undo}"' in page.content.decode()
    signed_in.post(undo)
    employer.refresh_from_db()
    assert (employer.has_union, employer.union) == (None, "")


def test_what_someone_wrote_since_is_not_taken_back(signed_in: Client, file: EmployerFile) -> None:
    signed_in.post(address(file, "source"), typed(signed_in, file, "source", source="Salon"))
    edit = file.edits.get(kind="employer")
    signed_in.post(address(file, "source"), typed(signed_in, file, "source", source="Téléphone"))
    page = signed_in.post(reverse("file-edit-undo", args=[file.pk, edit.pk]), follow=True)
    assert "Cette valeur a changé depuis" in page.content.decode()
    file.employer.refresh_from_db()
    assert file.employer.source == "Téléphone"


def test_the_second_writer_sees_both_texts(signed_in: Client, file: EmployerFile, advisor: User) -> None:
    mine = typed(signed_in, file, "source", source="Le mien")
    signed_in.post(address(file, "source"), typed(signed_in, file, "source", source="Le sien"))
    page = signed_in.post(address(file, "source"), mine)
    assert page.status_code == 422
    assert f"{advisor.name} a écrit «\u00a0Le sien\u00a0»" in page.content.decode()


def test_another_value_written_meanwhile_is_kept(signed_in: Client, file: EmployerFile) -> None:
    mine = typed(signed_in, file, "objectives", objectives="Trois")
    signed_in.post(address(file, "source"), typed(signed_in, file, "source", source="Salon"))
    signed_in.post(address(file, "objectives"), mine)
    file.refresh_from_db()
    file.employer.refresh_from_db()
    assert (file.objectives, file.employer.source) == ("Trois", "Salon")


def test_what_is_not_there_to_change_does_not_exist(client: Client, file: EmployerFile) -> None:
    elsewhere = factories.make_user(
        role="advisor", direction=factories.make_direction("montreal", regions=("06",))
    )
    client.force_login(elsewhere)
    assert client.get(address(file, "source")).status_code == 404
    officer = factories.make_user(role="officer")
    client.force_login(officer)
    assert client.get(address(file, "source")).status_code == 403


def test_the_names_go_with_the_whole_form(signed_in: Client, file: EmployerFile) -> None:
    assert signed_in.get(address(file, "legal_name")).status_code == 404
