"""Many persons registered or written at once: the same rules and rows as one by one, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from crm.accounts.models import Role, User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import (
    Candidate,
    CandidateMove,
    CandidateOfficer,
    Consent,
    ConsentKind,
    Identity,
    PersonStage,
)
from crm.candidates.services.parts import LIMITS, PARTS
from crm.candidates.services.profile import ProfileRefused
from crm.candidates.whole import WHO, Person, consent_end, matching_consents, person_of, problems, whole
from crm.core.bulk import save_all
from crm.core.errors import Forbidden, StaleRevision
from crm.core.jobs import enqueue_all
from crm.taxonomy.models import PermitKind
from crm.territory.models import Direction, Mrc

SCORE_PERSON = "workers.tasks.matching.score_person"
#: The person's own row: what of it a list writes.
_ROW = (
    "residence",
    "skills_asked",
    "french_oral",
    "french_written",
    "french_evaluated_on",
    "languages_asked",
    "driving_asked",
    "driving_classes",
    "mobility_asked",
    "accepts_all_regions",
    "help_needed",
    "available_from",
    "wage_floor",
    "shifts",
    "confirmed_on",
    "revision",
)


@transaction.atomic
def register_candidates(
    *, people: Sequence[Person], direction: Direction, by: User, now: datetime
) -> list[Candidate]:
    """Open the files of many persons, in their order; an officer who opens them is in charge of them.

    All or none, and nobody is asked whether they double somebody. Raises ProfileRefused, Forbidden.
    """
    require(by, Permission.WORK_PERSONS)
    if direction.pk not in scope_of(by).direction_ids:
        raise Forbidden
    today = timezone.localdate(now)
    tidy = _tidied(people)
    _check([(Person(), person, ()) for person in tidy], now)
    rows = [Candidate(direction=direction, registered_on=today) for _person in tidy]
    for row, person in zip(rows, tidy, strict=True):
        _fill(row, person)
    Candidate.objects.bulk_create(rows)
    both = list(zip(rows, tidy, strict=True))
    Identity.objects.bulk_create(_identity(row, person) for row, person in both)
    CandidateMove.objects.bulk_create(
        CandidateMove(candidate=row, to_stage=PersonStage.REGISTERED, at=now, by=by) for row in rows
    )
    if Role.OFFICER in scope_of(by).roles:
        CandidateOfficer.objects.bulk_create(
            CandidateOfficer(candidate=row, user=by, valid_from=today, decided_by=by) for row in rows
        )
    _write_parts([(row, Person(), person) for row, person in both], by)
    return rows


@transaction.atomic
def write_candidates(*, rows: Sequence[tuple[Candidate, Person]], by: User | None, now: datetime) -> None:
    """Write what becomes of many persons, each as it was read, and have those scored whose profile changed.

    All or none. Raises ProfileRefused, StaleRevision, Forbidden.
    """
    require(by, Permission.WORK_PERSONS)
    today = timezone.localdate(now)
    locked = _locked([row.pk for row, _person in rows], by)
    changes = []
    for (row, _person), person in zip(rows, _tidied([person for _row, person in rows]), strict=True):
        if (there := locked.get(row.pk)) is None or there.stamp != row.stamp:
            raise StaleRevision
        changes.append((there, person_of(there, today), person))
    _check([(before, after, matching_consents(row)) for row, before, after in changes], now)
    read = [row for row, before, after in changes if _is_read_by_the_engine(before, after)]
    for row, _before, after in changes:
        _fill(row, after)
    for row in read:
        row.revision += 1
    save_all([row for row, _before, _after in changes], _ROW)
    who = [(row, after) for row, before, after in changes if _differs(before, after, WHO)]
    save_all([_identity(row, person) for row, person in who], [*WHO, "folded_name"])
    _write_parts(changes, by)
    _score(read, now)


def _locked(keys: Sequence[int], by: User | None) -> dict[int, Candidate]:
    seen = Candidate.objects.filter(pk__in=keys)
    if by is not None and seen.visible_to(by).count() != len(set(keys)):
        raise Forbidden
    held = list(seen.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return {row.pk: row for row in whole(Candidate.objects.filter(pk__in=held))}


def _tidied(people: Sequence[Person]) -> list[Person]:
    """As `save_mobility` writes places: an MRC is accepted with its region, and who goes anywhere names none."""
    regions = dict(Mrc.objects.values_list("pk", "region_id"))
    return [_tidy(person, regions) for person in people]


def _tidy(person: Person, regions: dict[str, str]) -> Person:
    if person.accepts_all_regions:
        return replace(person, regions=None, mrcs=())
    if not person.mrcs:
        return person
    named = [*(person.regions or ()), *(regions[code] for code in person.mrcs)]
    return replace(person, regions=tuple(dict.fromkeys(named)))


def _check(rows: Iterable[tuple[Person, Person, Sequence[Consent]]], now: datetime) -> None:
    today = timezone.localdate(now)
    closed = set(PermitKind.objects.filter(closed=True).values_list("pk", flat=True))
    for before, after, standing in rows:
        for field, message in problems(after, before, today=today, closed_permits=closed, standing=standing):
            raise ProfileRefused(message, field=field)


def _differs(before: Person, after: Person, names: Iterable[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _is_read_by_the_engine(before: Person, after: Person) -> bool:
    """Whether anything changed beyond who the person is, where they live, and when they said that it still holds."""
    unread: dict[str, Any] = {name: getattr(after, name) for name in (*WHO, "residence", "confirmed_on")}
    return replace(before, **unread) != after


def _identity(row: Candidate, person: Person) -> Identity:
    identity = Identity(candidate=row, **{name: getattr(person, name) for name in WHO})
    identity.derive()
    return identity


def _fill(row: Candidate, person: Person) -> None:
    for name in ("french_oral", "french_written", "french_evaluated_on", "accepts_all_regions"):
        setattr(row, name, getattr(person, name))
    for name in ("available_from", "wage_floor", "confirmed_on"):
        setattr(row, name, getattr(person, name))
    row.residence_id = person.residence
    row.skills_asked = bool(person.held or person.absent)
    row.languages_asked = person.languages is not None
    row.driving_asked, row.driving_classes = person.driving is not None, list(person.driving or ())
    row.mobility_asked = person.accepts_all_regions or person.regions is not None
    row.help_needed = None if person.help_needed is None else list(person.help_needed)
    row.shifts = None if person.shifts is None else list(person.shifts)


def _write_parts(changes: Sequence[tuple[Candidate, Person, Person]], by: User | None) -> None:
    """Exchange the rows of each part for new ones, of those whose part changed."""
    for model, names, made in PARTS:
        changed = [(row, after) for row, before, after in changes if _differs(before, after, names)]
        owner = "authorisation__candidate" if model is LIMITS else "candidate"
        model._base_manager.filter(**{f"{owner}__in": [row.pk for row, _after in changed]}).delete()
        model._base_manager.bulk_create(
            (one for row, after in changed for one in made(row, after)), batch_size=2_000
        )
    Consent.objects.bulk_create(
        Consent(
            candidate=row,
            kind=ConsentKind.MATCHING,
            notice_version=after.consent_notice,
            given_on=after.consent_given_on,
            channel=after.consent_channel,
            expires_on=consent_end(after),
            recorded_by=by,
        )
        for row, before, after in changes
        if after.consent_given_on and not before.consent_given_on
    )


@transaction.atomic
def score_put_back(*, candidate_ids: Collection[int], now: datetime) -> None:
    """Promise new scores of persons whose rows were put back as they were."""
    rows = list(Candidate.objects.select_for_update(no_key=True).filter(pk__in=candidate_ids).order_by("pk"))
    for row in rows:
        row.revision += 1
    save_all(rows, ["revision"])
    _score(rows, now)


def _score(rows: Iterable[Candidate], now: datetime) -> None:
    asked: dict[str, Any] = {
        f"score-person-{row.pk}": {"candidate_id": row.pk, "revision": row.revision} for row in rows
    }
    enqueue_all(SCORE_PERSON, arguments=asked, now=now, priority=5)
