"""The means of a bilan in words: staff, agreements, service points, resources, activities."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.accounts.models import Role
from crm.core.fiscal import fiscal_label
from crm.core.formatting import day, money, number
from crm.core.text import bilingual
from crm.reporting.bilan import Bilan
from crm.reporting.bilan_parts import Cell, Item, Section, make_table, sentence

ROLE_NAMES = {
    Role.ADVISOR: lambda: _("Conseillères et conseillers en immigration régionale"),
    Role.OFFICER: lambda: _("Agentes et agents d’aide à l’intégration"),
}


def staff(bilan: Bilan) -> Section:
    """Who is posted, against the targets."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            ROLE_NAMES[Role(line.role)](),
            ", ".join(line.places) or "–",
            line.filled,
            "–" if line.target is None else line.target,
            line.gap,
        )
        for line in bilan.staffing
    )
    return Section(
        title=_("L’équipe"),
        table=make_table(
            (_("Fonction"), _("En poste à"), _("En poste"), _("Cible"), _("Écart")), rows, wide_text=True
        ),
        rules=("EF-1",),
        notes=(_("Au %(day)s") % {"day": day(bilan.as_of_day)},),
    )


def agreements(bilan: Bilan) -> Section:
    """The agreements concluded, by programme."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (line.name, line.number, line.amount) for line in bilan.programmes
    )
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
    foot: tuple[Cell, ...] = (_("Total"), bilan.agreements.value, Decimal(bilan.agreements.beside or 0))
    return Section(
        title=_("Les ententes"),
        paragraphs=(
            _(
                "Les ententes conclues dans le cadre des programmes d’aide financière soutiennent une concertation "
                "autour d’actions durables et des activités de mobilisation dans la région."
            ),
        ),
        table=make_table((_("Programme"), _("Ententes"), _("Montant")), rows, foot=foot),
        closing="" if rows else _("Aucune entente conclue dans la période."),
        rules=("EN-1", "EN-2"),
        notes=tuple(notes),
    )


def service_points(bilan: Bilan) -> Section | None:
    """Where people are met."""
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
                marks=tuple(sentence(kind) for kind, _by in point.offers),
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


def resources(bilan: Bilan) -> Section | None:
    """Partners that the territory counts on."""
    if not bilan.resources:
        return None
    return Section(
        title=_("Des ressources dans la région"),
        items=tuple(
            Item(title=partner.name, lines=(partner.services, str(partner.municipality)))
            for partner in bilan.resources
        ),
    )


def activities(bilan: Bilan) -> Section:
    """Consultation and mobilisation."""
    held = bilan.activities.value
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            bilingual(a.title_fr, a.title_en),
            sentence(a.get_kind_display()),
            a.held_on,
            a.participants,
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
        table=make_table((_("Activité"), _("Genre"), _("Date"), _("Participation")), rows, wide_text=True),
        rules=("AC-1",),
        notes=(ngettext("et %(number)s autre", "et %(number)s autres", more) % {"number": more},)
        if more > 0
        else (),
    )
