"""Templates of a direction: written by its managers and the administrator, started from by its team and employers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.needs.models import LabourNeed, NeedTemplate
from tests.factories.employers import make_file, make_member
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manages(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def typed(**changes: str) -> dict[str, object]:
    direction = make_direction()
    values = {"name": "Scierie", "words": "gars de scie", "occupation": "94120", "skills_for": "94120"}
    more = {"skills": ["sciage"], "positions": "2", "french": "5", "wage_min": "28,40", "step": "keep"}
    return values | more | {"direction": direction.pk} | changes


def write(client: Client, **changes: str) -> NeedTemplate:
    assert client.post(reverse("need-template-new"), typed(**changes)).status_code == 302
    return NeedTemplate.objects.order_by("-pk")[0]


def test_the_empty_page_teaches_the_first_step(manages: Client) -> None:
    assert "Écrire le premier" in manages.get(reverse("need-templates")).content.decode()


@pytest.mark.parametrize("language", ["fr-ca", "en-ca"])
def test_a_manager_writes_reads_again_deletes_and_takes_back(manages: Client, language: str) -> None:
    manages.cookies["passerelle_language"] = language
    template = write(manages)
    assert "site" not in template.values
    page = reverse("need-template", args=[template.pk])
    shown = manages.get(page).content.decode()
    for piece in ('value="gars de scie"', 'value="28,40"', 'value="94120" checked', 'value="sciage" checked'):
        assert piece in shown
    manages.post(page, typed(name="Scierie du Nord"))
    template.refresh_from_db()
    assert template.name == "Scierie du Nord"
    end = reverse("need-template-end", args=[template.pk])
    assert end in manages.post(end, follow=True).content.decode()
    assert manages.get(page).status_code == 404
    manages.post(end)
    assert "Scierie du Nord" in manages.get(reverse("need-templates")).content.decode()


def test_without_javascript_occupations_then_skills_are_proposed(manages: Client) -> None:
    found = manages.post(reverse("need-template-new"), typed(occupation="", skills_for="", step="look"))
    assert 'value="94120"' in found.content.decode()
    skills = manages.post(reverse("need-template-new"), typed(skills_for="", step="look"))
    assert 'name="skills"' in skills.content.decode()
    assert not NeedTemplate.objects.exists()


def test_a_name_is_asked_beside_its_field(manages: Client) -> None:
    page = manages.post(reverse("need-template-new"), typed(name=" "))
    assert page.status_code == 422
    assert 'id="id_name-error"' in page.content.decode()


def test_the_administrator_writes_for_every_direction(client: Client) -> None:
    client.force_login(make_user("admin"))
    assert write(client).direction == make_direction()
    assert client.get(reverse("need-templates")).status_code == 200


@pytest.mark.parametrize("role", ["advisor", "officer"])
def test_others_are_refused_with_the_reason(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    for answer in (
        client.get(reverse("need-templates")),
        client.get(reverse("need-template-new")),
        client.post(reverse("need-template-end", args=[1])),
    ):
        assert answer.status_code == 403
        assert "ses gestionnaires" in answer.content.decode()


def test_another_directions_template_does_not_exist(manages: Client, client: Client) -> None:
    template = write(manages)
    client.force_login(make_user("manager", make_direction("ailleurs", ("06",))))
    for name in ("need-template", "need-template-end"):
        assert client.post(reverse(name, args=[template.pk])).status_code == 404


def test_an_advisor_starts_from_it_and_from_a_copy(manages: Client, client: Client, advisor: User) -> None:
    template, file = write(manages), make_file()
    client.force_login(advisor)
    new = reverse("need-new", args=[file.pk])
    assert f"?modele={template.pk}" in client.get(new).content.decode()
    page = client.get(f"{new}?modele={template.pk}")
    for piece in ('value="gars de scie"', 'value="94120" checked', 'value="sciage" checked'):
        assert piece in page.content.decode()
    assert page.context["form"].initial["french_oral"] == 5
    need = make_need(file, words="affûteuse", skills=("sciage",), wage_min="31.50")
    assert f"?copy={need.pk}" in client.get(reverse("need", args=[need.pk])).content.decode()
    copied = client.get(f"{new}?copy={need.pk}").content.decode()
    assert 'value="affûteuse"' in copied
    assert 'value="31,50"' in copied
    hidden = make_need(make_file(direction=make_direction("ailleurs", ("06",))))
    assert client.get(f"{new}?copy={hidden.pk}").status_code == 404
    assert client.get(f"{new}?modele=999999").status_code == 404
    assert LabourNeed.objects.count() == 2


def test_a_need_is_kept_as_a_template_of_its_employer_or_of_the_direction(
    client: Client, advisor: User, manager: User
) -> None:
    need = make_need()
    keep = reverse("need-keep-template", args=[need.pk])
    client.force_login(advisor)
    client.post(keep, {"name": "Nuit"})
    assert client.post(keep, {"name": "Tous", "whose": "direction"}).status_code == 403
    client.force_login(manager)
    client.post(keep, {"name": "Tous", "whose": "direction"})
    kept = {row.name: (row.employer, row.direction) for row in NeedTemplate.objects.all()}
    assert kept == {"Nuit": (need.file.employer, None), "Tous": (None, need.file.direction)}


def test_employers_of_the_direction_start_from_it_and_cannot_delete_it(
    manages: Client, client: Client
) -> None:
    template, file = write(manages), make_file()
    elsewhere = make_file(direction=make_direction("ailleurs", ("06",)))
    client.force_login(make_member(file.employer))
    home = client.get(reverse("employer-home")).content.decode()
    assert "Proposé par votre direction régionale" in home
    assert reverse("employer-template", args=[template.pk]) not in home
    assert client.post(reverse("employer-template", args=[template.pk])).status_code == 404
    page = client.get(f"{reverse('employer-need-new')}?modele={template.pk}").content.decode()
    assert 'value="gars de scie"' in page
    client.force_login(make_member(elsewhere.employer))
    assert "Proposé par" not in client.get(reverse("employer-home")).content.decode()
