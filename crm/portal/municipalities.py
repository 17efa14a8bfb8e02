"""Choosing a municipality: today's, and the towns that became part of one, by whose names people still say where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from crm.core.text import fold
from crm.territory.former import PARTS
from crm.territory.models import Municipality, Region

Option = tuple[str, str]
#: Between a municipality's code and the former town by whose name it was chosen.
BY = ":"


def municipality_code(value: str) -> str:
    """The code in what a chooser sends, by whichever name it was chosen: « 94068 » of « 94068:Chicoutimi »."""
    return value.partition(BY)[0]


class _ByName(ModelChoiceIterator):  # type: ignore[type-arg]  # generic for the checker alone
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows = [option for place in self.queryset for option in self.field.options_of(place)]  # type: ignore[attr-defined]
        yield from sorted(rows, key=_by_label)


def _by_label(option: Option) -> str:
    return fold(option[1])


class Municipalities(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker alone
    """A municipality by its name, or by that of a former town: « Chicoutimi (Saguenay) » is Saguenay."""

    iterator = _ByName

    def __init__(self, **options: Any) -> None:
        super().__init__(Municipality.objects.select_related("mrc__region"), **options)

    def options_of(self, place: Municipality) -> list[Option]:
        """The municipality, then each town that became part of it, under a value of its own."""
        former = [(f"{place.pk}{BY}{town}", f"{town} ({place.name})") for town in PARTS.get(place.name, ())]
        return [(place.pk, str(self.label_from_instance(place))), *former]

    def to_python(self, value: Any) -> Any:
        """The municipality, whichever of its names was chosen."""
        return super().to_python(municipality_code(value) if isinstance(value, str) else value)


class GroupedMunicipalities(Municipalities):
    """The same by region: names repeat, so the MRC is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(empty_label=_("Choisir"), **options)

    def label_from_instance(self, obj: Municipality) -> str:
        """« L’Ascension-de-Notre-Seigneur (Lac-Saint-Jean-Est) »."""
        return f"{obj.name} ({obj.mrc.name})"

    def offer(self, regions: list[str]) -> None:
        """The municipalities of these regions first, in groups; the others after."""
        groups: dict[str, list[Option]] = {}
        for place in self.queryset or ():
            groups.setdefault(place.mrc.region_id, []).extend(self.options_of(place))
        names = {region.pk: region.name for region in Region.objects.all()}
        order = sorted(groups, key=lambda code: (code not in regions, code))
        self.choices = [
            ("", self.empty_label),
            *((names[code], sorted(groups[code], key=_by_label)) for code in order),
        ]
