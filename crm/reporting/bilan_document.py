"""The bilan in words: one document of sections, set as a page and as a PDF, in the language in force."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.accounts.models import Role
from crm.core.fiscal import fiscal_label, fiscal_start_year
from crm.core.formatting import day, moment, money, number
from crm.core.text import bilingual
from crm.reporting.bilan import Bilan
from crm.reporting.bilan_parts import BigNumber, Document, Item, Section, Table
from crm.reporting.figures import Figure
from crm.reporting.periods import fiscal_year
from crm.reporting.rules import RULES
from crm.settlement.models import Strand


def shown(value: int | None) -> str:
    """A count, or the words of a masked one."""
    return _("moins de 5") if value is None else number(value)


def write(bilan: Bilan, *, demo: bool) -> Document:
    """The report's words in the language in force; `demo` says on its face that the data are fictitious."""
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
                _staff(bilan),
                _agreements(bilan),
                _points(bilan),
                _resources(bilan),
                _activities(bilan),
            )
            if section
        ),
        rules_title=_("Comment les chiffres sont comptés"),
        rules=tuple((code, RULES[code].title, RULES[code].text) for code in used),
        foot=(_("Chiffres vivants : comptés au moment de la consultation, selon les règles indiquées."),),
    )


def _title(bilan: Bilan) -> str:
    year = fiscal_start_year(bilan.period.start)
    if bilan.period == fiscal_year(year):
        return _("Bilan des réalisations %(year)s") % {"year": fiscal_label(year)}
    return _("Bilan des réalisations")


def _big(bilan: Bilan, figure: Figure, label: str) -> BigNumber:
    return BigNumber(figure.code, shown(bilan.shown(figure)), label)


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
    if bilan.shared and not bilan.public:
        notes.append(
            ngettext(
                "%(number)s entreprise est servie à plus d’un endroit",
                "%(number)s entreprises sont servies à plus d’un endroit",
                bilan.shared,
            )
            % {"number": number(bilan.shared)}
        )
    rows = tuple(
        (line.name or _("Région à préciser"), shown(line.businesses), shown(line.placements))
        for line in bilan.places
    )
    table = Table(
        headers=(_("Territoire"), _("Entreprises"), _("Placements")),
        rows=rows,
        foot=(_("Total, sans doublon"), shown(bilan.shown(bilan.businesses)), shown(bilan.placements)),
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
        table=table if rows else None,
        closing="" if rows else _("Aucune entreprise accompagnée dans la période."),
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
        table=Table(
            headers=(_("Volet"), _("Personnes")),
            rows=tuple(
                (_sentence(Strand(strand).label), shown(value)) for strand, value in bilan.strands.items()
            ),
            bars=tuple(round(100 * (value or 0) / most, 2) for value in bilan.strands.values()),
        ),
        rules=("PA-1",),
        notes=(_("Une personne peut avoir plusieurs volets"),),
    )


def _sentence(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


ROLE_NAMES = {
    Role.ADVISOR: lambda: _("Conseillères et conseillers en immigration régionale"),
    Role.OFFICER: lambda: _("Agentes et agents d’aide à l’intégration"),
}


def _staff(bilan: Bilan) -> Section:
    rows = tuple(
        (
            ROLE_NAMES[Role(line.role)](),
            ", ".join(line.places) or "–",
            number(line.filled),
            number(line.target),
            number(line.gap),
        )
        for line in bilan.staffing
    )
    return Section(
        title=_("L’équipe"),
        table=Table(
            (_("Fonction"), _("En poste à"), _("En poste"), _("Cible"), _("Écart")), rows, wide_text=True
        ),
        rules=("EF-1",),
        notes=(_("Au %(day)s") % {"day": day(bilan.as_of_day)},),
    )


def _agreements(bilan: Bilan) -> Section:
    rows = tuple((line.name, number(line.number), money(line.amount)) for line in bilan.programmes)
    years: dict[int, Any] = {}
    for line in bilan.programmes:
        for year, amount in line.by_fiscal_year:
            years[year] = years.get(year, 0) + amount
    notes = [
        _("Exercice %(year)s : %(amount)s") % {"year": fiscal_label(year), "amount": money(amount)}
        for year, amount in sorted(years.items())
    ]
    notes.append(
        _("En vigueur dans la période : %(number)s, %(amount)s")
        % {"number": number(bilan.in_force.value), "amount": money(bilan.in_force.beside)}
    )
    foot = (_("Total"), number(bilan.agreements.value), money(bilan.agreements.beside))
    return Section(
        title=_("Les ententes"),
        paragraphs=(
            _(
                "Les ententes conclues dans le cadre des programmes d’aide financière soutiennent une concertation "
                "autour d’actions durables et des activités de mobilisation dans la région."
            ),
        ),
        table=Table((_("Programme"), _("Ententes"), _("Montant")), rows, foot, wide_text=False)
        if rows
        else None,
        closing="" if rows else _("Aucune entente conclue dans la période."),
        rules=("EN-1", "EN-2"),
        notes=tuple(notes),
    )


def _points(bilan: Bilan) -> Section | None:
    if not bilan.service_points:
        return None
    count = len(bilan.service_points)
    phones = {point.phone for point in bilan.service_points if point.phone}
    one_phone = phones.pop() if len(phones) == 1 else ""
    return Section(
        title=ngettext("Un point de services", "%(number)s points de services", count)
        % {"number": number(count)},
        items=tuple(
            Item(
                title=point.place,
                marks=tuple(_sentence(kind) for kind, _by in point.offers),
                lines=(
                    ", ".join(part for part in (point.host, point.address) if part),
                    *(by for _kind, by in point.offers if by),
                    *([point.phone] if point.phone and not one_phone else []),
                ),
            )
            for point in bilan.service_points
        ),
        closing=_("Téléphone : %(phone)s") % {"phone": one_phone} if one_phone else "",
        rules=("PS-1",),
    )


def _resources(bilan: Bilan) -> Section | None:
    if not bilan.resources:
        return None
    return Section(
        title=_("Des ressources dans la région"),
        items=tuple(
            Item(title=partner.name, lines=(partner.services, str(partner.municipality)))
            for partner in bilan.resources
        ),
    )


def _activities(bilan: Bilan) -> Section:
    held = bilan.activities.value
    rows = tuple(
        (
            bilingual(a.title_fr, a.title_en),
            _sentence(a.get_kind_display()),
            day(a.held_on),
            number(a.participants),
        )
        for a in bilan.named_activities
    )
    more = held - len(rows)
    return Section(
        title=_("Concertation et mobilisation"),
        paragraphs=(
            ngettext(
                "%(number)s activité tenue dans la période.",
                "%(number)s activités tenues dans la période.",
                held,
            )
            % {"number": number(held)},
        ),
        table=Table((_("Activité"), _("Genre"), _("Date"), _("Participation")), rows, wide_text=True)
        if rows
        else None,
        rules=("AC-1",),
        notes=(ngettext("et %(number)s autre", "et %(number)s autres", more) % {"number": more},)
        if more > 0
        else (),
    )
