"""`./passerelle bilan --region 02 --json`: the figures of the bilan."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.reporting.bilan import as_json, build_bilan
from crm.reporting.figures import Territory
from crm.reporting.periods import Period, last_twelve_months, quebec_day
from crm.reporting.territories import direction_territory, region_territory
from crm.territory.models import Direction, Region


class Command(BaseCommand):
    help = "Prints the figures of the bilan of a region or a direction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--region", help="official code of a region, two digits")
        where.add_argument("--direction", help="code of a direction")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="last day, YYYY-MM-DD")
        parser.add_argument(
            "--public", action="store_true", help="mask counts of persons and employers from 1 to 4"
        )
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = quebec_day(now)
        territory = self.territory(options, today)
        report = build_bilan(territory, self.period(options, today), now=now, public=options["public"])
        figures = as_json(report)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")

    def territory(self, options: dict[str, Any], today: date) -> Territory:
        """The territory named on the command line."""
        try:
            if options["region"]:
                return region_territory(options["region"])
            return direction_territory(options["direction"], day=today)
        except (Region.DoesNotExist, Direction.DoesNotExist) as absent:
            raise CommandError(
                "No such region or direction. / Aucune région ni direction de ce code."
            ) from absent

    def period(self, options: dict[str, Any], today: date) -> Period:
        """The days given, or the last 12 months."""
        start, end = options["start"], options["end"]
        if not start and not end:
            return last_twelve_months(today)
        if not (start and end) or end < start:
            raise CommandError("Give --from and --to, in order. / Donnez --from et --to, dans l’ordre.")
        return Period(start, end)
