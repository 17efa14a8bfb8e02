"""The de-identified profile in words, for the employer: codes and bands made readable, nothing added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.formatting import month
from crm.matching.models import Presentation
from crm.portal.match_words import short_title
from crm.taxonomy.models import Occupation, Skill

BANDS = {
    "0-1": gettext_lazy("0 à 1 an"),
    "2-4": gettext_lazy("2 à 4 ans"),
    "5-9": gettext_lazy("5 à 9 ans"),
    "10+": gettext_lazy("10 ans et plus"),
}
MAY_WORK = {
    "yes": gettext_lazy("Peut travailler chez vous"),
    "new_permit": gettext_lazy("Aurait besoin d’un nouveau permis"),
    "unknown": gettext_lazy("Autorisation de travail à vérifier"),
}
MET = {
    True: gettext_lazy("atteint"),
    False: gettext_lazy("pas atteint"),
    None: gettext_lazy("à vérifier"),
}
LICENCES = {
    "none": gettext_lazy("Permis d’exercice : démarches à faire"),
    "started": gettext_lazy("Permis d’exercice : démarches en cours"),
    "obtained": gettext_lazy("Permis d’exercice obtenu"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWords:
    """One presentation as the employer reads it."""

    presentation: Presentation
    occupations: list[str]
    skills: list[str]
    #: What the need asks of French in words, and whether it is met; None when it is not known.
    french: list[tuple[str, bool | None]]
    licence: str
    available: str
    may_work: str


def profiles_in_words(presentations: Iterable[Presentation], *, today: date) -> list[ProfileWords]:
    """The profiles in the reader's language, as read today; names of skills and occupations read once."""
    found = list(presentations)
    skills = Skill.objects.in_bulk({code for p in found for code in p.content["skills"]})
    codes = {row["code"] for p in found for row in p.content["occupations"]}
    occupations = Occupation.objects.in_bulk(codes)
    return [_words(presentation, skills, occupations, today) for presentation in found]


def _words(
    presentation: Presentation, skills: dict[str, Skill], occupations: dict[str, Occupation], today: date
) -> ProfileWords:
    content = presentation.content
    return ProfileWords(
        presentation=presentation,
        occupations=[
            f"{short_title(occupations[row['code']].title)}, {BANDS[row['experience']]}"
            for row in content["occupations"]
            if row["code"] in occupations
        ],
        skills=[skills[code].name for code in content["skills"] if code in skills],
        french=[(_level(kind, asked), asked["met"]) for kind, asked in content["french"].items()],
        licence=str(LICENCES.get(content["licence"], "")),
        available=_available(content["available_month"], today),
        may_work=str(MAY_WORK.get(content["may_work"], "")),
    )


def _level(kind: str, asked: dict[str, Any]) -> str:
    """The level asked, never the person's own, and whether the person reaches it."""
    said = (
        _("Français oral demandé, niveau %(level)s : %(met)s")
        if kind == "oral"
        else _("Français écrit demandé, niveau %(level)s : %(met)s")
    )
    return said % {"level": asked["level"], "met": MET[asked["met"]]}


def _available(text: str, today: date) -> str:
    """« Disponible à partir de janvier 2027 », or « dès maintenant » once that month has come."""
    if not text:
        return ""
    if text <= f"{today:%Y-%m}":
        return _("Disponible dès maintenant")
    year, number = text.split("-")
    return _("Disponible à partir de %(month)s") % {"month": month(date(int(year), int(number), 1))}
