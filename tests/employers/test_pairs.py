"""Likely doubles sought by thousands: the reasons, what takes a pair away, and that one search is like many."""

from __future__ import annotations

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from crm.employers.models import Contact, Employer, LikelyPair
from crm.employers.pairs import MOST_HOLDERS, seek_due_pairs
from tests.factories.employers import make_employer, make_site

pytestmark = pytest.mark.django_db


def reasons_of(one: Employer, other: Employer) -> list[str]:
    first, second = sorted((one.pk, other.pk))
    pair = LikelyPair.objects.filter(first=first, second=second).first()
    return list(pair.reasons) if pair else []


def contact(employer: Employer, **values: str) -> Contact:
    return Contact.objects.create(employer=employer, name="Andrée", **values)


def test_a_telephone_however_written_an_address_and_a_domain(now: datetime) -> None:
    one, other, third = (make_employer(legal_name=name) for name in ("Boréal", "Zénith", "Ostrogoth"))
    contact(one, phone="(418) 555-0142, poste 23", email="paie@boreal.example")
    contact(other, phone="418 555 0142", email="Paie@boreal.example")
    Employer.objects.filter(pk=third.pk).update(web_domain="boreal.example")
    seek_due_pairs(now=now)
    assert reasons_of(one, other) == ["phone", "email"]
    assert reasons_of(one, third) == ["domain"]


def test_what_many_share_says_nothing(now: datetime) -> None:
    for number in range(MOST_HOLDERS + 1):
        contact(
            make_employer(legal_name=f"Rien {number}xyz{number * 7919}"), email=f"a{number}@partout.example"
        )
    seek_due_pairs(now=now)
    assert not LikelyPair.objects.filter(reasons__contains=["domain"]).exists()


def test_names_alike_here_and_elsewhere_when_one_has_no_number(now: datetime) -> None:
    one = make_employer(legal_name="Les Scieries du Grand Lac inc.")
    here = make_employer(legal_name="Scierie Grand Lac", neq=None)
    far = make_employer(legal_name="Scieries Grand-Lac ltée", neq=None)
    numbered = make_employer(legal_name="Scieries du Grand Lac enr.")
    for employer, town in ((one, "94068"), (here, "94068"), (far, "66023")):
        make_site(employer, town)
    seek_due_pairs(now=now)
    assert reasons_of(one, here) == ["name_here"]
    assert reasons_of(one, far) == ["name"]
    assert reasons_of(one, numbered) == []


def test_a_pair_goes_with_its_last_reason_and_comes_from_either_side(now: datetime) -> None:
    one, other = make_employer(legal_name="Boréal"), make_employer(legal_name="Zénith")
    mine, _theirs = (contact(row, phone="418 555-0142") for row in (one, other))
    seek_due_pairs(now=now)
    assert reasons_of(one, other) == ["phone"]
    for row in (other, one):
        Employer.objects.filter(pk=row.pk).update(doubles_sought_at=None)
        assert seek_due_pairs(now=now) == 1
        assert reasons_of(one, other) == ["phone"]
    mine.phone = "819 555-0100"
    mine.save()
    Employer.objects.filter(pk=other.pk).update(doubles_sought_at=None)
    seek_due_pairs(now=now)
    assert not LikelyPair.objects.exists()


def test_a_thousand_cost_as_many_statements_as_ten(
    now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        contact(make_employer(legal_name=f"Scierie {number}"), phone=f"418 555-01{number % 30:02d}")
    with django_assert_max_num_queries(17):
        assert seek_due_pairs(now=now) == 60
    assert LikelyPair.objects.filter(reasons__contains=["phone"]).count() == 30
