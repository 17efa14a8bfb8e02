"""Needs as the builders look for them."""

from __future__ import annotations

from collections.abc import Iterator

from crm.demo.build.world import Business, World
from crm.needs.models import LabourNeed


def opened_needs(world: World, *stages: str) -> Iterator[tuple[Business, LabourNeed]]:
    """The needs in one of these stages whose occupation is known, each with its employer."""
    for business in world.businesses:
        for need in business.needs:
            if need.stage in stages and need.occupation_id:
                yield business, need


def region_of(world: World, need: LabourNeed) -> str:
    """The region of the need's site."""
    return world.region_of[need.site.municipality_id]
