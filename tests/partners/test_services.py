"""Agreements: drafted, signed and moved by managers of their direction, by the table of stages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.models import User
from crm.core.errors import Forbidden, TransitionRefused
from crm.needs.rules.content import FURTHEST_DAYS
from crm.partners.models import Agreement, AgreementStage
from crm.partners.queries import agreements_matching, partners_matching, totals
from crm.partners.rules import EARLIEST, LONGEST_YEARS, START_YEARS_AHEAD
from crm.partners.services import AgreementRefused, draft_agreement, move_agreement, sign_agreement
from crm.reporting.rules import RULES
from crm.territory.models import Region
from tests.factories.partners import NOON, make_agreement, make_partner, make_programme
from tests.factories.people import make_direction, make_user

pytestmark = pytest.mark.django_db


def terms(**changed: Any) -> dict[str, Any]:
    plain = {
        "number": "ENT-2026-001",
        "title": "Tournée des employeurs",
        "programme": make_programme(),
        "partner": make_partner(),
        "direction": make_direction(),
        "region": Region.objects.get(code="02"),
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2027, 3, 31),
        "amount": Decimal("42000.00"),
        "now": NOON,
    }
    return {**plain, **changed}


def test_a_manager_drafts_an_agreement_and_its_first_move_is_written(manager: User) -> None:
    agreement = draft_agreement(**terms(), by=manager)
    assert agreement.stage == AgreementStage.DRAFT
    assert [move.to_stage for move in agreement.moves.all()] == ["draft"]


@pytest.mark.parametrize("role", ["advisor", "officer"])
def test_others_may_not_draft(role: str) -> None:
    with pytest.raises(Forbidden):
        draft_agreement(**terms(), by=make_user(role))


def test_a_manager_of_another_direction_may_not_draft(manager: User) -> None:
    with pytest.raises(Forbidden, match="autre direction"):
        draft_agreement(**terms(direction=make_direction("quebec", ("03",))), by=manager)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"ends_on": date(2026, 3, 31)}, "ends_on"),
        ({"ends_on": date(9999, 12, 31)}, "ends_on"),
        ({"ends_on": date(2036, 4, 1)}, "ends_on"),
        ({"starts_on": date(1, 1, 1)}, "starts_on"),
        ({"starts_on": date(2060, 4, 1), "ends_on": date(2061, 3, 31)}, "starts_on"),
        ({"region_code": "06"}, "region"),
    ],
)
def test_terms_that_do_not_hold_are_refused_beside_their_field(
    manager: User, changed: dict[str, Any], field: str
) -> None:
    if code := changed.pop("region_code", ""):
        changed["region"] = Region.objects.get(code=code)
    with pytest.raises(AgreementRefused) as refusal:
        draft_agreement(**terms(**changed), by=manager)
    assert refusal.value.field == field
    assert not Agreement.objects.exists()


def test_a_number_is_used_once(manager: User) -> None:
    draft_agreement(**terms(), by=manager)
    with pytest.raises(AgreementRefused, match="déjà ce numéro"):
        draft_agreement(**terms(), by=manager)


def test_an_analysed_agreement_is_signed_on_its_day(manager: User) -> None:
    agreement = make_agreement(AgreementStage.ANALYSIS)
    signed = sign_agreement(agreement=agreement, signed_on=date(2026, 11, 23), by=manager, now=NOON)
    assert (signed.stage, signed.signed_on) == (AgreementStage.SIGNED, date(2026, 11, 23))
    assert signed.moves.get().from_stage == "analysis"


def test_a_draft_is_not_signed_before_its_analysis(manager: User) -> None:
    with pytest.raises(TransitionRefused):
        sign_agreement(agreement=make_agreement(), signed_on=date(2026, 11, 1), by=manager, now=NOON)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 11, 24), "avenir"), (date(2027, 4, 1), "avenir")])
def test_a_signature_in_the_future_is_refused(manager: User, day: date, said: str) -> None:
    with pytest.raises(AgreementRefused, match=said):
        sign_agreement(agreement=make_agreement(AgreementStage.ANALYSIS), signed_on=day, by=manager, now=NOON)


def test_an_agreement_is_not_signed_after_its_end(manager: User) -> None:
    agreement = make_agreement(AgreementStage.ANALYSIS, ends_on=date(2026, 6, 30))
    with pytest.raises(AgreementRefused, match="terminée"):
        sign_agreement(agreement=agreement, signed_on=date(2026, 7, 1), by=manager, now=NOON)


def test_an_agreement_follows_the_table_of_stages(manager: User) -> None:
    agreement = make_agreement(AgreementStage.SIGNED)
    for stage in ("running", "report_due", "report_received", "closed"):
        agreement = move_agreement(agreement=agreement, to=stage, by=manager, now=NOON)
    with pytest.raises(TransitionRefused):
        move_agreement(agreement=agreement, to="running", by=manager, now=NOON)


@pytest.mark.parametrize("to", ["signed", "nonsense", "closed"])
def test_a_move_outside_the_table_is_refused(manager: User, to: str) -> None:
    with pytest.raises(TransitionRefused):
        move_agreement(agreement=make_agreement(AgreementStage.ANALYSIS), to=to, by=manager, now=NOON)


def test_the_database_refuses_a_signed_agreement_without_a_date() -> None:
    agreement = make_agreement(AgreementStage.SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(signed_on=None)


def test_the_directory_is_found_without_accents(advisor: User) -> None:
    found = make_partner(name="Société d’accueil de l’Érablière")
    make_partner()
    assert list(partners_matching(advisor, words="societe erabliere")) == [found]
    assert not partners_matching(make_user(role="")).exists()


def test_the_totals_add_up_what_the_list_shows(advisor: User) -> None:
    make_agreement(title="Foire de l’emploi")
    make_agreement(amount=Decimal("1000.50"), title="Tournée")
    counted = totals(agreements_matching(advisor, words="tournee"))
    assert (counted.number, counted.amount) == (1, Decimal("1000.50"))


def test_the_published_rule_says_the_bounds_that_are_kept() -> None:
    text = RULES["DA-1"].text_fr
    assert f"{FURTHEST_DAYS} jours" in text
    assert f"au plus {LONGEST_YEARS} ans" in text
    assert (EARLIEST.year, START_YEARS_AHEAD) == (2000, 5)
    assert "1er janvier 2000 et cinq ans" in text


def test_a_signature_before_the_calendar_is_refused(manager: User) -> None:
    agreement = make_agreement("analysis")
    with pytest.raises(AgreementRefused) as refusal:
        sign_agreement(agreement=agreement, signed_on=date(1, 1, 1), by=manager, now=NOON)
    assert refusal.value.field == "signed_on"
