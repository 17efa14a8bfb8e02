"""Whatever a list of persons holds, exported and given back it is the same; one cell changed changes one cell."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.candidates.models import Candidate, LicenceStage
from crm.candidates.services import register_candidates
from crm.candidates.whole import Person, person_of, whole
from crm.taxonomy.models import Skill
from tests.exchange.lists import imported
from tests.exchange.round_trip import CASES, FORMS, NAMES, comes_back_as_new, one_cell, same_again
from tests.factories.employers import make_employer
from tests.factories.people import make_direction

pytestmark = pytest.mark.django_db
DAYS = st.sampled_from([None, date(2026, 12, 1), date(2027, 6, 30)])
WAGES = st.sampled_from([None, Decimal("28.40"), Decimal("30.00")])


def some(values: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple)


def persons(codes: list[str], employer: str) -> st.SearchStrategy[Person]:
    return st.builds(
        lambda levels, permit, consent, **more: Person(
            held=tuple((code, level) for code, level in zip(codes, levels, strict=False)),
            absent=tuple(codes[len(levels) :]),
            **permit,
            **consent,
            **more,
        ),
        st.lists(st.sampled_from([None, 1, 3]), max_size=3),
        st.sampled_from(
            [
                {},
                {"authorisation_asked": True},
                {
                    "authorisation_asked": True,
                    "permit": "closed-lmia",
                    "tied_employer": employer,
                    "may_work_from": date(2026, 1, 1),
                    "may_work_until": date(2027, 1, 1),
                    "occupation_limits": ("00010", "72106"),
                    "verified_on": date(2026, 11, 1),
                },
            ]
        ),
        st.sampled_from(
            [
                {},
                {
                    "consent_notice": "2026-1",
                    "consent_given_on": date(2026, 11, 1),
                    "consent_channel": "phone",
                    "consent_expires_on": date(2027, 5, 1),
                },
            ]
        ),
        given_name=NAMES,
        family_name=NAMES,
        email=st.sampled_from(["", "z@ete.example"]),
        phone=st.sampled_from(["", "+1 418 555-0101"]),
        language=st.sampled_from(["fr-ca", "en-ca"]),
        residence=st.sampled_from([None, "94068"]),
        occupations=some([("72106", 24), ("00010", 0), ("75101", 720)]),
        french_oral=st.sampled_from([None, 0, 12]),
        french_evaluated_on=st.sampled_from([None, date(2026, 1, 2)]),
        languages=st.sampled_from([None, (), (("en", 3), ("es", 1))]),
        driving=st.sampled_from([None, (), ("5", "1")]),
        licences=st.sampled_from([(), (("ccq", LicenceStage.OBTAINED.value),)]),
        accepts_all_regions=st.booleans(),
        regions=st.sampled_from([None, (), ("02", "01")]),
        mrcs=st.sampled_from([(), ("941",)]),
        help_needed=st.sampled_from([None, (), ("housing",)]),
        available_from=DAYS,
        wage_floor=WAGES,
        shifts=st.sampled_from([None, (), ("day", "night")]),
        confirmed_on=st.sampled_from([None, date(2026, 11, 2)]),
    )


@CASES
@generated(data=st.data(), form=FORMS)
def test_persons(officer: User, now: datetime, data: st.DataObject, form: tuple[str, str]) -> None:
    Candidate.objects.all().delete()
    tied = make_employer()
    codes = list(Skill.objects.order_by("pk").values_list("pk", flat=True)[:3])
    people = data.draw(st.lists(persons(codes, str(tied.pk)), min_size=1, max_size=2))
    # Two persons of one e-mail or telephone are doubles: here each stands alone.
    apart = {"email": "", "phone": "", "family_name": "Seconde"}
    people = [people[0], *(Person(**asdict(one) | apart) for one in people[1:])]
    register_candidates(people=people, direction=make_direction(), by=officer, now=now)
    same_again("candidates", officer, now, form)
    lines = same_again("candidates", officer, now, ("csv", "fr-ca"))
    Candidate.objects.all().delete()
    comes_back_as_new("candidates", lines, officer, now)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("languages", "aucune", ()),
        ("help_needed", "logement | transport", ("housing", "transport")),
        ("may_work_until", "2027-05-01", date(2027, 5, 1)),
        ("licences", "ccq (démarches en cours)", (("ccq", "started"),)),
        ("phone", "418 555-0199", "418 555-0199"),
    ],
)
def test_one_cell_changed_changes_that_alone(
    officer: User, now: datetime, column: str, cell: str, value: object
) -> None:
    person = Person(given_name="Zoé", family_name="Été", held=(("S", None),), authorisation_asked=True)
    code = Skill.objects.order_by("pk").values_list("pk", flat=True)[0]
    person = Person(**asdict(person) | {"held": ((code, None),)})
    register_candidates(people=[person], direction=make_direction(), by=officer, now=now)
    lines = same_again("candidates", officer, now, ("csv", "fr-ca"))
    found = imported(one_cell("candidates", lines, column, cell), officer, now, kind="candidates")
    assert found.counts["updated"] == 1, list(found.lines.values_list("problems", flat=True))
    row = whole(Candidate.objects.visible_to(officer)).get()
    assert asdict(person_of(row, now.date())) == asdict(person) | {column: value}
