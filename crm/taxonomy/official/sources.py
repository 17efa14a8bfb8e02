"""Who publishes the official files, and under which licence: official names, kept beside what is loaded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher's classification. Both texts are stored and shown as they stand, in French."""

    name: str
    licence: str


NOC = Source(
    name="Statistique Canada, Classification nationale des professions (CNP) 2021",
    licence="Licence ouverte de Statistique Canada ; adapté, ce qui ne vaut pas approbation.",
)
OASIS = Source(
    name="Emploi et Développement social Canada, Système d’information sur les professions (OaSIS)",
    licence="Licence du gouvernement ouvert – Canada.",
)
ESCO = Source(
    name="Commission européenne, ESCO",
    licence="This service uses the ESCO classification of the European Commission.",
)
