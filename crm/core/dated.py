"""Facts that hold from a day to a day: who is in charge, which direction covers a region, which point is open."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """SQL `daterange(from, to, '[]')`: both days included, an open end is NULL."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"


def no_overlap(name: str, *keys: str, condition: Q | None = None) -> ExclusionConstraint:
    """A constraint: rows equal in `keys` may not have overlapping valid_from–valid_to."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *[(key, RangeOperators.EQUAL) for key in keys],
            (DateRange(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


class DatedQuerySet(models.QuerySet[Any]):
    """Rows by the days on which they are in force."""

    def on(self, day: date) -> Self:
        """Rows in force on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def during(self, start: date, end: date) -> Self:
        """Rows in force on at least one day from `start` to `end`, both included."""
        return self.filter(valid_from__lte=end).filter(Q(valid_to=None) | Q(valid_to__gte=start))


class Dated(models.Model):
    """In force from a day to a day, both included; no last day means still in force."""

    valid_from = models.DateField(_("en vigueur du"))
    valid_to = models.DateField(_("au"), null=True, blank=True)

    class Meta:
        abstract = True


def ends_after_start(name: str) -> models.CheckConstraint:
    """A constraint: the last day is not before the first."""
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("La fin ne peut pas précéder le début."),
    )
