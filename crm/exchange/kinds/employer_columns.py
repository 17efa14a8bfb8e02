"""The columns of a list of employers, and those of a place of work."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from crm.employers.models import Francization, SizeBand, WinterAccess, neq_format
from crm.employers.rules import is_neq, tidy_neq
from crm.exchange import cells
from crm.exchange.columns import CellRefused, Column
from crm.exchange.kinds.fields import entry, municipality, picked, yes_no
from crm.taxonomy.models import Sector


def read_neq(cell: str) -> str:
    """The ten digits of a NEQ."""
    neq = tidy_neq(cell)
    if not is_neq(neq):
        raise CellRefused(neq_format.message)
    return neq


def _sectors() -> list[str]:
    return [f"{sector.code} {sector.name}" for sector in Sector.objects.all()]


def _sector(cell: str) -> str:
    """« 31-33 Fabrication », or its code, or its name."""
    try:
        return entry("sectors")(cell.split(" ", 1)[0])
    except CellRefused:
        return entry("sectors")(cell)


PLACE_COLUMNS = (
    Column("municipality", _("Municipalité"), municipality, aliases=("ville", "city", "town")),
    Column("address", _("Adresse"), cells.text(200), aliases=("rue", "street", "adresse civique")),
    yes_no("transit", _("Transport collectif")),
    picked("winter_access", _("Accès l’hiver"), WinterAccess.choices),
    yes_no("housing_nearby", _("Logement à proximité")),
    Column(
        "headcount",
        _("Personnes à l’emploi"),
        cells.number(0, 2_000_000),
        empty=None,
        aliases=("effectif", "employés", "employees"),
    ),
    Column("lat", _("Latitude"), cells.degree, empty=None),
    Column("lon", _("Longitude"), cells.degree, empty=None),
)

EMPLOYER_COLUMNS = (
    Column("id", _("Numéro de l’entreprise"), cells.identifier, empty=None, aliases=("employer id",)),
    Column("neq", _("NEQ"), read_neq, aliases=("québec enterprise number", "numero d'entreprise du québec")),
    Column(
        "legal_name",
        _("Nom légal"),
        cells.text(200),
        required=True,
        aliases=("nom", "name", "entreprise", "raison sociale", "company", "employer", "employeur"),
    ),
    Column("usual_name", _("Nom usuel"), cells.text(200), aliases=("trade name", "nom commercial")),
    Column(
        "trade_names",
        _("Autres noms"),
        cells.several(cells.text(200)),
        empty=(),
        show=cells.shown_several(str),
        aliases=("other names",),
    ),
    Column(
        "sector_id",
        _("Secteur"),
        _sector,
        empty=None,
        choices=_sectors,
        aliases=("sector", "scian", "naics"),
    ),
    picked("size_band", _("Taille"), SizeBand.choices),
    Column("website", _("Site Web"), cells.website, aliases=("web", "url", "site internet")),
    yes_no("hired_abroad_before", _("A déjà recruté à l’étranger")),
    yes_no("has_union", _("Personnel syndiqué")),
    Column("union", _("Syndicat"), cells.text(120)),
    picked("francization", _("Francisation de l’entreprise"), Francization.choices),
    Column("source", _("Provenance"), cells.text(120), aliases=("origine",)),
    Column("site_name", _("Nom du siège"), cells.text(120)),
    *(replace(column, required=column.code == "municipality") for column in PLACE_COLUMNS),
    Column("objectives", _("Objectifs"), cells.text(4000)),
    Column(
        "lead",
        _("Responsable"),
        entry("advisors"),
        empty=None,
        aliases=("conseillère", "conseiller", "advisor"),
    ),
    Column(
        "contact_name",
        _("Premier contact"),
        cells.text(120),
        exported=False,
        aliases=("contact", "personne-ressource"),
    ),
    Column(
        "contact_phone",
        _("Téléphone du premier contact"),
        cells.phone,
        exported=False,
        aliases=("téléphone", "phone", "tél"),
    ),
    Column(
        "contact_email",
        _("Courriel du premier contact"),
        cells.email,
        exported=False,
        aliases=("courriel", "email", "e-mail"),
    ),
    Column("stage", _("Étape")),
    Column("opened_on", _("Ouvert le")),
)
