"""Two people, one form: what each changed is kept, and what both changed is asked."""

from __future__ import annotations

import json
import random
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.core.errors import StaleRevision
from crm.employers import services
from crm.employers.models import EmployerFile
from crm.portal.advisor.file_forms import EmployerEditForm, employer_values
from crm.portal.together import Raw, join
from tests import factories
from tests.factories.employers import make_file
from tests.factories.needs import make_need

NAMES = ["a", "b", "c", "d"]
VALUES: dict[str, list[str]] = {
    "legal_name": ["Scierie du Lac", "Scierie du Nord", "Scierie"],
    "usual_name": ["", "La Scierie", "SDL"],
    "size_band": ["", "1-4", "5-19", "250+"],
    "website": ["", "https://a.example", "https://b.example"],
    "hired_abroad_before": ["", "yes", "no"],
    "source": ["", "salon", "téléphone"],
    "objectives": ["", "Deux soudeurs\navant mars", "Accueil"],
}

raws = st.fixed_dictionaries({name: st.lists(st.sampled_from("xyz"), max_size=2) for name in NAMES})


@given(seen=raws, typed=raws, current=raws)
def test_nothing_that_one_of_two_changed_is_lost(seen: Raw, typed: Raw, current: Raw) -> None:
    joined = join(seen, typed, current)
    for name in NAMES:
        mine, theirs = typed[name] != seen[name], current[name] != seen[name]
        if mine and theirs and typed[name] != current[name]:
            assert name in joined.conflicts
        elif theirs:
            assert joined.values[name] == current[name]
        else:
            assert joined.values[name] == typed[name]
    assert not joined.taken & joined.conflicts


class Editor:
    """Someone with the card open: what was read, what is typed over it, sent until it is saved."""

    def __init__(self, user: User, chance: random.Random) -> None:
        self.user, self.chance = user, chance

    def read(self, file_id: int) -> None:
        """Open the form and type over some fields."""
        self.file_id = file_id
        form = EmployerEditForm(initial=employer_values(self._file()))
        self.data = form.current() | {"revision": [str(form.initial["revision"])], "seen": [form.seen_now()]}
        names = self.chance.sample(sorted(VALUES), self.chance.randint(1, 3))
        self.typed = {name: self.chance.choice(VALUES[name]) for name in names}
        seen = form.current()
        self.typed = {name: value for name, value in self.typed.items() if [value] != seen[name]}
        self.data |= {name: [value] for name, value in self.typed.items()}

    def _file(self) -> EmployerFile:
        file: EmployerFile = EmployerFile.objects.select_related("employer").get(pk=self.file_id)
        return file

    def send(self, now: datetime) -> set[str]:
        """Saved at last; the fields where the other's value was shown and knowingly replaced."""
        told: set[str] = set()
        for _try in range(9):
            file = self._file()
            query = QueryDict(mutable=True)
            for name, items in self.data.items():
                query.setlist(name, items)
            form = EmployerEditForm(query, initial=employer_values(file))
            form.join(lambda _names: {})
            self.data = {name: form.data.getlist(name) for name in form.data}  # type: ignore[attr-defined]
            told |= set(form.conflicts)
            if not form.is_valid():
                assert set(form.errors) == set(form.conflicts)
                continue
            data = form.cleaned_data
            try:
                services.edit_employer(
                    file=file,
                    content=form.content(),
                    objectives=data["objectives"],
                    seen=data["revision"],
                    by=self.user,
                    now=now,
                )
            except StaleRevision:
                continue
            return told
        raise AssertionError("never saved")


def test_a_thousand_interleavings_of_two_editors_lose_nothing(advisor: User, now: datetime) -> None:
    chance = random.Random(1000)
    other = factories.make_user(role="advisor")
    file = make_file()
    expected = EmployerEditForm(initial=employer_values(file)).current()
    overlaps = 0
    for _round in range(1000):
        first, second = Editor(advisor, chance), Editor(other, chance)
        first.read(file.pk)
        if early := chance.random() < 0.2:
            first.send(now)
        second.read(file.pk)
        if not early:
            assert not first.send(now)
        told = second.send(now)
        expected |= {name: [value] for name, value in first.typed.items()}
        expected |= {name: [value] for name, value in second.typed.items()}
        both = {
            name for name in first.typed if second.typed.get(name, first.typed[name]) != first.typed[name]
        }
        assert told == (set() if early else both)
        overlaps += bool(both)
        stored = employer_values(EmployerFile.objects.select_related("employer").get(pk=file.pk))
        assert EmployerEditForm(initial=stored).current() == expected
    assert overlaps > 100


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


