"""Why a change of the territories is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal


class RegionServed(Refusal):
    """A region has one direction a day."""

    default = _("Une région choisie relève déjà d’une direction à cette date.")


class NameTaken(Refusal):
    """Two directions, or two service points, may not have the same name."""

    default = _("Ce nom est déjà pris.")


class TerritoryRefused(Refusal):
    """A change whose days or places contradict what is written; `field` says which."""
