"""Two officers, one section of a profile: what each changed is kept, and what both changed is asked."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User
from crm.candidates.models import Candidate, ProfileEdit
from crm.core.errors import StaleRevision
from crm.portal.officer.sections import SECTION_FORMS
from tests.factories.candidates import make_candidate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LEVELS = ["", "3", "6", "9"]
ANSWERS = ["", "no", "yes"]
TYPED: dict[str, dict[str, list[str]]] = {
    "french": {"oral": LEVELS, "written": LEVELS, "evaluated_on": ["", "2026-01-05", "2026-02-06"]},
    "conditions": {
        "available_from": ["", "2026-12-01", "2027-01-04"],
        "wage_floor": ["", "21,00", "24,50"],
        "shifts": ["day", "night", "evening"],
    },
    "skills": {f"skill_{code}": ANSWERS for code in ("sciage", "affutage", "cadenassage")},
}


def form_of(section: str, person_id: int, data: QueryDict | None = None) -> Any:
    return SECTION_FORMS[section](data, person=Candidate.objects.get(pk=person_id))


class Editor:
    """Someone with a section open: what was read, what is typed over it, sent until it is saved."""

    def __init__(self, user: User, section: str, chance: random.Random) -> None:
        self.user, self.section, self.chance = user, section, chance

    def read(self, person: Candidate) -> None:
        """Open the section and type over some fields."""
        self.person_id = person.pk
        form = form_of(self.section, person.pk)
        seen, values = form.current(), TYPED[self.section]
        names = self.chance.sample(sorted(values), self.chance.randint(1, 2))
        typed = {name: [self.chance.choice(values[name])] for name in names}
        self.typed = {name: value for name, value in typed.items() if value != seen[name]}
        revision = {"revision": [str(form.initial["revision"])], "seen": [form.seen_now()]}
        self.data: dict[str, list[str]] = seen | self.typed | revision

    def send(self, now: datetime) -> set[str]:
        """Saved at last; the fields where the other's value was shown and knowingly replaced."""
        told: set[str] = set()
        for _try in range(9):
            query = QueryDict(mutable=True)
            for name, items in self.data.items():
                query.setlist(name, items)
            form = form_of(self.section, self.person_id, query)
            form.join(lambda _names: {})
            self.data = {name: form.data.getlist(name) for name in form.data}
            told |= set(form.conflicts)
            if not form.is_valid():
                assert set(form.errors) == set(form.conflicts)
                continue
            try:
                form.save(by=self.user, now=now)
            except StaleRevision:
                continue
            return told
        raise AssertionError("never saved")


@pytest.mark.parametrize("section", sorted(TYPED))
def test_a_hundred_interleavings_of_two_officers_lose_nothing(
    section: str, officer: User, now: datetime
) -> None:
    chance, other = random.Random(100), make_user(role="officer")
    person = make_candidate(occupations={"94120": 12}, skills=("sciage",), shifts=["day"])
    expected: dict[str, list[str]] = form_of(section, person.pk).current()
    overlaps = 0
    for _round in range(100):
        first, second = Editor(officer, section, chance), Editor(other, section, chance)
        first.read(person)
        second.read(person)
        assert not first.send(now)
        told = second.send(now)
        expected |= first.typed | second.typed
        both = {
            name for name in first.typed if second.typed.get(name, first.typed[name]) != first.typed[name]
        }
        assert told == both
        overlaps += bool(both)
        stored = form_of(section, person.pk).current()
        assert {name: stored[name] for name in TYPED[section]} == {
            name: expected[name] for name in TYPED[section]
        }
    assert overlaps > 5


@pytest.fixture
def browser(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def opened(browser: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the section, untouched."""
    form = browser.get(address).context["form"]
    values: dict[str, Any] = {name: items for name, items in form.current().items() if items}
    return values | {"revision": str(form.initial["revision"]), "seen": form.seen_now()}


def section_of(person: Candidate, section: str) -> str:
    return reverse("person-section", args=[person.pk, section])


def jobs_of(person: Candidate) -> dict[str, int]:
    return dict(person.occupations.values_list("occupation_id", "months"))


def test_another_section_written_meanwhile_is_no_conflict(browser: Client) -> None:
    person = make_candidate()
    french, wishes = section_of(person, "french"), section_of(person, "conditions")
    mine = opened(browser, french)
    browser.post(wishes, opened(browser, wishes) | {"wage_floor": "22"})
    assert browser.post(french, mine | {"oral": "7"}).status_code == 302
    person.refresh_from_db()
    assert (person.french_oral, str(person.wage_floor)) == (7, "22.00")


def test_the_second_officer_reads_who_wrote_and_what(browser: Client, officer: User) -> None:
    person = make_candidate()
    address = section_of(person, "french")
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"oral": "7"})
    page = browser.post(address, second | {"oral": "5", "written": "4"})
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{officer.name} a écrit «\u00a07" in text
    assert 'name="take" value="oral"' in text
    browser.post(address, page.context["form"].data.dict())
    person.refresh_from_db()
    assert (person.french_oral, person.french_written) == (5, 4)


def test_the_joined_section_says_what_changed_meanwhile(browser: Client) -> None:
    person = make_candidate()
    address = section_of(person, "french")
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"oral": "7"})
    page = browser.post(address, second | {"written": "4"}, follow=True)
    assert "Avec ce qui a changé entre-temps\u00a0: Français oral." in page.content.decode()


def test_occupations_that_two_officers_add_are_both_kept(browser: Client) -> None:
    person = make_candidate(occupations={"94120": 12})
    address = section_of(person, "occupations")
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"months_31301": "30"})
    browser.post(address, second | {"months_72106": "6"})
    assert jobs_of(person) == {"94120": 12, "31301": 30, "72106": 6}


def test_an_occupation_added_by_two_with_other_months_is_asked(browser: Client) -> None:
    person = make_candidate()
    address = section_of(person, "occupations")
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"months_31301": "30"})
    page = browser.post(address, second | {"months_31301": "6"})
    assert page.status_code == 422
    assert list(page.context["form"].conflicts) == ["months_31301"]
    assert jobs_of(person) == {"31301": 30}


def test_an_occupation_that_another_took_off_does_not_come_back(browser: Client) -> None:
    person = make_candidate(occupations={"94120": 12, "31301": 30})
    address = section_of(person, "occupations")
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"remove_31301": "on"})
    browser.post(address, second | {"months_94120": "24"})
    assert jobs_of(person) == {"94120": 24}


def test_languages_keep_their_rows_whatever_others_take_off(browser: Client) -> None:
    person = make_candidate(languages_asked=True)
    address = section_of(person, "languages")
    browser.post(address, opened(browser, address) | {"language_0": "en", "language_1": "es", "level_1": "2"})
    first, second = opened(browser, address), opened(browser, address)
    browser.post(address, first | {"language_en": "", "language_0": "ar", "level_0": "1"})
    browser.post(address, second | {"level_es": "3"})
    assert dict(person.languages.values_list("language_id", "level")) == {"es": 3, "ar": 1}


def test_each_writing_is_told_with_its_fields_and_no_value(browser: Client, officer: User) -> None:
    person = make_candidate()
    address = section_of(person, "french")
    browser.post(address, opened(browser, address) | {"oral": "7"})
    edit = ProfileEdit.objects.get()
    assert (edit.candidate, edit.by, edit.section, edit.fields) == (person, officer, "french", ["oral"])
