"""After an undo: a need, an intervention or a link names a place and a person of its own employer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import F

from crm.employers.merging.relations import CROSSINGS
from crm.employers.models import Site


def mend_crossings(*employer_ids: int) -> None:
    """Copy the place or the person of the other employer that a row names to its own: nothing points across."""
    copies: dict[tuple[type[Any], int, int], Any] = {}
    for model, name in CROSSINGS:
        rows = apps.get_model(model)._base_manager.filter(file__employer__in=employer_ids)
        across = rows.filter(**{f"{name}__isnull": False}).exclude(
            **{f"{name}__employer": F("file__employer")}
        )
        for row in across.select_related(name, "file"):
            part = getattr(row, name)
            key = (type(part), part.pk, row.file.employer_id)
            if key not in copies:
                copies[key] = _copy(part, row.file.employer_id)
            type(row)._base_manager.filter(pk=row.pk).update(**{name: copies[key]})


def _copy(part: Any, employer_id: int) -> Any:
    made = type(part)._base_manager.get(pk=part.pk)
    made.pk, made.employer_id = None, employer_id
    made._state.adding = True
    if isinstance(made, Site):
        made.is_head_office = False
    made.save()
    return made


def one_head_office(before: Iterable[list[int]]) -> None:
    """Every employer that had a head office has one: the same place, or its oldest when that one stayed away.

    `before` holds pairs: an employer, its head office of then.
    """
    for key, site in before:
        sites = Site.objects.filter(employer_id=key)
        if sites.filter(is_head_office=True).exists():
            continue
        chosen = sites.filter(pk=site).first() or sites.order_by("pk").first()
        if chosen:
            Site.objects.filter(pk=chosen.pk).update(is_head_office=True)
