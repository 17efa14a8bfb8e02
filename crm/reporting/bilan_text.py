"""The bilan for a terminal: its period, its as-of moment, its figures in columns, and the rules they are counted by."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from django.utils.translation import gettext as _

from crm.accounts.models import Role
from crm.core.formatting import moment, money, number
from crm.reporting.bilan import Bilan
from crm.reporting.queries_means import Staffing
from crm.reporting.rules import RULES

WIDTH = 78
#: Label, value, code of the rule.
Line = tuple[str, str, str]


def as_text(bilan: Bilan) -> str:
    """The figures of the report in the current language, 78 columns wide."""
    return "\n".join([*_head(bilan), "", *_table(_lines(bilan)), "", *_rules(_lines(bilan), bilan.public)])


def _head(bilan: Bilan) -> Iterator[str]:
    yield _("Bilan des réalisations") + f" – {bilan.territory.name} ({bilan.territory.code})"
    if bilan.direction and bilan.direction != bilan.territory.name:
        yield bilan.direction
    yield ""
    facts = (
        (_("Période"), _("%(period)s, les deux jours inclus") % {"period": bilan.period.label}),
        (_("En date du"), _("%(moment)s, heure du Québec") % {"moment": moment(bilan.as_of)}),
        (_("Forme"), _("publique, petits nombres masqués") if bilan.public else _("de travail")),
    )
    widest = max(len(label) for label, _said in facts)
    for label, said in facts:
        yield f"{label:<{widest}}  {said}"


def _lines(bilan: Bilan) -> list[Line]:
    def shown(value: int | None) -> str:
        return _("masqué") if value is None else number(value)

    return [
        (_("Entreprises accompagnées"), shown(bilan.shown(bilan.businesses)), bilan.businesses.rule_code),
        (_("Personnes accompagnées"), shown(bilan.shown(bilan.persons)), bilan.persons.rule_code),
        (_("Ententes conclues"), number(bilan.agreements.value), bilan.agreements.rule_code),
        (_("Montant des ententes conclues"), money(bilan.agreements.beside), bilan.agreements.rule_code),
        (_("Ententes en vigueur"), number(bilan.in_force.value), bilan.in_force.rule_code),
        (_("Conseillères et conseillers en poste"), _staff(bilan.staff(Role.ADVISOR)), "EF-1"),
        (_("Agentes et agents en poste"), _staff(bilan.staff(Role.OFFICER)), "EF-1"),
        (_("Points de services"), number(len(bilan.service_points)), "PS-1"),
        (_("Activités"), number(bilan.activities.value), bilan.activities.rule_code),
    ]


def _staff(staffing: Staffing) -> str:
    if staffing.target is None:
        return _("%(filled)s, sans cible") % {"filled": number(staffing.filled)}
    return _("%(filled)s, cible %(target)s") % {
        "filled": number(staffing.filled),
        "target": number(staffing.target),
    }


def _table(lines: list[Line]) -> Iterator[str]:
    rows = [(_("Chiffre"), _("Valeur"), _("Règle")), *lines]
    first, last = max(len(row[0]) for row in rows), max(len(row[2]) for row in rows)
    middle = WIDTH - first - last - 4
    for label, value, rule in rows[:1]:
        yield f"{label:<{first}}  {value:>{middle}}  {rule}"
    yield "─" * WIDTH
    for label, value, rule in rows[1:]:
        yield f"{label:<{first}}  {value:>{middle}}  {rule}"


def _rules(lines: list[Line], public: bool) -> Iterator[str]:
    codes = [*dict.fromkeys(rule for _label, _value, rule in lines), "PE-1", *(["MQ-1"] if public else [])]
    yield _("Règles de comptage")
    for code in codes:
        yield ""
        yield f"{code}  {RULES[code].title}"
        for paragraph in RULES[code].paragraphs:
            yield from textwrap.wrap(paragraph, WIDTH, initial_indent="  ", subsequent_indent="  ")
