"""What the workers keep of everyone at one moment, so that a ranking need not read everyone again."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """People and needs written as columns in a folder of that name; the rows since are read over it.

    Only a memory: a host that does not have the folder makes another. `seen_since` is the moment from which a change
    may be missing in it; `day` is the one whose consents it holds.
    """

    name = models.CharField(max_length=64)
    taxonomy = models.CharField(max_length=40)
    day = models.DateField()
    seen_since = models.DateTimeField()
    taken_at = models.DateTimeField()
    persons = models.PositiveIntegerField()
    needs = models.PositiveIntegerField()

    class Meta:
        ordering = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return self.name
