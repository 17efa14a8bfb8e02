"""Forms of the matching plan: few choices, right as they come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.matching.models import MatchingPlan
from crm.matching.services.planning import PlanOptions, PlanReasonMissing
from crm.portal.advisor.match_forms import SetAsideForm
from crm.portal.forms import PasserelleForm
from crm.territory.models import Direction


class OptionsForm(PasserelleForm):
    """What a plan is asked with."""

    cap = forms.IntegerField(
        label=_("Places au plus par entreprise"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Vide : aucun plafond."),
    )
    fair_share = forms.BooleanField(
        label=_("Part équitable des petites entreprises et des régions éloignées"),
        required=False,
        initial=True,
        help_text=_("Trois points pour chacune de leurs deux premières places, à part des scores."),
    )
    to_verify = forms.BooleanField(
        label=_("Avec les paires à vérifier"),
        required=False,
        help_text=_("Un fait manque à ces paires ; chacune est marquée dans le plan."),
    )

    def options(self) -> PlanOptions:
        """The options of a valid form."""
        given = self.cleaned_data
        return PlanOptions(cap=given["cap"], fair_share=given["fair_share"], to_verify=given["to_verify"])


class AskPlanForm(OptionsForm):
    """A plan of one of the manager's directions; theirs when they have one."""

    direction = forms.ModelChoiceField(Direction.objects.none(), label=_("Direction"), empty_label=None)

    def __init__(self, *args: Any, directions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["direction"]
        field.queryset = directions
        field.initial = directions.first()


class SignForm(PasserelleForm):
    """The signature of a plan, confirmed and with its reason."""

    note = forms.CharField(
        label=_("Motif de la décision"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": PlanReasonMissing.default},
    )
    read = forms.BooleanField(
        label=_("J’ai lu les paires qui diffèrent du premier arrivé et les postes laissés ouverts."),
        error_messages={"required": _("Cochez la case pour pouvoir signer.")},
    )


class ForbidForm(SetAsideForm):
    """Why a pair is kept out of the plan: the coded reasons of a person set aside."""


def options_of(plan: MatchingPlan) -> dict[str, Any]:
    """The options of a plan, as the initial values of the form."""
    return {"cap": plan.cap, "fair_share": plan.fair_share, "to_verify": plan.to_verify}
