"""What an administrator fills in to change the territories from a day."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.caseload.services import Wish
from crm.portal.forms import PasserelleForm
from crm.portal.municipalities import GroupedMunicipalities
from crm.territory.models import Direction, Region, ServicePoint
from crm.territory.models import TerritoryChangeKind as Kind
from crm.territory.services import NewDirection, PointContent


class ChangeForm(PasserelleForm):
    """A change from a day; each kind adds its own questions."""

    kind = ""
    day = forms.DateField(label=_("À partir du"))

    def wish(self) -> Wish:
        """What is asked for. Only after `is_valid()`."""
        data = self.cleaned_data
        return Wish(kind=self.kind, **{name: data[name] for name in self.fields})


class _OfDirections(ChangeForm):
    """Questions about directions; each kind asks its own, of one direction or of several."""

    direction = forms.ModelChoiceField(
        Direction.objects.none(), label=_("Direction"), empty_label=_("Choisir")
    )
    directions = forms.ModelMultipleChoiceField(
        Direction.objects.none(), label=_("Directions"), widget=forms.CheckboxSelectMultiple
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label=_("Régions qui passent"), widget=forms.CheckboxSelectMultiple
    )
    into = forms.ModelChoiceField(
        Direction.objects.none(), label=_("Vers la direction"), empty_label=_("Choisir")
    )
    name_fr = forms.CharField(label=_("Nom de la nouvelle direction, en français"), max_length=160)
    name_en = forms.CharField(label=_("Son nom en anglais"), max_length=160, required=False)
    asked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Direction.objects.filter(valid_to=None)
        for name in ("direction", "directions", "into"):
            cast(Any, self.fields[name]).queryset = open_ones
        for name in [name for name in self.fields if name not in self.asked]:
            del self.fields[name]

    def wish(self) -> Wish:
        """What is asked for. Only after `is_valid()`."""
        data = self.cleaned_data
        name = data.get("name_fr", "")
        return Wish(
            kind=self.kind,
            day=data["day"],
            directions=tuple(data["directions"]) if "directions" in data else (data["direction"],),
            regions=tuple(data.get("regions", ())),
            into=data.get("into"),
            new=NewDirection(name_fr=name, name_en=data.get("name_en", "")) if name else None,
        )


class MergeForm(_OfDirections):
    """Directions that become one: a new one, or one of them."""

    kind = Kind.MERGED
    asked = ("directions", "into", "name_fr", "name_en", "day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("into", "name_fr"):
            self.fields[name].required = False
        self.fields["into"].label = _("Dans la direction existante")

    def clean(self) -> dict[str, Any]:
        """One successor: either a direction that exists or the name of a new one."""
        data = super().clean() or {}
        if bool(data.get("into")) == bool(data.get("name_fr")):
            self.add_error("into", _("Choisissez une direction existante ou nommez-en une nouvelle."))
        return data


class SplitForm(_OfDirections):
    """Regions of a direction that become a new one."""

    kind = Kind.SPLIT
    asked = ("direction", "regions", "name_fr", "name_en", "day")


class PassForm(_OfDirections):
    """Regions that another direction serves."""

    kind = Kind.PASSED
    asked = ("direction", "regions", "into", "day")


class CloseForm(_OfDirections):
    """A direction that serves nothing any more."""

    kind = Kind.CLOSED
    asked = ("direction", "day")


class ClosePointForm(ChangeForm):
    """A service point that closes."""

    kind = Kind.POINT_CLOSED
    point = forms.ModelChoiceField(
        ServicePoint.objects.none(), label=_("Point de services"), empty_label=_("Choisir")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["point", *self.fields])
        points = ServicePoint.objects.during(timezone.localdate(), timezone.localdate()).select_related(
            "municipality"
        )
        cast(Any, self.fields["point"]).queryset = points


class MovePointForm(ClosePointForm):
    """A service point at another address."""

    kind = Kind.POINT_MOVED
    municipality = GroupedMunicipalities(label=_("Municipalité"))
    address = forms.CharField(label=_("Nouvelle adresse"), max_length=160)
    room = forms.CharField(label=_("Local"), max_length=40, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(GroupedMunicipalities, self.fields["municipality"]).offer([])

    def wish(self) -> Wish:
        """What is asked for. Only after `is_valid()`."""
        data = self.cleaned_data
        content = PointContent(
            name=data["point"].name,
            municipality=data["municipality"],
            address=data["address"],
            room=data["room"],
            phone=data["phone"],
        )
        return Wish(kind=self.kind, day=data["day"], point=data["point"], content=content)


#: By the word of the address.
FORMS: dict[str, type[ChangeForm]] = {
    "fusionner": MergeForm,
    "scinder": SplitForm,
    "confier": PassForm,
    "fermer": CloseForm,
    "demenager-un-point": MovePointForm,
    "fermer-un-point": ClosePointForm,
}
TITLES = {
    "fusionner": _("Fusionner des directions"),
    "scinder": _("Scinder une direction"),
    "confier": _("Confier des régions à une autre direction"),
    "fermer": _("Fermer une direction"),
    "demenager-un-point": _("Déménager un point de services"),
    "fermer-un-point": _("Fermer un point de services"),
}
