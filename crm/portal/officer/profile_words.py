"""A profile in words, section by section: what is known, what was never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.candidates.queries import Profile
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


def _occupations(profile: Profile) -> list[Piece]:
    rows = profile.occupations
    return [Piece(f"{row.occupation.title}, {months_words(row.months)}") for row in rows]


def _skills(profile: Profile) -> list[Piece]:
    rows = profile.skills
    return [
        Piece(f"{row.skill}{f' ({row.level} / 3)' if row.level else ''}", "ok" if row.held else "no")
        for row in rows
    ]


def _french(profile: Profile) -> list[Piece]:
    pieces = []
    for label, level in (
        (_("oral"), profile.person.french_oral),
        (_("écrit"), profile.person.french_written),
    ):
        if level is not None:
            pieces.append(Piece(_("%(which)s %(level)d de 12") % {"which": label, "level": level}))
    if profile.person.french_evaluated_on:
        pieces.append(Piece(_("évalué le %(day)s") % {"day": day(profile.person.french_evaluated_on)}))
    return pieces


def _languages(profile: Profile) -> list[Piece]:
    names = dict(LANGUAGE_LEVELS)
    rows = [f"{row.language}, {names[row.level]}" for row in profile.languages]
    return [Piece(words) for words in rows] or _none_if(
        profile.person.languages_asked, _("aucune autre langue")
    )


def _licences(profile: Profile) -> list[Piece]:
    pieces = [
        Piece(_WITH_DETAIL % {"what": row.licence, "detail": row.get_stage_display()})
        for row in profile.licences
    ]
    labels = dict(DrivingClass.choices)
    driving = [
        Piece(_("conduite, %(kind)s") % {"kind": labels.get(c, c)}) for c in profile.person.driving_classes
    ]
    return pieces + (driving or _none_if(profile.person.driving_asked, _("aucun permis de conduire")))


def _authorisation(profile: Profile) -> list[Piece]:
    row = getattr(profile.person, "authorisation", None)
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
    pieces += [Piece(_("seulement %(title)s") % {"title": limit.title}) for limit in profile.limits]
    if row.verified_on:
        pieces.append(Piece(_("vérifiée le %(day)s") % {"day": day(row.verified_on)}))
    return pieces


def _mobility(profile: Profile) -> list[Piece]:
    pieces = [Piece(_("toutes les régions"))] if profile.person.accepts_all_regions else []
    narrowed: dict[str, list[str]] = {}
    for accepted in profile.mrcs:
        narrowed.setdefault(accepted.mrc.region_id, []).append(accepted.mrc.name)
    for row in profile.regions:
        only = narrowed.get(row.region_id)
        place = f"{row.rank}. {row.region}"
        pieces.append(Piece(_WITH_DETAIL % {"what": place, "detail": ", ".join(only)} if only else place))
    pieces = pieces or _none_if(profile.person.mobility_asked, _("aucune région acceptée"))
    if profile.person.help_needed is not None:
        labels = dict(Help.choices)
        words = ", ".join(str(labels[Help(h)]) for h in profile.person.help_needed) or _("aucune")
        pieces.append(Piece(_("aide souhaitée : %(help)s") % {"help": words}))
    return pieces


def _conditions(profile: Profile) -> list[Piece]:
    pieces = []
    if profile.person.available_from:
        pieces.append(
            Piece(_("disponible à partir du %(day)s") % {"day": day(profile.person.available_from)})
        )
    if profile.person.wage_floor is not None:
        pieces.append(Piece(_("au moins %(wage)s l’heure") % {"wage": money(profile.person.wage_floor)}))
    if profile.person.shifts is not None:
        labels = dict(Shift.choices)
        accepted = ", ".join(str(labels[Shift(s)]) for s in profile.person.shifts)
        pieces.append(Piece(accepted or _("aucun horaire accepté")))
    return pieces


def _none_if(asked: bool, words: str) -> list[Piece]:
    return [Piece(words, "no")] if asked else []


SECTIONS: tuple[tuple[str, str | Promise, Callable[[Profile], list[Piece]]], ...] = (
    ("authorisation", gettext_lazy("Autorisation de travailler"), _authorisation),
    ("occupations", gettext_lazy("Professions et expérience"), _occupations),
    ("skills", gettext_lazy("Compétences"), _skills),
    ("french", gettext_lazy("Français"), _french),
    ("mobility", gettext_lazy("Régions, MRC et aide souhaitée"), _mobility),
    ("conditions", gettext_lazy("Disponibilité, salaire, horaires"), _conditions),
    ("licences", gettext_lazy("Permis d’exercice et de conduite"), _licences),
    ("languages", gettext_lazy("Autres langues"), _languages),
)


def lines_of(profile: Profile, facts: Iterable[Fact]) -> list[SectionWords]:
    """Every section of the profile, in the order in which an officer asks; what is missing is what `facts` say."""
    missing: dict[str, list[str | Promise]] = {}
    for fact in facts:
        if not fact.known:
            missing.setdefault(fact.section, []).append(fact.label)
    return [
        SectionWords(code, title, tuple(words(profile)), tuple(missing.get(code, ())))
        for code, title, words in SECTIONS
    ]
