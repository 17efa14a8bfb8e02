"""Forms of the accompaniment: the diagnosis, and moving a file to another stage."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.employers.models import Readiness
from crm.employers.rules import DiagnosisContent
from crm.portal.forms import PasserelleForm
from crm.taxonomy.models import Reason

PATHS = [
    ("local", _("D’ici")),
    ("interregional", _("D’une autre région")),
    ("international", _("De l’international")),
]


def _levels() -> list[tuple[Any, str]]:
    return [(value, str(label).capitalize()) for value, label in Readiness.choices] + [("", str(_("Pas vu")))]


class DiagnosisForm(PasserelleForm):
    """How ready the employer is, axis by axis."""

    AXES = ("reception", "francisation", "housing", "transport", "intercultural")
    reception = forms.TypedChoiceField(
        label=_("Accueil et intégration"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    francisation = forms.TypedChoiceField(
        label=_("Francisation en milieu de travail"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    housing = forms.TypedChoiceField(
        label=_("Logement"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    transport = forms.TypedChoiceField(
        label=_("Transport"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    intercultural = forms.TypedChoiceField(
        label=_("Gestion interculturelle"),
        choices=_levels,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(label=_("Constats"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    paths = forms.MultipleChoiceField(
        label=_("Voies de recrutement convenues"),
        choices=PATHS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def content(self) -> DiagnosisContent:
        """What was typed, as the service wants it."""
        data = self.cleaned_data
        axes = {name: data[name] for name in self.AXES}
        return DiagnosisContent(**axes, summary=data["summary"], paths=tuple(data["paths"]))

    def axes(self) -> list[forms.BoundField]:
        """The fields of the five axes."""
        return [self[name] for name in self.AXES]


class FileMoveForm(PasserelleForm):
    """A stage move: where to, why, and until when for a file put to sleep."""

    to = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ModelChoiceField(
        Reason.objects.filter(context=Reason.Context.FILE),
        label=_("Motif"),
        required=False,
        empty_label=_("Choisir un motif"),
    )
    wake_on = forms.DateField(label=_("À reprendre le"), required=False)
    note = forms.CharField(
        label=_("Note pour l’équipe"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        data = self.cleaned_data
        wake: date | None = data["wake_on"]
        return {
            "to": data["to"],
            "note": data["note"],
            "wake_on": wake,
            "reason": data["reason"].pk if data["reason"] else "",
        }
