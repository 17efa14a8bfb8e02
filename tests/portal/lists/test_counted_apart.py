"""Totals of lists, columns and calendars against SQL written apart, by hand: each filter, random rows."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.candidates.models import Candidate, Consent, PersonStage
from crm.casework.models import FollowUp, Intervention
from crm.employers.models import EmployerFile, FileCollaborator, FileLead, FileStage
from crm.matching.models import Decision, MatchStage, Presentation, Verdict
from crm.needs.models import LabourNeed, NeedStage
from tests.factories.candidates import make_candidate, make_consent
from tests.factories.casework import make_follow_up, make_visit
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.matching import make_match, make_presentation
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
TOWNS = ("94068", "93042", "91025", "23027")
KINDS = ("visit", "meeting", "video", "phone", "call_no_answer", "email", "mass_email", "workshop")


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20261123)


def near(chance: random.Random, back: int, ahead: int) -> date:
    return timezone.localdate() + timedelta(days=chance.randrange(-back, ahead))


def fill(advisor: User, officer: User, chance: random.Random) -> None:
    """Three directions' files with what hangs on them: some folded, some shared, some led by others before or after."""
    others = [make_user(), make_user(direction=make_direction("ailleurs", ("06",)))]
    for number in range(40):
        direction = make_direction() if chance.random() < 0.75 else make_direction("ailleurs", ("06",))
        file = _file(number, direction, chance)
        _leads(file, [advisor, *others], chance)
        for _turn in range(chance.randrange(4)):
            undone = {"undone_at": timezone.now(), "undone_by": others[0]} if chance.random() < 0.2 else {}
            make_visit(file, near(chance, 150, 1), others[0], kind=chance.choice(KINDS), **undone)
        for _turn in range(chance.randrange(3)):
            _promise(file, chance.choice([advisor, *others]), chance)
            _need(file, chance)
        if chance.random() < 0.15:
            FileCollaborator.objects.create(file=file, user=advisor)
    standing = list(EmployerFile.objects.filter(direction=make_direction()))
    for gone, kept in zip(standing[:3], standing[3:6], strict=True):
        LabourNeed.objects.filter(file=gone).delete()
        FollowUp.objects.filter(file=gone).delete()
        EmployerFile.everything.filter(pk=gone.pk).update(merged_into=kept)
    for _turn in range(25):
        _person(officer, chance)
    people, needs = list(Candidate.objects.all()), list(LabourNeed.objects.all())
    for need, person in chance.sample(list(product(needs, people)), 80):
        _pair(need, person, others[0], chance)


def _file(number: int, direction: Any, chance: random.Random) -> EmployerFile:
    employer = make_employer(legal_name=f"Atelier {number} inc.")
    for town in chance.sample(TOWNS, chance.randrange(1, 3)):
        make_site(employer, town)
    stage = chance.choice(FileStage.values)
    wakes = near(chance, 0, 90) if stage == FileStage.ASLEEP else None
    return make_file(employer, direction, stage=stage, wake_on=wakes, opened_on=near(chance, 200, 1))


def _leads(file: EmployerFile, staff: list[User], chance: random.Random) -> None:
    today = timezone.localdate()
    until = today - timedelta(days=chance.randrange(1, 40))
    FileLead.objects.create(file=file, user=chance.choice(staff), valid_from=date(2020, 1, 1), valid_to=until)
    if chance.random() < 0.8:
        begins = until + timedelta(days=chance.choice([1, 60]))
        FileLead.objects.create(file=file, user=chance.choice(staff), valid_from=begins)


def _promise(file: EmployerFile, owner: User, chance: random.Random) -> None:
    done = {"done_at": timezone.now(), "done_by": owner} if chance.random() < 0.3 else {}
    make_follow_up(owner, near(chance, 30, 30), file, **done)


def _need(file: EmployerFile, chance: random.Random) -> None:
    positions = chance.randrange(1, 4)
    need = make_need(
        file,
        site=chance.choice(list(file.employer.sites.all())),
        stage=chance.choice(NeedStage.values),
        valid_until=near(chance, 5, 120),
        starts_on=chance.choice([None, near(chance, 60, 60)]),
        confirmed_on=chance.choice([None, near(chance, 120, 1)]),
        positions=positions,
        filled=chance.randrange(positions + 1),
    )
    LabourNeed.objects.filter(pk=need.pk).update(
        created_at=timezone.now() - timedelta(days=chance.randrange(120))
    )


