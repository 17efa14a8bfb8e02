"""Interventions and follow-ups."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm.accounts.models import User
from crm.casework.models import FollowUp, Intervention, InterventionKind
from crm.employers.models import EmployerFile
from tests.factories.employers import make_file
from tests.factories.people import make_user


def make_visit(file: EmployerFile, on: date, by: User | None = None, **values: Any) -> Intervention:
    """A visit to the employer, unless another kind is given."""
    return Intervention.objects.create(
        file=file,
        occurred_on=on,
        by=by or make_user(),
        **{"kind": InterventionKind.VISIT, "summary": "Tour de l’usine.", **values},
    )


def make_follow_up(owner: User, due_on: date, file: EmployerFile | None = None, **values: Any) -> FollowUp:
    """Something promised about a file."""
    return FollowUp.objects.create(
        file=file or make_file(), owner=owner, due_on=due_on, **{"text": "Rappeler pour les dates", **values}
    )
