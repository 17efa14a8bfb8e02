"""The words of retention: what is known of the hires that reach each term."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.reporting.queries_retention import MONTHS, Milestone

WORDS = {
    "kept": gettext_lazy("En poste à {months} mois"),
    "left": gettext_lazy("Partis avant {months} mois"),
    "unknown": gettext_lazy("Sans nouvelle à {months} mois"),
}
TITLES: dict[str, Promise | str] = {
    f"{found}_{months}_months": format_lazy(words, months=months)
    for months in MONTHS
    for found, words in WORDS.items()
}


def sheet_lines(terms: list[Milestone]) -> list[list[object]]:
    """Every term under its heading."""
    heading: list[object] = [
        _("Mois depuis le début de l’emploi"),
        _("Placements"),
        _("En poste"),
        _("Partis"),
        _("Sans nouvelle"),
    ]
    lines: list[list[object]] = [[t.months, t.reached, t.kept, t.left, t.unknown] for t in terms]
    return [heading, *lines]
