"""The steps of the recruitment paths that a new installation begins with; its administrator changes them later.

No public source gives the delay of these gestures: they are the house's own estimate of the day named here.
"""

from __future__ import annotations

from datetime import date

from crm.matching.models import Actor, Path, PathStep

ESTIMATED_ON = date(2026, 11, 23)
_PERMITS = (
    "Règlement sur l’immigration et la protection des réfugiés (DORS/2002-227), art. 203",
    "Immigration and Refugee Protection Regulations (SOR/2002-227), s. 203",
)
Text = tuple[str, str]
_DESCRIBE = ("Décrire le besoin et le qualifier", "Describe the need and qualify it")
_NONE: Text = ("", "")
_E, _A, _O, _P, _S = Actor.EMPLOYER, Actor.ADVISOR, Actor.OFFICER, Actor.PERSON, Actor.STATE
Step = tuple[Text, tuple[Actor, ...], tuple[int, int], Text]
FIRST: dict[str, tuple[Step, ...]] = {
    Path.LOCAL: (
        (_DESCRIBE, (_E, _A), (0, 1), _NONE),
        (("Présenter des profils, y répondre", "Present profiles and answer them"), (_A, _E), (1, 2), _NONE),
        (("Entrevue et offre", "Interview and offer"), (_E, _P), (1, 3), _NONE),
        (
            ("Premier jour et suivi de l’intégration", "First day and follow-up on integration"),
            (_E, _O),
            (1, 2),
            _NONE,
        ),
    ),
    Path.INTERREGIONAL: (
        (_DESCRIBE, (_E, _A), (0, 1), _NONE),
        (
            (
                "Obtenir l’accord de la direction de la personne",
                "Obtain the agreement of the person’s branch",
            ),
            (_A, _O),
            (1, 2),
            _NONE,
        ),
        (
            ("Entrevue, visite de la région et offre", "Interview, visit to the region and offer"),
            (_E, _P),
            (2, 4),
            _NONE,
        ),
        (("Logement et déménagement", "Housing and moving"), (_E, _P, _O), (4, 8), _NONE),
    ),
    Path.INTERNATIONAL: (
        (
            ("Diagnostic et démarche de francisation", "Diagnosis and francization plan"),
            (_A, _E),
            (1, 3),
            _NONE,
        ),
        (
            ("Étude d’impact sur le marché du travail", "Labour market impact assessment"),
            (_E, _S),
            (8, 20),
            _PERMITS,
        ),
        (
            ("Certificat d’acceptation et permis de travail", "Acceptance certificate and work permit"),
            (_P, _S),
            (8, 26),
            _PERMITS,
        ),
        (("Arrivée, logement, accueil", "Arrival, housing, welcome"), (_E, _O), (2, 4), _NONE),
    ),
}


def first_steps(path: str) -> list[PathStep]:
    """The steps of a path as the product gives them, not saved."""
    return [
        PathStep(
            path=path,
            position=position,
            what_fr=what[0],
            what_en=what[1],
            who=[str(one) for one in who],
            weeks_from=weeks[0],
            weeks_to=weeks[1],
            asked_by_fr=asked_by[0],
            asked_by_en=asked_by[1],
            dated_on=ESTIMATED_ON,
        )
        for position, (what, who, weeks, asked_by) in enumerate(FIRST[path], 1)
    ]
