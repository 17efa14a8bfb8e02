"""The form of one step of a recruitment path, and its edits in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.matching.models import Actor, PathStep, PathStepEdit
from crm.matching.services import StepContent
from crm.portal.formatting import day
from crm.portal.forms import PasserelleForm


class PathStepForm(PasserelleForm):
    """What is done, by whom, in how many weeks, and where that comes from; every text in both languages."""

    seen = forms.IntegerField(label=_("Version relue"), required=False, widget=forms.HiddenInput)
    what_fr = forms.CharField(label=_("Étape, en français"), max_length=120)
    what_en = forms.CharField(label=_("Étape, en anglais"), max_length=120)
    who = forms.MultipleChoiceField(
        label=_("Qui la fait"), choices=Actor.choices, widget=forms.CheckboxSelectMultiple
    )
    position = forms.IntegerField(label=_("Rang dans la voie"), min_value=1, max_value=50)
    weeks_from = forms.IntegerField(label=_("Au moins"), min_value=0, max_value=260)
    weeks_to = forms.IntegerField(label=_("Au plus"), min_value=0, max_value=260)
    dated_on = forms.DateField(label=_("Délai vérifié le"))
    source_fr = forms.CharField(label=_("Source du délai, en français"), max_length=200, required=False)
    source_en = forms.CharField(label=_("Source du délai, en anglais"), max_length=200, required=False)
    asked_by_fr = forms.CharField(
        label=_("Texte qui demande l’étape, en français"), max_length=200, required=False
    )
    asked_by_en = forms.CharField(
        label=_("Texte qui demande l’étape, en anglais"), max_length=200, required=False
    )

    @classmethod
    def initial_of(cls, step: PathStep) -> dict[str, Any]:
        """What a step says, as the fields want it."""
        names = [name for name in cls.base_fields if name != "seen"]
        return {**{name: getattr(step, name) for name in names}, "seen": step.stamp}

    def content(self) -> StepContent:
        """What the service takes. Only after `is_valid()`."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return StepContent(**{**said, "who": tuple(said["who"])})


class SeenForm(forms.Form):
    """Which version of the step the reader had before their eyes."""

    seen = forms.IntegerField()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """One value of an edit, in words: empty `before` for a step that was new."""

    name: str
    before: str
    after: str


def edit_lines(edit: PathStepEdit) -> list[EditLine]:
    """What an edit changed, in the order of the form."""
    names = [*PathStepForm.base_fields, "off"]
    return [
        EditLine(name=_label(name), before=_words(name, was), after=_words(name, became))
        for name, (was, became) in sorted(edit.changes.items(), key=lambda one: names.index(one[0]))
        if was is not None or became not in ("", False)
    ]


def _label(name: str) -> str:
    return str(_("Retirée") if name == "off" else PathStepForm.base_fields[name].label)


def _words(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name == "off":
        return str(_("oui") if value else _("non"))
    if name == "who":
        return ", ".join(str(Actor(one).label) for one in value)
    return day(date.fromisoformat(value)) if name == "dated_on" else str(value)
