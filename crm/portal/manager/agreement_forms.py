"""The forms of an agreement's page, and what each of them writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.core.fiscal import fiscal_label, fiscal_start_year
from crm.partners.models import Agreement, Commitment, Deliverable, Payment, Report
from crm.partners.services import (
    await_report,
    commit_amount,
    note_result,
    promise_deliverable,
    receive_report,
    record_payment,
)
from crm.portal.forms import DecimalCommaField, PasserelleForm


class SignatureForm(PasserelleForm):
    """The day an agreement was signed."""

    signed_on = forms.DateField(label=_("Date de signature"))


def _amount(label: Any) -> DecimalCommaField:
    return DecimalCommaField(label=label, max_digits=12, decimal_places=2)


class CommitmentForm(PasserelleForm):
    """What one fiscal year carries."""

    fiscal_year = forms.TypedChoiceField(label=_("Exercice"), coerce=int)
    amount = _amount(_("Montant engagé"))

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = fiscal_start_year(agreement.starts_on), fiscal_start_year(agreement.ends_on)
        field: Any = self.fields["fiscal_year"]
        field.choices = [(year, fiscal_label(year)) for year in range(first, last + 1)]


class PaymentForm(PasserelleForm):
    """Money paid on a day."""

    paid_on = forms.DateField(label=_("Versé le"), initial=timezone.localdate)
    amount = _amount(_("Montant versé"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class DeliverableForm(PasserelleForm):
    """What the partner is to do."""

    title = forms.CharField(label=_("Livrable"), max_length=200)
    target = forms.IntegerField(label=_("Cible"), min_value=1, max_value=1_000_000)


class ReportForm(PasserelleForm):
    """A report awaited."""

    kind = forms.ChoiceField(label=_("Genre"), choices=Report.Kind.choices)
    due_on = forms.DateField(label=_("Dû le"))


class ResultForm(PasserelleForm):
    """What was done of a deliverable."""

    actual = forms.IntegerField(label=_("Résultat"), min_value=0, max_value=1_000_000)
    read_on = forms.DateField(label=_("Lu le"), initial=timezone.localdate)


class ReceivedForm(PasserelleForm):
    """The day a report came in."""

    received_on = forms.DateField(label=_("Reçu le"), initial=timezone.localdate)


Write = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Step:
    """One form of the page: which rows it writes, by which service, under which argument, and what is said after."""

    name: str
    model: Any
    form_class: type[PasserelleForm]
    service: Write
    about: str
    done: str | Promise

    def form(self, agreement: Agreement, *, row: Any = None, data: Any = None) -> PasserelleForm:
        """The form, empty or as sent. Its fields carry the step's name: the page has several of them."""
        kept: dict[str, Any] = {"agreement": agreement} if self.form_class is CommitmentForm else {}
        prefix = f"{self.name}-{row.pk}" if row is not None else self.name
        if row is not None and self.name == "result" and row.actual is not None:
            kept["initial"] = {"actual": row.actual}
        return self.form_class(data, prefix=prefix, **kept)

    def write(self, form: PasserelleForm, about: Any, *, by: User, now: datetime) -> None:
        """Write what a valid form says. Raises what the service refuses."""
        self.service(**{self.about: about}, **form.cleaned_data, by=by, now=now)


ADDING = {
    step.name: step
    for step in (
        Step("commit", Commitment, CommitmentForm, commit_amount, "agreement", _("Montant engagé.")),
        Step("pay", Payment, PaymentForm, record_payment, "agreement", _("Versement consigné.")),
        Step(
            "promise", Deliverable, DeliverableForm, promise_deliverable, "agreement", _("Livrable ajouté.")
        ),
        Step("await", Report, ReportForm, await_report, "agreement", _("Rapport attendu.")),
    )
}
ON_ROW = {
    step.name: step
    for step in (
        Step("result", Deliverable, ResultForm, note_result, "deliverable", _("Résultat consigné.")),
        Step("received", Report, ReceivedForm, receive_report, "report", _("Rapport reçu, consigné.")),
    )
}