def _person(officer: User, chance: random.Random) -> None:
    person = make_candidate(
        make_direction() if chance.random() < 0.75 else make_direction("ailleurs", ("06",)),
        officer if chance.random() < 0.5 else None,
        consent=False,
        stage=chance.choice(PersonStage.values),
        regions=chance.sample(["02", "09", "06"], chance.randrange(1, 3)),
        residence_id=chance.choice(TOWNS),
        confirmed_on=chance.choice([None, near(chance, 400, 1)]),
        name=("Awa", "Essai"),
    )
    if chance.random() < 0.6:
        ends = chance.choice([None, near(chance, 30, 30)])
        consent = make_consent(person, expires_on=ends)
        if chance.random() < 0.2:
            Consent.objects.filter(pk=consent.pk).update(revoked_at=timezone.now(), revoked_by=officer)


def _pair(need: LabourNeed, person: Candidate, by: User, chance: random.Random) -> None:
    """A pair at any stage, perhaps looked at and put back, perhaps shown to the employer."""
    stage = chance.choice([MatchStage.PROPOSED] * 4 + list(MatchStage.values))
    match = make_match(need, person, stage, verdict=chance.choice(Verdict.values))
    if chance.random() < 0.15:
        Decision.objects.create(match=match, kind="restore", by=by, at=timezone.now(), shown={})
    if chance.random() < 0.4:
        shown = make_presentation(match, due_on=near(chance, 20, 20))
        changed = chance.choice([{}, {"closed_at": timezone.now()}, {"undone_at": timezone.now()}])
        Presentation.objects.filter(pk=shown.pk).update(**changed)


#: The day and the reader: %(today)s, %(me)s; the SQL of each list within its scope, then of each filter's values.
HERE = """(SELECT p.direction_id FROM accounts_posting p WHERE p.user_id = %(me)s
          AND p.valid_from <= %(today)s AND (p.valid_to IS NULL OR p.valid_to >= %(today)s))"""
SHARED = "(SELECT c.file_id FROM employers_filecollaborator c WHERE c.user_id = %(me)s)"
LED = """(SELECT l.file_id FROM employers_filelead l WHERE l.user_id = %(me)s
         AND l.valid_from <= %(today)s AND (l.valid_to IS NULL OR l.valid_to >= %(today)s))"""
SEEN = f"(f.direction_id IN {HERE} OR f.id IN {SHARED}) AND f.merged_into_id IS NULL"
RANKED = "n.stage IN ('submitted', 'to_qualify', 'open', 'presenting')"
IN_CHARGE = """k.id IN (SELECT o.candidate_id FROM candidates_candidateofficer o WHERE o.user_id = %(me)s
               AND o.valid_from <= %(today)s AND (o.valid_to IS NULL OR o.valid_to >= %(today)s))"""
AT_HAND = """(EXISTS (SELECT 1 FROM accounts_posting p WHERE p.user_id = %(me)s AND p.role IN ('manager', 'officer')
             AND p.valid_from <= %(today)s AND (p.valid_to IS NULL OR p.valid_to >= %(today)s)))"""
CONSENTS = """EXISTS (SELECT 1 FROM candidates_consent c WHERE c.candidate_id = k.id AND c.kind = 'matching'
              AND c.given_on <= %(today)s AND (c.expires_on IS NULL OR c.expires_on >= %(today)s)
              AND c.revoked_at IS NULL)"""
AWAITED = """SELECT 1 FROM matching_presentation w WHERE w.match_id = m.id AND w.answered_at IS NULL
             AND w.undone_at IS NULL AND w.closed_at IS NULL"""
