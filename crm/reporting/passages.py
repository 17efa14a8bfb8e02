"""Which direction counts what was done on a day: where it was written, led on by the passages in force that day."""

from __future__ import annotations

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from crm.territory.models import DirectionPassage

# One passage a day of a region, else of the whole; NULL without one.
LED_ON = """(
    SELECT passage.to_direction_id FROM territory_directionpassage passage
    WHERE passage.from_direction_id = {written} AND passage.valid_from <= {day}
      AND COALESCE(passage.valid_to, 'infinity') >= {day}
      AND (passage.region_id IS NULL OR passage.region_id = {region})
    ORDER BY passage.region_id NULLS LAST LIMIT 1)"""


def direction_on(*, day: str, region: str, origin: str = "") -> Combinable:
    """The same as an expression over rows that have a `direction`, from the names of their fields."""
    written = (
        Coalesce(OuterRef(origin), OuterRef("direction_id"), output_field=BigIntegerField())
        if origin
        else OuterRef("direction_id")
    )
    passages = DirectionPassage.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=OuterRef(day)),
        Q(region=None) | Q(region=OuterRef(region)),
        from_direction=written,
        valid_from__lte=OuterRef(day),
    )
    led_on = passages.order_by(F("region").asc(nulls_last=True)).values("to_direction")[:1]
    ways: list[Combinable] = [Subquery(led_on), *([F(origin)] if origin else []), F("direction_id")]
    return Coalesce(*ways, output_field=BigIntegerField())
