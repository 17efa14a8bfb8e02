"""`./passerelle manage generate_demo`: fill an empty database with the demo region."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from crm.core.commands import Refused
from crm.demo.generate import NotEmpty, generate


class Command(BaseCommand):
    help = "Remplit une base vide avec la démonstration / Fills an empty database with the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of", type=date.fromisoformat, default=None, help="AAAA-MM-JJ; today by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = options["as_of"]
            world = generate(as_of=day) if day else generate(as_of=timezone.localdate(), now=timezone.now())
        except NotEmpty as refusal:
            raise Refused(refusal.message) from refusal
        self.stdout.write(
            f"{len(world.businesses)} entreprises, {sum(len(b.needs) for b in world.businesses)} besoins, "
            f"{len(world.persons)} personnes."
        )