LISTS: dict[str, tuple[str, str, str, dict[str, dict[str, str]]]] = {
    "needs": (
        f"needs_labourneed n JOIN employers_employerfile f ON f.id = n.file_id WHERE {SEEN}",
        "n.stage",
        "n.valid_until",
        {
            "etape": {
                "all": "TRUE",
                "current": f"({RANKED} OR n.stage IN ('suspended', 'draft'))",
                "waiting": "n.stage IN ('submitted', 'to_qualify')",
                "open": "n.stage = 'open'",
                "closed": "n.stage = 'closed'",
            },
            "qui": {"tous": "TRUE", "moi": f"f.id IN {LED}"},
            "etat": {
                "": "TRUE",
                "stale": f"""{RANKED} AND coalesce(n.confirmed_on,
                    (n.created_at AT TIME ZONE 'America/Toronto')::date) < %(today)s::date - 60""",
                "ending": f"{RANKED} AND n.valid_until <= %(today)s::date + 30",
                "late": f"{RANKED} AND n.starts_on < %(today)s AND n.filled < n.positions",
            },
            "mrc": {
                "": "TRUE",
                "region": """n.site_id IN (SELECT s.id FROM employers_site s
                    JOIN territory_municipality m ON m.code = s.municipality_id
                    JOIN territory_mrc r ON r.code = m.mrc_id WHERE r.region_id = '02')""",
            },
        },
    ),
    "files": (
        f"employers_employerfile f WHERE {SEEN}",
        "f.stage",
        "",
        {
            "etape": {
                "all": "TRUE",
                "open": "f.stage NOT IN ('closed', 'asleep')",
                "diagnosis": "f.stage = 'diagnosis'",
            },
            "qui": {"tous": "TRUE", "moi": f"f.id IN {LED}"},
            "etat": {
                "": "TRUE",
                "quiet": """f.opened_on < %(today)s::date - 60 AND NOT EXISTS (SELECT 1
                    FROM casework_intervention i WHERE i.file_id = f.id AND i.undone_at IS NULL
                    AND i.kind IN ('visit', 'meeting', 'video', 'phone')
                    AND i.occurred_on >= %(today)s::date - 60)""",
                "late": """EXISTS (SELECT 1 FROM casework_followup u WHERE u.file_id = f.id
                    AND u.done_at IS NULL AND u.due_on < %(today)s)""",
            },
            "mrc": {
                "": "TRUE",
                "region": """EXISTS (SELECT 1 FROM employers_site s
                    JOIN territory_municipality m ON m.code = s.municipality_id
                    JOIN territory_mrc r ON r.code = m.mrc_id
                    WHERE s.employer_id = f.employer_id AND r.region_id = '02')""",
            },
        },
    ),
    "follow-ups": (
        f"""casework_followup u LEFT JOIN employers_employerfile f ON f.id = u.file_id
            WHERE (u.owner_id = %(me)s OR f.direction_id IN {HERE} OR u.file_id IN {SHARED})""",
        """CASE WHEN u.done_at IS NOT NULL THEN 'done' WHEN u.due_on < %(today)s THEN 'late'
           WHEN u.due_on = %(today)s THEN 'today' WHEN u.due_on <= %(today)s::date + 7 THEN 'week'
           ELSE 'later' END""",
        "u.due_on",
        {
            "quand": {
                "all": "TRUE",
                "open": "u.done_at IS NULL",
                "late": "u.done_at IS NULL AND u.due_on < %(today)s",
                "week": "u.done_at IS NULL AND u.due_on BETWEEN %(today)s AND %(today)s::date + 7",
                "done": "u.done_at IS NOT NULL",
            },
            "qui": {"tous": "TRUE", "moi": "u.owner_id = %(me)s"},
            "sujet": {"": "TRUE", "file": "u.file_id IS NOT NULL", "person": "u.candidate_id IS NOT NULL"},
        },
    ),
    "matches": (
        f"""matching_match m JOIN needs_labourneed n ON n.id = m.need_id
            JOIN employers_employerfile f ON f.id = n.file_id JOIN candidates_candidate k ON k.id = m.candidate_id
            WHERE (({SEEN}) OR ({AT_HAND} AND (k.direction_id IN {HERE} OR {IN_CHARGE})))
            AND ({CONSENTS} OR m.stage <> 'proposed'
                 OR EXISTS (SELECT 1 FROM matching_decision d WHERE d.match_id = m.id))""",
        "m.stage",
        "",
        {
            "etape": {
                "all": "TRUE",
                "look": f"""m.stage = 'proposed' AND {CONSENTS} AND m.verdict <> 'inadmissible'
                    AND n.stage IN ('open', 'presenting')""",
                "way": """m.stage IN ('shortlisted', 'consented', 'presented', 'mutual_interest', 'interview',
                    'offer')""",
                "interview": "m.stage = 'interview'",
            },
            "verdict": {"": "TRUE", "to_verify": "m.verdict = 'to_verify'"},
            "qui": {"tous": "TRUE", "moi": f"f.id IN {LED}"},
            "etat": {
                "": "TRUE",
                "answer": f"EXISTS ({AWAITED})",
                "late": f"EXISTS ({AWAITED} AND w.due_on < %(today)s)",
            },
            "mrc": {
                "": "TRUE",
                "region": """n.site_id IN (SELECT s.id FROM employers_site s
                    JOIN territory_municipality u ON u.code = s.municipality_id
                    JOIN territory_mrc r ON r.code = u.mrc_id WHERE r.region_id = '02')""",
            },
        },
    ),
    "persons": (
        f"candidates_candidate k WHERE (k.direction_id IN {HERE} OR {IN_CHARGE})",
        "k.stage",
        "",
        {
            "etape": {"all": "TRUE", "open": "k.stage <> 'closed'", "available": "k.stage = 'available'"},
            "qui": {
                "tous": "TRUE",
                "moi": IN_CHARGE,
            },
            "consentement": {"": "TRUE", "yes": CONSENTS, "no": f"NOT {CONSENTS}"},
            "region": {
                "": "TRUE",
                "09": """(k.accepts_all_regions OR EXISTS (SELECT 1 FROM candidates_acceptedregion a
                    WHERE a.candidate_id = k.id AND a.region_id = '09'))""",
            },
        },
    ),
}


