"""Lists as people give them, and the way of one through the services."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm.accounts.models import User
from crm.exchange import services
from crm.exchange.models import Import
from crm.exchange.running import run
from crm.territory.models import Direction
from tests.factories.people import make_direction

EMPLOYER_HEAD = ["Nom légal", "NEQ", "Municipalité", "Adresse", "Taille", "Site Web"]


def as_csv(lines: Sequence[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ";") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue().encode(encoding)


def given(
    content: bytes, by: User, now: datetime, *, kind: str = "employers", direction: Direction | None = None
) -> Import:
    return services.receive_file(
        kind=kind,
        direction=direction or make_direction(),
        filename="liste.csv",
        content=content,
        by=by,
        now=now,
    )


def checked(found: Import, by: User, now: datetime, *, complete: bool = False) -> Import:
    services.ask_for_check(job=found, mapping=found.mapping, complete_doubles=complete, by=by, now=now)
    return worked(found, now)


def worked(found: Import, now: datetime, **more: Any) -> Import:
    found.refresh_from_db()
    run(import_id=found.pk, revision=found.revision, now=now, **more)
    found.refresh_from_db()
    return found


def imported(content: bytes, by: User, now: datetime, **more: Any) -> Import:
    complete = more.pop("complete", False)
    found = checked(given(content, by, now, **more), by, now, complete=complete)
    assert found.state == "checked", found.problem
    services.ask_for_import(job=found, by=by, now=now)
    return worked(found, now)


def undone(found: Import, by: User, now: datetime, also: Sequence[int] = ()) -> Import:
    services.ask_for_undo(job=found, also=also, by=by, now=now)
    return worked(found, now, also=tuple(also), by_id=by.pk)
