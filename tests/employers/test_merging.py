"""Two cards of one employer become one."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from crm.accounts.models import User
from crm.core.errors import Forbidden, StaleRevision
from crm.employers.duplicates import Sought, likely
from crm.employers.merging import MergeRefused, compare, merge_employers, undo_merge
from crm.employers.models import (
    Employer,
    EmployerFile,
    EmployerMember,
    EmployerMerge,
    FileCollaborator,
    FileLead,
)
from crm.employers.queries import cards, search_employers
from crm.employers.rules import EmployerContent, SiteContent
from crm.employers.services import EmployerKnown, EmployerRefused, create_employer_file, edit_employer
from crm.needs.models import LabourNeed
from crm.reporting.periods import Period
from crm.reporting.queries_employers import count_supported
from crm.reporting.territories import region_territory
from tests.factories.employers import lead_of, make_employer, make_file
from tests.factories.merging import full_file, shared_representative, table_counts
from tests.factories.people import make_direction, make_user
from tests.reporting import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(advisor: User) -> EmployerFile:
    return full_file(lead=advisor)


@pytest.fixture
def gone() -> EmployerFile:
    return full_file(lead=make_user(direction=make_direction()))


def merge(kept: EmployerFile, gone: EmployerFile, *taken: str, by: User, now: datetime) -> None:
    merge_employers(survivor=kept.employer, loser=gone.employer, taken=frozenset(taken), by=by, now=now)


def test_nobody_loses_a_row(kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime) -> None:
    before = table_counts()
    merge(kept, gone, by=advisor, now=now)
    after = table_counts()
    assert all(after[table] >= count for table, count in before.items())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM employers_site WHERE employer_id = %s", [kept.employer_id])
        assert cursor.fetchone() == (4,)
        cursor.execute("SELECT count(*) FROM casework_intervention WHERE file_id = %s", [kept.pk])
        assert cursor.fetchone() == (4,)
        cursor.execute("SELECT count(*) FROM candidates_consent WHERE employer_id = %s", [gone.employer_id])
        assert cursor.fetchone() == (0,)


def test_a_merged_card_is_out_of_lists_and_search(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    name = gone.employer.legal_name
    merge(kept, gone, by=advisor, now=now)
    assert list(Employer.objects.all()) == [kept.employer]
    assert list(EmployerFile.objects.visible_to(advisor)) == [kept]
    assert gone.employer not in search_employers(Employer.objects.all(), name)
    assert [card.employer for card in likely(Sought(names=(name,)), today=today)] == [kept.employer]
    assert len(cards([kept.employer], today=today)[0].followers) == 1


def test_one_lead_a_day_and_the_other_collaborates(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    FileLead.objects.filter(file=kept).update(valid_from=date(2025, 6, 1))
    other = lead_of(gone, today=today)
    merge(kept, gone, by=advisor, now=now)
    assert lead_of(kept, today=today) == advisor
    assert lead_of(kept, today=date(2025, 3, 1)) == other
    assert FileCollaborator.objects.filter(file=kept, user=other).exists()


def test_the_values_that_were_chosen_are_kept(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime
) -> None:
    name, number, mine = gone.employer.legal_name, gone.employer.neq, kept.employer.neq
    merge(
        kept,
        gone,
        "legal_name",
        "neq",
        "head_office",
        f"file-{kept.direction_id}-objectives",
        by=advisor,
        now=now,
    )
    kept.refresh_from_db()
    found = Employer.objects.get()
    assert (found.legal_name, found.neq, kept.objectives) == (name, number, gone.objectives)
    assert Employer.everything.get(pk=gone.employer_id).neq == mine
    assert found.sites.filter(is_head_office=True).count() == 1


def test_a_number_of_a_merged_card_leads_to_the_card_kept(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime
) -> None:
    number = gone.employer.neq or ""
    merge(kept, gone, by=advisor, now=now)
    content = EmployerContent(legal_name="Encore", neq=number)
    with pytest.raises(EmployerKnown) as refusal:
        create_employer_file(
            content=content,
            site=SiteContent(municipality_id="94068"),
            direction=kept.direction,
            by=advisor,
            now=now,
        )
    assert refusal.value.employer == kept.employer
    kept.refresh_from_db()
    with pytest.raises(EmployerRefused, match="fusionnée"):
        edit_employer(file=kept, content=content, seen=kept.card_stamp, by=advisor, now=now)


def test_a_file_of_another_direction_moves_whole(gone: EmployerFile, now: datetime, today: date) -> None:
    elsewhere = make_direction("outaouais", ("07",))
    kept = full_file(elsewhere)
    manager = make_user(role="manager", direction=elsewhere)
    merge(kept, gone, by=manager, now=now)
    gone.refresh_from_db()
    assert gone.employer_id == kept.employer_id
    assert {follower.direction for follower in cards([kept.employer], today=today)[0].followers} == {
        elsewhere,
        gone.direction,
    }
    assert gone.edits.filter(kind="merged").exists()


def test_an_advisor_who_does_not_see_every_file_is_told_why(
    gone: EmployerFile, advisor: User, now: datetime
) -> None:
    kept = full_file(make_direction("outaouais", ("07",)))
    with pytest.raises(Forbidden, match="gestionnaire"):
        merge(kept, gone, by=advisor, now=now)


def test_a_direction_that_follows_neither_may_not(
    kept: EmployerFile, gone: EmployerFile, now: datetime
) -> None:
    stranger = make_user(role="manager", direction=make_direction("outaouais", ("07",)))
    with pytest.raises(Forbidden, match="ni l’une ni l’autre"):
        merge(kept, gone, by=stranger, now=now)


def test_an_officer_may_not(kept: EmployerFile, gone: EmployerFile, officer: User, now: datetime) -> None:
    with pytest.raises(Forbidden):
        merge(kept, gone, by=officer, now=now)


def test_a_waiting_handover_is_answered_first(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime
) -> None:
    gone.handovers.create(receiver=advisor, proposed_by=advisor, proposed_at=now, note="À reprendre")
    with pytest.raises(MergeRefused, match="transfert"):
        merge(kept, gone, by=advisor, now=now)


def test_a_card_is_merged_once(kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime) -> None:
    third = make_file(make_employer())
    merge(kept, gone, by=advisor, now=now)
    with pytest.raises(MergeRefused, match="vient d’être fusionnée"):
        merge(third, gone, by=advisor, now=now)
    with pytest.raises(MergeRefused, match="différentes"):
        merge(third, third, by=advisor, now=now)


def test_a_comparison_that_is_no_longer_true_is_refused(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    stamp = compare(kept.employer, gone.employer, reader=advisor, today=today).stamp
    gone.employer.save()
    with pytest.raises(StaleRevision):
        merge_employers(survivor=kept.employer, loser=gone.employer, stamp=stamp, by=advisor, now=now)


def test_who_represents_both_keeps_one_access(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime
) -> None:
    person = shared_representative(kept, gone)
    EmployerMember.objects.filter(user=person, employer=kept.employer).update(active=False)
    merge(kept, gone, by=advisor, now=now)
    assert EmployerMember.objects.get(user=person, employer=kept.employer).active
    assert LabourNeed.objects.visible_to(User.objects.get(pk=person.pk)).count() == 2


def test_the_preview_counts_what_moves(
    kept: EmployerFile, gone: EmployerFile, advisor: User, today: date
) -> None:
    found = compare(kept.employer, gone.employer, reader=advisor, today=today)
    counts = {str(row.words): row.count for row in (*found.moving, *found.files[0].moving)}
    assert counts["lieux de travail"] == 2
    assert (counts["interventions"], counts["besoins"], counts["jumelages"]) == (2, 1, 1)
    assert {"legal_name", "neq", "head_office"} <= {row.key for row in found.differences}


def test_a_file_that_the_reader_does_not_see_tells_nothing(
    kept: EmployerFile, advisor: User, today: date
) -> None:
    hidden = full_file(make_direction("outaouais", ("07",)))
    (file,) = compare(kept.employer, hidden.employer, reader=advisor, today=today).files
    assert (file.seen, file.moving, file.differences) == (False, (), ())


def test_merged_employers_count_once(
    kept: EmployerFile, gone: EmployerFile, advisor: User, now: datetime
) -> None:
    days = (date(2026, 4, 1), date(2026, 4, 30))
    territory = region_territory("02")
    for expected in (2, 1, 2):
        assert count_supported(territory, Period(*days)).value == expected
        recounted = recount.pair("businesses_supported", *days)
        assert recounted["region", "02"][0] == recounted["direction", kept.direction.code][0] == expected
        if expected == 2 and not EmployerMerge.objects.exists():
            merge(kept, gone, by=advisor, now=now)
        elif expected == 1:
            undo_merge(merge=EmployerMerge.objects.get(), by=advisor, now=now)
