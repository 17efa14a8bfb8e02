"""What the database keeps stays what a count finds while people merge, hand over, import and take back at once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Count

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.caseload.models import Handover
from crm.caseload.services import answer_handover, propose_handover
from crm.casework.models import FollowUp, Intervention
from crm.casework.rules import InterventionContent
from crm.casework.services import log_intervention, undo_intervention
from crm.core.errors import Refusal
from crm.employers.merging import merge_employers, undo_merge
from crm.employers.models import EmployerFile, EmployerMerge, Site
from crm.employers.services import move_file, move_site
from crm.matching.models import Match
from crm.needs.models import LabourNeed
from crm.territory.models import Direction, Municipality
from tests.casework.test_follow_up_direction import wrong as wrong_directions
from tests.casework.test_kept_by_database import wrong
from tests.exchange.lists import EMPLOYER_HEAD, as_csv, imported, undone
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.merging import full_file
from tests.factories.needs import make_need, make_need_move
from tests.factories.people import make_direction, make_user
from tests.reporting.test_placed_acts import wrong as wrong_acts

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, GESTURES = 4, 18
TOWNS = ("94068", "93042", "91025")


class Office:
    """One of the people at work: picks a gesture at random, again and again; what is refused is counted, not hidden."""

    def __init__(self, seed: int, people: list[User], now: datetime) -> None:
        self.chance, self.people, self.now = random.Random(seed), people, now
        self.me, self.numbers = people[seed], count(seed * 1_000)
        self.done: Counter[str] = Counter()

    def a_file(self) -> EmployerFile:
        # An import may be taken back while somebody writes to what it made: the database refuses the later of the two.
        lasting = EmployerFile.objects.exclude(employer__legal_name__startswith="Ferme")
        return self.chance.choice(list(lasting.select_related("employer", "direction")))

    def merge(self) -> None:
        one, other = self.a_file(), self.a_file()
        merge_employers(survivor=one.employer, loser=other.employer, by=None, now=self.now)

    def unmerge(self) -> None:
        merge = EmployerMerge.objects.filter(undone_at=None).order_by("?").first()
        if merge:
            undo_merge(merge=merge, by=None, now=self.now)

    def hand_over(self) -> None:
        receiver = self.chance.choice(self.people)
        file = self.a_file()
        lead = file.leads.order_by("-valid_from").first()
        if lead:
            made = propose_handover(
                files=[file], receiver=receiver, note="À vous.", by=lead.user, now=self.now
            )
            answer_handover(handover=made[0], accepted=True, by=receiver, now=self.now)

    def import_and_undo(self) -> None:
        name = f"Ferme {next(self.numbers)}"
        content = as_csv(
            [EMPLOYER_HEAD, *[[f"{name}-{at}", "", "Alma", "1, rue Collard", "", ""] for at in "ab"]]
        )
        found = imported(content, self.me, self.now)
        if self.chance.random() < 0.6:
            undone(found, self.me, self.now)

    def log(self) -> None:
        day = self.now.date() - timedelta(days=self.chance.randrange(200))
        content = InterventionContent(kind="visit", occurred_on=day, summary="Vu.")
        log_intervention(file=self.a_file(), content=content, by=self.me, now=self.now)
        make_follow_up(self.me, day + timedelta(days=300), self.a_file())

    def take_back(self) -> None:
        row = Intervention.objects.filter(undone_at=None, by=self.me).order_by("?").first()
        if row:
            undo_intervention(intervention=row, by=self.me, now=self.now)

    def drop(self) -> None:
        # One whose moves are all written: nobody adds to it any more.
        whole = LabourNeed.objects.filter(matches=None).annotate(written=Count("moves")).filter(written=3)
        if key := whole.order_by("?").values_list("pk", flat=True).first():
            with transaction.atomic():
                need = LabourNeed.objects.select_for_update().get(pk=key)
                need.moves.all().delete()
                need.delete()
        with transaction.atomic():
            row = Intervention.objects.order_by("?").first()
            if row:
                # The file first, as every service does: whoever merges it meanwhile waits.
                EmployerFile.everything.select_for_update(of=("self",)).get(pk=row.file_id)
                Intervention.objects.filter(pk=row.pk, file=row.file_id).delete()

    def add(self) -> None:
        need = make_need(self.a_file(), stage="open")
        for days in self.chance.sample(range(90), 3):
            make_need_move(need, "open", self.now - timedelta(days=days))
        pair = Match.objects.order_by("?").first()
        at = self.now - timedelta(days=self.chance.randrange(90))
        if pair:
            pair.moves.create(to_stage="shortlisted", at=at, occurred_on=at.date(), by=self.me)

    def stage(self) -> None:
        move_file(
            file=self.a_file(),
            to=self.chance.choice(["met", "diagnosis", "accompanied"]),
            by=None,
            now=self.now,
        )

    def site(self) -> None:
        site = Site.objects.filter(employer=self.a_file().employer_id).first()
        file = EmployerFile.objects.filter(employer=site.employer_id).first() if site else None
        if site and file:
            town = Municipality.objects.get(code=self.chance.choice(TOWNS))
            day: date = self.now.date() - timedelta(days=self.chance.randrange(300))
            move_site(file=file, site=site, municipality=town, moved_on=day, by=None, now=self.now)

    def direction(self) -> None:
        where = self.chance.choice(list(Direction.objects.all()))
        person = Candidate.objects.order_by("?").first()
        if person:
            FollowUp.objects.create(candidate=person, owner=self.me, due_on=self.now.date(), text="Rappeler")
            Candidate.objects.filter(pk=person.pk).update(direction=where)

    def work(self) -> None:
        gestures: list[Callable[[], None]] = [
            self.merge, self.unmerge, self.hand_over, self.import_and_undo, self.log, self.take_back,
            self.drop, self.add, self.stage, self.site, self.direction,
        ]  # fmt: skip
        try:
            for gesture in [*gestures, *self.chance.choices(gestures, k=GESTURES - len(gestures))]:
                try:
                    gesture()
                    self.done[gesture.__name__] += 1
                except Exception as error:
                    # A row that another gesture took away meanwhile is not found, as on its page.
                    missed = isinstance(error, Refusal | ObjectDoesNotExist)
                    name = "refused" if missed else f"{gesture.__name__}: {error!r}"
                    self.done[name] += 1
        finally:
            connection.close()


@pytest.mark.parametrize("seed", [0, 100])
def test_many_gestures_at_once_leave_no_column_behind(seed: int, now: datetime) -> None:
    here = make_direction()
    make_direction("ailleurs", ("06",))
    people = [make_user("advisor", here) for _ in range(PEOPLE)]
    for person in people:
        full_file(lead=person)
        make_file(lead=person)
    offices = [Office(number, people, now) for number in range(PEOPLE)]
    for office in offices:
        office.chance.seed(seed + people.index(office.me))
    threads = [threading.Thread(target=office.work) for office in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done: Counter[str] = sum((office.done for office in offices), Counter())
    assert (wrong(), wrong_directions(), wrong_acts()) == ([], [], [])
    assert [name for name in done if ":" in name] == []
    assert EmployerMerge.objects.exists()
    assert Handover.objects.filter(accepted=True).exists()
    assert sum(done.values()) == PEOPLE * GESTURES
