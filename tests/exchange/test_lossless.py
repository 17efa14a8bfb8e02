"""Whatever a list of employers holds, exported and given back it is the same; one cell changed changes one cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.employers.models import (
    Contact,
    Employer,
    EmployerFile,
    FileEdit,
    Francization,
    Site,
    SizeBand,
    WinterAccess,
)
from crm.employers.rules import ContactContent, EmployerContent, SiteContent
from crm.employers.services import NewEmployer, add_contacts, add_sites, create_employer_files
from crm.needs.models import DrivingClass, Duration, Help, LabourNeed, NeedEdit, Shift
from crm.needs.rules.content import NeedContent, SkillAsked
from crm.needs.services import NewNeed, submit_needs
from crm.taxonomy.models import Skill
from tests.exchange.lists import imported
from tests.exchange.round_trip import (
    CASES,
    FORMS,
    NAMES,
    as_new,
    comes_back_as_new,
    one_cell,
    same_again,
    told,
    words,
)
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db
MAYBE = st.sampled_from([None, True, False])


def some(values: Sequence[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=3).map(tuple)


CARDS = st.builds(
    EmployerContent,
    legal_name=NAMES,
    usual_name=words(),
    trade_names=st.lists(NAMES, max_size=3, unique=True).map(tuple),
    sector_id=st.sampled_from([None, "31-33", "11"]),
    size_band=st.sampled_from(["", *SizeBand.values]),
    website=st.sampled_from(["", "https://a.example/?x=1;2"]),
    hired_abroad_before=MAYBE,
    has_union=MAYBE,
    union=words(),
    francization=st.sampled_from(["", *Francization.values]),
    source=words(),
)
POINTS = st.sampled_from([(None, None), (Decimal("48.42840"), Decimal("-71.06830"))])
PLACES = st.builds(
    lambda point, **more: SiteContent(lat=point[0], lon=point[1], **more),
    POINTS,
    municipality_id=st.sampled_from(["94068", "93042", "01023"]),
    name=words(),
    address=words(),
    transit=MAYBE,
    winter_access=st.sampled_from(["", *WinterAccess.values]),
    housing_nearby=MAYBE,
    headcount=st.sampled_from([None, 0, 7, 12_000]),
)
PEOPLE = st.builds(
    ContactContent,
    name=NAMES,
    role=words(),
    email=st.sampled_from(["", "a@b.example"]),
    phone=st.sampled_from(["", "+1 418 555-0100", "(418) 555-0100, poste 2"]),
    language=st.sampled_from(["fr-ca", "en-ca"]),
    is_signatory=st.booleans(),
    no_email=st.booleans(),
    no_phone=st.booleans(),
)
WAGES = st.sampled_from([None, Decimal("28.40"), Decimal("30.00")])
DAYS = st.sampled_from([None, date(2026, 12, 1), date(2027, 6, 30)])


def files_of(advisor: User, now: datetime, rows: Sequence[Any]) -> list[Any]:
    other = make_user(role="advisor")
    return create_employer_files(
        rows=[
            NewEmployer(card=card, place=place, objectives=goals, lead=other if at else None)
            for at, (card, place, goals) in enumerate(rows)
        ],
        direction=make_direction(),
        by=advisor,
        now=now,
    )


@CASES
@generated(rows=st.lists(st.tuples(CARDS, PLACES, words(200)), min_size=1, max_size=3), form=FORMS)
def test_employers(advisor: User, now: datetime, rows: list[Any], form: tuple[str, str]) -> None:
    Employer.objects.all().delete()
    files_of(advisor, now, rows)
    lines = same_again("employers", advisor, now, form)
    plain = same_again("employers", advisor, now, ("csv", "fr-ca"))
    assert len(lines) == len(plain)
    Employer.objects.all().delete()
    comes_back_as_new("employers", plain, advisor, now)


@CASES
@generated(rows=st.lists(PLACES, min_size=1, max_size=3), form=FORMS)
def test_sites(advisor: User, now: datetime, rows: list[SiteContent], form: tuple[str, str]) -> None:
    Employer.objects.all().delete()
    head = SiteContent(municipality_id="94068", name="Siège unique")
    [file] = files_of(advisor, now, [(EmployerContent(legal_name="Une"), head, "")])
    unlike = {(row.municipality_id, row.name, row.address): row for row in rows}
    add_sites(rows=[(file, row) for row in unlike.values()], by=advisor, now=now)
    same_again("sites", advisor, now, form)
    lines = same_again("sites", advisor, now, ("csv", "fr-ca"))
    Site.objects.exclude(is_head_office=True).delete()
    keys = [line for line in lines[1:] if line[4] != head.name]
    as_new("sites", [lines[0], *keys], advisor, now)
    assert told("sites", same_again("sites", advisor, now, ("csv", "fr-ca"))) == told("sites", lines)


@CASES
@generated(rows=st.lists(PEOPLE, min_size=1, max_size=3), form=FORMS)
def test_contacts(advisor: User, now: datetime, rows: list[ContactContent], form: tuple[str, str]) -> None:
    Employer.objects.all().delete()
    [file] = files_of(
        advisor, now, [(EmployerContent(legal_name="Une"), SiteContent(municipality_id="94068"), "")]
    )
    add_contacts(rows=[(file, row) for row in rows], by=advisor, now=now)
    same_again("contacts", advisor, now, form)
    lines = same_again("contacts", advisor, now, ("csv", "fr-ca"))
    Contact.objects.all().delete()
    comes_back_as_new("contacts", lines, advisor, now)


NEEDS = st.builds(
    lambda wages, **more: NeedContent(
        wage_min=min(filter(None, wages), default=None),
        wage_max=max(filter(None, wages), default=None),
        **more,
    ),
    st.tuples(WAGES, WAGES),
    site_id=st.just(0),
    words=NAMES,
    occupation_id=st.sampled_from([None, "72106", "00010"]),
    positions=st.integers(1, 500),
    tasks=words(100),
    experience_months=st.integers(0, 720),
    french_oral=st.sampled_from([None, 1, 12]),
    french_written=st.sampled_from([None, 4]),
    french_reason=st.just("Service au comptoir"),
    other_language_id=st.sampled_from([None, "en"]),
    other_language_reason=st.just("Clientèle"),
    other_language_means=st.just("Formation offerte"),
    licence_id=st.sampled_from([None]),
    driving_class=st.sampled_from(["", *DrivingClass.values]),
    starts_on=DAYS,
    valid_until=DAYS,
    duration=st.sampled_from(Duration.values),
    hours_per_week=st.sampled_from([None, Decimal("37.5"), Decimal(40)]),
    shift=st.sampled_from(["", *Shift.values]),
    help_offered=some(Help.values),
)


@CASES
@generated(rows=st.lists(NEEDS, min_size=1, max_size=3), form=FORMS)
def test_needs(advisor: User, now: datetime, rows: list[Any], form: tuple[str, str]) -> None:
    LabourNeed.objects.all().delete()
    Employer.objects.all().delete()
    [file] = files_of(
        advisor, now, [(EmployerContent(legal_name="Une"), SiteContent(municipality_id="94068"), "")]
    )
    site = file.employer.sites.get()
    codes = list(Skill.objects.order_by("pk").values_list("pk", flat=True)[:3])
    asked = tuple(SkillAsked(code=code, essential=at < 2, level=at or None) for at, code in enumerate(codes))
    needs = [NewNeed(file, replace(row, site_id=site.pk, skills=asked), uuid4()) for row in rows]
    submit_needs(rows=needs, by=advisor, now=now)
    same_again("needs", advisor, now, form)
    lines = same_again("needs", advisor, now, ("csv", "fr-ca"))
    LabourNeed.objects.all().delete()
    comes_back_as_new("needs", lines, advisor, now)


def one_of_each(advisor: User, now: datetime) -> EmployerFile:
    """An employer with its site, a contact and a need."""
    place = SiteContent(municipality_id="94068", address="1, rue Vieille")
    [file] = files_of(advisor, now, [(EmployerContent(legal_name="Une"), place, "")])
    add_contacts(rows=[(file, ContactContent(name="Zoé"))], by=advisor, now=now)
    content = NeedContent(site_id=file.employer.sites.get().pk, words="Soudeuse", occupation_id="72106")
    submit_needs(rows=[NewNeed(file, content, uuid4())], by=advisor, now=now)
    return file


@pytest.mark.parametrize(
    ("kind", "column", "cell", "changes"),
    [
        ("employers", "union", "Unifor", {"union": ["", "Unifor"]}),
        ("employers", "headcount", "12", {"headcount": [None, 12]}),
        ("sites", "winter_access", "fermé l’hiver", {"winter_access": ["", "closed"]}),
        ("contacts", "no_phone", "oui", {"no_phone": [False, True]}),
        ("needs", "positions", "3", {"positions": [1, 3]}),
    ],
)
def test_one_cell_changed_changes_that_alone(
    advisor: User, now: datetime, kind: str, column: str, cell: str, changes: dict[str, list[Any]]
) -> None:
    one_of_each(advisor, now)
    lines = same_again(kind, advisor, now, ("csv", "fr-ca"))
    edits: Any = NeedEdit if kind == "needs" else FileEdit
    known = set(edits.objects.values_list("pk", flat=True))
    found = imported(one_cell(kind, lines, column, cell), advisor, now, kind=kind)
    assert (found.counts["updated"], found.counts["lines"]) == (1, 1)
    assert [edit.changes for edit in edits.objects.exclude(pk__in=known)] == [changes]


def test_a_file_changes_hands_by_its_lead_s_name(advisor: User, now: datetime) -> None:
    file = one_of_each(advisor, now)
    other = make_user(role="advisor")
    lines = same_again("employers", advisor, now, ("csv", "fr-ca"))
    imported(one_cell("employers", lines, "lead", other.name), advisor, now)
    assert file.leads.get().user == other
