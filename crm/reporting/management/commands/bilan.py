"""`./passerelle bilan --region 02`: the figures of the bilan, as a table to read or, with --json, for machines."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm.core.commands import Refused
from crm.reporting.bilan import build_bilan
from crm.reporting.bilan_json import as_json
from crm.reporting.bilan_text import as_text
from crm.reporting.figures import Territory
from crm.reporting.periods import Period, PeriodRefused, asked_period, quebec_day
from crm.reporting.territories import direction_territory, region_territory
from crm.territory.models import Direction, Region

LANGUAGES = {"fr": "fr-ca", "en": "en-ca"}


class Command(BaseCommand):
    help = (
        "Donne les chiffres du bilan d’une région ou d’une direction. / "
        "Prints the figures of the bilan of a region or a direction."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--region", help="02")
        where.add_argument("--direction", help="slsj-cn")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="2026-04-01")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="2027-03-31")
        parser.add_argument("--public", action="store_true", help="règle / rule MQ-1")
        parser.add_argument("--lang", choices=LANGUAGES, default="fr", help="fr, en")
        parser.add_argument("--json", action="store_true", help="JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = quebec_day(now)
        with translation.override(LANGUAGES[options["lang"]]):
            territory = self.territory(options, today)
            report = build_bilan(territory, self.period(options, today), now=now, public=options["public"])
            figures = json.dumps(as_json(report), ensure_ascii=False, indent=2)
            self.stdout.write(figures if options["json"] else as_text(report))

    def territory(self, options: dict[str, Any], today: date) -> Territory:
        """The territory named on the command line; raises Refused."""
        try:
            if options["region"] is not None:
                return region_territory(options["region"])
            return direction_territory(options["direction"], day=today)
        except Region.DoesNotExist as absent:
            raise Refused(
                _("Aucune région n’a ce code : donnez deux chiffres, de 01 à 17, par exemple --region 02.")
            ) from absent
        except Direction.DoesNotExist as absent:
            known = ", ".join(Direction.objects.on(today).order_by("code").values_list("code", flat=True))
            raise Refused(
                _("Aucune direction n’a ce code : donnez l’un de ceux-ci : %(codes)s."), codes=known or "–"
            ) from absent

    def period(self, options: dict[str, Any], today: date) -> Period:
        """The days given, or the last 12 months; raises Refused."""
        try:
            return asked_period(options["start"], options["end"], today=today)
        except PeriodRefused as refusal:
            raise Refused(refusal.message) from refusal
