"""Invented names. Places in business names do not exist; people are combinations drawn by the seed."""

from __future__ import annotations

from random import Random


def listed(text: str) -> tuple[str, ...]:
    """Names written as prose, parted by commas."""
    return tuple(" ".join(name.split()) for name in text.split(","))


PLACES = listed("""
    des Deux-Rives, du Cran-Bleu, Kénogami-Nord, de la Belle-Anse, Lac-Clair, du Vieux-Quai, Boréal, de la
    Grande-Décharge, de la Pointe-aux-Bouleaux, du Rang Huit, des Trois-Caps, de l’Anse-Grise, du
    Ruisseau-Sec, Haute-Savane, des Épinettes-Noires, du Portage-Long, de la Baie-Froide, Mont-Tilleul, du
    Moulin-Rouge-Gorge, des Cinq-Ponts, de la Rivière-Morte, du Plateau-Vert, des Hauts-Vents, du Gros-Cap, de
    la Chute-Blanche, du Cap-Fendu, Nord-Estuaire, de l’Île-Basse, des Quatre-Lacs, du Petit-Brûlé, de la
    Côte-Rouge, Vallée-Claire, des Mélèzes, du Lac-Rond, de la Passe-Étroite, du Vieux-Four
""")
#: Businesses without a number: names like no other, so that a real double stands out among likely ones.
LONE = listed("""
    Vif-Argent, La Boussole, Escarpe et Fils, Polatouche, Giboulée, Les Trois Tuques, Cornouiller, Atelier Zéphyr,
    Nacelle, Ouananiche, Bourrasque, Capucine, Le Gabarit, Mirabelle, Quenouille, Tourmaline, Rabaska, Jaseur,
    Frimas, Pimbina, Écorce Vive, Galarneau-Test
""")
FIRST = listed("""
    Amélie, Boubacar, Camila, Djamel, Elena, Fatou, Grâce, Hoang, Inès, Jean-Bosco, Karim, Leila, Mariana,
    Nadia, Olga, Pedro, Quynh, Rachid, Salma, Thierno, Ursula, Valentina, Wassim, Ximena, Yacine, Zineb,
    Andrés, Béatrice, Carlos, Daniela, Émile, Florence, Gabriela, Hamza, Ivan, Joséphine, Kofi, Lucía, Moussa,
    Nguyet, Oumar, Paola, Rosa, Sofia, Tariq, Viktor, Yasmina
""")
LAST = listed("""
    Abassi-Test, Barros-Test, Cissé-Test, Diallo-Test, El Fassi-Test, Fernández-Test, Gomes-Test, Haddad-Test,
    Ibarra-Test, Jimenez-Test, Kouassi-Test, Lopez-Test, Mbeki-Test, Nguyen-Test, Ouedraogo-Test, Petrov-Test,
    Quispe-Test, Rojas-Test, Sow-Test, Tran-Test, Uribe-Test, Vargas-Test, Wang-Test, Yilmaz-Test,
    Zerouali-Test
""")
STAFF_FIRST = listed("""
    Claire, Rosalie, Maude, Louis, Geneviève, Antoine, Étienne, Sarah, Olivier, Noémie, Gabriel, Mireille,
    Philippe, Karine, Simon, Isabelle, Vincent, Lucie, Marc, Élise
""")
STAFF_LAST = listed("""
    Boréale, Granit, Tilleul, Lalumière-Fictive, Rivard-Fictif, Sapin, Brume, Cormoran, Delisle-Fictive,
    Érable, Fjord, Gélinotte, Harfang, Islet, Jonc, Kayak, Lupin, Mésange, Nordet, Outarde
""")
CONTACT_ROLES = ("Direction générale", "Ressources humaines", "Production", "Propriétaire")


def person_name(random: Random) -> tuple[str, str]:
    """A given name and a family name; every family name says « Test »."""
    return random.choice(FIRST), random.choice(LAST)


def staff_name(number: int) -> str:
    """The name of staff member `number`: the same for the same number, different for others."""
    first = STAFF_FIRST[number % len(STAFF_FIRST)]
    return f"{first} {STAFF_LAST[(number * 7 + number // len(STAFF_FIRST)) % len(STAFF_LAST)]}"
