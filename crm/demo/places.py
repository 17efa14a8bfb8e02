"""Directions, service points and staff of the demo. Those of region 02 are public facts; the rest is invented."""

from __future__ import annotations

from dataclasses import dataclass

PHONE = "1 877-662-4667"


@dataclass(frozen=True, slots=True)
class Point:
    """A service point and who is posted there: roles in order."""

    code: str
    name: str
    municipality: str
    sector: str
    address: str
    room: str = ""
    roles: tuple[str, ...] = ()
    meets: bool = False
    takes_appointments: bool = False


# Source: Bilan des réalisations 2019-2020 au Saguenay–Lac-Saint-Jean (ministry's public report).
REFERENCE_POINTS: tuple[Point, ...] = (
    Point(
        "chicoutimi-oblats",
        "Services Québec de Chicoutimi",
        "94068",
        "Chicoutimi",
        "210, rue des Oblats Ouest",
        takes_appointments=True,
    ),
    Point(
        "chicoutimi-riverin",
        "Chicoutimi",
        "94068",
        "Chicoutimi",
        "237, rue Riverin",
        roles=("manager", "advisor", "officer"),
        meets=True,
    ),
    Point(
        "jonquiere-harvey",
        "Jonquière",
        "94068",
        "Jonquière",
        "3885, boulevard Harvey",
        roles=("officer",),
        meets=True,
    ),
    Point(
        "alma-harvey",
        "Alma",
        "93042",
        "",
        "725, rue Harvey Ouest",
        room="2e étage",
        roles=("officer",),
        meets=True,
    ),
    Point(
        "roberval-saint-joseph",
        "Roberval",
        "91025",
        "",
        "755, boulevard Saint-Joseph",
        room="2.13-A",
        roles=("advisor",),
        takes_appointments=True,
    ),
    Point(
        "dolbeau-erables", "Dolbeau-Mistassini", "92022", "", "1500, rue des Érables", takes_appointments=True
    ),
)
NORTH_SHORE_POINTS: tuple[Point, ...] = (
    Point(
        "sept-iles",
        "Sept-Îles",
        "97007",
        "",
        "1, rue de la Démonstration",
        roles=("advisor", "officer"),
        meets=True,
    ),
    Point("baie-comeau", "Baie-Comeau", "96020", "", "2, rue de la Démonstration", takes_appointments=True),
)
# The ministry's branches outside 02 and 09 are grouped here for the demo alone.
OTHER_DIRECTIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("bsl", "Direction régionale du Bas-Saint-Laurent", "Bas-Saint-Laurent Regional Branch", ("01",)),
    (
        "capitale",
        "Direction régionale de la Capitale-Nationale",
        "Capitale-Nationale Regional Branch",
        ("03",),
    ),
    (
        "mauricie-cdq",
        "Direction régionale de la Mauricie et du Centre-du-Québec",
        "Mauricie and Centre-du-Québec Regional Branch",
        ("04", "17"),
    ),
    ("estrie", "Direction régionale de l’Estrie", "Estrie Regional Branch", ("05",)),
    ("montreal", "Direction régionale de Montréal", "Montréal Regional Branch", ("06",)),
    ("outaouais", "Direction régionale de l’Outaouais", "Outaouais Regional Branch", ("07",)),
    (
        "abitibi-nord",
        "Direction régionale de l’Abitibi-Témiscamingue et du Nord-du-Québec",
        "Abitibi-Témiscamingue and Nord-du-Québec Regional Branch",
        ("08", "10"),
    ),
    (
        "gaspesie",
        "Direction régionale de la Gaspésie–Îles-de-la-Madeleine",
        "Gaspésie–Îles-de-la-Madeleine Regional Branch",
        ("11",),
    ),
    (
        "chaudiere",
        "Direction régionale de la Chaudière-Appalaches",
        "Chaudière-Appalaches Regional Branch",
        ("12",),
    ),
    (
        "laval-laurentides",
        "Direction régionale de Laval, de Lanaudière et des Laurentides",
        "Laval, Lanaudière and Laurentides Regional Branch",
        ("13", "14", "15"),
    ),
    ("monteregie", "Direction régionale de la Montérégie", "Montérégie Regional Branch", ("16",)),
)
# Region → (employers, candidates). 02 and 09 are planned by the counts that must come out.
SIZES: dict[str, tuple[int, int]] = {
    "01": (16, 60),
    "03": (30, 190),
    "04": (18, 70),
    "05": (20, 90),
    "06": (34, 560),
    "07": (14, 80),
    "08": (18, 50),
    "09": (24, 60),
    "10": (5, 14),
    "11": (10, 24),
    "12": (24, 70),
    "13": (12, 150),
    "14": (14, 60),
    "15": (16, 70),
    "16": (26, 260),
    "17": (20, 70),
}
PARTNERS_REFERENCE = ("Portes ouvertes sur le Lac", "Carrefour jeunesse-emploi Saguenay", "Groupe Inclusia")
