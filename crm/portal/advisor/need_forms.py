"""What an advisor completes of a need, and the reason of a stage move."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.needs.models import DrivingClass, Duration, LabourNeed
from crm.needs.queries import last_edits
from crm.needs.rules.content import DaysBefore, SkillAsked
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.need_forms import NO_OCCUPATION, NeedForm
from crm.portal.together import SharedForm
from crm.taxonomy.models import FrenchLevel, Licence, Reason


def _levels(kind: str) -> list[tuple[str, str]]:
    return [("", str(_("Aucun")))] + [
        (str(row.level), f"{row.level} – {getattr(row, kind)}") for row in FrenchLevel.objects.all()
    ]


class AdvisorNeedForm(SharedForm, NeedForm):
    """Every value of a need."""

    french = None  # type: ignore[assignment]
    french_oral = forms.TypedChoiceField(
        label=_("Français oral minimal"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _levels("oral"),
    )
    french_written = forms.TypedChoiceField(
        label=_("Français écrit minimal"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: _levels("written"),
    )
    experience_months = forms.IntegerField(
        label=_("Expérience souhaitée"), min_value=0, max_value=600, required=False, initial=0
    )
    wage_max = DecimalCommaField(label=_("Salaire horaire maximal"), required=False, decimal_places=2)
    hours_per_week = DecimalCommaField(
        label=_("Heures par semaine"), required=False, min_value=1, max_value=80, decimal_places=1
    )
    duration = forms.ChoiceField(label=_("Durée"), choices=Duration.choices)
    licence = forms.ModelChoiceField(
        Licence.objects.all(), label=_("Permis d’exercice"), required=False, empty_label=_("Aucun")
    )
    driving_class = forms.ChoiceField(
        label=_("Permis de conduire"), choices=[("", _("Aucun")), *DrivingClass.choices], required=False
    )
    valid_until = forms.DateField(label=_("Valide jusqu’au"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Le poste, dans les mots de l’entreprise")
        self.fields["wage_min"].label = _("Salaire horaire")
        self.fields["tasks"].label = _("Tâches et conditions")
        self.fields["help_offered"].label = _("Aide offerte")

    def sound(self, request: HttpRequest, need: LabourNeed) -> bool:
        """Whether it was sent, breaks no rule and takes nothing back from others; all that is wrong is shown."""
        ready = self.ready(request, partial(last_edits, need))
        before = DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until)
        return self.is_bound and not self.breaks_rules(before=before) and ready

    def french_levels(self) -> tuple[int | None, int | None]:
        data = self.read()
        return data["french_oral"], data["french_written"]

    def asked_skills(self) -> tuple[SkillAsked, ...]:
        """The ticked skills; those that the need had keep their level and whether they are essential."""
        before = self.initial.get("asked", {})
        return tuple(before.get(skill.pk, SkillAsked(code=skill.pk)) for skill in self.read()["skills"])

    def more(self) -> dict[str, Any]:
        data = self.read()
        licence = data["licence"]
        same = ("wage_max", "hours_per_week", "duration", "driving_class", "valid_until")
        return {name: data[name] for name in same} | {
            "experience_months": data["experience_months"] or 0,
            "licence_id": licence.pk if licence else None,
        }


def values_of(need: LabourNeed) -> dict[str, Any]:
    """The need as the form's initial values."""
    names = [name for name in AdvisorNeedForm.base_fields if hasattr(need, name) and name != "skills"]
    values = {name: getattr(need, name) for name in names}
    return values | {
        "occupation": need.occupation_id or "",
        "skills_for": need.occupation_id or NO_OCCUPATION,
        "skills": [row.skill_id for row in need.skills.all()],
        "asked": {
            row.skill_id: SkillAsked(code=row.skill_id, essential=row.essential, level=row.level)
            for row in need.skills.all()
        },
    }


class MoveForm(PasserelleForm):
    """A stage move: which, why, and a note for the team."""

    move = forms.CharField(label=_("Étape suivante"), widget=forms.HiddenInput)
    reason = forms.ModelChoiceField(
        Reason.objects.filter(context=Reason.Context.NEED),
        label=_("Motif"),
        required=False,
        empty_label=_("Choisir un motif"),
    )
    until = forms.DateField(label=_("Reprise le"), required=False)
    note = forms.CharField(
        label=_("Note pour l’équipe"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
