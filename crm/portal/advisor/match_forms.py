"""Forms of the steps of a match."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.candidates.models import Channel
from crm.matching.models import Answer
from crm.matching.queries import reasons_to_decline
from crm.matching.services import NoteMissing, ReasonMissing
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.reasons import CodedReasons
from crm.taxonomy.models import Reason


class AskForm(PasserelleForm):
    reference = forms.CharField(label=_("Numéro de la personne"), max_length=20)


class ShortlistForm(PasserelleForm):
    note = forms.CharField(
        label=_("Pourquoi retenez-vous cette personne ?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NoteMissing.default},
    )


class ReasonForm(PasserelleForm):
    """A coded reason of one context, and what else there is to say."""

    context: Reason.Context
    reason = forms.ChoiceField(label=_("Motif"), error_messages={"required": ReasonMissing.default})
    note = forms.CharField(
        label=_("Précision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, reasons: CodedReasons | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = (reasons or CodedReasons()).choices(self.context)


class SetAsideForm(ReasonForm):
    context = Reason.Context.MATCH


class ConsentForm(PasserelleForm):
    channel = forms.ChoiceField(
        label=_("Comment la personne a-t-elle consenti ?"), choices=[("", _("Choisir…")), *Channel.choices]
    )
    given_on = forms.DateField(label=_("Le"))


class AcceptRequestForm(PasserelleForm):
    """The person wishes to go on; how they agreed to be presented, where that was asked at once."""

    channel = forms.ChoiceField(
        label=_("Consentement à la présentation, s’il est donné"),
        choices=[("", _("Pas encore demandé")), *Channel.choices],
        required=False,
    )
    given_on = forms.DateField(label=_("Le"), required=False)
    note = forms.CharField(
        label=_("Précision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DeclineRequestForm(SetAsideForm):
    """Why the person does not go on."""


class AnswerForm(PasserelleForm):
    """What the employer answered by telephone: who has no account answers through the advisor."""

    answer = forms.ChoiceField(label=_("L’entreprise est"), choices=Answer.choices)
    reason = forms.ChoiceField(label=_("Motif, si elle n’est pas intéressée"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = [
            ("", _("Choisir…")),
            *((reason.code, reason.label) for reason in reasons_to_decline()),
        ]


class UndoForm(ReasonForm):
    """Why a hire, an interview or a presentation is taken back."""

    context = Reason.Context.UNDO


class NoteForm(PasserelleForm):
    note = forms.CharField(
        label=_("Précision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DayForm(PasserelleForm):
    held_on = forms.DateField(label=_("Date"))


class HireForm(PasserelleForm):
    confirmed_on = forms.DateField(label=_("Embauche confirmée le"))
    starts_on = forms.DateField(label=_("Début de l’emploi"))
    wage = DecimalCommaField(
        label=_("Salaire horaire"), required=False, min_value=1, max_value=500, decimal_places=2
    )
