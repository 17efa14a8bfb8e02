"""The simple sections of a profile: French, languages, permits, availability; and what every section's form shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates import services
from crm.candidates.models import Candidate, LicenceStage
from crm.needs.models import DrivingClass, Shift
from crm.portal.forms import DecimalCommaField
from crm.portal.officer.profile_words import LANGUAGE_LEVELS
from crm.portal.officer.section_base import SectionForm
from crm.portal.officer.sections_places import AuthorisationForm, MobilityForm
from crm.portal.officer.sections_work import OccupationsForm, SkillsForm
from crm.taxonomy.models import FrenchLevel, Licence, SpokenLanguage

LANGUAGE_ROWS, MOST_ROWS, USUAL_LEVEL = 4, 60, 2


def _french_choices(kind: str) -> list[tuple[str, str]]:
    levels = [(str(row.level), f"{row.level} – {getattr(row, kind)}") for row in FrenchLevel.objects.all()]
    return [("", str(_("Jamais évalué"))), ("0", str(_("0 – Ne parle pas encore français"))), *levels]


class FrenchForm(SectionForm):
    """Levels of the Québec scale, each with what a person can do."""

    oral = forms.TypedChoiceField(
        label=_("Français oral"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _french_choices("oral"),
    )
    written = forms.TypedChoiceField(
        label=_("Français écrit"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _french_choices("written"),
    )
    evaluated_on = forms.DateField(label=_("Évalué le"), required=False)

    def values_of(self, person: Candidate) -> dict[str, Any]:
        return {
            "oral": person.french_oral,
            "written": person.french_written,
            "evaluated_on": person.french_evaluated_on,
        }

    def save(self, *, by: User, now: datetime) -> None:
        names = ("oral", "written", "evaluated_on")
        services.save_french(**self.who(by, now), **{name: self.cleaned_data[name] for name in names})


class LanguagesForm(SectionForm):
    """Languages other than French, each with a level; and the answer that there are none."""

    asked = forms.BooleanField(
        label=_("Demandé : la personne a dit quelles langues elle parle"), required=False
    )

    def build(self, person: Candidate) -> None:
        known = [
            ("", "–"),
            *sorted(((row.pk, str(row)) for row in SpokenLanguage.objects.exclude(pk="fr")), key=_name),
        ]
        levels = [("", "–"), *((str(n), label) for n, label in LANGUAGE_LEVELS)]
        for row in self._rows(person):
            self.fields[f"language_{row}"] = forms.ChoiceField(
                label=_("Langue"), choices=known, required=False
            )
            self.fields[f"level_{row}"] = forms.TypedChoiceField(
                label=_("Niveau"),
                choices=levels,
                coerce=int,
                required=False,
                empty_value=USUAL_LEVEL,  # type: ignore[arg-type]
            )

    def _rows(self, person: Candidate) -> list[str]:
        """A row for each language known or sent, named after it so that no row moves under another; blank ones."""
        spoken = [row.language_id for row in person.languages.all()]
        sent = [name.removeprefix("language_") for name in self.data if name.startswith("language_")]
        blank = [str(row) for row in range(max(1, LANGUAGE_ROWS - len(spoken)))]
        wanted = [row for row in sent if row.isalnum() and len(row) < 4][:MOST_ROWS]
        return list(dict.fromkeys([*spoken, *wanted, *(() if sent else blank)]))

    def values_of(self, person: Candidate) -> dict[str, Any]:
        values: dict[str, Any] = {"asked": person.languages_asked}
        for spoken in person.languages.all():
            row = spoken.language_id
            values |= {f"language_{row}": row, f"level_{row}": spoken.level}
        return values

    def rows(self) -> list[tuple[Any, Any]]:
        """The pairs of fields, language and level."""
        numbers = [name.removeprefix("language_") for name in self.fields if name.startswith("language_")]
        return [(self[f"language_{n}"], self[f"level_{n}"]) for n in numbers]

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        numbers = [name.removeprefix("language_") for name in self.fields if name.startswith("language_")]
        spoken = [(data[f"language_{n}"], data[f"level_{n}"]) for n in numbers if data[f"language_{n}"]]
        told = list(dict.fromkeys(spoken))  # The same answer given twice is one.
        services.save_languages(**self.who(by, now), asked=data["asked"], languages=told)


def _name(pair: tuple[str, str]) -> str:
    return pair[1]


class LicencesForm(SectionForm):
    """Driving classes, and how far the person is on the way to the licences of their occupations."""

    driving_asked = forms.BooleanField(label=_("Demandé : permis de conduire"), required=False)
    driving_classes = forms.MultipleChoiceField(
        label=_("Classes de permis de conduire"),
        choices=DrivingClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def build(self, person: Candidate) -> None:
        jobs = person.occupations.values_list("occupation_id", flat=True)
        asked = Licence.objects.filter(occupations__in=list(jobs)) | Licence.objects.filter(
            pk__in=person.licences.values("licence_id")
        )
        sent = [name.removeprefix("licence_") for name in self.data if name.startswith("licence_")]
        asked |= Licence.objects.filter(pk__in=[code for code in sent if "\x00" not in code])
        stages = [("", _("Pas encore demandé")), *LicenceStage.choices]
        for licence in asked.distinct():
            label = f"{licence} ({licence.body})" if licence.body else str(licence)
            self.fields[f"licence_{licence.pk}"] = forms.ChoiceField(
                label=label, choices=stages, required=False
            )

    def values_of(self, person: Candidate) -> dict[str, Any]:
        values = {f"licence_{row.licence_id}": row.stage for row in person.licences.all()}
        return values | {"driving_asked": person.driving_asked, "driving_classes": person.driving_classes}

    def licence_fields(self) -> list[Any]:
        """The fields of licences to practise."""
        return [self[name] for name in self.fields if name.startswith("licence_")]

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        licences = [
            (name.removeprefix("licence_"), data[name])
            for name in self.fields
            if name.startswith("licence_") and data[name]
        ]
        services.save_driving_and_licences(
            **self.who(by, now),
            driving_asked=data["driving_asked"],
            driving_classes=data["driving_classes"],
            licences=licences,
        )


class ConditionsForm(SectionForm):
    """From when, for how much, in which shifts."""

    available_from = forms.DateField(label=_("Disponible à partir du"), required=False)
    wage_floor = DecimalCommaField(
        label=_("Salaire horaire plancher"),
        required=False,
        max_digits=6,
        decimal_places=2,
        help_text=_("En dessous, la personne ne veut pas qu’on lui propose le poste."),
    )
    shifts = forms.MultipleChoiceField(
        label=_("Horaires acceptés"),
        choices=Shift.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sans aucun choix : pas encore demandé."),
    )

    def values_of(self, person: Candidate) -> dict[str, Any]:
        names = ("available_from", "wage_floor", "shifts")
        return {name: getattr(person, name) for name in names}

    def save(self, *, by: User, now: datetime) -> None:
        data = self.cleaned_data
        services.save_conditions(
            **self.who(by, now),
            available_from=data["available_from"],
            wage_floor=data["wage_floor"],
            shifts=data["shifts"] or None,
        )


SECTION_FORMS: dict[str, type[SectionForm]] = {
    "authorisation": AuthorisationForm,
    "occupations": OccupationsForm,
    "skills": SkillsForm,
    "french": FrenchForm,
    "mobility": MobilityForm,
    "conditions": ConditionsForm,
    "licences": LicencesForm,
    "languages": LanguagesForm,
}
