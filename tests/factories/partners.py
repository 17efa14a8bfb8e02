"""Partners, programmes and agreements."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from crm.partners.models import Agreement, AgreementStage, Partner, Programme
from crm.territory.models import Direction
from tests.factories.people import make_direction

_numbers = count(1)
UNSIGNED = {AgreementStage.DRAFT, AgreementStage.ANALYSIS}


def make_partner(**values: object) -> Partner:
    """An organisation in Saguenay."""
    plain = {"services_fr": "Accueil", "municipality_id": "94068", "verified_on": date(2026, 1, 15)}
    return Partner.objects.create(**{"name": f"Organisme d’essai {next(_numbers)}", **plain, **values})


def make_programme(code: str = "essai") -> Programme:
    """A programme of financial assistance."""
    return Programme.objects.get_or_create(
        code=code, defaults={"name_fr": "Programme d’essai", "name_en": "Test"}
    )[0]


def make_agreement(
    stage: str = AgreementStage.DRAFT, direction: Direction | None = None, **values: object
) -> Agreement:
    """An agreement for 2026, signed on 1 April when its stage asks for it."""
    plain = {
        "number": f"ENT-{next(_numbers)}",
        "title": "Accueil des familles",
        "region_id": "02",
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2027, 3, 31),
        "amount": Decimal("50000.00"),
        "signed_on": None if stage in UNSIGNED else date(2026, 4, 1),
    }
    owner = values.pop("partner", None) or make_partner()
    return Agreement.objects.create(
        stage=stage,
        direction=direction or make_direction(),
        partner=owner,
        programme=make_programme(),
        **{**plain, **values},
    )


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("America/Toronto"))
