"""Two employers again, for thirty days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.core.errors import Forbidden
from crm.employers.merging import (
    UndoRefused,
    forget_journals,
    gather_strays,
    made_or_written_since,
    merge_employers,
    undo_merge,
)
from crm.employers.models import Contact, Employer, EmployerFile, EmployerMerge, FileLead, Site
from crm.employers.services import move_file, set_lead
from crm.needs.models import LabourNeed
from tests.factories.casework import make_visit
from tests.factories.employers import make_employer, make_file, make_site
from tests.factories.merging import full_file, noun_rows, shared_representative
from tests.factories.needs import make_need
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db

REGIONS = {"slsj-cn": ("02", "09"), "outaouais": ("07",)}
TAKEN = ("legal_name", "usual_name", "neq", "website", "head_office", "stage", "objectives")


@pytest.fixture
def kept(advisor: User) -> EmployerFile:
    return full_file(lead=advisor)


@pytest.fixture
def gone() -> EmployerFile:
    return full_file(stage="spotted")


def merged(kept: EmployerFile, gone: EmployerFile, *taken: str, now: datetime) -> EmployerMerge:
    return merge_employers(
        survivor=kept.employer, loser=gone.employer, taken=frozenset(taken), by=None, now=now
    )


def test_an_undo_leaves_every_noun_as_it_was(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    shared_representative(kept, gone)
    before = noun_rows()
    merge = merged(kept, gone, *TAKEN, f"file-{kept.direction_id}-stage", now=now)
    assert noun_rows() != before
    undo_merge(merge=merge, by=None, now=now + timedelta(days=29))
    assert noun_rows() == before
    assert [edit.kind for edit in gone.edits.order_by("pk")][-1] == "unmerged"


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    mine=st.lists(st.sampled_from(["slsj-cn", "outaouais"]), max_size=2, unique=True),
    theirs=st.lists(st.sampled_from(["slsj-cn", "outaouais"]), max_size=2, unique=True),
    taken=st.sets(st.sampled_from(TAKEN)),
    wheres=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    numbers=st.tuples(st.booleans(), st.booleans()),
    leads=st.lists(st.tuples(st.booleans(), st.integers(0, 40), st.integers(0, 20)), max_size=5),
    shared=st.sampled_from([None, True, False]),
)
def test_an_undo_restores_any_history(
    now: datetime,
    mine: list[str],
    theirs: list[str],
    taken: set[str],
    wheres: tuple[int, int],
    numbers: tuple[bool, bool],
    leads: list[tuple[bool, int, int]],
    shared: bool | None,
) -> None:
    point = transaction.savepoint()
    sides = [make_side(*facts) for facts in zip((mine, theirs), wheres, numbers, strict=True)]
    add_leads(sides, leads)
    files = EmployerFile.objects.filter(employer__in=sides)
    pair = [file for side in sides for file in files.filter(employer=side)[:1]]
    if shared is not None:
        shared_representative(*pair, active=shared)
    chosen = {*taken, *(f"file-{file.direction_id}-{name}" for file in files for name in taken)}
    before = noun_rows()
    merge = merge_employers(survivor=sides[0], loser=sides[1], taken=frozenset(chosen), by=None, now=now)
    assert EmployerFile.objects.filter(employer=sides[0]).count() == len({*mine, *theirs})
    assert made_or_written_since(merge) == []
    undo_merge(merge=merge, by=None, now=now)
    assert noun_rows() == before
    transaction.savepoint_rollback(point)


def make_side(codes: list[str], places: int, numbered: bool) -> Employer:
    """An employer with the whole file of each direction, and places of its own."""
    side = make_employer()
    for code in codes:
        full = full_file(make_direction(code, REGIONS[code]))
        EmployerFile.objects.filter(pk=full.pk).update(employer=side)
        Site.objects.filter(employer=full.employer).update(employer=side, is_head_office=False)
        Contact.objects.filter(employer=full.employer).update(employer=side)
    for number in range(places):
        make_site(side, is_head_office=number == 0)
    if not numbered:
        Employer.objects.filter(pk=side.pk).update(neq=None)
    return side


def add_leads(sides: list[Employer], leads: list[tuple[bool, int, int]]) -> None:
    """Leads of before, as far as they do not overlap."""
    for which, start, days in leads:
        file = EmployerFile.objects.filter(employer=sides[which]).first()
        if file is None:
            continue
        first = date(2024, 1, 1) + timedelta(days=start)
        last = first + timedelta(days=days)
        if not FileLead.objects.filter(file=file).during(first, last).exists():
            FileLead.objects.create(file=file, user=make_user(), valid_from=first, valid_to=last)


def test_what_was_made_since_is_listed_and_stays(
    kept: EmployerFile, gone: EmployerFile, now: datetime
) -> None:
    merge = merged(kept, gone, now=now)
    made = make_visit(kept, date(2026, 11, 23))
    need = LabourNeed.objects.get(site__in=Site.objects.filter(pk__in=merge.journal["moved"][0]["ids"]))
    need.words = "opératrice de scie"
    need.save()
    since = {row.key: row.made for row in made_or_written_since(merge)}
    assert since == {f"casework.Intervention:{made.pk}": True, f"needs.LabourNeed:{need.pk}": False}
    undo_merge(merge=merge, by=None, now=now)
    made.refresh_from_db()
    need.refresh_from_db()
    assert (made.file_id, need.file_id) == (kept.pk, kept.pk)
    assert need.site.employer == kept.employer


def test_what_was_chosen_returns(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    merge = merged(kept, gone, now=now)
    made = make_visit(kept, date(2026, 11, 23), site=kept.employer.sites.order_by("pk").first())
    need = make_need(kept, make_site(kept.employer))
    keys = frozenset({f"casework.Intervention:{made.pk}", f"needs.LabourNeed:{need.pk}"})
    undo_merge(merge=merge, returning=keys, by=None, now=now)
    for row in (made, need):
        row.refresh_from_db()
        assert row.file_id == gone.pk
        assert row.site is not None
        assert row.site.employer_id == gone.employer_id


def test_values_written_since_are_kept(
    kept: EmployerFile, gone: EmployerFile, now: datetime, advisor: User
) -> None:
    direction = kept.direction_id
    merge = merged(kept, gone, "legal_name", f"file-{direction}-stage", now=now)
    Employer.objects.filter(pk=kept.employer_id).update(legal_name="Nom corrigé inc.")
    kept.refresh_from_db()
    move_file(file=kept, to="first_contact", by=advisor, now=now)
    undo_merge(merge=merge, by=None, now=now)
    kept.refresh_from_db()
    assert kept.stage == "first_contact"
    assert Employer.objects.get(pk=kept.employer_id).legal_name == "Nom corrigé inc."


def test_a_number_taken_meanwhile_stays_taken(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    number = gone.employer.neq
    Employer.objects.filter(pk=kept.employer_id).update(neq=None)
    merge = merged(kept, gone, "neq", now=now)
    Employer.objects.filter(pk=kept.employer_id).update(neq=None)
    other = make_employer(neq=number)
    undo_merge(merge=merge, by=None, now=now)
    assert Employer.objects.get(neq=number) == other


def test_a_lead_changed_since_stays(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    FileLead.objects.filter(file=kept).delete()
    merge = merged(kept, gone, now=now)
    set_lead(file=kept, user=make_user(), by=None, now=now)
    undo_merge(merge=merge, by=None, now=now)
    assert FileLead.objects.filter(file=kept).count() == 2


def test_a_month_later_it_is_refused(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    merge = merged(kept, gone, now=now)
    with pytest.raises(UndoRefused, match="30 jours"):
        undo_merge(merge=merge, by=None, now=now + timedelta(days=30, seconds=1))
    assert forget_journals(now=now + timedelta(days=29)) == 0
    assert forget_journals(now=now + timedelta(days=31)) == 1
    merge.refresh_from_db()
    assert merge.journal == {}
    with pytest.raises(UndoRefused):
        undo_merge(merge=merge, by=None, now=now)


def test_it_is_undone_once(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    merge = merged(kept, gone, now=now)
    undo_merge(merge=merge, by=None, now=now)
    with pytest.raises(UndoRefused, match="déjà annulée"):
        undo_merge(merge=merge, by=None, now=now)
    again = merged(kept, gone, now=now)
    assert again.pk != merge.pk


def test_the_last_merge_is_undone_first(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    third = make_file(make_employer())
    before = noun_rows()
    first = merged(kept, gone, now=now)
    second = merge_employers(survivor=third.employer, loser=kept.employer, by=None, now=now)
    with pytest.raises(UndoRefused, match="plus récente"):
        undo_merge(merge=first, by=None, now=now)
    undo_merge(merge=second, by=None, now=now)
    undo_merge(merge=first, by=None, now=now)
    assert noun_rows() == before


def test_whoever_may_not_merge_may_not_undo(kept: EmployerFile, gone: EmployerFile, now: datetime) -> None:
    merge = merged(kept, gone, now=now)
    stranger = make_user(direction=make_direction("outaouais", ("07",)))
    with pytest.raises(Forbidden):
        undo_merge(merge=merge, by=stranger, now=now)


def test_a_row_written_to_the_other_card_meanwhile_is_gathered(
    kept: EmployerFile, gone: EmployerFile, now: datetime
) -> None:
    merge = merged(kept, gone, now=now)
    stray = make_visit(gone, date(2026, 11, 23))
    assert gather_strays() == 1
    stray.refresh_from_db()
    assert stray.file_id == kept.pk
    merge.refresh_from_db()
    undo_merge(merge=merge, by=None, now=now)
    stray.refresh_from_db()
    assert stray.file_id == gone.pk
    assert gather_strays() == 0
