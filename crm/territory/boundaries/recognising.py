"""Which region or MRC each shape is, by its official code."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from crm.territory.boundaries.features import BoundariesRefused, Feature

#: Columns of the code, in lower case: the SDA's, then ours, then the usual names.
MRC_COLUMNS = ("mrs_co_mrc", "mrc_code", "code_mrc", "co_mrc")
REGION_COLUMNS = ("res_co_reg", "region_code", "code_region", "co_reg")
PLAIN = "code"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The rings of each place, by its code."""

    regions: dict[str, list[array[float]]] = field(default_factory=dict)
    mrcs: dict[str, list[array[float]]] = field(default_factory=dict)


def recognise(features: Iterable[Feature]) -> Recognised:
    """Shapes by code; a place made of several shapes has all their rings, and shapes without a code are left."""
    found = Recognised()
    for feature in features:
        code = _code(feature.attributes)
        if code and feature.rings:
            level = found.regions if len(code) == 2 else found.mrcs
            level.setdefault(code, []).extend(feature.rings)
    return found


def _code(attributes: Mapping[str, str]) -> str:
    """Two characters for a region, three for an MRC, empty for neither."""
    values = {name.lower(): value.strip() for name, value in attributes.items()}
    for column in MRC_COLUMNS:
        if values.get(column):
            # The SDA writes two digits for a territory that is no MRC, where the directory writes a last 0.
            return values[column].ljust(3, "0")[:20]
    for column in REGION_COLUMNS:
        if values.get(column):
            return values[column].zfill(2)[:20]
    plain = values.get(PLAIN, "")
    return plain.zfill(2)[:20]


def check_codes(
    found: Recognised, *, regions: Iterable[str], mrcs: Mapping[str, str], file: str
) -> Recognised:
    """What was recognised, when its codes are official and its maps whole; `mrcs` is the region of each.

    Raises BoundariesRefused: a map with a hole in it would say that nothing happened there.
    """
    if not found.regions and not found.mrcs:
        raise BoundariesRefused(
            _(
                "Le fichier « %(file)s » ne donne ni région ni MRC reconnue par son code : prenez les régions ou les "
                "MRC des « Découpages administratifs » (SDA), puis relancez."
            ),
            file=file,
        )
    unknown = sorted((found.regions.keys() - set(regions)) | (found.mrcs.keys() - mrcs.keys()))
    if unknown:
        raise BoundariesRefused(
            _(
                "Le fichier « %(file)s » nomme un territoire inconnu (« %(code)s ») : vérifiez sa colonne de codes, "
                "puis relancez."
            ),
            file=file,
            code=unknown[0][:20],
        )
    touched = {mrcs[code] for code in found.mrcs}
    wanted = {code for code, region in mrcs.items() if region in touched}
    missing = sorted(
        (set(regions) - found.regions.keys() if found.regions else set()) | (wanted - found.mrcs.keys())
    )
    if missing:
        raise BoundariesRefused(
            _(
                "Il manque %(codes)s dans « %(file)s » : la carte aurait un trou ; prenez le fichier entier, puis "
                "relancez."
            ),
            file=file,
            codes=", ".join(missing[:6]),
        )
    return found
