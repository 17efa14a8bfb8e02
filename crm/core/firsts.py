"""The first rows of many, and of how many, in one statement."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from crm.core.among import among


class Counted(Subquery):
    """SQL: how many rows a query has, as a value of another."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def first_of(rows: QuerySet[Any], most: int, *related: str) -> tuple[list[Any], int]:
    """The first `most` of `rows` with what they are `related` to, and how many there are in all.

    Only what is shown is read whole; `rows` are in an order of columns of their own.
    """
    whole = rows.model._default_manager.select_related(*related)
    shown = whole.filter(among("pk", rows.values("pk")[:most]))
    found = list(shown.annotate(of=Counted(rows.order_by().values("pk"))).order_by(*rows.query.order_by))
    return found, found[0].of if found else 0
