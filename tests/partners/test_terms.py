"""What an agreement promises and what came of it: money by fiscal year, payments, deliverables, reports, renewal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm.accounts.models import User
from crm.core.errors import Forbidden
from crm.notices.models import Notice, NoticeKind
from crm.notices.services import watch
from crm.partners.models import Agreement, Commitment, Payment, Report
from crm.partners.queries import money_by_year
from crm.partners.services import (
    AgreementRefused,
    TermRefused,
    await_report,
    commit_amount,
    draft_agreement,
    mark_reports_due,
    note_result,
    promise_deliverable,
    put_back_term,
    receive_report,
    record_payment,
    withdraw_term,
)
from tests.factories.partners import NOON, make_agreement
from tests.factories.people import make_direction, make_user
from tests.partners.test_services import terms

pytestmark = pytest.mark.django_db
#: 2026-04-01 to 2027-03-31, 50 000 $.
DUE = date(2026, 10, 1)


@pytest.fixture
def running() -> Agreement:
    return make_agreement("running", ends_on=date(2027, 9, 30))


def test_fiscal_years_carry_the_amount_and_no_more(manager: User, running: Agreement) -> None:
    for year, amount in ((2026, 30000), (2027, 20000)):
        commit_amount(agreement=running, fiscal_year=year, amount=Decimal(amount), by=manager, now=NOON)
    with pytest.raises(TermRefused, match="dépasseraient"):
        commit_amount(agreement=running, fiscal_year=2027, amount=Decimal("20000.01"), by=manager, now=NOON)
    with pytest.raises(TermRefused, match="ne court pas"):
        commit_amount(agreement=running, fiscal_year=2028, amount=Decimal(1), by=manager, now=NOON)
    # Said again, the row before is taken back, and stays.
    commit_amount(agreement=running, fiscal_year=2026, amount=Decimal(10000), by=manager, now=NOON)
    money = money_by_year(running)
    assert [(year.label, year.commitment.amount) for year in money.years if year.commitment] == [
        ("2026-2027", Decimal(10000)),
        ("2027-2028", Decimal(20000)),
    ]
    assert (money.committed, money.unassigned) == (Decimal(30000), Decimal(20000))
    assert Commitment.objects.count() == 3


def test_payments_fall_in_the_fiscal_year_of_their_day(manager: User, running: Agreement) -> None:
    for day, amount in ((date(2026, 3, 31), 1000), (date(2026, 4, 1), 2000), (date(2026, 11, 23), 4000)):
        record_payment(agreement=running, paid_on=day, amount=Decimal(amount), by=manager, now=NOON)
    money = money_by_year(running)
    assert {year.label: year.paid for year in money.years} == {
        "2025-2026": 1000,
        "2026-2027": 6000,
        "2027-2028": 0,
    }
    assert (money.paid, money.left) == (7000, 43000)
    withdraw_term(term=Payment.objects.get(amount=4000), by=manager, now=NOON)
    assert money_by_year(running).paid == 3000
    put_back_term(term=Payment.objects.get(amount=4000), by=manager)
    assert money_by_year(running).paid == 7000


def test_what_was_taken_back_returns_only_where_it_still_fits(manager: User, running: Agreement) -> None:
    first = commit_amount(agreement=running, fiscal_year=2026, amount=Decimal(30000), by=manager, now=NOON)
    withdraw_term(term=first, by=manager, now=NOON)
    other = commit_amount(agreement=running, fiscal_year=2027, amount=Decimal(30000), by=manager, now=NOON)
    with pytest.raises(TermRefused, match="dépasserait"):
        put_back_term(term=first, by=manager)
    withdraw_term(term=other, by=manager, now=NOON)
    commit_amount(agreement=running, fiscal_year=2026, amount=Decimal(1), by=manager, now=NOON)
    with pytest.raises(TermRefused, match="autre montant"):
        put_back_term(term=first, by=manager)
    put_back_term(term=other, by=manager)
    put_back_term(term=other, by=manager)
    assert [(row.fiscal_year, row.amount) for row in Commitment.objects.standing()] == [
        (2026, 1),
        (2027, 30000),
    ]


@pytest.mark.parametrize(
    ("day", "amount", "why"),
    [
        (date(2026, 11, 24), 1, "aujourd’hui"),
        (date(1999, 12, 31), 1, "2000"),
        (date(2026, 5, 1), 0, "plus grand que zéro"),
        (date(2026, 5, 1), 50001, "dépasseraient"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    manager: User, running: Agreement, day: date, amount: int, why: str
) -> None:
    with pytest.raises(TermRefused, match=why):
        record_payment(agreement=running, paid_on=day, amount=Decimal(amount), by=manager, now=NOON)


def test_nothing_is_paid_before_the_signature(manager: User) -> None:
    with pytest.raises(TermRefused, match="signature"):
        record_payment(agreement=make_agreement(), paid_on=DUE, amount=Decimal(1), by=manager, now=NOON)


def test_a_deliverable_has_its_result(manager: User, running: Agreement) -> None:
    row = promise_deliverable(agreement=running, title="Familles", target=40, by=manager, now=NOON)
    assert row.per_cent is None
    row = note_result(deliverable=row, actual=31, read_on=DUE, by=manager, now=NOON)
    assert row.per_cent == 77
    with pytest.raises(TermRefused):
        promise_deliverable(agreement=running, title="Rien", target=0, by=manager, now=NOON)


def test_a_report_due_moves_its_agreement_and_its_reception_moves_it_on(
    manager: User, running: Agreement
) -> None:
    report = Report.objects.create(agreement=running, kind="interim", due_on=DUE)
    assert [mark_reports_due(now=NOON), mark_reports_due(now=NOON)] == [1, 0]
    running.refresh_from_db()
    assert running.stage == "report_due"
    receive_report(report=report, received_on=date(2026, 11, 20), by=manager, now=NOON)
    running.refresh_from_db()
    assert running.stage == "report_received"
    with pytest.raises(TermRefused, match="déjà"):
        receive_report(report=report, received_on=DUE, by=manager, now=NOON)
    assert [move.to_stage for move in running.moves.order_by("id")] == ["report_due", "report_received"]


def test_a_report_planned_too_late_or_twice_is_refused(manager: User, running: Agreement) -> None:
    await_report(agreement=running, kind="final", due_on=date(2027, 10, 30), by=manager, now=NOON)
    for day in (date(2027, 10, 30), date(2026, 3, 31), date(2029, 1, 1)):
        with pytest.raises(TermRefused):
            await_report(agreement=running, kind="final", due_on=day, by=manager, now=NOON)


@pytest.mark.parametrize(
    ("due_on", "kinds"),
    [
        (date(2026, 12, 24), []),
        (date(2026, 12, 23), [NoticeKind.REPORT_DUE]),
        (date(2026, 11, 23), [NoticeKind.REPORT_DUE]),
        (date(2026, 11, 22), [NoticeKind.REPORT_LATE]),
        (date(2026, 11, 1), []),
    ],
)
def test_managers_of_the_direction_are_told_once(
    manager: User, running: Agreement, due_on: date, kinds: list[str]
) -> None:
    make_user("manager", make_direction("quebec", ("03",)))
    Report.objects.create(agreement=running, kind="final", due_on=due_on)
    watch(now=NOON)
    watch(now=NOON)
    told = Notice.objects.filter(agreement=running)
    assert [(notice.user, notice.kind) for notice in told] == [(manager, kind) for kind in kinds]


def test_a_renewal_names_what_it_renews_once(manager: User) -> None:
    old = make_agreement("report_received")
    draft_agreement(**terms(renewal_of=old), by=manager)
    old.refresh_from_db()
    assert old.stage == "renewed"
    with pytest.raises(AgreementRefused, match="déjà"):
        draft_agreement(**terms(number="ENT-2", renewal_of=old), by=manager)
    with pytest.raises(AgreementRefused, match="signée"):
        draft_agreement(**terms(number="ENT-3", renewal_of=make_agreement()), by=manager)


def test_another_direction_writes_nothing_here(running: Agreement) -> None:
    other = make_user("manager", make_direction("quebec", ("03",)))
    with pytest.raises(Forbidden, match="autre direction"):
        promise_deliverable(agreement=running, title="Familles", target=4, by=other, now=NOON)
    with pytest.raises(Forbidden):
        withdraw_term(
            term=Report.objects.create(agreement=running, kind="final", due_on=DUE), by=other, now=NOON
        )
    with pytest.raises(Forbidden):
        put_back_term(term=Report.objects.get(), by=other)
