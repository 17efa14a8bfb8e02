"""Columns as several lists have them: how a cell is read, and how a value is shown so that it is read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.exchange import cells
from crm.exchange.columns import Column, Words, filled
from crm.exchange.references import listed

Choices = Iterable[tuple[Any, str | Promise]]
WAGE = cells.amount(2, Decimal("9999.99"))
municipality = cells.named(
    listed("municipalities"), _("Cette municipalité n’existe pas : écrivez son nom officiel ou son code.")
)


def entry(names: str) -> Callable[[str], str]:
    """The code of an entry of a list of the house, by its code or its name."""
    lookup = listed(names)

    def read(cell: str) -> str:
        unknown = filled(
            _("« %(name)s » n’est pas dans nos listes. Écrivez son code ou son nom exact."), name=cell
        )
        return cells.named(lookup, unknown)(cell)

    return read


def yes_no(code: str, label: Words, *, empty: bool | None = None, **more: Any) -> Column:
    """Yes or no; empty, what nobody asked unless `empty` says otherwise."""
    return Column(code, label, cells.truth, empty=empty, choices=(_("oui"), _("non")), **more)


def picked(code: str, label: Words, choices: Choices, *, empty: str = "", **more: Any) -> Column:
    """One of the choices."""
    pairs = list(choices)
    return Column(
        code,
        label,
        cells.choice(pairs),
        empty=empty,
        choices=cells.choices_of(pairs),
        show=cells.name_of(pairs),
        **more,
    )


def language(label: Words) -> Column:
    """The language in which one writes to somebody, however it is named."""
    also = (("fr-ca", "fr"), ("fr-ca", "french"), ("en-ca", "en"), ("en-ca", "anglais"))
    column = picked("language", label, settings.LANGUAGES, empty="fr-ca")
    return replace(column, read=cells.choice([*settings.LANGUAGES, *also]))


def picked_several(code: str, label: Words, choices: Choices, *, asked: bool = False, **more: Any) -> Column:
    """Some of the choices; with `asked`, empty is what was never asked and « aucune » what was answered so."""
    pairs = list(choices)
    return Column(
        code,
        label,
        cells.several(cells.choice(pairs), none=asked),
        empty=None if asked else (),
        choices=cells.choices_of(pairs),
        show=cells.shown_several(cells.name_of(pairs), none=asked),
        **more,
    )


def listed_one(code: str, label: Words, names: str, **more: Any) -> Column:
    """One entry of a list of the house, by its code or its name; shown by its code, which two never share."""
    return Column(code, label, entry(names), empty=None, **more)


def listed_several(
    code: str, label: Words, read_one: Any, *, show_one: Any = str, asked: bool = False, **more: Any
) -> Column:
    """Several entries of a list of the house, each read by `read_one`."""
    return Column(
        code,
        label,
        cells.several(read_one, none=asked),
        empty=None if asked else (),
        show=cells.shown_several(show_one, none=asked),
        **more,
    )


def occupation(cell: str) -> str:
    """The code of an occupation: its digits, « CNP 72106 », or its official title."""
    found = re.match(r"^(?:CNP|NOC)?\s*(\d{2,5})\b", cell, re.IGNORECASE)
    return entry("occupations")(found[1] if found else cell)


#: A skill and, between brackets, its level: « soudage (2) ».
SKILL = cells.graded(entry("skills"), cells.number(1, 3))
SHOWN = cells.shown_graded()
