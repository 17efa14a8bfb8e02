"""The bilan in words: one document of sections, set as a page and as a PDF, in the language in force."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.fiscal import fiscal_label, fiscal_start_year
from crm.core.formatting import day, moment, number
from crm.core.text import bilingual
from crm.reporting import bilan_means
from crm.reporting.bilan import Bilan
from crm.reporting.bilan_parts import BigNumber, Document, Section, make_table, plain, sentence, worded
from crm.reporting.figures import Figure
from crm.reporting.periods import Period, fiscal_year
from crm.reporting.rules import RULES
from crm.settlement.models import Strand


def write(bilan: Bilan, *, demo: bool, number_of_edition: str = "") -> Document:
    """The report's words in the language in force; `demo` says on its face that the data are fictitious.

    `number_of_edition` is that of the snapshot it is frozen in; without it the figures are live.
    """
    marks = [_("Démonstration, données fictives")] if demo else []
    if bilan.public:
        marks.append(_("Forme publique : petits nombres masqués"))
    used = ("EA-1", "PA-1", "PL-1", "EN-1", "EF-1", "PE-1", *(["MQ-1"] if bilan.public else []))
    return Document(
        title=_title(bilan),
        direction=bilan.direction,
        territory=bilan.territory.name,
        proof=(
            _("Période : %(period)s") % {"period": bilan.period.label},
            _("Données du %(moment)s") % {"moment": moment(bilan.as_of)},
            *marks,
        ),
        numbers=_numbers(bilan),
        context=_context(bilan),
        sections=tuple(
            section
            for section in (
                _businesses(bilan),
                _persons(bilan),
                bilan_means.staff(bilan),
                bilan_means.agreements(bilan),
                bilan_means.service_points(bilan),
                bilan_means.resources(bilan),
                bilan_means.activities(bilan),
                _actions(bilan),
                _years(bilan),
            )
            if section
        ),
        rules_title=_("Comment les chiffres sont comptés"),
        rules=tuple((code, RULES[code].title, RULES[code].text) for code in used),
        foot=(_foot(bilan, number_of_edition),),
    )


def _title(bilan: Bilan) -> str:
    year = fiscal_start_year(bilan.period.start)
    if bilan.period == fiscal_year(year):
        return _("Bilan des réalisations %(year)s") % {"year": fiscal_label(year)}
    return _("Bilan des réalisations")


def _foot(bilan: Bilan, number_of_edition: str) -> str:
    if not number_of_edition:
        return _("Chiffres vivants : comptés au moment de la consultation, selon les règles indiquées.")
    frozen = {"number": number_of_edition, "moment": moment(bilan.as_of)}
    return _("Relevé %(number)s figé le %(moment)s ; il se régénère à l’identique.") % frozen


def _big(bilan: Bilan, figure: Figure, label: str) -> BigNumber:
    value = bilan.shown(figure)
    return BigNumber(figure.code, worded(value), label, plain(value))


def _numbers(bilan: Bilan) -> tuple[BigNumber, ...]:
    return (
        _big(
            bilan,
            bilan.businesses,
            _("entreprises accompagnées par les conseillères et conseillers en immigration régionale"),
        ),
        _big(bilan, bilan.persons, _("personnes immigrantes accompagnées par Accompagnement Québec")),
        _big(bilan, bilan.agreements, _("ententes conclues avec des partenaires du milieu")),
    )


def _context(bilan: Bilan) -> tuple[str, ...]:
    said = []
    if bilan.direction_since and bilan.other_regions:
        said.append(
            _(
                "Depuis le %(day)s, la région relève de la direction régionale qui dessert aussi : %(regions)s."
            )
            % {"day": day(bilan.direction_since, "long"), "regions": ", ".join(bilan.other_regions)}
        )
    elif bilan.direction_since:
        said.append(
            _("La direction régionale est en place depuis le %(day)s.")
            % {"day": day(bilan.direction_since, "long")}
        )
    said.append(
        _(
            "La direction régionale soutient les milieux pour faciliter l’intégration et le maintien des personnes "
            "immigrantes dans les collectivités et les entreprises, en tenant compte de chaque territoire."
        )
    )
    return (" ".join(said),)


def _businesses(bilan: Bilan) -> Section:
    notes = []
    if bilan.shared:
        notes.append(
            ngettext(
                "%(number)s entreprise est servie à plus d’un endroit",
                "%(number)s entreprises sont servies à plus d’un endroit",
                bilan.shared,
            )
            % {"number": number(bilan.shared)}
        )
    table = make_table(
        (_("Territoire"), _("Entreprises"), _("Placements")),
        tuple(
            (line.name or _("Région à préciser"), line.businesses, line.placements) for line in bilan.places
        ),
        foot=(_("Total, sans doublon"), bilan.shown(bilan.businesses), bilan.placements),
        bars=tuple(line.share for line in bilan.places),
    )
    return Section(
        title=_("Les entreprises"),
        paragraphs=(
            _(
                "Un service clé en main aux entreprises qui veulent embaucher des personnes immigrantes d’ici ou "
                "d’ailleurs : diagnostic, recrutement, mobilité d’une région à l’autre, jumelage des besoins et des "
                "compétences."
            ),
        ),
        table=table,
        closing="" if bilan.businesses.value else _("Aucune entreprise accompagnée dans la période."),
        rules=("EA-1", "PL-1"),
        notes=tuple(notes),
    )


def _persons(bilan: Bilan) -> Section:
    most = max((value or 0 for value in bilan.strands.values()), default=0) or 1
    return Section(
        title=_("Les personnes"),
        paragraphs=(
            _(
                "Les agentes et agents d’aide à l’intégration accompagnent chaque personne par un plan d’action "
                "individualisé, en quatre volets."
            ),
        ),
        table=make_table(
            (_("Volet"), _("Personnes")),
            tuple((sentence(Strand(strand).label), value) for strand, value in bilan.strands.items()),
            bars=tuple(round(100 * (value or 0) / most, 2) for value in bilan.strands.values()),
        ),
        rules=("PA-1",),
        notes=(_("Une personne peut avoir plusieurs volets"),),
    )


def _actions(bilan: Bilan) -> Section | None:
    said = bilingual(bilan.actions.fr, bilan.actions.en)
    paragraphs = tuple(line.strip() for line in said.splitlines() if line.strip())
    return Section(title=_("Actions locales"), paragraphs=paragraphs) if paragraphs else None


def _years(bilan: Bilan) -> Section | None:
    if len(bilan.years) == 1:
        return None
    return Section(
        title=_("D’une année à l’autre"),
        table=make_table(
            (
                _("Période"),
                _("Entreprises"),
                _("Personnes"),
                _("Placements"),
                _("Ententes"),
                _("Montant"),
            ),
            tuple(
                (
                    _year_label(year.period),
                    year.businesses,
                    year.persons,
                    year.placements,
                    year.agreements,
                    year.amount,
                )
                for year in bilan.years
            ),
        ),
        rules=("EA-1", "PA-1", "PL-1", "EN-1"),
        notes=(_("Toutes les périodes sont comptées à la même date, selon les mêmes règles"),),
    )


def _year_label(period: Period) -> str:
    year = fiscal_start_year(period.start)
    return fiscal_label(year) if period == fiscal_year(year) else period.label
