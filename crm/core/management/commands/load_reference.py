"""Load the reference data of every app that brings some: `load_reference`. Harmless when repeated."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from crm.core.reference import record_version


class Command(BaseCommand):
    help = "Loads territories, occupations, skills and coded reasons from the files of the repository."

    def handle(self, *args: Any, **options: Any) -> None:
        for config in apps.get_app_configs():
            if config.module and module_has_submodule(config.module, "loader"):
                self._load(config.name, verbose=options["verbosity"] > 0)

    def _load(self, app: str, *, verbose: bool) -> None:
        with transaction.atomic():
            loaded = import_module(f"{app}.loader").load()
            record_version(app, rows=sum(result.rows for result in loaded.values()))
        if not verbose:
            return
        for name, result in loaded.items():
            self.stdout.write(
                f"{name}: {result.rows} rows, {result.written} written, {result.removed} removed"
            )
