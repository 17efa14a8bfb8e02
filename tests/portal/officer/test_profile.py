"""The profile, section by section, from the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.portal.officer.sections import SECTION_FORMS
from crm.taxonomy.models import OccupationSkill
from tests.factories.candidates import make_candidate
from tests.factories.employers import make_employer

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def send(browser: Client, person: Candidate, section: str, **data: Any) -> Any:
    sent = {"revision": person.revision, **data}
    return browser.post(reverse("person-section", args=[person.pk, section]), sent)


@pytest.mark.parametrize("section", sorted(SECTION_FORMS))
def test_every_section_opens_empty_and_full(section: str, browser: Client) -> None:
    full = make_candidate(
        occupations={"31301": 30},
        skills=("soudage",),
        french=(6, 4),
        authorisation={},
        regions=("02",),
        mrcs=("942",),
        driving_classes=["5"],
        help_needed=["housing"],
        shifts=["day"],
    )
    for person in (make_candidate(consent=False), full):
        assert browser.get(reverse("person-section", args=[person.pk, section])).status_code == 200


def test_an_unknown_section_does_not_exist(browser: Client) -> None:
    assert browser.get(reverse("person-section", args=[make_candidate().pk, "age"])).status_code == 404


def test_french_is_saved_and_the_officer_returns_to_the_profile(browser: Client) -> None:
    person = make_candidate()
    answer = send(browser, person, "french", oral="7", written="", evaluated_on="2026-01-05")
    person.refresh_from_db()
    assert answer["Location"] == reverse("person-profile", args=[person.pk])
    assert (person.french_oral, person.french_written, person.revision) == (7, None, 2)


def test_a_profile_changed_meanwhile_is_not_overwritten_and_typing_is_kept(browser: Client) -> None:
    person = make_candidate(revision=5)
    page = browser.post(
        reverse("person-section", args=[person.pk, "french"]), {"revision": 4, "oral": "7", "written": "6"}
    )
    person.refresh_from_db()
    assert page.status_code == 422
    assert "entre-temps" in page.content.decode()
    assert '<option value="7" selected>' in page.content.decode()
    assert person.french_oral is None


def test_occupations_are_found_from_plain_words_added_then_saved(browser: Client) -> None:
    person = make_candidate()
    found = send(browser, person, "occupations", find="1", words="gars de scie")
    assert "add_94120" in found.content.decode()
    assert "Très probable</span>" in found.content.decode()
    added = send(browser, person, "occupations", add_94120="1")
    assert 'name="months_94120"' in added.content.decode()
    send(browser, person, "occupations", months_94120="30")
    assert person.occupations.get().months == 30


def test_an_occupation_is_removed(browser: Client) -> None:
    person = make_candidate(occupations={"94120": 12})
    send(browser, person, "occupations", months_94120="12", remove_94120="on")
    assert not person.occupations.exists()


def test_skills_are_proposed_from_the_occupation_and_answered(browser: Client) -> None:
    first, second = OccupationSkill.objects.filter(occupation_id="94120").values_list("skill_id", flat=True)[
        :2
    ]
    person = make_candidate(occupations={"94120": 12})
    page = browser.get(reverse("person-section", args=[person.pk, "skills"]))
    assert f'name="skill_{first}"' in page.content.decode()
    data = {f"skill_{first}": "yes", f"level_{first}": "2", f"skill_{second}": "no", f"level_{second}": ""}
    send(browser, person, "skills", **data)
    answers = {row.skill_id: (row.held, row.level) for row in person.skills.all()}
    assert answers == {first: (True, 2), second: (False, None)}


def test_another_skill_is_found_without_losing_the_answers(browser: Client) -> None:
    person = make_candidate()
    page = send(browser, person, "skills", find="1", words="soudage", level_sciage="3", skill_sciage="yes")
    assert page.status_code == 200
    answers = {code: answer.value() for code, _name, answer, *_more in page.context["form"].rows()}
    assert answers["sciage"] == "yes"
    assert "soudage" in " ".join(answers)
    assert not person.skills.exists()


def test_words_typed_without_looking_are_looked_for_before_anything_is_saved(browser: Client) -> None:
    person = make_candidate()
    answer = {"skill_sciage": "yes", "level_sciage": "3"}
    page = send(browser, person, "skills", words="soudage", **answer)
    assert page.status_code == 200
    assert "Rien n’est encore enregistré" in page.content.decode()
    assert not person.skills.exists()
    listed = {f"level_{code}": "" for code, *_row in page.context["form"].rows()}
    assert send(browser, person, "skills", words="soudage", **listed | answer).status_code == 302
    assert person.skills.count() == 1


def test_words_that_find_no_skill_are_not_lost(browser: Client) -> None:
    person = make_candidate()
    page = send(browser, person, "skills", words="zzqqxx", skill_sciage="yes", level_sciage="")
    assert "Rien d’approchant" in page.content.decode()
    assert 'value="zzqqxx"' in page.content.decode()
    assert send(browser, person, "skills", words="", skill_sciage="yes", level_sciage="").status_code == 302


@pytest.mark.parametrize(("consent", "said"), [(True, "Le classement se refait."), (False, "Enregistré.")])
def test_a_ranking_is_promised_to_who_may_be_ranked(browser: Client, consent: bool, said: str) -> None:
    person = make_candidate(consent=consent)
    send(browser, person, "languages", asked="on")
    page = browser.get(reverse("person-profile", args=[person.pk])).content.decode()
    assert said in page
    assert ("Le classement se refait" in page) is consent


def test_languages_and_the_answer_that_there_are_none(browser: Client) -> None:
    person = make_candidate()
    send(browser, person, "languages", asked="on")
    person.refresh_from_db()
    assert person.languages_asked
    send(browser, person, "languages", asked="on", language_0="en", level_0="3")
    assert person.languages.get().level == 3


def test_a_licence_of_the_occupation_is_asked(browser: Client) -> None:
    person = make_candidate(occupations={"31301": 12})
    send(browser, person, "licences", licence_oiiq="started", driving_asked="on", driving_classes=["5"])
    person.refresh_from_db()
    assert (person.licences.get().stage, person.driving_classes) == ("started", ["5"])


def test_authorisation_names_the_employer_by_its_number(browser: Client) -> None:
    employer, person = make_employer(), make_candidate()
    send(
        browser,
        person,
        "authorisation",
        asked="on",
        kind="closed-lmia",
        tied_employer=employer.neq,
        limits="94120",
    )
    row = Candidate.objects.get(pk=person.pk).authorisation
    assert (row.tied_employer, row.occupation_limits.get().pk) == (employer, "94120")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"tied_employer": "Aucune entreprise de ce nom"}, "tied_employer"),
        ({"limits": "12345, 94120"}, "limits"),
        ({"kind": "closed-lmia"}, "tied_employer"),
        ({"may_work_from": "2026-02-01", "may_work_until": "2026-01-01"}, "may_work_until"),
    ],
)
def test_authorisation_errors_stand_beside_their_field(
    data: dict[str, str], field: str, browser: Client
) -> None:
    page = send(browser, make_candidate(), "authorisation", asked="on", **data)
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_an_empty_authorisation_was_never_asked(browser: Client) -> None:
    person = make_candidate(authorisation={})
    send(browser, person, "authorisation")
    assert not hasattr(Candidate.objects.get(pk=person.pk), "authorisation")


def test_places_are_saved_in_the_order_of_their_ranks(browser: Client) -> None:
    person = make_candidate()
    send(
        browser, person, "mobility", where="some", region_02="2", region_09="1", mrc_942="1", help_asked="on"
    )
    person.refresh_from_db()
    assert list(person.accepted_regions.values_list("region_id", flat=True)) == ["09", "02"]
    assert (person.accepted_mrcs.get().mrc_id, person.help_needed) == ("942", [])


def test_conditions_read_a_decimal_comma_and_refuse_zero(browser: Client) -> None:
    person = make_candidate()
    send(browser, person, "conditions", available_from="2026-03-01", wage_floor="21,50", shifts=["day"])
    person.refresh_from_db()
    assert str(person.wage_floor) == "21.50"
    page = send(browser, person, "conditions", wage_floor="0")
    assert "wage_floor" in page.context["form"].errors


def test_a_profile_is_confirmed_in_one_press(browser: Client) -> None:
    person = make_candidate()
    browser.post(reverse("person-confirm", args=[person.pk]))
    person.refresh_from_db()
    assert person.confirmed_on is not None


def test_the_card_of_what_is_missing_lists_what_is_missing(browser: Client) -> None:
    person = make_candidate(occupations={"94120": 30}, french=(6, None), authorisation={}, regions=("02",))
    page = browser.get(reverse("person", args=[person.pk]))
    card = page.content.decode().split('id="h-faits"')[1].split("<details")[0]
    assert [str(fact.label) for fact in page.context["missing"] if str(fact.label) not in card] == []
    assert "Français écrit" in card
    assert not [fact for fact in page.context["known"] if f">{fact.label}<" in card]


def test_the_sections_and_the_card_tell_one_truth(browser: Client) -> None:
    for values in ({}, {"driving_asked": True}, {"french": (6, None)}, {"occupations": {"31301": 9}}):
        page = browser.get(reverse("person-profile", args=[make_candidate(**values).pk]))
        said = [label for line in page.context["lines"] for label in line.missing]
        facts = [fact.label for fact in page.context["missing"] if fact.section != "consents"]
        assert sorted(map(str, said)) == sorted(map(str, facts))


def test_a_licence_that_no_occupation_asks_is_neither_missing_nor_asked(browser: Client) -> None:
    person = make_candidate(occupations={"94120": 30})
    page = browser.get(reverse("person", args=[person.pk]))
    labels = [str(fact.label) for fact in page.context["facts"]]
    assert "Permis d’exercice" not in labels
    assert "Permis de conduire\u00a0: pas encore demandé" in page.content.decode()


def test_a_licence_of_the_occupation_is_missing_until_it_is_asked(browser: Client) -> None:
    person = make_candidate(occupations={"31301": 30}, driving_asked=True)
    address = reverse("person", args=[person.pk])
    assert "Permis d’exercice\u00a0: pas encore demandé" in browser.get(address).content.decode()
    send(browser, person, "licences", licence_oiiq="started", driving_asked="on")
    assert "Permis d’exercice\u00a0: pas encore demandé" not in browser.get(address).content.decode()


def test_words_typed_and_not_added_are_looked_for_before_anything_is_saved(browser: Client) -> None:
    person = make_candidate()
    page = send(browser, person, "occupations", words="scieur").content.decode()
    assert "Rien n’est encore enregistré" in page
    assert 'name="add_94120"' in page
    person.refresh_from_db()
    assert not person.occupations.exists()
    added = send(browser, person, "occupations", words="scieur", months_94120="36")
    assert added.status_code == 302
    assert person.occupations.get().months == 36


def test_a_person_before_the_ranking_is_led_to_the_stage_that_enters_it(browser: Client) -> None:
    person = make_candidate(stage="registered")
    page = browser.get(reverse("person-profile", args=[person.pk])).content.decode()
    assert f'href="{reverse("person", args=[person.pk])}#etape"' in page
    assert 'id="etape"' in browser.get(reverse("person", args=[person.pk])).content.decode()