def opened(client: Client, address: str) -> dict[str, str]:
    """What a browser would send of the form at this address, untouched."""
    form = client.get(address).context["form"]
    values = {name: items[0] for name, items in form.current().items() if items}
    return values | {"revision": str(form.initial["revision"]), "seen": form.seen_now()}


def test_the_second_writer_keeps_what_the_first_wrote(signed_in: Client, file: EmployerFile) -> None:
    address = reverse("employer-edit", args=[file.pk])
    first, second = opened(signed_in, address), opened(signed_in, address)
    signed_in.post(address, first | {"usual_name": "La Scierie"})
    page = signed_in.post(address, second | {"source": "Salon de l’emploi"}, follow=True)
    assert "Avec ce qui a changé entre-temps\u00a0: Nom usuel." in page.content.decode()
    file.employer.refresh_from_db()
    assert (file.employer.usual_name, file.employer.source) == ("La Scierie", "Salon de l’emploi")


def test_both_texts_are_shown_when_both_changed_one_field(
    signed_in: Client, file: EmployerFile, advisor: User
) -> None:
    address = reverse("employer-edit", args=[file.pk])
    first, second = opened(signed_in, address), opened(signed_in, address)
    signed_in.post(address, first | {"source": "Le sien"})
    page = signed_in.post(address, second | {"source": "Le mien"})
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{advisor.name} a écrit «\u00a0Le sien\u00a0»" in text
    assert 'value="Le mien"' in text
    again = page.context["form"].data.dict()
    taken = signed_in.post(address, again | {"take": "source"})
    assert taken.status_code == 200
    assert 'value="Le sien"' in taken.content.decode()
    signed_in.post(address, again)
    file.employer.refresh_from_db()
    assert file.employer.source == "Le mien"


def test_two_directions_write_one_employer(client: Client, file: EmployerFile) -> None:
    """The employer is shared: a change made from another direction's file is no older version of nothing."""
    elsewhere = factories.make_user(
        role="advisor", direction=factories.make_direction("mtl", regions=("06",))
    )
    theirs = make_file(file.employer, direction=elsewhere.postings.get().direction, lead=elsewhere)
    client.force_login(elsewhere)
    address = reverse("employer-edit", args=[theirs.pk])
    mine = opened(client, address)
    client.force_login(User.objects.get(pk=file.leads.get().user_id))
    here = reverse("employer-edit", args=[file.pk])
    client.post(here, opened(client, here) | {"website": "https://scierie.example"})
    client.force_login(elsewhere)
    client.post(address, mine | {"usual_name": "La Scierie"})
    file.employer.refresh_from_db()
    assert (file.employer.website, file.employer.usual_name) == ("https://scierie.example", "La Scierie")


def test_a_need_keeps_both_changes(signed_in: Client, advisor: User) -> None:
    need = make_need(file=make_file(lead=advisor), skills=("sciage",))
    address = reverse("need-edit", args=[need.pk])
    first, second = opened(signed_in, address), opened(signed_in, address)
    signed_in.post(address, first | {"positions": "4"})
    signed_in.post(address, second | {"tasks": "Empiler le bois"})
    need.refresh_from_db()
    assert (need.positions, need.tasks) == (4, "Empiler le bois")


@pytest.mark.parametrize("seen", ["", "{", "[]", '{"source": 3}', '{"source": ["a", 2]}', "null"])
def test_a_damaged_memory_is_an_older_version(signed_in: Client, file: EmployerFile, seen: str) -> None:
    address = reverse("employer-edit", args=[file.pk])
    page = signed_in.post(address, opened(signed_in, address) | {"seen": seen, "revision": "1"})
    assert page.status_code == 422


def test_the_memory_holds_what_was_shown(file: EmployerFile) -> None:
    form = EmployerEditForm(initial=employer_values(file))
    assert json.loads(form.seen_now())["legal_name"] == [file.employer.legal_name]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("live_db")
def test_two_saves_of_one_moment_are_both_kept() -> None:
    """Two connections at once: whoever comes second under the lock is joined, not refused."""
    advisor = factories.make_user(role="advisor")
    file = make_file(lead=advisor)
    address = reverse("employer-edit", args=[file.pk])

    def save(name: str, value: str, gate: Barrier, sent: dict[str, str], client: Client) -> None:
        gate.wait()
        client.post(address, sent | {name: value})
        connection.close()

    for number in range(12):
        gate, workers = Barrier(2), []
        for name in ("usual_name", "source"):
            client = Client()
            client.force_login(advisor)
            sent = opened(client, address)
            workers.append(Thread(target=save, args=(name, f"{name} {number}", gate, sent, client)))
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        file.employer.refresh_from_db()
        assert (file.employer.usual_name, file.employer.source) == (
            f"usual_name {number}",
            f"source {number}",
        )
