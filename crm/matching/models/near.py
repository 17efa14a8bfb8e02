"""Everyone whom one condition alone keeps out of a need, as the last ranking found them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.needs.models import LabourNeed


class KeptOut(models.Model):
    """The persons' numbers, best score first, and their scores in hundredths, side by side.

    Only numbers, for each is explained when somebody asks; consents are looked at when it is read.
    """

    need = models.ForeignKey(LabourNeed, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    people = ArrayField(models.IntegerField())
    scores = ArrayField(models.SmallIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "code"], name="kept_out_once_a_condition")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.code}"
