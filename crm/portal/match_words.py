"""Sentences of an explanation, made at display time from codes and numbers in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.portal import formatting
from crm.portal.match_names import Names

Row = Mapping[str, Any]
CRITERIA = {
    "skills": gettext_lazy("Compétences"),
    "occupation": gettext_lazy("Profession"),
    "experience": gettext_lazy("Expérience"),
    "french": gettext_lazy("Français"),
    "languages": gettext_lazy("Autres langues"),
    "mobility": gettext_lazy("Mobilité"),
    "wage": gettext_lazy("Salaire"),
    "availability": gettext_lazy("Disponibilité"),
    "undocumented": gettext_lazy("Non documenté"),
}
CONDITIONS = {
    "authorised_from": gettext_lazy("Autorisation de travail à temps"),
    "authorised_until": gettext_lazy("Autorisation encore valide au début"),
    "tied_employer": gettext_lazy("Permis fermé"),
    "occupation_limits": gettext_lazy("Professions permises par l’autorisation"),
    "licence": gettext_lazy("Permis d’exercice"),
    "driving_class": gettext_lazy("Permis de conduire"),
    "french_oral": gettext_lazy("Français oral"),
    "french_written": gettext_lazy("Français écrit"),
    "other_language": gettext_lazy("Autre langue exigée"),
    "place_accepted": gettext_lazy("Région ou MRC acceptée"),
    "available_from": gettext_lazy("Date de disponibilité"),
    "shift": gettext_lazy("Quart de travail"),
    "wage_floor": gettext_lazy("Salaire souhaité"),
    "skills_none_covered": gettext_lazy("Compétences demandées"),
}
#: A condition that blocks, as the title of those whom it alone keeps out.
OBSTACLES = {
    "authorised_from": gettext_lazy("Autorisation qui débute trop tard"),
    "authorised_until": gettext_lazy("Autorisation qui prend fin trop tôt"),
    "occupation_limits": gettext_lazy("Profession hors de l’autorisation"),
    "licence": gettext_lazy("Permis d’exercice à obtenir"),
    "driving_class": gettext_lazy("Permis de conduire à obtenir"),
    "french_oral": gettext_lazy("Français oral sous le niveau"),
    "french_written": gettext_lazy("Français écrit sous le niveau"),
    "other_language": gettext_lazy("Autre langue non parlée"),
    "place_accepted": gettext_lazy("Région ou MRC non souhaitée"),
    "available_from": gettext_lazy("Disponibilité trop tardive"),
    "shift": gettext_lazy("Quart de travail refusé"),
    "wage_floor": gettext_lazy("Salaire offert trop bas"),
    "skills_none_covered": gettext_lazy("Aucune compétence demandée trouvée"),
}


RULE_NAMES = {
    "available_late_days": gettext_lazy("Jours de retard permis pour être disponible"),
    "authorised_late_days": gettext_lazy("Jours de retard permis pour le début de l’autorisation"),
    "authorised_min_days": gettext_lazy("Jours de validité exigés après le début"),
}


def day_of(number: int) -> str:
    """20261214 → « 14 déc. 2026 »; the end of time is « sans date »."""
    year, rest = divmod(number, 10_000)
    return _("sans date") if year > 9000 else formatting.day(date(year, *divmod(rest, 100)))


def wage(cents: int) -> str:
    """Cents an hour → « 28,40 $ »."""
    return formatting.money(Decimal(cents) / 100)


def months(count: int) -> str:
    """« 72 mois »."""
    return ngettext("%(count)s mois", "%(count)s mois", count) % {"count": formatting.number(count)}


def short_title(title: str) -> str:
    """The first of the titles that a NOC heading lists: enough to recognise a person in a row."""
    return title.split(",", maxsplit=1)[0]


def criterion(code: str) -> str:
    """The name of a criterion."""
    return str(CRITERIA.get(code, code))


def condition(code: str) -> str:
    """The name of a condition."""
    return str(CONDITIONS.get(code, code))


def obstacle(code: str) -> str:
    """The name of a condition that blocks: « Français oral sous le niveau »."""
    return str(OBSTACLES.get(code) or condition(code))


def _levels(row: Row, said: str) -> str:
    numbers = row["numbers"]
    if len(numbers) == 1:
        return _("%(what)s, %(wanted)s demandé") % {"what": said, "wanted": numbers[0]}
    return _("%(what)s %(held)s, %(wanted)s demandé") % {
        "what": said,
        "held": numbers[1],
        "wanted": numbers[0],
    }


def _skill(row: Row, names: Names) -> str:
    wanted, held = ([*row["numbers"], 0, 0])[:2]
    if wanted and held:
        return _("%(skill)s (niveau %(held)s, %(wanted)s demandé)") % {
            "skill": names.skill(row["codes"][0]),
            "held": held,
            "wanted": wanted,
        }
    return names.skill(row["codes"][0])


def _near(row: Row, names: Names) -> str:
    wanted, held = row["codes"]
    return _("%(held)s, proche de « %(wanted)s »") % {
        "held": names.skill(held),
        "wanted": names.skill(wanted),
    }


def _occupation(row: Row, names: Names) -> str:
    title = f"{row['codes'][0]} {short_title(names.occupation(row['codes'][0]))}"
    if len(row["numbers"]) < 2:
        return title
    near, held = row["numbers"]
    kind = _("même groupe de base") if near == 1000 else _("profession voisine")
    return f"{title}, {kind}" if held < 0 else f"{title}, {kind}, {months(held)}"


def _months(row: Row, _names: Names) -> str:
    if not row["numbers"]:
        return _("Durée de l’expérience inconnue")
    counted, wanted = row["numbers"]
    return _("%(counted)s, %(wanted)s demandés") % {
        "counted": months(counted),
        "wanted": formatting.number(wanted),
    }


def _place(row: Row, names: Names) -> str:
    mrc = names.mrc(row["codes"][1])
    share = row["numbers"][0] if row["numbers"] else None
    ranks = {1000: _("1er choix"), 900: _("2e choix"), 800: _("3e choix"), 700: _("choix suivant")}
    return f"{mrc}, {ranks[share]}" if share in ranks else mrc


def _help(row: Row, names: Names) -> str:
    if not row["codes"]:
        return _("Aide souhaitée inconnue")
    return _("Aide : %(kind)s") % {"kind": names.help(row["codes"][0])}


def _date(row: Row, _names: Names) -> str:
    if len(row["numbers"]) == 1:
        return _("Disponibilité inconnue, début le %(start)s") % {"start": day_of(row["numbers"][0])}
    return _("Disponible le %(day)s, début le %(start)s") % {
        "day": day_of(row["numbers"][1]),
        "start": day_of(row["numbers"][0]),
    }


def _wage(row: Row, _names: Names) -> str:
    if len(row["numbers"]) == 1:
        return _("Salaire souhaité inconnu")
    return _("Souhaite %(floor)s, offert jusqu’à %(top)s") % {
        "floor": wage(row["numbers"][1]),
        "top": wage(row["numbers"][0]),
    }


EVIDENCE: dict[str, Callable[[Row, Names], str]] = {
    "skill": _skill,
    "skill_level": lambda row, names: (
        _("Niveau de « %(skill)s » inconnu") % {"skill": names.skill(row["codes"][0])}
    ),
    "near_skill": _near,
    "occupation": _occupation,
    "months": _months,
    "french_oral": lambda row, _names: _levels(row, _("Oral")),
    "french_written": lambda row, _names: _levels(row, _("Écrit")),
    "language": lambda row, names: names.language(row["codes"][0]),
    "wage": _wage,
    "place": _place,
    "help": _help,
    "date": _date,
    "shift": lambda row, names: _("Quart de %(shift)s") % {"shift": names.shift(row["codes"][0])},
    "neutral": lambda row, _names: criterion(row["codes"][0]),
}


def evidence(row: Row, names: Names) -> str:
    """One thing found, not found or missing, in words."""
    return EVIDENCE[row["kind"]](row, names) if row["kind"] in EVIDENCE else str(row["kind"])
