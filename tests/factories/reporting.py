"""Whole histories for counting: acts of every kind on sites that moved, plans and appointments, decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from crm.accounts.models import Posting, User
from crm.candidates.models import Candidate, CandidateOfficer, Consent, Release
from crm.casework.models import Intervention, InterventionKind
from crm.employers.models import Diagnosis, Employer, EmployerFile, Site, SiteMove
from crm.matching.models import Decision, Match, MatchMove, Placement, Presentation
from crm.needs.models import LabourNeed, NeedMove
from crm.settlement.models import ActionPlan, Appointment
from crm.territory.models import Direction
from tests.factories.candidates import make_consent
from tests.factories.employers import make_employer, make_file
from tests.factories.needs import make_need
from tests.factories.people import LONG_AGO, make_direction, make_service_point, make_user

QUEBEC = ZoneInfo("America/Toronto")
FIRST_DAY = date(2025, 1, 1)
DAYS = 700
MUNICIPALITIES = ("94068", "93042", "91025", "23027", "66023", "96020")
_numbers = count(1)


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day in Québec."""
    return datetime.combine(day, time(hour, 30), QUEBEC)


def make_candidate(direction: Direction | None = None, **values: object) -> Candidate:
    """A person registered long ago."""
    return Candidate.objects.create(direction=direction or make_direction(), registered_on=LONG_AGO, **values)


def make_match(need: LabourNeed | None = None, candidate: Candidate | None = None, **values: object) -> Match:
    """A scored pair, without a run; its person consents to matching."""
    plain = {
        "verdict": "admissible",
        "score": 8000,
        "coverage": 900,
        "rank": 1,
        "criteria": [],
        "constraints": [],
    }
    return Match.objects.create(
        need=need or make_need(), candidate=candidate or _consenting(), **{**plain, **values}
    )


def _consenting() -> Candidate:
    person = make_candidate()
    make_consent(person)
    return person


def make_interview(match: Match, day: date, **values: object) -> MatchMove:
    """An interview held on a day, typed the day after."""
    return MatchMove.objects.create(
        match=match, to_stage="interview", occurred_on=day, at=at(day + timedelta(days=1)), **values
    )


def make_presentation(match: Match, day: date, by: User, **values: object) -> Presentation:
    """A profile shown, with its consent and its register row."""
    consent = Consent.objects.create(
        candidate=match.candidate,
        kind="presentation",
        employer=match.need.file.employer,
        notice_version="1",
        given_on=day,
        channel="phone",
    )
    release = Release.objects.create(
        candidate=match.candidate,
        consent=consent,
        recipient="Entreprise",
        purpose="Présentation",
        content={},
        at=at(day),
    )
    return Presentation.objects.create(
        match=match,
        profile_number=f"P{next(_numbers)}",
        content={},
        presented_on=day,
        presented_by=by,
        due_on=day + timedelta(days=7),
        release=release,
        **values,
    )


def make_placement(
    need: LabourNeed, day: date, candidate: Candidate | None = None, **values: object
) -> Placement:
    """A hire confirmed on a day; local unless said otherwise."""
    return Placement.objects.create(
        need=need,
        candidate=candidate or make_candidate(),
        confirmed_on=day,
        starts_on=day,
        **{"path": "local", "origin_region_id": "02", **values},
    )


def make_intervention(file: EmployerFile, day: date, kind: str = "visit", **values: object) -> Intervention:
    """A contact with an employer, a visit unless said otherwise."""
    by = values.pop("by", None) or make_user()
    return Intervention.objects.create(file=file, kind=kind, occurred_on=day, by=by, **values)


def make_appointment(
    candidate: Candidate, staff: User, day: date, hour: int = 10, **values: object
) -> Appointment:
    """An appointment held, at a service point when one is given, else by video."""
    start = at(day, hour)
    mode = "service_point" if values.get("service_point") else "video"
    return Appointment.objects.create(
        candidate=candidate,
        staff=staff,
        mode=mode,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        **{"stage": "held", **values},
    )


