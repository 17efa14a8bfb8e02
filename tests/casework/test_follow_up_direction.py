"""The direction kept beside a follow-up is that of its file or person, and shows it to whoever sees these."""

from __future__ import annotations

import random
import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import Q

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.casework.list_queries import FollowUpSearch, search_follow_ups
from crm.casework.models import FollowUp
from crm.core.text import fold
from crm.employers.models import EmployerFile, FileCollaborator
from tests.factories.candidates import make_candidate
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.people import make_direction, make_user

#: Written by hand, apart from the triggers.
WRONG = """
SELECT p.id FROM casework_followup p
LEFT JOIN employers_employerfile f ON f.id = p.file_id LEFT JOIN candidates_candidate c ON c.id = p.candidate_id
WHERE p.direction_id IS DISTINCT FROM coalesce(f.direction_id, c.direction_id)
"""


def wrong() -> list[int]:
    """The follow-ups whose direction is not the one of what they are about."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [key for (key,) in cursor.fetchall()]


@pytest.mark.django_db
def test_any_writing_in_any_order(advisor: User, today: date) -> None:
    chance, here, there = random.Random(7), make_direction(), make_direction("autre", ("03",))
    files = [make_file(direction=one) for one in (here, there, here)]
    persons = [make_candidate(direction=one) for one in (there, here)]
    for _step in range(80):
        rows, gesture = (
            list(FollowUp.objects.all()),
            chance.choice(["add", "many", "about", "file", "person"]),
        )
        if gesture == "add" or not rows:
            make_follow_up(advisor, today, chance.choice(files))
        elif gesture == "many":
            FollowUp.objects.bulk_create(
                FollowUp(candidate=chance.choice(persons), owner=advisor, due_on=today, text="En lot.")
                for _ in range(3)
            )
        elif gesture == "about":
            file = chance.choice(files) if chance.random() < 0.5 else None
            person = None if file else chance.choice(persons)
            FollowUp.objects.filter(pk=chance.choice(rows).pk).update(file=file, candidate=person)
        else:
            moved = chance.choice(files if gesture == "file" else persons)
            type(moved).objects.filter(pk=moved.pk).update(direction=chance.choice([here, there]))
    assert wrong() == []
    assert {row.direction_id for row in FollowUp.objects.all()} == {here.pk, there.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["advisor", "officer", "manager", "privacy", "admin", ""])
def test_one_sees_what_files_and_persons_in_scope_show(role: str, today: date) -> None:
    here, there = make_direction(), make_direction("autre", ("03",))
    reader, other = make_user(role, here), make_user("advisor", there)
    files = [make_file(direction=one) for one in (here, there, there)]
    FileCollaborator.objects.create(file=files[1], user=reader)
    persons = [
        make_candidate(here),
        make_candidate(there),
        make_candidate(there, officer=reader),
    ]
    for file in files:
        make_follow_up(other, today, file)
    for person in persons:
        FollowUp.objects.create(candidate=person, owner=other, due_on=today, text="Rappeler")
    make_follow_up(reader, today, files[2])
    seen = Q(file__in=EmployerFile.objects.visible_to(reader))
    seen |= Q(candidate__in=Candidate.objects.visible_to(reader))
    expected = FollowUp.objects.filter(seen | Q(owner=reader)) if role else FollowUp.objects.none()
    assert set(FollowUp.objects.visible_to(reader)) == set(expected)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["réunion", "REUNION d'ete", "Forêt", "appeler", "xyz"])
def test_words_are_those_of_the_promise_or_of_the_employer(advisor: User, today: date, words: str) -> None:
    files = [make_file(lead=advisor) for _ in range(3)]
    for file, name in zip(files, ("Bois de la Forêt", "Réunion inc.", "Autre"), strict=True):
        file.employer.legal_name = name
        file.employer.save()
    for file, text in zip(files, ("Rappeler M. Côté", "Visite", "Réunion d’été à préparer"), strict=True):
        make_follow_up(advisor, today, file, text=text)
    found = search_follow_ups(advisor, search=FollowUpSearch(words=words), today=today)
    wanted = fold(words)
    assert {row.pk for row in found} == {
        row.pk
        for row in FollowUp.objects.select_related("file__employer")
        if wanted in fold(row.text) or wanted in row.file.employer.folded_name
    }


@pytest.mark.django_db(transaction=True)
def test_a_file_that_changes_direction_takes_what_is_being_promised_along(advisor: User, today: date) -> None:
    here, there, file = make_direction(), make_direction("autre", ("03",)), make_file()

    def promise() -> None:
        try:
            for _number in range(30):
                with transaction.atomic():
                    FollowUp.objects.create(file=file, owner=advisor, due_on=today, text="Rappeler")
        finally:
            connection.close()

    def move() -> None:
        try:
            for number in range(30):
                EmployerFile.objects.filter(pk=file.pk).update(direction=(here, there)[number % 2])
        finally:
            connection.close()

    people = [threading.Thread(target=work) for work in (promise, move)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert FollowUp.objects.count() == 30
    assert wrong() == []
