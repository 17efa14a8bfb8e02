"""Lists beside other people’s work: two at once, a merge, an edit, a worker that dies; nothing lost or doubled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from crm.accounts.models import User
from crm.core.errors import StaleRevision
from crm.employers.merging import merge_employers
from crm.employers.models import Employer, EmployerFile, LikelyPair, Site
from crm.exchange.models import ImportState
from crm.exchange.services import ImportRefused, ask_for_import, ask_for_undo, tell_lines_apart, writing
from crm.exchange.services.undoing import edited_since
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, checked, given, imported, undone, worked
from tests.factories.employers import make_employer, make_file, make_site

pytestmark = pytest.mark.django_db
TWO = [EMPLOYER_HEAD, ["A", "", "Alma", "", "", ""], ["B", "", "Alma", "", "", ""]]


def named(name: str) -> Employer:
    return Employer.everything.get(legal_name=name)


def test_one_file_given_twice_at_once_comes_in_once(advisor: User, now: datetime) -> None:
    first, second = (checked(given(as_csv(TWO), advisor, now), advisor, now) for _once in "ab")
    assert (first.counts["new"], second.counts["new"]) == (2, 2)
    for found in (first, second):
        ask_for_import(job=found, by=advisor, now=now)
    done = [worked(found, now).counts for found in (first, second)]
    assert [(counts["new"], counts["double"]) for counts in done] == [(2, 0), (0, 2)]
    assert Employer.objects.count() == 2


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_does_it(
    advisor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(given(as_csv(TWO), advisor, now), advisor, now)
    ask_for_import(job=found, by=advisor, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(writing, "keep_lines", _dies)
        with pytest.raises(MemoryError):
            worked(found, now)
    assert not Employer.objects.exists()
    assert worked(found, now).state == ImportState.DONE
    assert Employer.objects.count() == 2


def _dies(*_arguments: object) -> None:
    raise MemoryError


def test_a_row_written_between_its_reading_and_its_lock_is_read_again(
    advisor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = make_employer(legal_name="Avant")
    make_file(employer)
    lines = [["Numéro de l’entreprise", "Nom légal", "Syndicat"], [employer.pk, "Après", ""]]
    found = checked(given(as_csv(lines), advisor, now), advisor, now)
    ask_for_import(job=found, by=advisor, now=now)
    tries: list[int] = []
    write = writing._write

    def interrupted(*arguments: Any, **more: Any) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise StaleRevision
        write(*arguments, **more)

    monkeypatch.setattr(writing, "_write", interrupted)
    assert worked(found, now).state == ImportState.DONE
    assert (len(tries), Employer.objects.get().legal_name) == (2, "Après")


def test_what_was_added_to_a_new_employer_is_not_lost_with_it(advisor: User, now: datetime) -> None:
    found = imported(as_csv(TWO), advisor, now)
    added = make_site(named("A"), name="Usine")
    assert edited_since(found) == {named("A").pk: True}
    assert undone(found, advisor, now).kept == [named("A").pk]
    assert Site.objects.filter(pk=added.pk).exists()
    assert not Employer.objects.filter(legal_name="B").exists()


def test_a_merge_is_not_torn_by_an_undo(advisor: User, now: datetime) -> None:
    found = imported(as_csv(TWO), advisor, now)
    kept, gone = named("A"), named("B")
    merge_employers(survivor=kept, loser=gone, by=advisor, now=now)
    since = edited_since(found)
    assert since[gone.pk] is False
    assert undone(found, advisor, now, also=[kept.pk, gone.pk]).kept == [kept.pk, gone.pk]
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_an_import_is_taken_back_once(advisor: User, now: datetime) -> None:
    found = imported(as_csv(TWO), advisor, now)
    ask_for_undo(job=found, also=(), by=advisor, now=now)
    with pytest.raises(ImportRefused):
        ask_for_undo(job=found, also=(), by=advisor, now=now)
    assert worked(found, now, by_id=advisor.pk).state == ImportState.UNDONE
    with pytest.raises(ImportRefused):
        ask_for_undo(job=found, also=(), by=advisor, now=now)


def test_a_double_that_is_none_comes_in_when_one_says_so(advisor: User, now: datetime) -> None:
    make_file(make_employer(legal_name="Ferme du Nord", website="https://ferme.example"))
    make_file(make_employer(legal_name="Connue", neq="1199999999"))
    head = ["Nom légal", "NEQ", "Municipalité", "Site Web"]
    lines = [
        head,
        ["Autre Ferme", "", "Roberval", "www.ferme.example"],
        ["Connue bis", "1199999999", "Alma", ""],
    ]
    found = checked(given(as_csv(lines), advisor, now), advisor, now)
    assert found.counts["double"] == 2
    domain, neq = found.lines.order_by("number")
    assert (domain.may_be_apart, neq.may_be_apart) == (True, False)
    assert "Ferme du Nord" in domain.problems[0]["fr"]
    assert "domain" in domain.problems[0]["en"]
    tell_lines_apart(job=found, lines=[domain.number, neq.number], by=advisor, now=now)
    assert {key: worked(found, now).counts[key] for key in ("new", "double")} == {"new": 1, "double": 1}


def test_a_telephone_tells_an_employer_that_is_known(advisor: User, now: datetime) -> None:
    file = make_file(make_employer(legal_name="Ferme du Nord"))
    file.employer.contacts.create(name="Zoé", phone="(418) 555-0142")
    head = ["Nom légal", "Municipalité", "Téléphone", "Contact"]
    lines = [head, ["Ferme N.", "Alma", "418.555.0142", ""], ["Neuve", "Alma", "418 555-0143", "Ana Silva"]]
    found = imported(as_csv(lines), advisor, now)
    assert (found.counts["new"], found.counts["double"]) == (1, 1)
    contact = named("Neuve").contacts.get()
    assert (contact.name, contact.phone) == ("Ana Silva", "418 555-0143")
    assert undone(found, advisor, now).kept == []
    assert EmployerFile.objects.visible_to(advisor).get() == file
    assert not LikelyPair.objects.exists()
