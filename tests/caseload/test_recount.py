"""Caseloads counted apart: the rule CH-1 written again as plain SQL over the tables, against what the page shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from crm.accounts.models import Posting, User
from crm.candidates.models import CandidateOfficer, PersonStage
from crm.caseload.queries import Team, team_of
from crm.casework.models import FollowUp
from crm.employers.models import EmployerFile, FileLead, FileStage
from crm.needs.models import NeedStage
from crm.settlement.models import ActionPlan
from crm.territory.models import Direction
from tests.factories.casework import make_follow_up
from tests.factories.employers import make_file
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_user
from tests.factories.reporting import make_candidate, make_intervention

pytestmark = pytest.mark.django_db
WORLDS = 4

HELD = """
WITH lead AS (
  SELECT lead.user_id, file.*, last.spoken, file.stage = 'asleep' AS asleep
  FROM employers_filelead lead JOIN employers_employerfile file ON file.id = lead.file_id
  LEFT JOIN LATERAL (
    SELECT max(occurred_on) AS spoken FROM casework_intervention act
    WHERE act.file_id = file.id AND undone_at IS NULL AND kind IN ('visit', 'meeting', 'video', 'phone')) last ON TRUE
  WHERE lead.valid_from <= %(day)s AND (lead.valid_to IS NULL OR lead.valid_to >= %(day)s)
    AND file.direction_id = %(direction)s AND file.merged_into_id IS NULL AND file.stage <> 'closed'
),
charge AS (
  SELECT charge.user_id, person.id, person.registered_on
  FROM candidates_candidateofficer charge JOIN candidates_candidate person ON person.id = charge.candidate_id
  WHERE charge.valid_from <= %(day)s AND (charge.valid_to IS NULL OR charge.valid_to >= %(day)s)
    AND person.direction_id = %(direction)s AND person.stage <> 'closed'
),
posted AS (
  SELECT role, user_id, least(1, sum(full_time)) AS full_time FROM accounts_posting posting
  WHERE posting.direction_id = %(direction)s AND role IN ('advisor', 'officer') AND posting.valid_from <= %(day)s
    AND (posting.valid_to IS NULL OR posting.valid_to >= %(day)s)
    AND (SELECT is_active FROM accounts_user WHERE id = user_id)
  GROUP BY 1, 2
),
everybody AS (
  SELECT role, user_id, full_time, TRUE AS present FROM posted
  UNION SELECT 'advisor', user_id, NULL, FALSE FROM lead
    WHERE NOT EXISTS (SELECT FROM posted WHERE role = 'advisor' AND posted.user_id = lead.user_id)
  UNION SELECT 'officer', user_id, NULL, FALSE FROM charge
    WHERE NOT EXISTS (SELECT FROM posted WHERE role = 'officer' AND posted.user_id = charge.user_id)
)
"""
POINTS = """
SELECT role, user_id, present,
  CASE role WHEN 'advisor' THEN (
    SELECT COALESCE(sum(CASE WHEN stage IN ('diagnosis', 'accompanied') THEN 2 ELSE 1 END), 0) + 3 * (
      SELECT count(*) FROM needs_labourneed need WHERE need.stage IN ('open', 'presenting')
        AND need.file_id IN (SELECT id FROM lead WHERE lead.user_id = one.user_id AND NOT asleep))
    FROM lead WHERE lead.user_id = one.user_id AND (NOT asleep OR NOT present))
  ELSE (
    SELECT count(*) + 0.5 * (
      SELECT count(*) FROM settlement_actionplan plan WHERE plan.closed_on IS NULL
        AND plan.candidate_id IN (SELECT id FROM charge WHERE charge.user_id = one.user_id))
    FROM charge WHERE charge.user_id = one.user_id)
  END + 0.5 * (SELECT count(*) FROM casework_followup WHERE owner_id = user_id AND done_at IS NULL),
  (SELECT count(*) FROM casework_followup WHERE owner_id = user_id AND done_at IS NULL AND due_on < %(day)s),
  CASE role WHEN 'advisor' THEN (
    SELECT count(*) FROM lead WHERE lead.user_id = one.user_id AND NOT asleep
      AND COALESCE(spoken, opened_on) < %(day)s - 60)
  ELSE 0 END,
  CASE role WHEN 'advisor' THEN 100 ELSE 90 END * full_time
