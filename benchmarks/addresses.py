"""The addresses that `./passerelle bench pages` walks, and who reads them: whoever has the most in hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import Posting, User
from crm.candidates.models import Candidate, CandidateOfficer
from crm.casework.models import FollowUp, Intervention
from crm.employers.models import Employer, EmployerFile, FileLead
from crm.matching.models import Match
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.settlement.models import Appointment
from crm.territory.models import Direction

#: What people type: names begun, misspelt, in two words, of a place, numbers however punctuated, nonsense.
WORDS = (
    "scierie",
    "sierie",
    "tranzport",
    "mariana",
    "418 555-0123",
    "1170 099 887",
    "ferme roberval",
    "scierie roberval",
    "B-12041",
    "xyzzyqwfp",
    "soudeuse",
    "ma",
    "marianna",
    "resto",
    "transport tremblay",
    "entreprises bouchard inc",
    "PC-20411",
    "(514) 555 0188",
    "boulanjerie",
    "cuisinier",
)
#: Rows of which the objects of a page are drawn, always the same ones.
POOL, SEED = 20_000, 3
#: A page: its name, the kind of its bar, its addresses.
Walk = tuple[str, str, list[str]]


def held() -> dict[str, int]:
    """How much there is."""
    models = {
        "employers": Employer,
        "files": EmployerFile,
        "needs": LabourNeed,
        "persons": Candidate,
        "interventions": Intervention,
        "follow-ups": FollowUp,
        "appointments": Appointment,
        "pairs": Match,
    }
    direction = largest()
    counts = {name: model._default_manager.count() for name, model in models.items()}
    counts["files of the direction"] = EmployerFile.objects.filter(direction=direction).count()
    counts["needs of the direction"] = LabourNeed.objects.filter(file__direction=direction).count()
    counts["persons of the direction"] = Candidate.objects.filter(direction=direction).count()
    return counts


def largest() -> Direction:
    """The direction with the most files."""
    return Direction.objects.annotate(n=Count("files")).order_by("-n", "pk")[0]


def readers() -> dict[str, User]:
    """Of the largest direction, the advisor and the officer with the most in hand, and a manager."""
    today, here = timezone.localdate(), largest()
    posted = Posting.objects.on(today).filter(direction=here)
    leads = FileLead.objects.on(today).filter(user__in=posted.filter(role="advisor").values("user"))
    charges = CandidateOfficer.objects.on(today).filter(user__in=posted.filter(role="officer").values("user"))
    busiest = {
        role: rows.order_by().values("user").annotate(n=Count("pk")).order_by("-n", "user")[0]["user"]
        for role, rows in (("advisor", leads), ("officer", charges))
    }
    busiest["manager"] = posted.filter(role="manager").order_by("pk")[0].user_id
    return {role: User.objects.get(pk=key) for role, key in busiest.items()}


def drawn(rows: Any, times: int) -> list[int]:
    """The keys of some rows."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:POOL])
    return random.Random(SEED).sample(keys, min(times, len(keys)))


def at(name: str, *arguments: Any, **query: Any) -> str:
    """An address."""
    return reverse(name, args=arguments) + (f"?{urlencode(query)}" if query else "")


def walks(role: str, times: int) -> Iterator[Walk]:
    """The pages of a role."""
    yield from {"advisor": _advisor, "officer": _officer, "manager": _manager}[role](times)


def _searches() -> Iterator[Walk]:
    yield "search", "page", [at("search", q=words) for words in WORDS]
    yield "Ctrl-K", "palette", [at("palette", q=words) for words in WORDS]
    yield "Ctrl-K, nothing typed", "palette", [at("palette")]


def _lists(
    name: str, sorts: tuple[str, ...], states: dict[str, str], words: tuple[str, ...]
) -> Iterator[Walk]:
    """A working list: as it opens, pages of the whole direction, each order, each state, words, board, calendar."""
    yield f"{name}, as it opens", "page", [at(name)]
    yield f"{name}, pages", "page", [at(name, qui="tous", page=n) for n in range(1, 21)]
    for sort in sorts:
        yield f"{name}, by {sort}", "page", [at(name, qui="tous", tri=sort, page=n) for n in range(1, 6)]
    for state, key in states.items():
        yield f"{name}, {state}", "page", [at(name, qui="tous", **{key: state}, page=n) for n in range(1, 6)]
    yield f"{name}, words", "page", [at(name, qui="tous", q=one) for one in words]
    yield f"{name}, board", "board", [at(name, qui="tous", voir="tableau", **_every(name))]
    yield (
        f"{name}, calendar",
        "board",
        [at(name, qui="tous", voir="calendrier", pas=step) for step in ("", "semaine")],
    )


def _every(name: str) -> dict[str, str]:
    return {"quand": "all"} if name == "follow-ups" else {"etape": "all"}


