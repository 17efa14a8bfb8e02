"""Agreements: the list, and a new one, which may renew another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Agreement, AgreementStage, Partner, Programme
from crm.partners.queries import agreements_matching, totals
from crm.partners.rules import years_after
from crm.partners.services import draft_agreement
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.manager.agreement_page import require_signing, visible
from crm.portal.manager.lists import paged, words_of
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.territory.models import Direction, Region


class AgreementForm(PasserelleForm):
    """The terms of an agreement."""

    number = forms.CharField(label=gettext_lazy("Numéro"), max_length=30)
    title = forms.CharField(label=gettext_lazy("Objet"), max_length=200)
    programme = forms.ModelChoiceField(Programme.objects.all(), label=gettext_lazy("Programme"))
    partner = forms.ModelChoiceField(Partner.objects.all(), label=gettext_lazy("Partenaire"))
    direction = forms.ModelChoiceField(Direction.objects.none(), label=gettext_lazy("Direction"))
    region = forms.ModelChoiceField(Region.objects.all(), label=gettext_lazy("Région"))
    starts_on = forms.DateField(label=gettext_lazy("Début"))
    ends_on = forms.DateField(label=gettext_lazy("Fin"))
    amount = DecimalCommaField(label=gettext_lazy("Montant"), max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, directions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].queryset = directions  # type: ignore[attr-defined]
        if directions.count() == 1:
            self.fields["direction"].initial = directions.first()


COLUMNS: Columns = (
    (gettext_lazy("Numéro"), lambda row: row.number),
    (gettext_lazy("Objet"), lambda row: row.title),
    (gettext_lazy("Programme"), lambda row: row.programme),
    (gettext_lazy("Partenaire"), lambda row: row.partner),
    (gettext_lazy("Direction"), lambda row: row.direction),
    (gettext_lazy("Région"), lambda row: row.region),
    (gettext_lazy("Étape"), lambda row: row.get_stage_display()),
    (gettext_lazy("Signée le"), lambda row: row.signed_on),
    (gettext_lazy("Début"), lambda row: row.starts_on),
    (gettext_lazy("Fin"), lambda row: row.ends_on),
    (gettext_lazy("Montant"), lambda row: row.amount),
)


@require_safe
def agreements(request: HttpRequest) -> HttpResponseBase:
    """Agreements with their stage, dates and amount; all staff read them."""
    if not scope_of(request.user).is_staff:
        raise Http404
    words, region, stage = words_of(request), request.GET.get("region", ""), request.GET.get("stage", "")
    found = agreements_matching(reader(request), words=words, region=region, stage=stage)
    if asked_format(request):
        return table_answer(request, _("ententes"), found.iterator(chunk_size=500), COLUMNS)
    context = {
        "words": words,
        "region": region,
        "stage": stage,
        "regions": Region.objects.all(),
        "stages": AgreementStage.choices,
        "totals": totals(found),
        "may_write": scope_of(request.user).may(Permission.SIGN_AGREEMENTS),
        **paged(request, found),
    }
    return render(request, "manager/agreements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Draft an agreement; `?renouvelle=N` begins with the terms of the agreement that it renews."""
    require_signing(request)
    directions = Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)
    renewed = _renewed(request)
    form = AgreementForm(request.POST or None, directions=directions, initial=_terms_after(renewed))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_agreement(
                **form.cleaned_data, renewal_of=renewed, by=reader(request), now=timezone.now()
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Entente %(number)s créée.") % {"number": made.number})
            return redirect("agreement", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "manager/agreement_new.html", {"form": form, "renewed": renewed}, status=status)


def _renewed(request: HttpRequest) -> Agreement | None:
    asked = request.GET.get("renouvelle", "")
    return visible(request, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _terms_after(renewed: Agreement | None) -> dict[str, Any]:
    """The terms of the agreement that is renewed, from the day after its end, for a year."""
    if renewed is None:
        return {}
    starts = renewed.ends_on + timedelta(days=1)
    kept = ("title", "programme", "partner", "direction", "region", "amount")
    dates = {"starts_on": starts, "ends_on": years_after(starts, 1) - timedelta(days=1)}
    return {**{name: getattr(renewed, name) for name in kept}, **dates}
