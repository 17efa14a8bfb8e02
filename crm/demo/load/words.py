"""Invented names by the thousand: businesses, persons, telephones, what was said."""

from __future__ import annotations

from itertools import product
from random import Random

from crm.demo.names import FIRST, PLACES, listed
from crm.demo.trades import TRADES

BEGINNINGS = listed("""
    Ard, Bel, Bour, Cham, Char, Cour, Dal, Des, Fon, Gar, Gir, Har, Jol, Lab, Lan, Mar, Mont, Per, Quen, Rav,
    Rous, Sav, Tour, Val
""")
MIDDLES = (
    "",
    *listed("a, an, ber, bou, cha, dan, di, gue, le, lin, man, mi, on, ra, ri, rou, son, ti, ton, vi"),
)
ENDINGS = listed("""
    ain, ard, ault, aye, eau, elle, ert, et, eux, ier, in, mont, nay, on, que, rin, sset, tel, ville, voix
""")
SURNAMES = tuple(
    f"{beginning}{middle}{ending}" for beginning, middle, ending in product(BEGINNINGS, MIDDLES, ENDINGS)
)
AREAS = ("418", "581", "819", "873", "514", "438", "450", "579", "367")
NOTES = (
    "Discussion sur les besoins de l’automne et sur l’accueil des personnes qui arrivent.",
    "Visite de l’usine : deux postes de soir, transport à prévoir.",
    "L’entreprise veut d’abord recruter dans la région, puis ailleurs au Québec.",
    "Rappel sur la francisation en milieu de travail ; documents envoyés.",
    "Bilan de la dernière embauche : la personne est bien intégrée.",
    "Message laissé à la réception ; rappeler la semaine prochaine.",
    "Questions sur le logement près du lieu de travail.",
    "Rencontre avec la production : compétences essentielles revues.",
    "Suivi du besoin : toujours d’actualité, un poste de moins.",
    "Présentation de la démarche interrégionale et de ses délais.",
)
PROMISES = (
    "Rappeler au sujet des postes de soir",
    "Envoyer la liste des ressources en francisation",
    "Confirmer le salaire offert",
    "Vérifier le transport vers l’usine",
    "Préparer la rencontre d’accueil",
    "Relancer pour la réponse au profil",
    "Mettre à jour le diagnostic",
    "Demander si le besoin est toujours d’actualité",
)
PURPOSES = (
    "Première rencontre",
    "Suivi du plan d’action",
    "Mise à jour du profil",
    "Préparation à l’entrevue",
)


def business_name(random: Random, trade: int) -> str:
    """How a business is called: a trade with a family, a place or both, or a numbered company."""
    draw = random.random()
    if draw < 0.1:
        return f"9{random.randrange(1000):03d}-{random.randrange(10_000):04d} Québec"
    prefix = TRADES[trade].prefixes[int(random.random() * len(TRADES[trade].prefixes))]
    family = SURNAMES[int(random.random() * len(SURNAMES))]
    if draw < 0.45:
        return f"{prefix} {family}"
    if draw < 0.6:
        return f"{prefix} {family} et {('Filles', 'Fils', 'Associés')[int(random.random() * 3)]}"
    place = PLACES[int(random.random() * len(PLACES))]
    return f"{prefix} {place} {family}" if draw < 0.9 else f"Groupe {family} {place}"


def person(random: Random) -> tuple[str, str]:
    """A given name and a family name; every family name says « Test »."""
    given = FIRST[int(random.random() * len(FIRST))]
    return given, f"{SURNAMES[int(random.random() * len(SURNAMES))]}-Test"


def phone(random: Random) -> str:
    """A telephone of nobody (555), punctuated as people do."""
    area, line = AREAS[int(random.random() * len(AREAS))], f"{random.randrange(10_000):04d}"
    style = random.random()
    if style < 0.6:
        return f"{area} 555-{line}"
    if style < 0.8:
        return f"({area}) 555-{line}"
    return f"{area}-555-{line}" if style < 0.9 else f"+1 {area} 555 {line}"
