"""How a cell is read: texts, numbers, days, truths and choices as people type them in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from crm.core.text import fold
from crm.exchange.columns import LANGUAGES, CellRefused, Several, filled

YES, NO = {"oui", "yes", "vrai", "true", "1", "x", "o", "y"}, {"non", "no", "faux", "false", "0", "n"}
NONE = {"aucun", "aucune", "none"}
SEVERAL = " | "
AMBIGUOUS = ""
TOO_LONG = _("Ce texte est trop long : %(limit)s caractères au plus.")
_DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?$")
_GRADED = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
_SPACES = "\u00a0\u202f "


def text(limit: int) -> Callable[[str], str]:
    """A text of at most `limit` characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise CellRefused(filled(TOO_LONG, limit=limit))
        if "\x00" in cell or "\ufffd" in cell:
            raise CellRefused(_("Ce texte contient un caractère qui ne s’écrit pas. Tapez-le de nouveau."))
        return cell.replace("\r\n", "\n").replace("\r", "\n")

    return read


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number between two, both included."""

    def read(cell: str) -> int:
        plain = cell.translate({ord(space): None for space in _SPACES})
        if (
            not re.fullmatch(r"\d{1,12}([.,]0+)?", plain)
            or not lowest <= int(re.split("[.,]", plain)[0]) <= highest
        ):
            raise CellRefused(
                filled(
                    _("Écrivez un nombre entier de %(lowest)s à %(highest)s."), lowest=lowest, highest=highest
                )
            )
        return int(re.split("[.,]", plain)[0])

    return read


def identifier(cell: str) -> int:
    """The number of a row, as an export writes it; with its letters too (« B-0412 »)."""
    found = re.fullmatch(r"(?:[A-Za-z]{1,2}-)?(\d{1,15})", cell)
    if not found:
        raise CellRefused(_("Laissez ce numéro tel qu’il a été exporté, ou vide pour une nouvelle fiche."))
    return int(found[1])


def amount(places: int, limit: Decimal) -> Callable[[str], Decimal]:
    """A positive number with at most `places` decimals, under `limit`, with a comma or a point."""

    def read(cell: str) -> Decimal:
        plain = re.sub(f"[{_SPACES}$]", "", cell).replace(",", ".")
        try:
            value = Decimal(plain)
        except InvalidOperation:
            value = Decimal(-1)
        exponent = value.as_tuple().exponent
        if not (0 < value <= limit) or (isinstance(exponent, int) and -exponent > places):
            raise CellRefused(_("Écrivez un montant, par exemple 28,40."))
        return value

    return read


def _any_day(cell: str) -> date:
    """The day that the cell writes; the first of all when it writes none."""
    found = _DAY.match(cell)
    try:
        return date(*map(int, found.groups())) if found else date.min
    except ValueError:
        pass
    raise CellRefused(_("Écrivez la date ainsi : 2027-01-15."))


def day(cell: str) -> date:
    """A day of our time, the year first."""
    value = _any_day(cell)
    if value.year < 1900:
        raise CellRefused(_("Écrivez la date ainsi : 2027-01-15."))
    return value


def truth(cell: str) -> bool:
    """Yes or no."""
    folded = fold(cell)
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise CellRefused(_("Écrivez oui ou non."))


def email(cell: str) -> str:
    """An e-mail address."""
    try:
        validate_email(cell)
    except ValidationError:
        raise CellRefused(_("Ce courriel ne s’écrit pas ainsi. Vérifiez-le.")) from None
    if len(cell) > 254:
        raise CellRefused(_("Ce courriel ne s’écrit pas ainsi. Vérifiez-le."))
    return cell


def website(cell: str) -> str:
    """An address of the web; one typed without its beginning gets it."""
    address = cell if "://" in cell else f"https://{cell}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise CellRefused(_("Cette adresse Web ne s’écrit pas ainsi. Exemple : https://exemple.ca")) from None
    if len(address) > 200:
        raise CellRefused(filled(TOO_LONG, limit=200))
    return address


def phone(cell: str) -> str:
    """A telephone number, as typed, up to thirty characters with seven digits at least."""
    if len(cell) > 30 or len(re.findall(r"\d", cell)) < 7:
        raise CellRefused(_("Ce numéro de téléphone est incomplet ou trop long."))
    return cell


def choice(choices: Iterable[tuple[str, str | Promise]]) -> Callable[[str], str]:
    """One of the choices, by its code or its name in either language."""
    pairs = [(str(code), label) for code, label in choices]
    cache: dict[str, str] = {}

    def read(cell: str) -> str:
        if not cache:
            cache.update(_by_name(pairs))
        found = cache.get(fold(cell))
        if found is None:
            raise CellRefused(
                filled(
                    _("Choisissez parmi : %(choices)s."), choices=Several([label for _code, label in pairs])
                )
            )
        return found

    return read


def _by_name(pairs: Iterable[tuple[str, str | Promise]]) -> dict[str, str]:
    names = {}
    for code, label in pairs:
        names[fold(code)] = code
        for language in LANGUAGES:
            with translation.override(language):
                names[fold(str(label))] = code
    return names


def choices_of(choices: Iterable[tuple[Any, str | Promise]]) -> list[str | Promise]:
    """The names of the choices."""
    return [label for _code, label in choices]


def name_of(choices: Iterable[tuple[str, str | Promise]]) -> Callable[[str | None], str]:
    """The name of a choice, as `choice` reads it back."""
    labels = dict(choices)
    return lambda code: str(labels[code]) if code else ""


def several(read_one: Callable[[str], Any], *, none: bool = False) -> Callable[[str], tuple[Any, ...]]:
    """Several values in one cell, apart by « | », « ; » or a new line; each one once. With `none`, « aucune » too."""

    def read(cell: str) -> tuple[Any, ...]:
        if none and fold(cell) in NONE:
            return ()
        parts = [part.strip().replace("\\|", "|") for part in _parts(cell)]
        return tuple(dict.fromkeys(read_one(part) for part in parts if part))

    return read


def shown_several(show_one: Callable[[Any], Any], *, none: bool = False) -> Callable[[Any], str]:
    """The values as `several` reads them back; what was never asked is empty."""

    def show(values: Iterable[Any] | None) -> str:
        if values is None:
            return ""
        shown = [str(show_one(value)).replace("|", "\\|") for value in values]
        if len(shown) == 1 and re.search(r"[;\n]", shown[0]):
            # One value that holds another separator says that it is one.
            shown.append("")
        return SEVERAL.join(shown).rstrip() or (_now("aucune") if none else "")

    return show


def _parts(cell: str) -> list[str]:
    """By « | » where there is one, which may stand in a value as « \\| »; else by « ; » or a new line."""
    bars = re.split(r"(?<!\\)\|", cell)
    return bars if len(bars) > 1 else re.split(r"[;\n]", cell)


def graded(
    read_name: Callable[[str], str], read_grade: Callable[[str], Any], *, default: Any = None
) -> Callable[[str], tuple[str, Any]]:
    """A name with its grade between brackets, « soudage (2) »; brackets that hold no grade are part of the name."""

    def read(cell: str) -> tuple[str, Any]:
        found = _GRADED.match(cell)
        if found:
            try:
                return read_name(found[1]), read_grade(found[2])
            except CellRefused:
                pass
        return read_name(cell), default

    return read


def shown_graded(
    show_name: Callable[[str], Any] = str, show_grade: Callable[[Any], Any] = str
) -> Callable[[tuple[str, Any]], str]:
    """A name and its grade, as `graded` reads them back."""

    def show(pair: tuple[str, Any]) -> str:
        name, grade = pair
        return f"{show_name(name)} ({show_grade(grade)})" if grade is not None else str(show_name(name))

    return show


def degree(cell: str) -> Decimal:
    """A latitude or a longitude in degrees, to the metre, with a comma or a point."""
    plain = cell.replace(",", ".").replace("−", "-").rstrip("° ")
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", plain):
        raise CellRefused(_("Écrivez des degrés, par exemple 48,4284 ou -71,0683."))
    return Decimal(plain).quantize(Decimal("0.00001"))


def named(names: Callable[[], Mapping[str, str]], unknown: str | Promise) -> Callable[[str], str]:
    """The code of a row of reference, by its code or its name; `names` gives folded names, "" where two share one."""

    def read(cell: str) -> str:
        found = names().get(fold(cell))
        if found is None:
            raise CellRefused(unknown)
        if found == AMBIGUOUS:
            raise CellRefused(_("Deux entrées de nos listes portent ce nom : écrivez le code."))
        return found

    return read
