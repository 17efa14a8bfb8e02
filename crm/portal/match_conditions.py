"""Sentences of conditions and of what would change a score, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.portal import formatting
from crm.portal.match_names import Names
from crm.portal.match_words import Row, condition, day_of, months, wage


def _authorised_until(row: Row, _names: Names) -> str:
    if len(row["numbers"]) == 1:
        return ""
    return _("valide jusqu’au %(day)s") % {"day": day_of(row["numbers"][1])}


def _authorised_from(row: Row, _names: Names) -> str:
    return _("à partir du %(day)s") % {"day": day_of(row["numbers"][1])} if len(row["numbers"]) > 1 else ""


def _level(row: Row, _names: Names) -> str:
    if len(row["numbers"]) == 1:
        return _("niveau %(wanted)s demandé") % {"wanted": row["numbers"][0]}
    return _("niveau %(held)s, %(wanted)s demandé") % {"held": row["numbers"][1], "wanted": row["numbers"][0]}


def _wage_floor(row: Row, _names: Names) -> str:
    top = wage(row["numbers"][0])
    if len(row["numbers"]) == 1:
        return _("offert jusqu’à %(top)s") % {"top": top}
    return _("souhaite %(floor)s, offert jusqu’à %(top)s") % {"floor": wage(row["numbers"][1]), "top": top}


DETAILS: dict[str, Callable[[Row, Names], str]] = {
    "authorised_from": _authorised_from,
    "authorised_until": _authorised_until,
    "tied_employer": lambda row, _names: (
        _("lié à une autre entreprise") if row["status"] == "blocked" else ""
    ),
    "licence": lambda row, names: names.licence(row["codes"][0]),
    "driving_class": lambda row, names: names.driving(row["codes"][0]),
    "french_oral": _level,
    "french_written": _level,
    "other_language": lambda row, names: ", ".join(names.language(code) for code in row["codes"]),
    "place_accepted": lambda row, names: names.mrc(row["codes"][1]),
    "available_from": lambda row, _names: (
        _("disponible le %(day)s") % {"day": day_of(row["numbers"][1])} if len(row["numbers"]) > 1 else ""
    ),
    "shift": lambda row, names: names.shift(row["codes"][0]),
    "wage_floor": _wage_floor,
    "skills_none_covered": lambda row, _names: (
        _("%(held)s sur %(wanted)s") % {"held": row["numbers"][0], "wanted": row["numbers"][1]}
    ),
}


def condition_sentence(row: Row, names: Names) -> str:
    """One condition with its facts: « Français oral : niveau 5, 7 demandé »."""
    detail = DETAILS[row["code"]](row, names) if row["code"] in DETAILS else ""
    name = str(MET[row["code"]]) if row["status"] == "ok" and row["code"] in MET else condition(row["code"])
    return _("%(condition)s : %(detail)s") % {"condition": name, "detail": detail} if detail else name


def _levels_more(row: Row, kind: str) -> str:
    more = row["numbers"][1] - row["numbers"][0]
    said = ngettext("%(more)s niveau de %(kind)s de plus", "%(more)s niveaux de %(kind)s de plus", more)
    return said % {"more": more, "kind": kind}


#: Conditions whose name is an obstacle: how they are said when there is none.
MET = {
    "tied_employer": gettext_lazy("Aucun permis fermé envers une autre entreprise"),
    "occupation_limits": gettext_lazy("Autorisation valable pour cette profession"),
}
ASKING = {
    "confirm_french_oral": gettext_lazy("Confirmer le niveau de français oral"),
    "confirm_french_written": gettext_lazy("Confirmer le niveau de français écrit"),
    "confirm_languages": gettext_lazy("Demander les autres langues"),
    "confirm_authorisation": gettext_lazy("Vérifier l’autorisation de travail"),
    "new_authorisation": gettext_lazy("Une nouvelle autorisation de travail pour cet emploi"),
    "confirm_place": gettext_lazy("Demander les régions acceptées"),
    "confirm_help": gettext_lazy("Demander l’aide souhaitée"),
    "confirm_date": gettext_lazy("Demander la date de disponibilité"),
    "confirm_wage": gettext_lazy("Demander le salaire souhaité"),
    "confirm_shift": gettext_lazy("Demander les quarts acceptés"),
    "confirm_skills": gettext_lazy("Demander les compétences"),
}
#: A sentence with one name in it, and how that name is found from the row's first code.
NAMED: dict[str, tuple[str | Promise, Callable[[Names, str], str]]] = {
    "confirm_language": (gettext_lazy("Confirmer le niveau : %(name)s"), Names.language),
    "language": (gettext_lazy("Apprendre : %(name)s"), Names.language),
    "licence": (gettext_lazy("Obtenir : %(name)s"), Names.licence),
    "confirm_licence": (gettext_lazy("Vérifier : %(name)s"), Names.licence),
    "driving_class": (gettext_lazy("Permis de conduire, %(name)s"), Names.driving),
    "confirm_driving_class": (gettext_lazy("Demander le permis de conduire, %(name)s"), Names.driving),
    "accept_mrc": (gettext_lazy("Accepter la MRC %(name)s"), Names.mrc),
    "offer_help": (gettext_lazy("L’entreprise offre de l’aide : %(name)s"), Names.help),
    "accept_shift": (gettext_lazy("Accepter le quart de %(name)s"), Names.shift),
    "gain_skill": (gettext_lazy("Acquérir : %(name)s"), Names.skill),
    "confirm_skill": (gettext_lazy("Confirmer : %(name)s"), Names.skill),
    "confirm_skill_level": (gettext_lazy("Confirmer le niveau de « %(name)s »"), Names.skill),
    "skill_level": (gettext_lazy("Monter d’un niveau ou plus : %(name)s"), Names.skill),
}
NUMBERED: dict[str, Callable[[Row], str]] = {
    "french_oral": lambda row: _levels_more(row, _("français oral")),
    "french_written": lambda row: _levels_more(row, _("français écrit")),
    "available_earlier": lambda row: _("Disponible dès le %(day)s") % {"day": day_of(row["numbers"][1])},
    "raise_wage": lambda row: _("L’entreprise offre %(wage)s l’heure") % {"wage": wage(row["numbers"][1])},
    "confirm_occupations": lambda row: (
        _("Confirmer l’expérience (%(months)s demandés)") % {"months": months(row["numbers"][0])}
    ),
}


def change_sentence(row: Row, names: Names) -> str:
    """What would change the score: « 2 niveaux de français oral de plus »."""
    code = row["code"]
    if code in ASKING:
        return str(ASKING[code])
    if code in NAMED:
        sentence, name = NAMED[code]
        return str(sentence) % {"name": name(names, row["codes"][0])}
    return NUMBERED[code](row) if code in NUMBERED else str(code)


def _signed(hundredths: int) -> str:
    return f"{formatting.sign(hundredths)}{formatting.points(abs(hundredths))}"


def range_words(low: int, high: int) -> str:
    """A score, or its range when a fact is to be confirmed: « 70,1 à 78,4 »."""
    if low == high:
        return formatting.points(high)
    return _("%(low)s à %(high)s") % {"low": formatting.points(low), "high": formatting.points(high)}


def gain_words(low: int, high: int) -> str:
    """A gain in points, or its range when a fact is to be confirmed: « − 2,1 à + 2,1 »."""
    if low == high:
        return _signed(high)
    return _("%(low)s à %(high)s") % {"low": _signed(low), "high": _signed(high)}
