"""The follow-ups that the permits of an employer's foreign staff call for, each made once."""

from __future__ import annotations

from django.db import models

from crm.casework.models.acts import FollowUp
from crm.employers.models import ForeignStaff


class PermitRenewal(models.Model):
    """The reminder made some months before the permits of a row expire. It stays when its follow-up is done or gone."""

    staff = models.ForeignKey(ForeignStaff, models.CASCADE, related_name="renewals")
    months = models.PositiveSmallIntegerField()
    expires_on = models.DateField()
    follow_up = models.ForeignKey(FollowUp, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "months", "expires_on"], name="permit_renewal_once")
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.months} {self.expires_on}"
