"""`./passerelle bilan`: the same figures as the page, for machines."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.accounts.models import StaffingTarget
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import last_twelve_months, quebec_day
from crm.reporting.rules import RULES
from crm.reporting.territories import region_territory
from tests.factories.employers import make_file
from tests.factories.partners import make_agreement
from tests.factories.people import LONG_AGO, make_service_point, make_user
from tests.factories.reporting import make_intervention

pytestmark = pytest.mark.django_db


def bilan(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("bilan", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def test_it_prints_the_figures_of_the_last_twelve_months() -> None:
    today = timezone.localdate()
    make_intervention(make_file(), today)
    make_agreement("signed", signed_on=today)
    make_user("officer", service_point=make_service_point())
    StaffingTarget.objects.create(region_id="02", role="officer", target=4, valid_from=LONG_AGO)
    figures = bilan("--region", "02")
    period = last_twelve_months(today)
    assert figures["businesses_supported"] == 1
    assert figures["persons_accompanied"] == 0
    assert figures["agreements"] == 1
    assert figures["officers"] == {"filled": 1, "target": 4}
    assert figures["advisors"] == {"filled": 0, "target": None}
    assert figures["service_points"] == 1
    assert figures["period"] == {"from": period.start.isoformat(), "to": period.end.isoformat()}


def test_it_counts_the_days_that_it_is_given() -> None:
    day = timezone.localdate() - timedelta(days=800)
    make_intervention(make_file(), day)
    days = ("--from", day.isoformat(), "--to", day.isoformat())
    assert bilan("--region", "02", *days)["businesses_supported"] == 1
    assert bilan("--direction", "slsj-cn", *days, "--public")["businesses_supported"] is None


@pytest.mark.parametrize(
    "arguments", [("--region", "99"), ("--region", "02", "--from", "2026-01-01"), ("--direction", "none")]
)
def test_what_cannot_be_counted_is_one_sentence(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        bilan(*arguments)


def test_every_figure_goes_with_its_rule_its_period_and_its_rows() -> None:
    now = timezone.now()
    make_intervention(make_file(), quebec_day(now))
    for indicator in INDICATORS.values():
        figure = indicator.figure(region_territory("02"), last_twelve_months(quebec_day(now)), now=now)
        assert figure.rule_code in RULES
        assert (figure.as_of, figure.period.end) == (now, quebec_day(now))
        assert isinstance(figure.rows(), list)
        assert figure.period_label