def counted(sql: str, me: User) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"me": me.pk, "today": timezone.localdate()})
        return list(cursor.fetchall())


def questions(filters: dict[str, dict[str, str]], chance: random.Random) -> list[Any]:
    """Each value alone beside the first of the others, then some of every other mixture."""
    mixtures = list(product(*(values.items() for values in filters.values())))
    alone = [one for one in mixtures if sum(a != b for a, b in zip(one, mixtures[0], strict=True)) <= 1]
    return [*alone, *chance.sample([one for one in mixtures if one not in alone], 5)]


def lines_of(answer: Any) -> int:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return len(list(csv.reader(io.StringIO(text), delimiter=";"))) - 1


@pytest.mark.parametrize("role", ["advisor", "manager"])
@pytest.mark.parametrize("name", LISTS)
def test_every_filter_counts_what_sql_counts(
    client: Client, name: str, role: str, advisor: User, officer: User, chance: random.Random
) -> None:
    fill(advisor, officer, chance)
    reader = officer if name == "persons" else advisor if role == "advisor" else make_user("manager")
    client.force_login(reader)
    rows, lane, day, filters = LISTS[name]
    told, all_counts = [], 0
    for chosen in questions(filters, chance):
        asked = {
            key: "02" if code == "region" else code for key, (code, _sql) in zip(filters, chosen, strict=True)
        }
        where = " AND ".join(f"({sql})" for _code, sql in chosen)
        by_lane = dict(counted(f"SELECT {lane}, count(*) FROM {rows} AND {where} GROUP BY 1", reader))
        total = sum(by_lane.values())
        all_counts += total
        shown = faces_of(client, name, asked)
        expected = {"liste": total, "tableau": total, "calendrier": total, "lanes": by_lane}
        if day:
            today = timezone.localdate()
            first, last = today.replace(day=1), (today.replace(day=1) + timedelta(days=31)).replace(day=1)
            month = f"{day} >= '{first}' AND {day} < '{last}'"
            expected["month"] = counted(f"SELECT count(*) FROM {rows} AND {where} AND {month}", reader)[0][0]
        else:
            shown.pop("month")
        if shown != expected:
            told.append((asked, shown, expected))
    assert told == []
    assert all_counts > 50


def faces_of(client: Client, name: str, asked: dict[str, str]) -> dict[str, Any]:
    """The totals that each face of the list shows."""
    address, found = reverse(name), {}
    for face in ("liste", "tableau", "calendrier"):
        page = client.get(address, {**asked, "voir": face})
        found[face] = page.context["total"]
        if face == "tableau":
            found["lanes"] = {one.key: one.total for one in page.context["lanes"] if one.total}
        if face == "calendrier":
            found["month"] = page.context["calendar"].inside
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_file_holds_as_many_lines_as_sql_counts(
    client: Client, name: str, advisor: User, officer: User, chance: random.Random
) -> None:
    fill(advisor, officer, chance)
    reader = officer if name == "persons" else advisor
    client.force_login(reader)
    rows, _lane, _day, filters = LISTS[name]
    for key, values in filters.items():
        for code, sql in values.items():
            asked = {one: next(iter(codes)) for one, codes in filters.items()} | {
                key: "02" if code == "region" else code
            }
            answer = client.get(reverse(name), {**asked, "format": "csv"})
            assert lines_of(answer) == counted(f"SELECT count(*) FROM {rows} AND ({sql})", reader)[0][0], (
                asked
            )


def test_nothing_of_it_is_empty(advisor: User, officer: User, chance: random.Random) -> None:
    fill(advisor, officer, chance)
    stages = Counter(LabourNeed.objects.values_list("stage", flat=True))
    assert len(stages) > 5
    assert EmployerFile.everything.exclude(merged_into=None).count() == 3
    assert Intervention.objects.exclude(undone_at=None).exists()