@dataclass
class History:
    """A random past, the same for the same seed."""

    seed: int
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.staff = make_user()
        self.directions = (make_direction(), make_direction("quebec", ("03", "12")))

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randrange(DAYS))

    def undone(self, day: date) -> dict[str, object]:
        return {"undone_at": at(day)} if self.random.random() < 0.2 else {}

    def make_employers(self, number: int = 12) -> None:
        """Employers with no, one or several sites, some without a head office, some that moved twice."""
        for _one in range(number):
            employer = make_employer()
            sites = [self.make_site(employer, head=n == 0) for n in range(self.random.randrange(4))]
            for direction in self.random.sample(self.directions, self.random.choice([1, 1, 2])):
                file = EmployerFile.objects.create(employer=employer, direction=direction, opened_on=LONG_AGO)
                for _act in range(self.random.randrange(5)):
                    self.make_act(file, sites)

    def make_site(self, employer: Employer, *, head: bool) -> Site:
        """A site, the head office most of the time when it is the first."""
        site = Site.objects.create(
            employer=employer,
            municipality_id=self.random.choice(MUNICIPALITIES),
            is_head_office=head and self.random.random() < 0.7,
        )
        for day in {self.day() for _move in range(self.random.randrange(3))}:
            SiteMove.objects.create(
                site=site, from_municipality_id=self.random.choice(MUNICIPALITIES), moved_on=day
            )
        return site

    def make_act(self, file: EmployerFile, sites: list[Site]) -> None:
        """One act of any kind, qualifying or not, standing or undone."""
        makers = [self.make_contact, self.make_diagnosis]
        if sites:
            makers += [self.make_need_acts] * 2
        self.random.choice(makers)(file, sites)

    def make_contact(self, file: EmployerFile, sites: list[Site]) -> None:
        day = self.day()
        site = self.random.choice(sites) if sites and self.random.random() < 0.6 else None
        undone = self.undone(day)
        undone_by = {"undone_by": self.staff} if undone else {}
        kind = self.random.choice(InterventionKind.values)
        make_intervention(file, day, kind, site=site, by=self.staff, **undone, **undone_by)

    def make_diagnosis(self, file: EmployerFile, _sites: list[Site]) -> None:
        done = self.random.random() < 0.7
        Diagnosis.objects.create(
            file=file, completed_on=self.day() if done else None, completed_by=self.staff if done else None
        )

    def make_need_acts(self, file: EmployerFile, sites: list[Site]) -> None:
        """A need through some of its moves, one of which may fall around midnight, and what its match led to."""
        need = make_need(file, self.random.choice(sites), positions=3, filled=self.random.randrange(3))
        steps = [("", "submitted"), ("to_qualify", "open"), ("suspended", "open")]
        for before, after in self.random.sample(steps, 2):
            day = self.day()
            moment = at(day, self.random.choice([0, 10, 23]))
            NeedMove.objects.create(
                need=need, from_stage=before, to_stage=after, at=moment, **self.undone(day)
            )
        day = self.day()
        chance = self.random.randrange(4)
        match = make_match(need)
        if chance == 0:
            make_presentation(match, day, self.staff, **self.undone(day))
        elif chance == 1:
            make_interview(match, day, **self.undone(day))
        elif chance == 2:
            origin = self.random.choice(["02", "03", "09", "06"])
            make_placement(
                need, day, match.candidate, path="interregional", origin_region_id=origin, **self.undone(day)
            )
        else:
            Decision.objects.create(
                match=match, kind="set_aside", by=self.staff, at=at(day), reason_id="match-french", shown={}
            )

    def make_persons(self, number: int = 15) -> None:
        """Persons with officers who change and move, plans and appointments of every stage and mode."""
        points = [
            make_service_point(code, self.random.choice(self.directions))
            for code in ("94068", "93042", "23027")
        ]
        officers = [make_user("officer") for _one in range(4)]
        for officer in officers:
            self.make_postings(officer, points)
        for _one in range(number):
            candidate = make_candidate(self.random.choice(self.directions))
            self.make_charge(candidate, officers)
            self.make_grounds(candidate, officers, points)

    def make_postings(self, officer: User, points: list) -> None:
        """Two postings one after the other, with or without a service point, and perhaps days between."""
        Posting.objects.filter(user=officer).delete()
        change = self.day()
        spans = [(LONG_AGO, change), (change + timedelta(days=1 + self.random.randrange(3) * 40), None)]
        for first, last in spans:
            point = self.random.choice([*points, None])
            Posting.objects.create(
                user=officer,
                role="officer",
                direction=self.random.choice(self.directions),
                service_point=point,
                valid_from=first,
                valid_to=last,
            )

    def make_charge(self, candidate: Candidate, officers: list[User]) -> None:
        change = self.day()
        if self.random.random() < 0.8:
            CandidateOfficer.objects.create(
                candidate=candidate, user=self.random.choice(officers), valid_from=LONG_AGO, valid_to=change
            )
        if self.random.random() < 0.5:
            CandidateOfficer.objects.create(
                candidate=candidate, user=self.random.choice(officers), valid_from=change + timedelta(days=1)
            )

    def make_grounds(self, candidate: Candidate, officers: list[User], points: list) -> None:
        for _one in range(self.random.randrange(3)):
            make_appointment(
                candidate,
                self.random.choice(officers),
                self.day(),
                self.random.choice([0, 10, 22]),
                service_point=self.random.choice([*points, None]),
                stage=self.random.choice(["held", "held", "no_show"]),
            )
        if self.random.random() < 0.5:
            opened = self.day()
            closed = self.random.choice([opened, opened + timedelta(days=90), None])
            ActionPlan.objects.create(
                candidate=candidate, opened_on=opened, opened_by=self.staff, closed_on=closed
            )


def make_supported(region_municipality: str, day: date, direction: Direction | None = None) -> Employer:
    """An employer supported on a day at its only site."""
    file = make_file(make_employer(), direction)
    file.employer.sites.update(municipality_id=region_municipality)
    make_intervention(file, day)
    return file.employer
