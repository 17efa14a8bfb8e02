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


def _axis(label: Any) -> forms.TypedChoiceField:
    """One axis of the diagnosis: a level, or nothing yet."""
    return forms.TypedChoiceField(
        label=label, choices=_levels, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class DiagnosisForm(PasserelleForm):
    """How ready the employer is, axis by axis."""

    AXES = ("reception", "francisation", "housing", "transport", "intercultural")
    reception = _axis(_("Accueil et intégration"))
    francisation = _axis(_("Francisation en milieu de travail"))
    housing = _axis(_("Logement"))
    transport = _axis(_("Transport"))
    intercultural = _axis(_("Gestion interculturelle"))
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

    to = forms.CharField(label=_("Étape suivante"), widget=forms.HiddenInput)
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
