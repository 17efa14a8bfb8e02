"""Reads of employers: directory cards, look-alikes before a double is made, an advisor's list of files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from crm.accounts.models import Posting, Role, User
from crm.core.among import among
from crm.core.finding import folded, read_typed
from crm.core.history import latest_by_field
from crm.core.text import fold
from crm.employers.finding import employers_called
from crm.employers.models import (
    Contact,
    Employer,
    EmployerFile,
    FileEdit,
    FileLead,
    FileStage,
    ForeignStaff,
    SharingConsent,
    Site,
)
from crm.territory.models import Direction, DirectionCoverage, Municipality
from crm.territory.places import in_place

#: Among how many edits the last writer of a field is looked for.
LAST_EDITS = 50
LOOK_ALIKE, NEAR_LOOK_ALIKE, SEARCH_FLOOR, NEARER = 0.55, 0.35, 0.4, 0.1


@dataclass(frozen=True, slots=True)
class Follower:
    """A direction that accompanies an employer, and who is in charge there today."""

    direction: Direction
    file_id: int
    lead: str


@dataclass(frozen=True, slots=True)
class Card:
    """What all staff of all directions may read of an employer: names, NEQ, municipality, who follows it."""

    employer: Employer
    municipality: str
    followers: tuple[Follower, ...]


def with_place(employers: QuerySet[Any]) -> QuerySet[Any]:
    """Each employer with the municipality of its head office, else of its first site."""
    sites = Site.objects.filter(employer=OuterRef("pk")).order_by("-is_head_office", "id")
    return employers.annotate(place=Subquery(sites.values("municipality__name")[:1]))


def cards(employers: Iterable[Any], *, today: date) -> list[Card]:
    """The directory cards of the employers, in their order; those read `with_place` spare a query."""
    rows = list(employers)
    places: dict[int, str | None] = {row.pk: row.place for row in rows if "place" in vars(row)}
    if len(places) < len(rows):
        named = Employer.everything.filter(pk__in=[row.pk for row in rows])
        places = dict(with_place(named).values_list("pk", "place"))
    followers: dict[int, list[Follower]] = {}
    for file in _with_lead(EmployerFile.objects.filter(employer__in=rows).select_related("direction"), today):
        followers.setdefault(file.employer_id, []).append(
            Follower(file.direction, file.pk, file.lead_name or "")
        )
    return [Card(row, places.get(row.pk) or "", tuple(followers.get(row.pk, ()))) for row in rows]


def _with_lead(files: QuerySet[Any], today: date) -> QuerySet[Any]:
    lead = FileLead.objects.on(today).filter(file=OuterRef("pk"))
    return files.annotate(
        lead_name=Subquery(lead.values("user__name")[:1]), lead_id=Subquery(lead.values("user_id")[:1])
    )


def likeness_of(words: str) -> Greatest:
    """How much of the words stands in the name, and how much of the whole is the same."""
    return Greatest(
        TrigramSimilarity("folded_name", words), TrigramWordSimilarity(words, "folded_name") * Value(0.9)
    )


def search_employers(employers: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Employers by NEQ, telephone of a contact, or name: accents ignored, a typing error forgiven. Nearest first."""
    neq = re.sub(r"[\s().+\-]", "", words)
    folded = fold(words)
    if neq.isascii() and neq.isdigit() and len(neq) >= 4:
        digits = Q(neq__startswith=neq)
        if len(neq) >= 7:
            digits |= Q(contacts__phone__regex=r"\D*".join(neq[-10:]))
        return employers.filter(digits).order_by("folded_name").distinct()
    if len(folded) < 2:
        return employers.none()
    # By the index first: what is less alike than PostgreSQL's own 0.6 is compared only when nothing else is found.
    alike = Q(folded_name__contains=folded) | Q(folded_name__trigram_word_similar=folded)
    likeness = TrigramWordSimilarity(folded, "folded_name")
    rated = employers.filter(alike).annotate(likeness=likeness)
    # A slip is forgiven as far as the nearest name: « sierie » finds the scieries, not every boulangerie.
    nearest = rated.order_by("-likeness").values_list("likeness", flat=True).first()
    if nearest is None:
        rated = employers.annotate(likeness=likeness)
        nearest = rated.order_by("-likeness").values_list("likeness", flat=True).first() or 0
    floor = max(SEARCH_FLOOR, nearest - NEARER)
    return rated.filter(Q(folded_name__contains=folded) | Q(likeness__gte=floor)).order_by(
        "-likeness", "folded_name", "id"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSearch:
    """What an advisor looks for among files. `stage` "open" is all but closed and asleep; `lead_id` whose they are.

    `place`: the MRC or the region, by its code, where the employer has a site.
    """

    words: str = ""
    stage: str = "open"
    lead_id: int | None = None
    place: str = ""


def search_files(user: User, *, search: FileSearch, today: date) -> QuerySet[Any]:
    """The files that the user sees and looks for, each with its lead of today and its place."""
    found: QuerySet[Any] = EmployerFile.objects.visible_to(user)
    if search.stage == "open":
        found = found.exclude(stage__in=[FileStage.CLOSED, FileStage.ASLEEP])
    elif search.stage in FileStage.values:
        found = found.filter(stage=search.stage)
    if search.lead_id:
        leads = FileLead.objects.on(today).filter(user_id=search.lead_id)
        found = found.filter(pk__in=leads.values("file_id"))
    if search.place:
        there = Site.objects.filter(in_place("municipality", search.place)).order_by()
        found = found.filter(employer_id__in=there.values("employer_id"))
    if search.words.strip():
        found = found.filter(_words(search.words.replace("\x00", "").strip()[:100]))
    return found


def with_lead_and_place(files: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Each file with its employer, its lead of the day and the municipality of its head office."""
    place = Site.objects.filter(employer=OuterRef("employer")).order_by("-is_head_office", "id")
    return _with_lead(files.select_related("employer"), today).annotate(
        place=Subquery(place.values("municipality__name")[:1])
    )


def _words(words: str) -> Q:
    """Employers of that name, number or telephone, or with a site in a municipality whose name has the words."""
    typed = read_typed(words)
    towns = Municipality.objects.alias(called=folded("name")).filter(called__contains=typed.folded or words)
    there = Site.objects.filter(municipality__in=towns.order_by().values("pk")).order_by()
    return among("employer_id", employers_called(typed)) | among("employer_id", there.values("employer_id"))


def directions_of(user: User, *, today: date) -> QuerySet[Direction]:
    """The directions where the user is posted to work with files today."""
    postings = Posting.objects.on(today).filter(user=user, role__in=[Role.ADVISOR, Role.MANAGER])
    return Direction.objects.filter(pk__in=postings.values("direction_id"))


def direction_serving(user: User, *, region_id: str, today: date) -> Direction | None:
    """Of the user's directions, the one that covers the region today, else the first."""
    own = list(directions_of(user, today=today))
    covering = set(
        DirectionCoverage.objects.on(today).filter(region_id=region_id).values_list("direction_id", flat=True)
    )
    return next((direction for direction in own if direction.pk in covering), own[0] if own else None)


def last_edits(
    file: EmployerFile, fields: Iterable[str], *, target: int | None = None
) -> dict[str, FileEdit]:
    """The last edit of each of these fields of the employer's card, or of the site or contact `target`."""
    edits = FileEdit.objects.filter(file__employer=file.employer_id, target=target).exclude(changes={})
    return latest_by_field(edits.select_related("by").order_by("-id")[:LAST_EDITS], fields)


def sharing_consent_of(employer: Employer, *, today: date) -> SharingConsent | None:
    """The consent in force on the day by which partners and other directions may know the employer's contacts."""
    standing = SharingConsent.objects.standing(today).select_related("recorded_by")
    return standing.filter(employer=employer).first()


def shared_contacts(employer: Employer, *, today: date) -> list[Contact]:
    """The contacts that other directions may read: none without the employer's consent."""
    if sharing_consent_of(employer, today=today) is None:
        return []
    return list(employer.contacts.all()[:5])


def expiring_staff(files: QuerySet[Any], *, until: date) -> QuerySet[ForeignStaff]:
    """Permits of the foreign staff of these files that expire until the day, those already expired too."""
    rows = ForeignStaff.objects.filter(file__in=files.values("pk"), ended_at=None, expires_on__lte=until)
    return rows.select_related("file__employer", "permit").order_by("expires_on", "id")
