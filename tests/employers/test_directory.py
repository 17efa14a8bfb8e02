"""Writing an employer's card, its places of work, its contacts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crm.accounts.models import User
from crm.core.errors import Refusal, StaleRevision
from crm.employers import services
from crm.employers.models import EmployerFile
from crm.employers.rules import ContactContent, EmployerContent, SiteContent
from crm.territory.models import Municipality
from tests.factories.employers import make_employer, make_file, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(advisor: User) -> EmployerFile:
    return make_file(lead=advisor)


def test_an_edit_is_audited_with_what_changed(file: EmployerFile, advisor: User, now: datetime) -> None:
    before = file.employer.legal_name
    content = EmployerContent(legal_name="Nouveau nom inc.", neq=file.employer.neq)
    services.edit_employer(file=file, content=content, seen=file.card_stamp, by=advisor, now=now)
    edit = file.edits.get()
    assert edit.changes == {"legal_name": [before, "Nouveau nom inc."]}
    assert edit.by == advisor


def test_an_edit_that_changes_nothing_writes_nothing(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    content = EmployerContent(legal_name=file.employer.legal_name, neq=file.employer.neq)
    services.edit_employer(file=file, content=content, seen=file.card_stamp, by=advisor, now=now)
    assert not file.edits.exists()


def test_an_edit_of_an_older_version_is_refused(file: EmployerFile, advisor: User, now: datetime) -> None:
    content, read = EmployerContent(legal_name="Un"), file.card_stamp
    services.edit_employer(file=file, content=content, seen=read, by=advisor, now=now)
    with pytest.raises(StaleRevision):
        services.edit_employer(
            file=file, content=EmployerContent(legal_name="Deux"), seen=read, by=advisor, now=now
        )


def test_two_employers_never_share_a_neq(file: EmployerFile, advisor: User, now: datetime) -> None:
    other = make_employer()
    content = EmployerContent(legal_name="Un", neq=other.neq)
    with pytest.raises(Refusal) as refusal:
        services.edit_employer(file=file, content=content, seen=file.card_stamp, by=advisor, now=now)
    assert refusal.value.field == "neq"


def test_a_new_head_office_replaces_the_first(file: EmployerFile, advisor: User, now: datetime) -> None:
    made = services.add_site(
        file=file, content=SiteContent(municipality_id="93042", is_head_office=True), by=advisor, now=now
    )
    assert list(file.employer.sites.filter(is_head_office=True)) == [made]


def test_the_head_office_is_not_left_empty(file: EmployerFile, advisor: User, now: datetime) -> None:
    site = file.employer.sites.get()
    with pytest.raises(Refusal) as refusal:
        services.edit_site(
            file=file,
            site=site,
            content=SiteContent(municipality_id="94068"),
            seen=site.stamp,
            by=advisor,
            now=now,
        )
    assert refusal.value.field == "is_head_office"


def test_a_site_of_another_employer_is_not_written_from_here(
    file: EmployerFile, advisor: User, now: datetime
) -> None:
    with pytest.raises(Refusal):
        services.edit_site(
            file=file,
            site=make_site(),
            content=SiteContent(municipality_id="94068", is_head_office=True),
            seen=0,
            by=advisor,
            now=now,
        )


def test_a_move_keeps_where_the_site_was(
    file: EmployerFile, advisor: User, now: datetime, today: date
) -> None:
    site, alma = file.employer.sites.get(), Municipality.objects.get(pk="93042")
    moved = services.move_site(
        file=file, site=site, municipality=alma, moved_on=today - timedelta(days=9), by=advisor, now=now
    )
    assert moved.municipality == alma
    assert moved.moves.get().from_municipality_id == "94068"


@pytest.mark.parametrize(("code", "days", "field"), [("94068", 1, "municipality"), ("93042", -1, "moved_on")])
def test_a_move_to_the_same_place_or_to_come_is_refused(
    file: EmployerFile, advisor: User, now: datetime, today: date, code: str, days: int, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.move_site(
            file=file,
            site=file.employer.sites.get(),
            municipality=Municipality.objects.get(pk=code),
            moved_on=today - timedelta(days=days),
            by=advisor,
            now=now,
        )
    assert refusal.value.field == field


def test_moves_follow_one_another(file: EmployerFile, advisor: User, now: datetime, today: date) -> None:
    site = file.employer.sites.get()
    places = Municipality.objects.in_bulk(["93042", "91025"])
    services.move_site(
        file=file, site=site, municipality=places["93042"], moved_on=today, by=advisor, now=now
    )
    with pytest.raises(Refusal):
        services.move_site(
            file=file, site=site, municipality=places["91025"], moved_on=today, by=advisor, now=now
        )


def test_a_contact_is_written_and_audited(file: EmployerFile, advisor: User, now: datetime) -> None:
    contact = services.add_contact(
        file=file, content=ContactContent(name="Dominique Roy"), by=advisor, now=now
    )
    services.edit_contact(
        file=file,
        contact=contact,
        content=ContactContent(name="Dominique Roy", phone="418 555-0100"),
        seen=contact.stamp,
        by=advisor,
        now=now,
    )
    assert [edit.kind for edit in file.edits.all()] == ["contact_added", "contact_edited"]


def test_a_contact_has_a_name(file: EmployerFile, advisor: User, now: datetime) -> None:
    with pytest.raises(Refusal):
        services.add_contact(file=file, content=ContactContent(name=" "), by=advisor, now=now)
