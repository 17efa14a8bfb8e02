"""How long the files of a direction stay in each stage, counted once a day."""

from __future__ import annotations

from django.db import models

from crm.territory.models import Direction


class MedianStays(models.Model):
    """By stage: the median stay in days of the files that left it, and of how many stays, as of one day."""

    direction = models.OneToOneField(Direction, models.CASCADE, primary_key=True, related_name="+")
    counted_on = models.DateField()
    stays = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.direction_id} {self.counted_on}"