FROM everybody one
"""
BANDS = """
SELECT band, count(*), count(*) FILTER (WHERE COALESCE(spoken, opened_on) < %(day)s - 60)
FROM lead CROSS JOIN LATERAL width_bucket(%(day)s - opened_on, ARRAY[30, 90, 180, 365]) band
WHERE NOT asleep GROUP BY 1
"""


def ask(select: str, direction: Direction, day: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD + select, {"direction": direction.pk, "day": day})
        return cursor.fetchall()


def shown(team: Team) -> dict[tuple[str, int], tuple[Any, ...]]:
    """What the page says of each: present, points, overdue, files without contact, the reference of who is present."""
    lines = [(member, True) for member in team.members] + [(member, False) for member in team.departed]
    return {
        (member.role, member.user_id): (
            present,
            member.load.index / 10,
            member.overdue,
            member.quiet,
            member.reference / 10 if present else None,
        )
        for member, present in lines
    }


class World:
    """A direction and its neighbour, whose people come, leave, change hands and work at every stage."""

    def __init__(self, seed: int, today: date, now: datetime) -> None:
        self.random, self.today, self.now = Random(seed), today, now
        self.directions = [make_direction(), make_direction("voisine", ("03",))]
        self.people = [self.person() for _n in range(7)]
        for _n in range(30):
            self.file()
            self.candidate()
        for _n in range(25):
            owner, due = self.random.choice(self.people), today + timedelta(days=self.random.randrange(-5, 6))
            done = {"done_at": now, "done_by": owner} if self.random.random() < 0.3 else {}
            make_follow_up(owner, due, self.random.choice(self.files()), **done)

    def files(self) -> list[EmployerFile]:
        return list(EmployerFile.objects.all())

    def person(self) -> User:
        """Posted in one role or two, in one direction or both, part of the time; some left, some are closed."""
        user = make_user(role="")
        for role in self.random.sample(["advisor", "officer"], self.random.choice([1, 1, 2])):
            for direction in self.random.sample(self.directions, self.random.choice([1, 1, 2])):
                last = self.today - timedelta(days=1) if self.random.random() < 0.2 else None
                Posting.objects.create(
                    user=user,
                    role=role,
                    direction=direction,
                    full_time=self.random.choice(["1", "0.5", "0.6"]),
                    valid_from=LONG_AGO,
                    valid_to=last,
                )
        if self.random.random() < 0.15:
            User.objects.filter(pk=user.pk).update(is_active=False)
        return user

    def days_ago(self) -> date:
        """Mostly near the bounds of the rule: 30, 60, 90 days."""
        return self.today - timedelta(
            days=self.random.choice([0, 29, 30, 59, 60, 61, 89, 90, 180, 364, 365, 900])
        )

    def hands(self, table: Any, **held: Any) -> None:
        """Who holds something now, and who did before."""
        since = self.days_ago()
        if self.random.random() < 0.3:
            before = since - timedelta(days=1)
            table.objects.create(
                user=self.random.choice(self.people), valid_from=LONG_AGO, valid_to=before, **held
            )
        if self.random.random() < 0.85:
            table.objects.create(user=self.random.choice(self.people), valid_from=since, **held)

    def file(self) -> None:
        stage = self.random.choice(FileStage.values)
        wakes = {"wake_on": self.today + timedelta(days=30)} if stage == FileStage.ASLEEP else {}
        file = make_file(
            direction=self.random.choice(self.directions), stage=stage, opened_on=self.days_ago(), **wakes
        )
        self.hands(FileLead, file=file)
        for _n in range(self.random.randrange(3)):
            make_need(file, stage=self.random.choice(NeedStage.values))
        for _n in range(self.random.randrange(3)):
            undone = self.random.random() < 0.3
            make_intervention(
                file,
                self.days_ago(),
                self.random.choice(["visit", "phone", "email"]),
                **({"undone_at": self.now, "undone_by": self.people[0]} if undone else {}),
            )

    def candidate(self) -> None:
        stage = self.random.choice(PersonStage.values)
        candidate = make_candidate(self.random.choice(self.directions), stage=stage)
        self.hands(CandidateOfficer, candidate=candidate)
        closed = self.random.choice([self.today, None])
        if self.random.random() < 0.6:
            ActionPlan.objects.create(
                candidate=candidate, opened_on=LONG_AGO, opened_by=self.people[0], closed_on=closed
            )


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_caseload_equals_its_recount(seed: int, today: date, now: datetime) -> None:
    world = World(seed, today, now)
    assert FollowUp.objects.filter(done_at=None).exists()
    for direction in world.directions:
        team = team_of(frozenset({direction.pk}), today)
        counted = {
            (role, user): (present, *(float(n) if n is not None else None for n in numbers))
            for role, user, present, *numbers in ask(POINTS, direction, today)
        }
        assert shown(team) == counted
        bands = {band: (files, quiet) for band, files, quiet in ask(BANDS, direction, today)}
        assert team.bands == [bands.get(band, (0, 0)) for band in range(5)]
