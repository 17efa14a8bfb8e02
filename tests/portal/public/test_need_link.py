"""The public form by signed link: its steps, what it refuses, what it keeps, and who may open it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from crm.employers.models import EmployerFile
from crm.needs.models import LabourNeed, NeedStage
from tests.factories.employers import make_file
from tests.factories.needs import make_need, make_need_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> EmployerFile:
    return make_file()


@pytest.fixture
def address(file: EmployerFile) -> str:
    _link, token = make_need_link(file)
    return reverse("need-link", args=[token])


def typed(file: EmployerFile, **changes: Any) -> dict[str, Any]:
    """A form filled in by someone who looked at the skills."""
    values = {
        "submission_key": str(uuid4()),
        "words": "gars de scie",
        "occupation": "94120",
        "skills_for": "94120",
        "skills": ["sciage", "cadenassage"],
        "positions": "3",
        "site": str(file.employer.sites.get().pk),
        "wage_min": "28,40",
        "shift": "evening",
        "french": "5",
        "help_offered": ["housing"],
        "step": "send",
    }
    return values | changes


def test_the_form_opens_and_writes_nothing(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert not LabourNeed.objects.exists()


def test_checking_writes_nothing_and_shows_what_will_be_sent(
    client: Client, address: str, file: EmployerFile
) -> None:
    page = client.post(address, typed(file, step="check"), follow=True)
    assert page.status_code == 200
    assert "28,40\xa0$" in page.content.decode()
    assert not LabourNeed.objects.exists()


def test_sending_ends_on_a_receipt_with_the_number(client: Client, address: str, file: EmployerFile) -> None:
    page = client.post(address, typed(file), follow=True)
    need = LabourNeed.objects.get()
    assert need.reference in page.content.decode()
    assert (need.wage_min, need.french_oral, need.stage) == (Decimal("28.40"), 5, NeedStage.TO_QUALIFY)
    assert set(need.skills.values_list("skill_id", flat=True)) == {"sciage", "cadenassage"}


def test_ten_sends_make_one_need(client: Client, address: str, file: EmployerFile) -> None:
    form = typed(file)
    for _ in range(10):
        client.post(address, form)
    assert LabourNeed.objects.count() == 1


@pytest.mark.parametrize("wage", ["28,40", "28.40", "28,40 $", "28\xa0,40"])
def test_a_wage_is_read_as_people_write_it(
    wage: str, client: Client, address: str, file: EmployerFile
) -> None:
    client.post(address, typed(file, wage_min=wage))
    assert LabourNeed.objects.get().wage_min == Decimal("28.40")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", ""),
        ("words", "x" * 10_000),
        ("tasks", "x" * 10_000),
        ("tasks", "a\x00b"),
        ("wage_min", "-5"),
        ("wage_min", "beaucoup"),
        ("positions", "0"),
        ("positions", "501"),
        ("positions", "trois"),
        ("starts_on", "2020-01-01"),
        ("starts_on", "demain"),
        ("starts_on", "9999-12-31"),
        ("starts_on", "2060-01-01"),
        ("occupation", "99999"),
        ("site", "0"),
        ("french", "12"),
        ("shift", "jamais"),
        ("skills", ["no-such-skill"]),
        ("other_language", "en"),
        ("wage_min", "NaN"),
        ("wage_min", "99999999999"),
    ],
)
def test_bad_input_gets_a_message_and_keeps_what_was_typed(
    field: str, value: Any, client: Client, address: str, file: EmployerFile
) -> None:
    for step in ("check", "send"):
        page = client.post(address, typed(file, **{field: value, "help_offered": ["moving"], "step": step}))
        assert page.status_code == 422
        assert page.context["form"].errors
        assert 'value="moving" ' in page.content.decode().replace("checked", " checked")
    assert not LabourNeed.objects.exists()


def test_what_cannot_be_read_and_what_breaks_a_rule_are_said_in_the_same_round(
    client: Client, address: str, file: EmployerFile
) -> None:
    wrong = {
        "positions": "trois",
        "starts_on": "2020-01-01",
        "french": "9",
        "other_language": "en",
        "other_language_reason": "Clients de l’Ontario",
    }
    said = {"positions", "starts_on", "french_reason", "other_language_means"}
    for step in ("check", "send"):
        page = client.post(address, typed(file, **wrong, step=step))
        assert page.status_code == 422
        assert set(page.context["form"].errors) == said
        html = page.content.decode()
        for field in said:
            assert f'id="id_{field}-error"' in html
        assert 'value="trois"' in html
        assert "Clients de l’Ontario" in html
    # Everything can be read: what is sent straight hears of every rule, not of the first.
    page = client.post(address, typed(file, **wrong | {"positions": "3"}))
    assert set(page.context["form"].errors) == said - {"positions"}


def test_a_level_that_the_occupation_may_make_usual_is_not_questioned_before_it_is_chosen(
    client: Client, address: str, file: EmployerFile
) -> None:
    unsaid = {"words": "cuisinier", "occupation": "", "skills_for": "", "skills": [], "french": "9"}
    page = client.post(address, typed(file, **unsaid, starts_on="2020-01-01", step="confirm"))
    assert set(page.context["form"].errors) == {"starts_on", "occupation"}
    page = client.post(address, typed(file, **unsaid, step="find"), follow=True)
    assert page.status_code == 200
    assert not page.context["form"].errors


def test_emoji_are_welcome(client: Client, address: str, file: EmployerFile) -> None:
    client.post(address, typed(file, tasks="Équipe du tonnerre 🪵🪚"))
    assert LabourNeed.objects.get().tasks.endswith("🪵🪚")


def test_without_javascript_the_occupation_is_offered_then_the_skills(
    client: Client, address: str, file: EmployerFile
) -> None:
    bare = typed(file, occupation="", skills_for="", skills=[], step="check")
    empty = client.get(address).content.decode()
    assert 'value="find"' in empty
    assert "Trouver le métier</button>" in empty
    offered = client.post(address, bare | {"step": "find"}, follow=True).content.decode()
    assert 'value="94120"' in offered
    assert "Confirmer le métier</button>" in offered
    assert '<li aria-current="step">Métier</li>' in offered
    chosen = bare | {"step": "confirm", "occupation": "94120"}
    skills = client.post(address, chosen, follow=True).content.decode()
    assert 'name="skills" value="sciage" checked' in skills
    assert "Vérifier le besoin</button>" in skills
    assert '<li aria-current="step">Compétences</li>' in skills
    checked = client.post(
        address, bare | {"occupation": "94120", "skills_for": "94120", "skills": ["sciage"]}, follow=True
    )
    assert 'value="send"' in checked.content.decode()


def test_an_occupation_not_confirmed_is_said_beside_the_choices_and_nothing_is_lost(
    client: Client, address: str, file: EmployerFile
) -> None:
    bare = typed(file, occupation="", skills_for="", skills=[], step="confirm", tasks="lever 20 kg")
    page = client.post(address, bare)
    assert page.status_code == 422
    assert 'id="id_occupation-error"' in page.content.decode()
    assert "lever 20 kg" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "label"), [("submission_key", "Clé d’envoi"), ("skills_for", "Métier des compétences cochées")]
)
def test_a_hidden_field_that_was_tampered_with_is_named(
    client: Client, address: str, file: EmployerFile, field: str, label: str
) -> None:
    page = client.post(address, typed(file, **{field: "x" * 40}))
    assert page.status_code == 422
    assert f"«\u00a0{label}\u00a0»" in page.content.decode()


def test_a_send_key_that_cannot_be_read_is_made_anew(
    client: Client, address: str, file: EmployerFile
) -> None:
    page = client.post(address, typed(file, submission_key="non"))
    key = page.context["form"]["submission_key"].value()
    client.post(address, typed(file, submission_key=key))
    assert LabourNeed.objects.count() == 1


def test_words_that_nobody_knows_are_kept_for_the_advisor(
    client: Client, address: str, file: EmployerFile
) -> None:
    client.post(address, typed(file, words="xyzzy", occupation="", skills_for="", skills=[]))
    assert LabourNeed.objects.get().occupation is None


def test_correcting_brings_everything_back(client: Client, address: str, file: EmployerFile) -> None:
    page = client.post(address, typed(file, step="edit", tasks="lever 20 kg"), follow=True).content.decode()
    assert "lever 20 kg" in page
    assert 'value="28,40"' in page
    assert 'name="skills" value="cadenassage" checked' in page


def test_words_on_a_prohibited_ground_are_pointed_out_before_sending(
    client: Client, address: str, file: EmployerFile
) -> None:
    sent = typed(file, tasks="moins de 35 ans", step="check")
    page = client.post(address, sent, follow=True).content.decode()
    assert "«\xa0moins de 35 ans\xa0»" in page


def test_a_link_that_never_was_answers_404_and_says_what_to_do(client: Client) -> None:
    page = client.get(reverse("need-link", args=["nothing-of-the-kind"]))
    assert page.status_code == 404
    assert "1\xa0877-662-4667" in page.content.decode()


def test_an_expired_link_answers_410_also_to_a_send(client: Client, file: EmployerFile) -> None:
    _link, token = make_need_link(file, now=datetime.now(UTC) - timedelta(days=40))
    assert client.get(reverse("need-link", args=[token])).status_code == 410
    assert client.post(reverse("need-link", args=[token]), typed(file)).status_code == 410
    assert not LabourNeed.objects.exists()


def test_a_link_follows_only_what_was_sent_with_it(client: Client, file: EmployerFile) -> None:
    link, token = make_need_link(file)
    mine = make_need(file, words="scieuse demandée", submitted_link=link)
    other = make_need(file, words="commis au bureau")
    page = client.get(reverse("need-link-status", args=[token])).content.decode()
    assert mine.title in page
    assert other.title not in page
    assert client.get(reverse("need-link-receipt", args=[token, other.pk])).status_code == 404
    assert client.post(reverse("need-link-confirm", args=[token, other.pk])).status_code == 404


def test_one_press_confirms_that_a_need_still_stands(client: Client, file: EmployerFile) -> None:
    link, token = make_need_link(file)
    need = make_need(file, submitted_link=link)
    client.post(reverse("need-link-confirm", args=[token, need.pk]))
    need.refresh_from_db()
    assert need.confirmed_on is not None


@pytest.mark.parametrize("stage", NeedStage.values)
def test_the_status_page_has_plain_words_for_every_stage(
    stage: str, client: Client, file: EmployerFile
) -> None:
    link, token = make_need_link(file)
    make_need(file, stage=stage, submitted_link=link)
    page = client.get(reverse("need-link-status", args=[token])).content.decode()
    assert "à qualifier" not in page
    assert 'class="badge' in page


def test_suggestions_answer_a_link_and_nobody_else(client: Client, file: EmployerFile) -> None:
    _link, token = make_need_link(file)
    found = client.get(reverse("occupation-suggest", args=[token]), {"words": "welder"})
    assert 'value="72106"' in found.content.decode()
    assert "Très probable</span>" in found.content.decode()
    assert client.get(reverse("occupation-suggest", args=["nothing"]), {"words": "welder"}).status_code == 404
    assert client.get(reverse("occupation-suggest"), {"words": "welder"}).status_code == 404


def test_the_skills_of_an_occupation_come_ticked(client: Client, file: EmployerFile) -> None:
    _link, token = make_need_link(file)
    page = client.get(reverse("occupation-skills", args=[token]), {"occupation": "94120"}).content.decode()
    assert 'value="sciage" checked' in page
    assert 'value="sechage-rabotage-bois">' in page


def test_the_form_speaks_english_to_a_reader_in_english(
    client: Client, address: str, file: EmployerFile
) -> None:
    client.cookies["passerelle_language"] = "en-ca"
    page = client.post(address, typed(file, step="check"), follow=True)
    assert page.headers["Content-Language"] == "en-CA"
    assert "Sawmill machine operators" in page.content.decode()


@pytest.mark.parametrize("skills", [["inconnue"], ["a\x00b"], ["sciage", "\x00"]])
def test_a_skill_that_does_not_exist_is_said_beside_the_skills(
    client: Client, address: str, file: EmployerFile, skills: list[str]
) -> None:
    page = client.post(address, typed(file, skills=skills))
    assert page.status_code == 422
    assert 'id="id_skills-error"' in page.content.decode()
    assert not LabourNeed.objects.exists()
