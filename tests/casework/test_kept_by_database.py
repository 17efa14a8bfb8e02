"""What the database keeps of other tables' rows is what a count from nothing finds, whoever wrote them and however."""

from __future__ import annotations

import random
import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from crm.accounts.models import User
from crm.candidates.models import PersonStage
from crm.casework.models import Intervention, InterventionKind
from crm.casework.rules import InterventionContent
from crm.casework.services import log_intervention, undo_intervention
from crm.employers.merging import merge_employers, undo_merge
from crm.employers.models import EmployerFile, FileMove, FileStage
from crm.matching.models import MatchStage
from crm.needs.models import LabourNeed, NeedStage
from tests.factories.candidates import make_candidate
from tests.factories.casework import make_visit
from tests.factories.employers import make_file
from tests.factories.matching import make_match
from tests.factories.merging import full_file
from tests.factories.needs import make_need, make_need_move

#: Written by hand, apart from the triggers: rows whose column is not what a count finds.
WRONG_CONTACTS = """
SELECT f.id FROM employers_employerfile f
LEFT JOIN casework_intervention i ON i.file_id = f.id AND i.undone_by_id IS NULL
     AND i.kind NOT IN ('call_no_answer', 'email', 'mass_email', 'workshop')
GROUP BY f.id, f.last_contact_on HAVING f.last_contact_on IS DISTINCT FROM max(i.occurred_on)
"""
WRONG_STAGES = """
SELECT f.id FROM employers_employerfile f LEFT JOIN employers_filemove m ON m.file_id = f.id
GROUP BY f.id, f.moved_at HAVING f.moved_at IS DISTINCT FROM max(m.at)
UNION ALL
SELECT n.id FROM needs_labourneed n LEFT JOIN needs_needmove m ON m.need_id = n.id
GROUP BY n.id, n.moved_at HAVING n.moved_at IS DISTINCT FROM max(m.at)
UNION ALL
SELECT c.id FROM candidates_candidate c LEFT JOIN candidates_candidatemove m ON m.candidate_id = c.id
GROUP BY c.id, c.moved_at HAVING c.moved_at IS DISTINCT FROM max(m.at)
UNION ALL
SELECT p.id FROM matching_match p LEFT JOIN matching_matchmove m ON m.match_id = p.id
GROUP BY p.id, p.moved_at HAVING p.moved_at IS DISTINCT FROM max(m.at)
"""


def wrong() -> list[int]:
    """The files, needs, persons and pairs whose kept columns a count contradicts."""
    found = []
    with connection.cursor() as cursor:
        for statement in (WRONG_CONTACTS, WRONG_STAGES):
            cursor.execute(statement)
            found += [key for (key,) in cursor.fetchall()]
    return found


@pytest.mark.django_db
def test_a_contact_logged_and_taken_back(advisor: User, now: datetime, today: date) -> None:
    file = make_file(lead=advisor)
    older = make_visit(file, today - timedelta(days=30), advisor)
    content = InterventionContent(kind="phone", occurred_on=today, summary="Entendu.")
    made = log_intervention(file=file, content=content, by=advisor, now=now)
    make_visit(file, today, advisor, kind="email")
    file.refresh_from_db()
    assert file.last_contact_on == today
    undo_intervention(intervention=made, by=advisor, now=now)
    file.refresh_from_db()
    assert file.last_contact_on == older.occurred_on
    file.save()
    assert wrong() == []


@pytest.mark.django_db
def test_any_writing_in_any_order(advisor: User, today: date) -> None:
    chance = random.Random(11)
    files = [make_file(lead=advisor) for _ in range(4)]
    for _step in range(120):
        rows = list(Intervention.objects.all())
        gesture = chance.choice(["add", "add", "many", "undo", "move", "drop", "kind"])
        if gesture == "add" or not rows:
            make_visit(chance.choice(files), today - timedelta(days=chance.randrange(400)), advisor)
        elif gesture == "many":
            Intervention.objects.bulk_create(
                Intervention(
                    file=chance.choice(files),
                    kind=chance.choice(InterventionKind.values),
                    occurred_on=today - timedelta(days=chance.randrange(400)),
                    by=advisor,
                    summary="En lot.",
                )
                for _ in range(5)
            )
        elif gesture == "drop":
            chance.choice(rows).delete()
        else:
            some = Intervention.objects.filter(
                pk__in=[row.pk for row in chance.sample(rows, min(3, len(rows)))]
            )
            values = {
                "undo": {"undone_at": "2026-01-01T00:00Z", "undone_by": advisor},
                "move": {"file": chance.choice(files)},
                "kind": {"kind": chance.choice(InterventionKind.values)},
            }
            some.update(**values[gesture])
    assert wrong() == []
    assert EmployerFile.objects.exclude(last_contact_on=None).exists()


@pytest.mark.django_db
def test_stages_reached_and_forgotten(advisor: User, now: datetime) -> None:
    need = make_need(make_file(lead=advisor))
    for days in (3, 1, 2):
        make_need_move(need, NeedStage.OPEN, now - timedelta(days=days))
    need.refresh_from_db()
    assert need.moved_at == now - timedelta(days=1)
    need.moves.order_by("-at")[0].delete()
    need.words = "Écrit après"
    need.save()
    assert LabourNeed.objects.get().moved_at == now - timedelta(days=2)
    assert wrong() == []


@pytest.mark.django_db
def test_stages_of_persons_and_pairs(advisor: User, now: datetime) -> None:
    person, pair = make_candidate(), make_match()
    assert wrong() == []
    for days in (3, 1, 2):
        at = now - timedelta(days=days)
        person.moves.create(to_stage=PersonStage.PROPOSED, at=at, by=advisor)
        pair.moves.create(to_stage=MatchStage.SHORTLISTED, at=at, occurred_on=at.date(), by=advisor)
    assert wrong() == []
    for row in (person, pair):
        row.save()
        row.moves.order_by("-at")[0].delete()
        row.refresh_from_db()
        assert row.moved_at == now - timedelta(days=2)
    assert wrong() == []


@pytest.mark.django_db
def test_a_merge_and_its_undo(advisor: User, now: datetime) -> None:
    kept, gone = full_file(lead=advisor), full_file(lead=advisor)
    make_visit(gone, now.date() - timedelta(days=2), advisor)
    FileMove.objects.create(file=gone, to_stage=FileStage.ACCOMPANIED, at=now, by=advisor)
    merge = merge_employers(survivor=kept.employer, loser=gone.employer, by=advisor, now=now)
    assert wrong() == []
    undo_merge(merge=merge, by=advisor, now=now)
    assert wrong() == []


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_lose_no_contact(advisor: User, today: date) -> None:
    file = make_file(lead=advisor)
    rows = [make_visit(file, today - timedelta(days=days), advisor) for days in range(20)]

    def write(mine: list[Intervention]) -> None:
        try:
            for row in mine:
                with transaction.atomic():
                    Intervention.objects.filter(pk=row.pk).update(kind="email")
                    make_visit(file, row.occurred_on - timedelta(days=50), advisor)
        finally:
            connection.close()

    people = [threading.Thread(target=write, args=(rows[at::2],)) for at in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert wrong() == []
    assert EmployerFile.objects.get().last_contact_on == today - timedelta(days=50)
