"""What is under way on open needs: profiles presented with their consent and register row, people set aside."""

from __future__ import annotations

from datetime import date, timedelta

from crm.candidates.models import Candidate, CandidateMove, Consent, PersonStage, Release
from crm.demo.build.needed import opened_needs, region_of
from crm.demo.build.world import Business, Person, World
from crm.demo.store import store
from crm.matching.models import Decision, Match, MatchMove, MatchStage, Presentation
from crm.needs.models import LabourNeed, NeedStage

UNSCORED = {
    "verdict": "to_verify",
    "score": 0,
    "coverage": 0,
    "criteria": [],
    "constraints": [],
}
ASIDE = (
    ("match-french", 5),
    ("match-housing", 4),
    ("match-permit", 3),
    ("match-transport", 3),
    ("match-wage", 2),
    ("match-licence", 1),
)


def _suits(world: World, person: Person, need: LabourNeed) -> bool:
    """Whether nothing that the need states keeps the person out, as an advisor would have checked before presenting."""
    who = person.candidate
    place = region_of(world, need) in person.accepts and not person.narrowed
    french = need.french_oral is None or (who.french_oral or 0) >= need.french_oral
    shift = not need.shift or (who.shifts is not None and need.shift in who.shifts)
    wage = who.wage_floor is None or need.wage_max is None or who.wage_floor <= need.wage_max
    return person.free and who.skills_asked and place and french and shift and wage


def build_under_way(world: World, free: dict[str, list[Person]]) -> None:
    """Two presentations on each need « en présentation », one person set aside with a reason on the others."""
    shown: list[tuple[Match, Business, date]] = []
    aside: list[tuple[Match, Business, date]] = []
    for business, need in opened_needs(world, NeedStage.PRESENTING, NeedStage.OPEN):
        people = free.get(need.occupation_id or "", [])
        suited = [person for person in people if _suits(world, person, need)][:2] or people[:1]
        day = world.workday(world.days_ago(world.random.randint(1, 12)))
        presented = suited if need.stage == NeedStage.PRESENTING else []
        shown += [(_touched(need, person, MatchStage.PRESENTED), business, day) for person in presented]
        others = [person for person in people if person not in presented]
        if others:
            aside.append((_touched(need, world.random.choice(others), MatchStage.SET_ASIDE), business, day))
        for person in presented:
            people.remove(person)
    _propose(world, shown)
    store([m for m, _b, _d in shown + aside], now=world.now)
    store(
        [
            MatchMove(
                match=m,
                from_stage="proposed",
                to_stage=m.stage,
                at=world.at(day, 11),
                occurred_on=day,
                by=b.lead,
            )
            for m, b, day in shown + aside
        ],
        now=world.now,
    )
    _set_aside(world, aside)
    _present(world, shown)


def _touched(need: LabourNeed, person: Person, stage: str) -> Match:
    return Match(need=need, candidate=person.candidate, stage=stage, **UNSCORED)


def _propose(world: World, shown: list[tuple[Match, Business, date]]) -> None:
    """People who are presented are « en proposition »."""
    for match, _business, _day in shown:
        match.candidate.stage = PersonStage.PROPOSED
    Candidate.objects.bulk_update([match.candidate for match, _b, _d in shown], ["stage"])
    moves = [
        CandidateMove(
            candidate=match.candidate,
            from_stage=PersonStage.AVAILABLE,
            to_stage=PersonStage.PROPOSED,
            at=world.at(day, 11),
            by=business.lead,
        )
        for match, business, day in shown
    ]
    store(moves, now=world.now)


def _set_aside(world: World, aside: list[tuple[Match, Business, date]]) -> None:
    codes, weights = zip(*ASIDE, strict=True)
    store(
        [
            Decision(
                match=match,
                kind="set_aside",
                by=business.lead,
                at=world.at(day, 11),
                reason_id=world.random.choices(codes, weights=weights)[0],
                shown={"demo": True},
            )
            for match, business, day in aside
        ],
        now=world.now,
    )


def _present(world: World, shown: list[tuple[Match, Business, date]]) -> None:
    consents = [
        Consent(
            candidate=m.candidate,
            kind="presentation",
            employer=b.employer,
            purpose=m.need.reference,
            notice_version="2026-1",
            given_on=day,
            channel="phone",
            expires_on=day + timedelta(days=180),
            recorded_by=b.lead,
        )
        for m, b, day in shown
    ]
    store(consents, now=world.now)
    for (match, _b, _d), consent in zip(shown, consents, strict=True):
        match.presentation_consent = consent
    Match.objects.bulk_update([m for m, _b, _d in shown], ["presentation_consent"])
    contents = [_profile(match) for match, _b, _d in shown]
    releases = [
        Release(
            candidate=m.candidate,
            consent=consent,
            recipient=str(b.employer),
            purpose=m.need.reference,
            content=content,
            at=world.at(day, 11),
            by=b.lead,
        )
        for (m, b, day), consent, content in zip(shown, consents, contents, strict=True)
    ]
    store(releases, now=world.now)
    store(
        [
            Presentation(
                match=m,
                profile_number=f"D-{10001 + i}",
                content=content,
                presented_on=day,
                presented_by=b.lead,
                due_on=day + timedelta(days=10),
                release=release,
            )
            for i, ((m, b, day), content, release) in enumerate(zip(shown, contents, releases, strict=True))
        ],
        now=world.now,
    )


def _profile(match: Match) -> dict[str, object]:
    """The closed list of the de-identified profile, as the product writes it."""
    person = match.candidate
    occupation = {"code": match.need.occupation_id, "experience": "2-4"}
    return {
        "occupations": [occupation],
        "experience": "2-4",
        "skills": [],
        "french": {},
        "licence": "",
        "available_month": f"{person.available_from:%Y-%m}" if person.available_from else "",
        "may_work": "yes",
    }
