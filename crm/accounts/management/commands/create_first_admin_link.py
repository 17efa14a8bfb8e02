"""Print the one-time link that makes the first administrator of an empty installation."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from crm.accounts.services import AdministratorExists, invite_first_administrator
from crm.core.commands import Refused


class Command(BaseCommand):
    help = "Print a link, good once and for 15 minutes, that creates the first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = invite_first_administrator(now=timezone.now())
        except AdministratorExists as refusal:
            raise Refused(refusal.message) from refusal
        base = os.environ.get("PASSERELLE_BASE_URL", "http://localhost:8000").rstrip("/")
        self.stdout.write(
            "Créez le premier compte pilote avec ce lien (une seule fois, dans les 15 minutes) :\n"
            "Create the first administrator with this link (once, within 15 minutes):\n"
            f"  {base}{reverse('first-account', args=[token])}"
        )
