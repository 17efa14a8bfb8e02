"""What an employer file gathers over time: documents, permits that expire, an agreement to be known by partners."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import typst

from crm.casework.models import DocumentKind, DocumentScope
from crm.casework.services import DocumentContent, StaffContent, add_document, save_foreign_staff
from crm.core.formatting import day as in_words
from crm.demo.build.world import Business, World
from crm.employers.models import SharingConsent
from crm.employers.services import give_sharing_consent

LETTER = Path(__file__).parents[1] / "letter.typ"
#: How many accompanied employers of region 02 have papers, and how many have permits to follow.
WITH_PAPERS, WITH_PERMITS, SHARED = 6, 16, 12
AGREED, CERTIFIED, OFFERED, NOTED = (
    "Entente d’accompagnement.pdf",
    "Attestation de l’Office.pdf",
    "Offre d’emploi.pdf",
    "Notes de visite.txt",
)
PERMITS = (
    "closed-lmia",
    "closed-exempt",
    "open-working-holiday",
    "open-graduate",
    "closed-young-professional",
)


def build_filed(world: World) -> None:
    """Papers, permits and agreements of the employers that region 02 accompanies, by the product's own gestures."""
    home = [b for b in world.businesses if b.region == "02" and b.accompanied]
    for index, business in enumerate(home[:WITH_PAPERS]):
        _papers(world, business, index)
    for index, business in enumerate(home[:WITH_PERMITS]):
        _permits(world, business, index)
    for index, business in enumerate(home[:SHARED]):
        given = world.workday(world.days_ago(30 + 5 * index))
        give_sharing_consent(
            file=business.file,
            channel=SharingConsent.Channel.values[index % 3],
            given_on=given,
            expires_on=given + timedelta(days=365),
            by=business.lead,
            now=world.now,
        )


def _papers(world: World, business: Business, index: int) -> None:
    name, filed = str(business.employer), world.workday(world.days_ago(40 + 3 * index))
    promised = (
        f"{name} et la direction régionale conviennent d’un accompagnement au recrutement.",
        "La conseillère ou le conseiller visite l’entreprise, complète le diagnostic et présente des personnes.",
        "L’entreprise répond aux profils présentés et nomme une personne pour accueillir.",
    )
    _pdf(world, business, AGREED, DocumentKind.AGREEMENT, filed, promised, scope=DocumentScope.EMPLOYER)
    if index % 2 == 0:
        said = (
            f"{name} tient à jour ses mesures de francisation.",
            "Document de démonstration, sans valeur.",
        )
        ends = world.as_of + timedelta(days=20 + 35 * index)
        _pdf(world, business, CERTIFIED, DocumentKind.CERTIFICATE, filed, said, expires_on=ends)
    if index % 3 == 0:
        said = ("Poste permanent à temps plein, de jour.", "Formation donnée sur place, en français.")
        _pdf(world, business, OFFERED, DocumentKind.JOB_OFFER, filed, said)
        noted = "Visite de l’atelier : deux postes libres de soir, stationnement gratuit.\n".encode()
        _add(business, NOTED, DocumentKind.OTHER, noted, world.at(filed, 16), scope=DocumentScope.TEAM)


def _pdf(
    world: World,
    business: Business,
    name: str,
    kind: str,
    filed: date,
    lines: tuple[str, ...],
    *,
    scope: str = DocumentScope.DIRECTION,
    expires_on: date | None = None,
) -> None:
    """A letter in true PDF/UA, dated of the day it was filed."""
    data = {
        "title": name.removesuffix(".pdf"),
        "author": f"{business.file.direction}, démonstration",
        "day": in_words(filed),
        "lines": lines,
    }
    made = typst.compile(
        str(LETTER),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(filed, time(), tzinfo=UTC),
    )
    _add(business, name, kind, made, world.at(filed, 15), scope=scope, expires_on=expires_on)


def _add(
    business: Business,
    name: str,
    kind: str,
    content: bytes,
    at: datetime,
    *,
    scope: str,
    expires_on: date | None = None,
) -> None:
    paper = DocumentContent(
        kind=kind,
        name=name,
        content=io.BytesIO(content),
        size=len(content),
        scope=scope,
        expires_on=expires_on,
    )
    add_document(file=business.file, document=paper, by=business.lead, now=at)


def _permits(world: World, business: Business, index: int) -> None:
    """One group of permits or two; the first of them expires within three months, the others later."""
    for rank in range(1 + (index % 3 == 0)):
        wanted = StaffContent(
            permit_id=PERMITS[(index + rank) % len(PERMITS)],
            people=1 + (index * 3 + rank) % 6,
            expires_on=world.as_of + timedelta(days=45 + 37 * index + 210 * rank),
            occupation_id=business.needs[0].occupation_id if business.needs else None,
        )
        save_foreign_staff(file=business.file, content=wanted, by=business.lead, now=world.now)