def _work() -> Iterator[Walk]:
    yield from _lists(
        "files",
        ("name", "contact", "since", "promise", "needs"),
        {"quiet": "etat", "late": "etat"},
        ("scierie", "tranzport", "roberval"),
    )
    yield from _lists(
        "needs",
        ("wait", "newest", "since", "valid", "starts", "employer"),
        {"stale": "etat", "ending": "etat", "waiting": "etape"},
        ("soudeur", "scierie", "B-12041"),
    )
    yield from _lists(
        "follow-ups", ("due", "newest", "owner"), {"late": "quand", "done": "quand"}, ("rappeler", "scierie")
    )


def _of_files(here: Direction, times: int) -> Iterator[Walk]:
    files = drawn(EmployerFile.objects.filter(direction=here), times)
    for name in ("file", "file-needs", "file-history", "file-contacts", "file-documents"):
        yield name, "page", [at(name, key) for key in files]
    employers = drawn(Employer.objects.filter(files=None), times)
    yield "employer-card", "page", [at("employer-card", key) for key in employers]


def _of_needs(here: Direction, times: int) -> Iterator[Walk]:
    needs = drawn(LabourNeed.objects.filter(file__direction=here, stage__in=SCORED_STAGES), times)
    for name in ("need", "need-history", "need-matches"):
        yield name, "page", [at(name, key) for key in needs]
    if pairs := drawn(Match.objects.filter(need__in=needs), times):
        yield "match", "page", [at("match", key) for key in pairs]


def _advisor(times: int) -> Iterator[Walk]:
    here = largest()
    yield "today", "page", [at("today")]
    yield from _work()
    yield from _of_files(here, times)
    yield from _of_needs(here, times)
    yield "matches", "page", [at("matches", page=n) for n in range(1, 6)]
    yield "matches under way", "page", [at("matches", etape="way")]
    yield "matching-plans", "page", [at("matching-plans")]
    yield "doubles", "page", [at("doubles")]
    for name in ("intervention-new", "file-new", "notices", "imports", "handovers", "partners"):
        yield name, "page", [at(name)]
    yield from _searches()


def _persons() -> Iterator[Walk]:
    yield from _lists(
        "persons",
        ("since", "profile", "available", "promise", "newest"),
        {"no": "consentement", "ancien": "profil"},
        ("mariana", "tremblay", "PC-20411", "ma"),
    )


def _officer(times: int) -> Iterator[Walk]:
    here, today = largest(), timezone.localdate()
    yield "today", "page", [at("today")]
    yield from _persons()
    yield "persons, one's own", "page", [at("persons", qui="moi", page=n) for n in range(1, 6)]
    yield (
        "persons, narrowed",
        "page",
        [at("persons", consentement="yes"), at("persons", profil="ancien"), at("persons", region="02")],
    )
    persons = drawn(Candidate.objects.filter(direction=here), times)
    for name in (
        "person",
        "person-profile",
        "person-matches",
        "person-history",
        "person-consents",
        "person-plan",
        "person-appointments",
    ):
        yield name, "page", [at(name, key) for key in persons]
    days = [(today + timedelta(days=n)).isoformat() for n in range(-10, 30)]
    yield "appointments, day", "page", [at("appointments", jour=day) for day in days]
    yield "appointments, week", "page", [at("appointments", jour=day, vue="semaine") for day in days]
    yield "follow-ups, as it opens", "page", [at("follow-ups")]
    yield "matches", "page", [at("matches", page=n) for n in range(1, 6)]
    yield from _searches()


def _manager(times: int) -> Iterator[Walk]:
    here = largest()
    yield "today", "page", [at("today")]
    yield from _work()
    yield "caseloads", "page", [at("caseloads")]
    staff = Posting.objects.on(timezone.localdate()).filter(direction=here, role__in=["advisor", "officer"])
    keys = list(staff.order_by("pk").values_list("user_id", flat=True)[:times])
    yield "caseload-staff", "page", [at("caseload-staff", key) for key in keys]
    yield "handovers", "page", [at("handovers")]
    yield "matching-plans", "page", [at("matching-plans")]
    yield from _persons()
    yield "appointments, week", "page", [at("appointments", vue="semaine")]
    yield "matches", "page", [at("matches", page=n) for n in range(1, 6)]
    yield from _searches()


def heavy_pages() -> Iterator[tuple[str, Client, str]]:
    """The heaviest first pages of an advisor: the day, a file with much in it, a ranking."""
    user = readers()["advisor"]
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    yield "today", client, at("today")
    full = (
        EmployerFile.objects.visible_to(user).annotate(n=Count("interventions")).order_by("-n", "pk").first()
    )
    if full is not None:
        yield "a file", client, at("file", full.pk)
    pairs = Match.objects.filter(need__in=LabourNeed.objects.visible_to(user))
    ranked = pairs.order_by().values("need").annotate(n=Count("pk")).order_by("-n", "need").first()
    if ranked is not None:
        yield "a ranking", client, at("need-matches", ranked["need"])
