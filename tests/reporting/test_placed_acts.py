"""The kept acts are, after every writing, the rows that a count from nothing finds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from crm.accounts.models import User
from crm.casework.models import Intervention, InterventionKind
from crm.core.errors import Refusal
from crm.employers.merging import merge_employers, undo_merge
from crm.employers.models import Diagnosis, Employer, EmployerFile, EmployerMerge, Site, SiteMove
from crm.matching.models import Decision, Match, MatchMove, Placement, Presentation
from crm.needs.models import LabourNeed, NeedMove
from crm.reporting.live_acts import COLUMNS
from crm.reporting.models import PlacedAct
from crm.reporting.periods import quebec_day
from crm.territory.models import Direction, Mrc, Municipality
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user
from tests.factories.reporting import (
    DAYS,
    FIRST_DAY,
    MUNICIPALITIES,
    at,
    make_intervention,
    make_interview,
    make_match,
    make_placement,
    make_presentation,
)

#: Random writes of a whole proof, and of an ordinary run.
ALL, SOME = 10_000, 250
WRONG = (
    f"(SELECT {COLUMNS} FROM reporting_liveact EXCEPT ALL SELECT {COLUMNS} FROM reporting_placedact)"
    f" UNION ALL (SELECT {COLUMNS} FROM reporting_placedact EXCEPT ALL SELECT {COLUMNS} FROM reporting_liveact)"
)
NOW = at(FIRST_DAY + timedelta(days=DAYS), 16)


def wrong() -> list[tuple[Any, ...]]:
    """What is kept and should not be, and what should be and is not."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return cursor.fetchall()


