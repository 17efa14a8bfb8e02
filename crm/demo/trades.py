"""What the invented employers do: names by trade, the occupations they look for, their pay and hours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of business: how it is called, its NAICS sector, the NOC unit groups it hires (with an hourly wage)."""

    prefixes: tuple[str, ...]
    sector: str
    jobs: tuple[tuple[str, str, int], ...]  # NOC code, the employer's words, dollars an hour
    weight: int = 3


TRADES: tuple[Trade, ...] = (
    Trade(
        ("Scierie", "Bois d’œuvre", "Usine de rabotage"),
        "31-33",
        (
            ("94120", "Opératrice ou opérateur de scierie", 28),
            ("95103", "Manœuvre en scierie", 23),
            ("72400", "Mécanicienne ou mécanicien industriel", 36),
            ("94120", "Gars ou fille de scie, quart de soir", 27),
        ),
        5,
    ),
    Trade(
        ("Usinage", "Ateliers Métal", "Soudure"),
        "31-33",
        (
            ("72106", "Soudeuse ou soudeur", 31),
            ("72100", "Machiniste", 32),
            ("94106", "Opératrice ou opérateur CNC", 27),
            ("95101", "Journalière ou journalier en métallurgie", 24),
        ),
        5,
    ),
    Trade(
        ("Aluminium", "Fonderie"),
        "31-33",
        (
            ("94100", "Opératrice ou opérateur de procédé", 34),
            ("72201", "Électricienne ou électricien industriel", 40),
            ("72400", "Mécanicienne ou mécanicien d’entretien", 38),
        ),
        2,
    ),
    Trade(
        ("Fromagerie", "Boulangerie", "Salaisons", "Conserverie"),
        "31-33",
        (
            ("95106", "Manœuvre en transformation alimentaire", 21),
            ("94140", "Opératrice ou opérateur de production", 24),
            ("63202", "Boulangère ou boulanger", 22),
            ("94141", "Bouchère ou boucher industriel", 25),
        ),
        5,
    ),
    Trade(
        ("Serres", "Ferme laitière", "Bleuetière"),
        "11",
        (
            ("85103", "Ouvrière ou ouvrier de serre", 20),
            ("85100", "Ouvrière ou ouvrier de ferme laitière", 21),
            ("85101", "Journalière ou journalier aux récoltes", 19),
        ),
        4,
    ),
    Trade(
        ("Auberge", "Hôtel", "Restaurant"),
        "72",
        (
            ("63200", "Cuisinière ou cuisinier", 22),
            ("65201", "Aide-cuisinière ou aide-cuisinier", 18),
            ("65310", "Préposée ou préposé à l’entretien ménager", 19),
            ("64314", "Réceptionniste", 20),
        ),
        4,
    ),
    Trade(
        ("Transport", "Logistique"),
        "48-49",
        (
            ("73300", "Camionneuse ou camionneur classe 1", 29),
            ("72410", "Mécanicienne ou mécanicien de camions", 34),
            ("75101", "Manutentionnaire et cariste", 22),
        ),
        4,
    ),
    Trade(
        ("Constructions", "Menuiserie", "Excavation"),
        "23",
        (
            ("72310", "Charpentière-menuisière ou charpentier-menuisier", 38),
            ("75110", "Manœuvre de chantier", 26),
            ("73400", "Opératrice ou opérateur de pelle", 37),
        ),
        4,
    ),
    Trade(
        ("Résidence", "Clinique", "Soins à domicile"),
        "62",
        (
            ("33102", "Préposée ou préposé aux bénéficiaires", 25),
            ("44101", "Auxiliaire familiale ou familial", 23),
            ("31301", "Infirmière ou infirmier", 38),
            ("32101", "Infirmière ou infirmier auxiliaire", 30),
        ),
        5,
    ),
    Trade(
        ("Services numériques", "Comptabilité", "Bureau-conseil"),
        "54",
        (
            ("12200", "Technicienne ou technicien comptable", 27),
            ("22221", "Technicienne ou technicien en soutien informatique", 28),
            ("21232", "Développeuse ou développeur de logiciels", 42),
            ("13110", "Adjointe ou adjoint administratif", 24),
        ),
        3,
    ),
    Trade(
        ("CPE", "Garderie éducative"),
        "62",
        (("42202", "Éducatrice ou éducateur à l’enfance", 26),),
        2,
    ),
    Trade(
        ("Quincaillerie", "Épicerie", "Marché"),
        "44-45",
        (("64100", "Conseillère ou conseiller aux ventes", 19), ("65100", "Caissière ou caissier", 17)),
        3,
    ),
)
