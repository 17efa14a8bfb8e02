"""Rows whose key is one of some others, beside another condition."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet


def among(field: str, keys: QuerySet[Any]) -> Q:
    """SQL `field = ANY(ARRAY(SELECT …))`: the keys are read once, then looked up by the field's index.

    `field IN (SELECT …)` beside an OR is compared with every row of the table instead, and the few rows that a page
    shows are looked for in all that it might have shown. `keys` depends on no row.
    """
    return Q(
        Func(
            F(field),
            ArraySubquery(keys),
            template="%(expressions)s)",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
    )
