"""The administrator keeps the steps of the recruitment paths; every file shows them as they are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crm.accounts.models import User
from crm.core.errors import Forbidden, StaleRevision
from crm.matching.loader import load
from crm.matching.models import Path, PathStep, PathStepEdit
from crm.matching.path_steps import usual_weeks
from crm.matching.services import StepContent, add_path_step, edit_path_step
from tests.factories.employers import make_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LIST = "/etapes-des-voies/"
TEXTS = {"what_fr": "Visite de l’usine", "what_en": "Visit to the plant"}


@pytest.fixture
def pilot(db: None) -> User:
    return make_user(role="admin", name="Paule Pilote")


@pytest.fixture
def at_work(client: Client, pilot: User) -> Client:
    client.force_login(pilot)
    return client


def content(**more: Any) -> StepContent:
    common = {"position": 2, "who": ("employer",), "weeks_from": 1, "weeks_to": 3}
    return StepContent(**{**common, **TEXTS, "dated_on": date(2026, 11, 20), **more})


def sent(**more: Any) -> dict[str, Any]:
    return {**TEXTS, "position": 2, "who": ["employer", "person"], "weeks_from": 1, "weeks_to": 3,
            "dated_on": "2026-11-20", **more}  # fmt: skip


def steps_by_path() -> dict[str, list[PathStep]]:
    shown = list(PathStep.objects.filter(off=False))
    return {path: [step for step in shown if step.path == path] for path in Path.values}


def names(path: str) -> list[str]:
    return [step.what_fr for step in steps_by_path()[path]]


def step_of(path: str, place: int) -> PathStep:
    return steps_by_path()[path][place]


def test_a_new_installation_has_the_steps_of_the_house_once() -> None:
    assert [len(steps) for steps in steps_by_path().values()] == [4, 4, 4]
    assert usual_weeks(steps_by_path()[Path.INTERNATIONAL]) == (19, 53)
    PathStep.objects.filter(path=Path.LOCAL, position=1).update(what_fr="Changée")
    load()
    assert PathStep.objects.count() == 12
    assert names(Path.LOCAL)[0] == "Changée"


def test_a_step_added_pushes_the_others_and_shows_on_every_file(
    at_work: Client, pilot: User, advisor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    answer = at_work.post(f"{LIST}local/nouvelle/", sent(source_fr="Enquête 2026", source_en="2026 survey"))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert names(Path.LOCAL)[:3] == [
        "Décrire le besoin et le qualifier",
        "Visite de l’usine",
        "Présenter des profils, y répondre",
    ]
    assert [step.position for step in steps_by_path()[Path.LOCAL]] == [1, 2, 3, 4, 5]
    with django_assert_max_num_queries(12):
        page = at_work.get(LIST).content.decode()
    assert "Paule Pilote" in page
    file = make_file(lead=advisor)
    at_work.force_login(advisor)
    shown = at_work.get(reverse("file", args=[file.pk])).content.decode()
    assert "Visite de l’usine" in shown
    assert "Enquête 2026" in shown
    assert "de 4 à 11 semaines" in shown
    at_work.cookies["django_language"] = "en-ca"
    shown = at_work.get(
        reverse("file", args=[file.pk]), headers={"accept-language": "en-ca"}
    ).content.decode()
    assert "Visit to the plant" in shown or "Visite de l’usine" in shown


def test_an_edit_keeps_who_when_and_both_values(at_work: Client, pilot: User) -> None:
    step = step_of(Path.LOCAL, 2)
    said = sent(position=1, seen=step.stamp)
    assert at_work.post(f"{LIST}{step.pk}/", said).status_code == 302
    edit = PathStepEdit.objects.get(step=step)
    assert edit.by == pilot
    assert edit.changes["what_fr"] == ["Entrevue et offre", "Visite de l’usine"]
    assert edit.changes["position"] == [3, 1]
    assert names(Path.LOCAL)[0] == "Visite de l’usine"
    page = at_work.get(f"{LIST}{step.pk}/").content.decode()
    assert "<del>Entrevue et offre</del> Visite de l’usine" in page
    assert "Paule Pilote" in page


def test_the_second_writer_of_a_step_keeps_their_text_and_writes_nothing(
    at_work: Client, pilot: User
) -> None:
    step = step_of(Path.LOCAL, 0)
    edit_path_step(step=step, content=content(), seen=step.stamp, by=pilot, now=timezone.now())
    answer = at_work.post(f"{LIST}{step.pk}/", sent(what_fr="Autre chose", seen=step.stamp))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Autre chose" in page
    assert "sans être enregistré" in page
    assert "Autre chose" not in names(Path.LOCAL)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what_en", " "),
        ("who", []),
        ("weeks_from", 4),
        ("source_fr", "Une source sans anglais"),
        ("asked_by_en", "An act without French"),
        ("dated_on", (timezone.localdate() + timedelta(days=2)).isoformat()),
    ],
)
def test_what_is_not_whole_is_refused_beside_its_field(at_work: Client, field: str, value: Any) -> None:
    answer = at_work.post(f"{LIST}local/nouvelle/", sent(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert PathStep.objects.count() == 12


def test_a_step_taken_off_leaves_the_files_and_comes_back_last(at_work: Client) -> None:
    step = step_of(Path.LOCAL, 0)
    assert at_work.post(f"{LIST}{step.pk}/retirer/", {"seen": step.stamp}).status_code == 302
    assert len(names(Path.LOCAL)) == 3
    assert [one.position for one in steps_by_path()[Path.LOCAL]] == [1, 2, 3]
    assert "retirée" in at_work.get(LIST).content.decode()
    step.refresh_from_db()
    at_work.post(f"{LIST}{step.pk}/remettre/", {"seen": "0"})
    assert len(names(Path.LOCAL)) == 3
    at_work.post(f"{LIST}{step.pk}/remettre/", {"seen": step.stamp})
    assert names(Path.LOCAL)[-1] == "Décrire le besoin et le qualifier"
    assert step.edits.count() == 2
    assert at_work.get(f"{LIST}{step.pk}/").status_code == 200


def test_all_steps_off_leaves_a_path_without_delay(at_work: Client, advisor: User) -> None:
    PathStep.objects.update(off=True)
    file = make_file(lead=advisor)
    at_work.force_login(advisor)
    page = at_work.get(reverse("file", args=[file.pk])).content.decode()
    assert "Trois voies de recrutement" in page
    assert "semaines" not in page.split("voies")[1].split("</section>")[0]


@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy"])
def test_nobody_else_finds_these_pages_nor_writes(client: Client, role: str, now: datetime) -> None:
    someone, step = make_user(role=role), step_of(Path.LOCAL, 0)
    client.force_login(someone)
    for address in (LIST, f"{LIST}{step.pk}/", f"{LIST}local/nouvelle/"):
        assert client.get(address).status_code == 404
        assert client.post(address, sent(seen=step.stamp)).status_code in {404, 405}
    with pytest.raises(Forbidden):
        add_path_step(path=Path.LOCAL, content=content(), by=someone, now=now)
    assert PathStepEdit.objects.count() == 0


def test_a_path_or_a_step_that_is_not_there_is_not_found(at_work: Client) -> None:
    assert at_work.get(f"{LIST}lunaire/nouvelle/").status_code == 404
    assert at_work.get(f"{LIST}999999/").status_code == 404


def test_an_edit_of_a_stamp_past_is_refused(pilot: User, now: datetime) -> None:
    step = step_of(Path.LOCAL, 0)
    with pytest.raises(StaleRevision):
        edit_path_step(step=step, content=content(), seen=step.stamp - 1, by=pilot, now=now)
