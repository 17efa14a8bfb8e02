"""How addresses still name parts of a city of today: boroughs, and towns that became one (Saguenay in 2002…)."""

from __future__ import annotations

#: By the name of the city; imports read them as their city, choosers offer them beside it.
PARTS = {
    "Baie-Comeau": ("Hauterive",),
    "Dolbeau-Mistassini": ("Dolbeau", "Mistassini"),
    "Gatineau": ("Aylmer", "Buckingham", "Hull", "Masson-Angers"),
    "Longueuil": ("Greenfield Park", "LeMoyne", "Saint-Hubert"),
    "Québec": ("Beauport", "Cap-Rouge", "Charlesbourg", "Loretteville", "Sainte-Foy", "Val-Bélair"),
    "Rouyn-Noranda": ("Noranda", "Rouyn"),
    "Saguenay": ("Chicoutimi", "Jonquière", "La Baie", "Lac-Kénogami", "Laterrière", "Shipshaw"),
    "Trois-Rivières": ("Cap-de-la-Madeleine", "Pointe-du-Lac", "Trois-Rivières-Ouest"),
}
