"""A profile in words, section by section: what is known, what was never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.candidates.models import Candidate
from crm.candidates.rules import Fact
from crm.needs.models import DrivingClass, Help, Shift
from crm.portal.formatting import day, money

LANGUAGE_LEVELS = (
    (1, gettext_lazy("débutant")),
    (2, gettext_lazy("intermédiaire")),
    (3, gettext_lazy("avancé")),
)
_WITH_DETAIL = gettext_lazy("%(what)s : %(detail)s")


@dataclass(frozen=True, slots=True)
class Piece:
    """One fact of a section. `state` is ok (said), no (asked and absent) or "" (plain)."""

    words: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class SectionWords:
    """A section of the profile: what was answered, and the facts of it that were never asked."""

    code: str
    title: str | Promise
    pieces: tuple[Piece, ...]
    missing: tuple[str | Promise, ...]


def months_words(months: int) -> str:
    """« 3 ans », « 8 mois »: a duration as people say it."""
    if months < 24:
        return ngettext("%(n)d mois", "%(n)d mois", months) % {"n": months}
    years = months // 12
    return ngettext("%(n)d an", "%(n)d ans", years) % {"n": years}


def _occupations(person: Candidate) -> list[Piece]:
    rows = person.occupations.select_related("occupation")
    return [Piece(f"{row.occupation.title}, {months_words(row.months)}") for row in rows]


def _skills(person: Candidate) -> list[Piece]:
    rows = person.skills.select_related("skill").order_by("-held", "skill__name_fr")
    return [
        Piece(f"{row.skill}{f' ({row.level} / 3)' if row.level else ''}", "ok" if row.held else "no")
        for row in rows
    ]


def _french(person: Candidate) -> list[Piece]:
    pieces = []
    for label, level in ((_("oral"), person.french_oral), (_("écrit"), person.french_written)):
        if level is not None:
            pieces.append(Piece(_("%(which)s %(level)d de 12") % {"which": label, "level": level}))
    if person.french_evaluated_on:
        pieces.append(Piece(_("évalué le %(day)s") % {"day": day(person.french_evaluated_on)}))
    return pieces


def _languages(person: Candidate) -> list[Piece]:
    names = dict(LANGUAGE_LEVELS)
    rows = [f"{row.language}, {names[row.level]}" for row in person.languages.select_related("language")]
    return [Piece(words) for words in rows] or _none_if(person.languages_asked, _("aucune autre langue"))


def _licences(person: Candidate) -> list[Piece]:
    pieces = [
        Piece(_WITH_DETAIL % {"what": row.licence, "detail": row.get_stage_display()})
        for row in person.licences.select_related("licence")
    ]
    labels = dict(DrivingClass.choices)
    driving = [Piece(_("conduite, %(kind)s") % {"kind": labels.get(c, c)}) for c in person.driving_classes]
    return pieces + (driving or _none_if(person.driving_asked, _("aucun permis de conduire")))


def _authorisation(person: Candidate) -> list[Piece]:
    row = getattr(person, "authorisation", None)
    if row is None:
        return []
    pieces = [Piece(str(row.kind))] if row.kind else []
    if row.may_work_from:
        pieces.append(Piece(_("peut travailler dès le %(day)s") % {"day": day(row.may_work_from)}))
    until = (
        _("jusqu’au %(day)s") % {"day": day(row.may_work_until)} if row.may_work_until else _("sans échéance")
    )
    pieces.append(Piece(until))
    if row.tied_employer:
        pieces.append(Piece(_("liée à %(employer)s") % {"employer": row.tied_employer}))
    pieces += [
        Piece(_("seulement %(title)s") % {"title": limit.title}) for limit in row.occupation_limits.all()
    ]
    if row.verified_on:
        pieces.append(Piece(_("vérifiée le %(day)s") % {"day": day(row.verified_on)}))
    return pieces


def _mobility(person: Candidate) -> list[Piece]:
    pieces = [Piece(_("toutes les régions"))] if person.accepts_all_regions else []
    narrowed: dict[str, list[str]] = {}
    for accepted in person.accepted_mrcs.select_related("mrc"):
        narrowed.setdefault(accepted.mrc.region_id, []).append(accepted.mrc.name)
    for row in person.accepted_regions.select_related("region"):
        only = narrowed.get(row.region_id)
        place = f"{row.rank}. {row.region}"
        pieces.append(Piece(_WITH_DETAIL % {"what": place, "detail": ", ".join(only)} if only else place))
    pieces = pieces or _none_if(person.mobility_asked, _("aucune région acceptée"))
    if person.help_needed is not None:
        labels = dict(Help.choices)
        words = ", ".join(str(labels[Help(h)]) for h in person.help_needed) or _("aucune")
        pieces.append(Piece(_("aide souhaitée : %(help)s") % {"help": words}))
    return pieces


def _conditions(person: Candidate) -> list[Piece]:
    pieces = []
    if person.available_from:
        pieces.append(Piece(_("disponible à partir du %(day)s") % {"day": day(person.available_from)}))
    if person.wage_floor is not None:
        pieces.append(Piece(_("au moins %(wage)s l’heure") % {"wage": money(person.wage_floor)}))
    if person.shifts is not None:
        labels = dict(Shift.choices)
        accepted = ", ".join(str(labels[Shift(s)]) for s in person.shifts)
        pieces.append(Piece(accepted or _("aucun horaire accepté")))
    return pieces


def _none_if(asked: bool, words: str) -> list[Piece]:
    return [Piece(words, "no")] if asked else []


SECTIONS: tuple[tuple[str, str | Promise, Callable[[Candidate], list[Piece]]], ...] = (
    ("authorisation", gettext_lazy("Autorisation de travailler"), _authorisation),
    ("occupations", gettext_lazy("Professions et expérience"), _occupations),
    ("skills", gettext_lazy("Compétences"), _skills),
    ("french", gettext_lazy("Français"), _french),
    ("mobility", gettext_lazy("Régions, MRC et aide souhaitée"), _mobility),
    ("conditions", gettext_lazy("Disponibilité, salaire, horaires"), _conditions),
    ("licences", gettext_lazy("Permis d’exercice et de conduite"), _licences),
    ("languages", gettext_lazy("Autres langues"), _languages),
)


def lines_of(person: Candidate, facts: Iterable[Fact]) -> list[SectionWords]:
    """Every section of the profile, in the order in which an officer asks; what is missing is what `facts` say."""
    missing: dict[str, list[str | Promise]] = {}
    for fact in facts:
        if not fact.known:
            missing.setdefault(fact.section, []).append(fact.label)
    return [
        SectionWords(code, title, tuple(words(person)), tuple(missing.get(code, ())))
        for code, title, words in SECTIONS
    ]
