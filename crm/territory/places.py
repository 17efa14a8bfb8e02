"""A place as a list is narrowed by it: one MRC by its three digits, or a whole region by its two."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.territory.models import DirectionCoverage, Mrc, Municipality

#: How a place is written in an address.
PLACE = r"\d{2,3}"


def in_place(field: str, place: str) -> Q:
    """Rows whose municipality, named by the foreign key `field`, lies in the MRC or the region of that code."""
    inside = Q(mrc__region_id=place) if len(place) == 2 else Q(mrc_id=place)
    return Q(**{f"{field}__in": Municipality.objects.filter(inside).order_by().values("pk")})


def mrcs_of(direction_ids: Collection[int], *, today: date) -> QuerySet[Mrc]:
    """Every MRC by region then name; `served`: in a region that one of these directions serves on that day."""
    served = DirectionCoverage.objects.on(today).filter(direction_id__in=list(direction_ids))
    here = served.filter(region=OuterRef("region_id"))
    return Mrc.objects.select_related("region").annotate(served=Exists(here))
