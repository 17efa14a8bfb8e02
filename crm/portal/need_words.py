"""The choices of a need's form, in the words of whoever fills it in."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.needs.models import Help, Shift

#: The first level of each band of the Québec scale: nobody is left out for more than what is asked.
FRENCH_BANDS = (
    ("", _("Pas nécessaire pour commencer"), _("Le français s’apprend chez vous.")),
    ("1", _("Quelques mots"), _("Comprend une consigne montrée. Niveaux 1 à 4")),
    (
        "5",
        _("Se débrouille dans l’équipe"),
        _("Comprend les consignes de sécurité, pose des questions. Niveaux 5 à 8"),
    ),
    ("9", _("Parle avec la clientèle"), _("S’exprime avec aisance. Niveaux 9 à 12")),
)
HELP_LABELS = {
    Help.HOUSING: _("Logement au début"),
    Help.MOVING: _("Aide au déménagement"),
    Help.FRANCISATION: _("Francisation payée"),
    Help.TRANSPORT: _("Transport"),
    Help.CHILDCARE: _("Aide à trouver une garderie"),
}


def shifts() -> list[tuple[str, str]]:
    """The shifts to choose from, as the head of a line; said at the moment of asking, in the reader's language."""
    return [("", str(_("À préciser"))), *((value, str(label).capitalize()) for value, label in Shift.choices)]


def language() -> str:
    """The reader's language as the suggestions know it."""
    return (get_language() or "fr")[:2]


def french_in_words(level: int | None) -> str:
    """The band of an oral level as an employer reads it."""
    reached = [label for value, label, _can in FRENCH_BANDS if int(value or 0) <= (level or 0)]
    return str(reached[-1])
