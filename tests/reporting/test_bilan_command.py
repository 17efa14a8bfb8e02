"""`./passerelle bilan`: the same figures as the page, for machines."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from crm.accounts.models import StaffingTarget
from crm.core.commands import Refused
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
    return json.loads(printed(*arguments, "--json"))  # type: ignore[no-any-return]


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("bilan", *arguments, stdout=out)
    return out.getvalue()


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
    ("arguments", "mend"),
    [
        (("--region", "99"), "--region 02"),
        (("--region", ""), "--region 02"),
        (("--direction", "none"), "slsj-cn"),
        (("--region", "02", "--from", "2026-01-01"), "deux jours"),
        (("--region", "02", "--from", "2026-02-01", "--to", "2026-01-01"), "fin"),
        (("--region", "02", "--from", "1000-01-01", "--to", "2026-01-01"), "2000"),
        (("--region", "02", "--from", "2026-01-01", "--to", "9999-12-31"), "un an"),
        (("--region", "02", "--from", "2010-01-01", "--to", "2026-01-01"), "10 ans"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence_in_two_languages(
    arguments: tuple[str, ...], mend: str
) -> None:
    make_file()
    with pytest.raises(Refused) as refused:
        bilan(*arguments)
    french, english = str(refused.value).split("\n")
    assert mend in french
    assert french != english
    assert refused.value.returncode == 2


def test_to_read_it_is_a_table_with_its_period_its_moment_and_its_rules() -> None:
    make_intervention(make_file(), timezone.localdate())
    text = printed("--region", "02")
    lines = {line.split("  ")[0]: line.split() for line in text.splitlines() if line}
    assert lines["Entreprises accompagnées"][-2:] == ["1", "EA-1"]
    assert last_twelve_months(timezone.localdate()).label in text
    assert "heure du Québec" in text
    assert "EA-1  Entreprise accompagnée" in text
    assert max(len(line) for line in text.splitlines()) <= 78


def test_in_english_and_masked_for_the_public() -> None:
    make_intervention(make_file(), timezone.localdate())
    text = printed("--region", "02", "--lang", "en", "--public")
    lines = {line.split("  ")[0]: line.split() for line in text.splitlines() if line}
    assert lines["Employers supported"][-2:] == ["masked", "EA-1"]
    assert "MQ-1  Small numbers" in text
    assert "Règle" not in text


def test_every_figure_goes_with_its_rule_its_period_and_its_rows() -> None:
    now = timezone.now()
    make_intervention(make_file(), quebec_day(now))
    for indicator in INDICATORS.values():
        figure = indicator.figure(region_territory("02"), last_twelve_months(quebec_day(now)), now=now)
        assert figure.rule_code in RULES
        assert (figure.as_of, figure.period.end) == (now, quebec_day(now))
        assert isinstance(figure.rows(), list)
        assert figure.period_label
