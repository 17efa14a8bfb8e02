"""A production installation refuses a database that was made as a demo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from backend.demo_guard import refuse_marked_database
from crm.core.services import mark_installation

pytestmark = pytest.mark.django_db


def test_production_refuses_to_serve_a_marked_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=True, now=now)
    with pytest.raises(ImproperlyConfigured, match="marked as a demo"):
        refuse_marked_database()


def test_production_refuses_to_migrate_a_marked_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=True, now=now)
    with pytest.raises(CommandError, match="marked as a demo"):
        call_command("check", databases=["default"])


def test_production_serves_a_real_database(settings: Any, now: datetime) -> None:
    settings.MODE = "production"
    mark_installation(demo=False, now=now)
    refuse_marked_database()


def test_the_embedded_default_serves_its_demo(settings: Any, now: datetime) -> None:
    settings.MODE = "embedded"
    mark_installation(demo=True, now=now)
    refuse_marked_database()
