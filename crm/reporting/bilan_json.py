"""The bilan for machines."""

from __future__ import annotations

from typing import Any

from crm.accounts.models import Role
from crm.reporting.bilan import Bilan
from crm.reporting.bilan_years import Year
from crm.reporting.periods import QUEBEC
from crm.reporting.queries_means import Staffing


def as_json(bilan: Bilan) -> dict[str, Any]:
    """The report's figures for machines: dates as ISO text, amounts as text, masked counts as null."""
    return {
        "territory": {
            "kind": bilan.territory.kind.value,
            "code": bilan.territory.code,
            "name": bilan.territory.name,
        },
        "period": {"from": bilan.period.start.isoformat(), "to": bilan.period.end.isoformat()},
        "as_of": bilan.as_of.astimezone(QUEBEC).isoformat(timespec="seconds"),
        "public": bilan.public,
        "businesses_supported": bilan.shown(bilan.businesses),
        "persons_accompanied": bilan.shown(bilan.persons),
        "agreements": bilan.agreements.value,
        "agreements_amount": str(bilan.agreements.beside),
        "agreements_in_force": bilan.in_force.value,
        "advisors": _staff_json(bilan.staff(Role.ADVISOR)),
        "officers": _staff_json(bilan.staff(Role.OFFICER)),
        "service_points": len(bilan.service_points),
        "activities": bilan.activities.value,
        "placements": bilan.placements,
        "places": [
            {"name": line.name, "businesses": line.businesses, "placements": line.placements}
            for line in bilan.places
        ],
        "strands": bilan.strands,
        "programmes": [
            {"name": line.name, "number": line.number, "amount": str(line.amount)}
            for line in bilan.programmes
        ],
        "points": [{"place": point.place, "address": point.address} for point in bilan.service_points],
        "resources": [partner.name for partner in bilan.resources],
        "years": [_year_json(year) for year in bilan.years],
        "local_actions": {"fr": bilan.actions.fr, "en": bilan.actions.en},
        "rules": {
            figure.code: figure.rule_code
            for figure in (
                bilan.businesses,
                bilan.persons,
                bilan.agreements,
                bilan.in_force,
                bilan.activities,
            )
        }
        | {"placements": "PL-1", "advisors": "EF-1", "officers": "EF-1", "service_points": "PS-1"},
    }


def _staff_json(staffing: Staffing) -> dict[str, int | None]:
    return {"filled": staffing.filled, "target": staffing.target}


def _year_json(year: Year) -> dict[str, Any]:
    return {
        "from": year.period.start.isoformat(),
        "to": year.period.end.isoformat(),
        "businesses_supported": year.businesses,
        "persons_accompanied": year.persons,
        "placements": year.placements,
        "agreements": year.agreements,
        "agreements_amount": str(year.amount),
    }
