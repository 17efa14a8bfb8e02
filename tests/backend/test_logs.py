"""The log of an installation: a refusal is one line, a fault of ours keeps its traceback."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from crm.accounts.models import User


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the installation's own handler writes."""
    (handler,) = (h for h in logging.getLogger().handlers if h.get_name() == "stderr")
    written = StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.django_db
def test_a_refusal_is_one_line(client: Client, advisor: User, log: StringIO) -> None:
    client.force_login(advisor)
    assert client.get(reverse("caseloads")).status_code == 403
    (line,) = (line for line in log.getvalue().splitlines() if "django.request" in line)
    assert "WARNING" in line
    assert "Traceback" not in log.getvalue()


def test_a_fault_of_ours_keeps_its_traceback(log: StringIO) -> None:
    try:
        raise RuntimeError("faute")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: /")
    assert "RuntimeError: faute" in log.getvalue()