@dataclass
class Writer:
    """Writes something at random, by rows, in bulk or by the product's own services."""

    random: Random
    staff: User
    directions: list[Direction]

    def one(self, rows: Any) -> Any:
        """One row of a queryset; None when there is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.random.choice(keys)) if keys else None

    def day(self) -> Any:
        return FIRST_DAY + timedelta(days=self.random.randrange(DAYS))

    def site_of(self, file: EmployerFile) -> Site | None:
        return self.one(file.employer.sites.all()) if self.random.random() < 0.6 else None

    def contact(self) -> None:
        file = self.one(EmployerFile.objects.all())
        kind = self.random.choice(InterventionKind.values)
        make_intervention(file, self.day(), kind, site=self.site_of(file), by=self.staff)

    def contacts(self) -> None:
        files = list(EmployerFile.objects.order_by("pk")[:4])
        Intervention.objects.bulk_create(
            Intervention(file=self.random.choice(files), kind="visit", occurred_on=self.day(), by=self.staff)
            for _ in range(3)
        )

    def change_contacts(self) -> None:
        keys = list(Intervention.objects.order_by("pk").values_list("pk", flat=True))
        some = Intervention.objects.filter(pk__in=self.random.sample(keys, min(3, len(keys))))
        values: dict[str, Any] = self.random.choice(
            [
                {"undone_at": NOW, "undone_by": self.staff},
                {"undone_at": None, "undone_by": None},
                {"kind": self.random.choice(InterventionKind.values)},
                {"occurred_on": self.day()},
                {"file": self.one(EmployerFile.objects.all())},
                {"summary": "Récrit."},
            ]
        )
        some.update(**values)

    def drop_contact(self) -> None:
        if row := self.one(Intervention.objects.all()):
            row.delete()

    def diagnose(self) -> None:
        Diagnosis.objects.create(
            file=self.one(EmployerFile.objects.all()), completed_on=self.day(), completed_by=self.staff
        )

    def open_need(self) -> None:
        file = self.one(EmployerFile.objects.filter(employer__in=Site.objects.values("employer")))
        need = make_need(file, self.one(file.employer.sites.all()))
        NeedMove.objects.create(need=need, from_stage="to_qualify", to_stage="open", at=at(self.day(), 22))

    def match(self) -> None:
        make_match(self.one(LabourNeed.objects.all()))

    def outcome(self) -> None:
        match = self.one(Match.objects.all())
        if match is None:
            return
        decided = {"match": match, "by": self.staff, "at": at(self.day()), "shown": {}}
        self.random.choice(
            [
                lambda: make_interview(match, self.day()),
                lambda: make_presentation(match, self.day(), self.staff),
                lambda: make_placement(match.need, self.day()),
                lambda: Decision.objects.create(kind="set_aside", reason_id="match-french", **decided),
                lambda: Decision.objects.create(kind="restore", **decided),
            ]
        )()

    def take_back(self) -> None:
        model = self.random.choice([NeedMove, MatchMove, Presentation, Placement])
        if row := self.one(model.objects.all()):
            row.undone_at = None if row.undone_at else NOW
            row.save()

    def move_site(self) -> None:
        site, day = self.one(Site.objects.all()), self.day()
        if not site.moves.filter(moved_on=day).exists():
            SiteMove.objects.create(site=site, from_municipality=site.municipality, moved_on=day)
        site.municipality_id = self.random.choice(MUNICIPALITIES)
        site.save()

    def forget_move(self) -> None:
        SiteMove.objects.filter(pk__in=SiteMove.objects.order_by("?").values("pk")[:1]).delete()

    def head_office(self) -> None:
        employer = self.one(Employer.objects.all())
        employer.sites.update(is_head_office=False)
        if site := self.one(employer.sites.all()):
            Site.objects.filter(pk=site.pk).update(is_head_office=self.random.random() < 0.7)

    def new_site(self) -> None:
        make_site(self.one(Employer.objects.all()), self.random.choice(MUNICIPALITIES), is_head_office=False)

    def move_need(self) -> None:
        if need := self.one(LabourNeed.objects.all()):
            need.file = self.one(EmployerFile.objects.all())
            need.site = self.one(Site.objects.all())
            need.save()

    def move_file(self) -> None:
        file = self.one(EmployerFile.objects.all())
        with suppress(Refusal):
            file.direction = self.random.choice(self.directions)
            if not EmployerFile.objects.filter(employer=file.employer, direction=file.direction).exists():
                file.save()

    def merge(self) -> None:
        living = list(Employer.objects.order_by("pk"))
        both = self.random.sample(living, min(2, len(living)))
        if len(both) < 2:
            return
        with suppress(Refusal):
            merge_employers(survivor=both[0], loser=both[1], by=None, now=NOW)

    def undo_merge(self) -> None:
        if last := EmployerMerge.objects.filter(undone_at=None).order_by("-pk").first():
            with suppress(Refusal):
                undo_merge(merge=last, by=None, now=NOW + timedelta(hours=1))

    def new_file(self) -> None:
        employer, direction = self.one(Employer.objects.all()), self.random.choice(self.directions)
        if employer.files.filter(direction=direction).exists() or self.random.random() < 0.5:
            employer = make_employer()
        make_file(employer, direction)

    def redraw(self) -> None:
        place = Municipality.objects.get(pk=self.random.choice(MUNICIPALITIES))
        place.mrc = self.one(Mrc.objects.all())
        place.save()

    def write(self) -> str:
        """One writing; its name."""
        gestures: list[Callable[[], None]] = [
            *[self.contact, self.contacts, self.change_contacts, self.drop_contact, self.outcome] * 3,
            *[self.diagnose, self.open_need, self.match, self.take_back, self.move_site, self.forget_move],
            *[self.head_office, self.new_site, self.move_need, self.move_file, self.merge, self.undo_merge],
            *[self.new_file, self.redraw],
        ]
        gesture = self.random.choice(gestures)
        with suppress(ZeroDivisionError), transaction.atomic():
            gesture()
            if self.random.random() < 0.1:
                raise ZeroDivisionError  # All of it is taken back.
        return gesture.__name__


def _beginning(seed: int) -> Writer:
    """Some files of two directions, and somebody who writes."""
    directions = [make_direction(), make_direction("ouest", ("06",))]
    writer = Writer(Random(seed), make_user(), directions)
    for direction in [*directions, *directions]:
        make_file(make_employer(), direction)
    writer.open_need()
    return writer


@pytest.mark.django_db
def test_after_every_writing_what_is_kept_is_what_is_there(request: pytest.FixtureRequest) -> None:
    """Ten thousand random writes with --full, else a few hundred that change every day."""
    whole = request.config.getoption("--full")
    seed = 7 if whole else NOW.toordinal() + quebec_day(timezone.now()).toordinal()
    writer = _beginning(seed)
    for step in range(ALL if whole else SOME):
        gesture = writer.write()
        assert wrong() == [], (seed, step, gesture)
    assert Intervention.objects.count() > SOME // 10


@pytest.mark.django_db
def test_a_summary_written_again_places_nothing_again() -> None:
    act = make_intervention(make_file(), FIRST_DAY)
    (before,) = PlacedAct.objects.values_list("pk", flat=True)
    act.summary = "Plus clair."
    act.save()
    assert list(PlacedAct.objects.values_list("pk", flat=True)) == [before]


def _at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The first writes and waits a little before it is committed; the second begins meanwhile."""
    began = threading.Event()

    def write() -> None:
        with transaction.atomic():
            first()
            began.set()
            time.sleep(0.3)
        connection.close()

    def follow() -> None:
        began.wait(5)
        with transaction.atomic():
            second()
        connection.close()

    both = [threading.Thread(target=one) for one in (write, follow)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moves_first", [True, False])
def test_a_site_that_moves_while_a_contact_is_written_takes_it_along(moves_first: bool) -> None:
    """Whichever of the two ends first, the contact counts where the site stood on its day."""
    file, by = make_file(), make_user()
    site = file.employer.sites.get()

    def move() -> None:
        SiteMove.objects.create(site=site, from_municipality=site.municipality, moved_on=FIRST_DAY)
        Site.objects.filter(pk=site.pk).update(municipality_id="96020")

    def write() -> None:
        make_intervention(file, FIRST_DAY + timedelta(days=3), by=by)

    _at_once(*((move, write) if moves_first else (write, move)))
    assert PlacedAct.objects.get().region_id == "09"
    assert wrong() == []
