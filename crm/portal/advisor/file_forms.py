"""Forms of employers and their files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm.employers.models import (
    Contact,
    EmployerFile,
    Francization,
    Site,
    SizeBand,
    WinterAccess,
    neq_format,
)
from crm.employers.rules import ContactContent, EmployerContent, SiteContent, tidy_neq
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.municipalities import GroupedMunicipalities
from crm.portal.together import SharedForm
from crm.taxonomy.models import Sector
from crm.territory.models import Direction, Municipality

CARD = ("legal_name", "usual_name", "neq", "size_band", "website", "source", "union", "francization")
PLACE = ("lat", "lon", "headcount", "winter_access")
#: What a first call does not give: a new file asks the rest.
NOT_AT_FIRST = (
    "is_head_office",
    "name",
    *PLACE,
    "housing_nearby",
    "trade_names",
    "has_union",
    "union",
    "francization",
)
YES_NO = [("", _("Pas encore demandé")), ("yes", _("Oui")), ("no", _("Non"))]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _answer(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class NeqField(forms.CharField):
    """A NEQ however it is typed: spaces are taken out before it is checked."""

    def to_python(self, value: Any) -> str:
        return tidy_neq(super().to_python(value) or "")


class EmployerForm(PasserelleForm):
    """An employer's card."""

    legal_name = forms.CharField(label=_("Nom légal"), max_length=200)
    usual_name = forms.CharField(label=_("Nom usuel"), max_length=200, required=False)
    neq = NeqField(label=_("NEQ"), required=False, validators=[neq_format])
    sector = forms.ModelChoiceField(
        Sector.objects.all(), label=_("Secteur (SCIAN)"), required=False, empty_label=_("Choisir")
    )
    size_band = forms.ChoiceField(
        label=_("Taille"), choices=[("", _("Choisir")), *SizeBand.choices], required=False
    )
    website = forms.URLField(label=_("Site Web"), required=False, assume_scheme="https")
    hired_abroad_before = forms.ChoiceField(
        label=_("A déjà recruté à l’étranger"), choices=YES_NO, required=False
    )
    trade_names = forms.CharField(
        label=_("Autres noms"),
        max_length=2000,
        required=False,
        help_text=_("Un par ligne : bannière, ancien nom, marque. La recherche les trouve tous."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    has_union = forms.ChoiceField(label=_("Personnel syndiqué"), choices=YES_NO, required=False)
    union = forms.CharField(label=_("Syndicat"), max_length=120, required=False)
    francization = forms.ChoiceField(
        label=_("Francisation de l’entreprise"),
        choices=[("", _("Pas encore demandé")), *Francization.choices],
        required=False,
        help_text=_("Charte de la langue française : dès 25 personnes, l’entreprise s’inscrit à l’Office."),
    )
    source = forms.CharField(label=_("Provenance"), max_length=120, required=False)

    def content(self) -> EmployerContent:
        """What was typed, as the service wants it."""
        data = self.cleaned_data
        return EmployerContent(
            **{name: data.get(name, "") for name in CARD},
            trade_names=tuple(data.get("trade_names", "").splitlines()),
            has_union=_answer(data.get("has_union", "")),
            sector_id=data["sector"].pk if data["sector"] else None,
            hired_abroad_before=_answer(data["hired_abroad_before"]),
        )


class EmployerEditForm(SharedForm, EmployerForm):
    """The card and the objectives of the file."""

    objectives = forms.CharField(
        label=_("Objectifs de l’accompagnement"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def employer_values(file: EmployerFile) -> dict[str, Any]:
    """The file and its employer as the form's initial values."""
    employer = file.employer
    return {name: getattr(employer, name) for name in CARD} | {
        "trade_names": "\n".join(employer.trade_names),
        "has_union": _yes_no(employer.has_union),
        "sector": employer.sector_id,
        "hired_abroad_before": _yes_no(employer.hired_abroad_before),
        "objectives": file.objectives,
        "revision": file.card_stamp,
    }


class SiteForm(PasserelleForm):
    """A place of work."""

    name = forms.CharField(label=_("Nom de l’établissement"), max_length=120, required=False)
    municipality = GroupedMunicipalities(label=_("Municipalité"))
    address = forms.CharField(label=_("Adresse"), max_length=200, required=False)
    transit = forms.ChoiceField(label=_("Transport collectif"), choices=YES_NO, required=False)
    lat = DecimalCommaField(
        label=_("Latitude"),
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("Degrés, par exemple 48,42840. Vide : la municipalité."),
    )
    lon = DecimalCommaField(
        label=_("Longitude"),
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("Négative au Québec, par exemple -71,06830."),
    )
    headcount = forms.IntegerField(
        label=_("Personnes à l’emploi"), min_value=0, max_value=100_000, required=False
    )
    winter_access = forms.ChoiceField(
        label=_("Accès l’hiver"),
        choices=[("", _("Pas encore demandé")), *WinterAccess.choices],
        required=False,
    )
    housing_nearby = forms.ChoiceField(label=_("Logement à proximité"), choices=YES_NO, required=False)
    is_head_office = forms.BooleanField(label=_("C’est le siège"), required=False)

    def __init__(
        self, *args: Any, regions: list[str], fixed: Municipality | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        if fixed:
            del self.fields["municipality"]
        else:
            self.fields["municipality"].offer(regions)  # type: ignore[attr-defined]

    def content(self) -> SiteContent:
        """What was typed, as the service wants it."""
        data = self.cleaned_data
        place = self.fixed or data["municipality"]
        return SiteContent(
            municipality_id=place.pk,
            name=data["name"],
            address=data["address"],
            is_head_office=data.get("is_head_office", False),
            transit=_answer(data["transit"]),
            housing_nearby=_answer(data["housing_nearby"]),
            **{name: data[name] for name in PLACE},
        )


class SiteEditForm(SharedForm, SiteForm):
    """A place of work where it stands."""


def site_values(site: Site) -> dict[str, Any]:
    """A site as the form's initial values."""
    return {
        "name": site.name,
        "address": site.address,
        "transit": _yes_no(site.transit),
        "is_head_office": site.is_head_office,
        "revision": site.stamp,
    }


class NewFileForm(EmployerForm, SiteForm):
    """An employer, its first place of work and its file, in one go."""

    direction = forms.ModelChoiceField(
        Direction.objects.none(), label=_("Direction"), empty_label=None, required=False
    )

    field_order = ("legal_name", "usual_name", "neq", "municipality", "address", "transit")

    def __init__(self, *args: Any, directions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_AT_FIRST:
            del self.fields[name]
        if len(directions) > 1:
            self.fields["direction"].queryset = directions  # type: ignore[attr-defined]
        else:
            del self.fields["direction"]

    def site(self) -> SiteContent:
        """The first place of work."""
        data = self.cleaned_data
        return SiteContent(
            municipality_id=data["municipality"].pk,
            address=data["address"],
            transit=_answer(data["transit"]),
            is_head_office=True,
        )

    def content(self) -> EmployerContent:  # type: ignore[override]
        """The employer."""
        return EmployerForm.content(self)


class SiteMoveForm(PasserelleForm):
    """A place of work moved on a day."""

    municipality = GroupedMunicipalities(label=_("Nouvelle municipalité"))
    address = forms.CharField(label=_("Nouvelle adresse"), max_length=200, required=False)
    moved_on = forms.DateField(label=_("Depuis le"))

    def __init__(self, *args: Any, regions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].offer(regions)  # type: ignore[attr-defined]


class ContactForm(PasserelleForm):
    """A person of the employer."""

    name = forms.CharField(label=_("Nom"), max_length=120)
    role = forms.CharField(label=_("Fonction"), max_length=120, required=False)
    email = forms.EmailField(label=_("Courriel"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
    is_signatory = forms.BooleanField(label=_("Signe pour l’entreprise"), required=False)
    no_email = forms.BooleanField(label=_("Ne veut pas de courriel"), required=False)
    no_phone = forms.BooleanField(label=_("Ne veut pas d’appel"), required=False)

    def content(self) -> ContactContent:
        """What was typed, as the service wants it."""
        return ContactContent(**{name: self.cleaned_data[name] for name in ContactForm.base_fields})


class ContactEditForm(SharedForm, ContactForm):
    """A person of the employer, as she stands."""


def contact_values(contact: Contact) -> dict[str, Any]:
    """A contact as the form's initial values."""
    values = {name: getattr(contact, name) for name in ContactForm.base_fields}
    return values | {"revision": contact.stamp}
