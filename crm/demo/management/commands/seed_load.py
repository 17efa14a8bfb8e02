"""`./passerelle manage seed_load`: a whole Québec of invented files, for measuring."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from crm.core.commands import Refused
from crm.core.errors import Refusal
from crm.demo.load.plan import NAMED_SIZES, Sizes
from crm.demo.load.run import SEED, seed_load
from crm.demo.load.verify import broken_constraints


class Command(BaseCommand):
    help = "Ajoute une charge à la démonstration / Adds a load of invented rows to a demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sizes", choices=sorted(NAMED_SIZES), default="full")
        for name in ("employers", "candidates", "interventions"):
            parser.add_argument(f"--{name}", type=int, default=None, metavar="N")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument(
            "--as-of", type=date.fromisoformat, default=None, help="AAAA-MM-JJ; today by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        named = NAMED_SIZES[options["sizes"]]
        told = {
            name: getattr(named, name) if options[name] is None else options[name]
            for name in ("employers", "candidates", "interventions")
        }
        begun, now = time.monotonic(), timezone.now()
        as_of = options["as_of"] or timezone.localdate(now)
        try:
            load = seed_load(sizes=Sizes(**told), as_of=as_of, now=now, seed=options["seed"])
        except Refusal as refusal:
            raise Refused(refusal.message) from refusal
        for what, count in load.made.items():
            self.stdout.write(f"{count:>10,}  {what}".replace(",", "\N{NO-BREAK SPACE}"))
        made = time.monotonic() - begun
        if broken := broken_constraints():
            raise Refused(f"Contraintes enfreintes / Constraints broken: {', '.join(broken)}")
        self.stdout.write(f"{made:.0f} s ; contraintes vérifiées / constraints checked.")
