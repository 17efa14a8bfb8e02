"""How the registers name the parts that were read and the facts that were told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

PARTS: dict[str, str | Promise] = {
    "overview": _("aperçu"),
    "profile": _("profil"),
    "matches": _("jumelages"),
    "consents": _("consentements"),
    "plan": _("plan d’action"),
    "appointments": _("rendez-vous"),
    "history": _("historique"),
    "identity": _("identité"),
    "api": _("interface de programmation"),
    "export": _("liste exportée"),
}
TOLD: dict[str, str | Promise] = {
    "name": _("nom"),
    "given_name": _("prénom"),
    "family_name": _("nom"),
    "email": _("courriel"),
    "phone": _("téléphone"),
    "language": _("langue préférée"),
    "occupations": _("professions"),
    "skills": _("compétences"),
    "experience": _("expérience"),
    "french": _("français"),
    "available_from": _("disponible à partir de"),
    "licence": _("permis d’exercice"),
    "number": _("numéro de profil"),
}


def part_label(code: str) -> str:
    """The part of a file in the reader's words; an unknown code is shown as it is written."""
    return str(PARTS.get(code, code))


def told_lines(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The frozen copy of a communication as (what, words), in the order in which it was written."""
    return [(str(TOLD.get(key, key)), _words(value)) for key, value in content.items()]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _now("oui") if value else _now("non")
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(_words(item) for item in value.values())
    return "–" if value in (None, "") else str(value)
