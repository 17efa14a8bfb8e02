"""A production installation refuses a database that was made as a demo."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from backend.demo_guard import refuse_marked_database
from backend.services.embedded import ROOT
from crm.core.services import mark_installation

CELERY = ["-m", "celery", "--app", "backend.celery:app"]
WEB = ["-c", "import backend.wsgi"]


@pytest.mark.django_db
def test_production_refuses_to_serve_a_marked_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=True, now=now)
    with pytest.raises(ImproperlyConfigured, match="marked as a demo"):
        refuse_marked_database()


@pytest.mark.django_db
def test_production_refuses_to_migrate_a_marked_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=True, now=now)
    with pytest.raises(CommandError, match="marked as a demo"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_production_serves_a_real_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=False, now=now)
    refuse_marked_database()


@pytest.mark.django_db
def test_the_embedded_default_serves_its_demo(settings: Any, now: datetime) -> None:
    settings.MODE = "embedded"
    mark_installation(demo=True, now=now)
    refuse_marked_database()


@pytest.mark.usefixtures("live_db")
@pytest.mark.parametrize("command", [[*CELERY, "worker", "--pool", "solo"], [*CELERY, "beat"], WEB])
def test_no_program_of_production_starts_on_a_demo(now: datetime, command: list[str], tmp_path: Path) -> None:
    mark_installation(demo=True, now=now)
    address = urlsplit(os.environ["PASSERELLE_DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    surroundings = dict(os.environ) | {
        "PASSERELLE_DATABASE_URL": address.geturl(),
        "PASSERELLE_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "backend.settings.base",
        "PYTHONPATH": str(ROOT),
    }
    ended = subprocess.run(
        [sys.executable, *command],
        env=surroundings,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "marked as a demo" in ended.stdout + ended.stderr
