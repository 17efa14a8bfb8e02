"""A figure narrowed to some of its rows by what an address says, and in which words the page says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from crm.portal.manager.breakdown import BY, part_names
from crm.reporting.figures import Indicator
from crm.reporting.indicators import INDICATORS
from crm.reporting.queries_blockers import blocked_by, flow_between
from crm.reporting.queries_breakdown import NONE, placed_in, supported_in
from crm.taxonomy.models import Occupation, Reason
from crm.territory.models import Region

#: The indicator from the two values asked, and their names in the address.
NARROWED: dict[str, tuple[Callable[[str, str], Indicator], str, str]] = {
    "blockers": (blocked_by, "motif", "cnp"),
    "flows": (flow_between, "de", "vers"),
    "businesses_supported": (supported_in, "selon", "cle"),
    "placements": (placed_in, "selon", "cle"),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The indicator as asked; what narrows it, as the address has it and in words: « Motif : français »."""

    indicator: Indicator
    asked: dict[str, str]
    words: list[tuple[str, str]]


def read_narrowed(request: HttpRequest, code: str) -> Narrowed:
    """What a request asks of a figure; raises Http404 for a way to narrow that does not exist."""
    if code not in NARROWED:
        return Narrowed(INDICATORS[code], {}, [])
    narrow, one, other = NARROWED[code]
    values = {name: request.GET[name] for name in (one, other) if request.GET.get(name)}
    if not values:
        return Narrowed(INDICATORS[code], {}, [])
    try:
        indicator = narrow(values.get(one, ""), values.get(other, ""))
    except KeyError as unknown:
        raise Http404 from unknown
    return Narrowed(indicator, values, _words(values))


def _words(values: dict[str, str]) -> list[tuple[str, str]]:
    if "selon" in values:
        what, without, _said = BY[values["selon"]]
        key = values.get("cle", "")
        name = str(without) if key == NONE else part_names(values["selon"], [key]).get(key, ("", key))[1]
        return [(str(what), name)]
    return [NAMES[name](value) for name, value in values.items()]


def _reason(code: str) -> tuple[str, str]:
    found = Reason.objects.filter(pk=code).first()
    return _("Motif"), found.label if found else code


def _occupation(code: str) -> tuple[str, str]:
    found = Occupation.objects.filter(pk=code).first()
    return _("Profession"), found.title if found else _("Profession à préciser")


def _region(label: str, code: str) -> tuple[str, str]:
    found = Region.objects.filter(pk=code).first()
    return label, found.name if found else code


NAMES: dict[str, Callable[[str], tuple[str, str]]] = {
    "motif": _reason,
    "cnp": _occupation,
    "de": lambda code: _region(_("De"), code),
    "vers": lambda code: _region(_("Vers"), code),
}
