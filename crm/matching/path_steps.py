"""The steps of the three recruitment paths: who does what, and how long it usually takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.matching.models.outcomes import Path

EMPLOYER, ADVISOR = _("entreprise"), _("conseillère ou conseiller")
OFFICER, PERSON = _("agente ou agent de la personne"), _("personne")
STATE = _("Québec et Canada")
#: No public source gives the delay of these gestures: they are the house's own estimate of this day.
ESTIMATED_ON = date(2026, 11, 23)
_PERMITS = _("Règlement sur l’immigration et la protection des réfugiés (DORS/2002-227), art. 203")


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step: who does it, from how many to how many weeks, and the text that asks for it, if any."""

    what: Promise
    who: tuple[Promise, ...]
    weeks: tuple[int, int]
    asked_by: Promise | str = ""


PATH_STEPS: dict[str, tuple[PathStep, ...]] = {
    Path.LOCAL: (
        PathStep(_("Décrire le besoin et le qualifier"), (EMPLOYER, ADVISOR), (0, 1)),
        PathStep(_("Présenter des profils, y répondre"), (ADVISOR, EMPLOYER), (1, 2)),
        PathStep(_("Entrevue et offre"), (EMPLOYER, PERSON), (1, 3)),
        PathStep(_("Premier jour et suivi de l’intégration"), (EMPLOYER, OFFICER), (1, 2)),
    ),
    Path.INTERREGIONAL: (
        PathStep(_("Décrire le besoin et le qualifier"), (EMPLOYER, ADVISOR), (0, 1)),
        PathStep(_("Obtenir l’accord de la direction de la personne"), (ADVISOR, OFFICER), (1, 2)),
        PathStep(_("Entrevue, visite de la région et offre"), (EMPLOYER, PERSON), (2, 4)),
        PathStep(_("Logement et déménagement"), (EMPLOYER, PERSON, OFFICER), (4, 8)),
    ),
    Path.INTERNATIONAL: (
        PathStep(_("Diagnostic et démarche de francisation"), (ADVISOR, EMPLOYER), (1, 3)),
        PathStep(_("Étude d’impact sur le marché du travail"), (EMPLOYER, STATE), (8, 20), _PERMITS),
        PathStep(_("Certificat d’acceptation et permis de travail"), (PERSON, STATE), (8, 26), _PERMITS),
        PathStep(_("Arrivée, logement, accueil"), (EMPLOYER, OFFICER), (2, 4)),
    ),
}


def usual_weeks(path: str) -> tuple[int, int]:
    """From how many to how many weeks the whole path usually takes."""
    steps = PATH_STEPS[path]
    return sum(step.weeks[0] for step in steps), sum(step.weeks[1] for step in steps)
