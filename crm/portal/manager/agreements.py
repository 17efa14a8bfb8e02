"""Agreements: list, detail, draft, signature and the moves that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Agreement, AgreementStage, Partner, Programme
from crm.partners.queries import agreements_matching, totals
from crm.partners.rules import TRANSITIONS, next_moves
from crm.partners.services import draft_agreement, move_agreement, sign_agreement
from crm.portal.forms import DecimalCommaField, PasserelleForm
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


class SignatureForm(PasserelleForm):
    """The day an agreement was signed."""

    signed_on = forms.DateField(label=gettext_lazy("Date de signature"))


def _require_signing(request: HttpRequest) -> None:
    if not scope_of(request.user).may(Permission.SIGN_AGREEMENTS):
        raise PermissionDenied(_("Les ententes sont rédigées et signées par les gestionnaires."))


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
    """Draft an agreement."""
    _require_signing(request)
    directions = Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)
    form = AgreementForm(request.POST or None, directions=directions)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_agreement(**form.cleaned_data, by=reader(request), now=timezone.now())
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Entente %(number)s créée.") % {"number": made.number})
            return redirect("agreement", pk=made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "manager/agreement_new.html", {"form": form}, status=status)


def _detail(
    request: HttpRequest, agreement: Agreement, form: SignatureForm, status: int = 200
) -> HttpResponse:
    mine = agreement.direction_id in scope_of(request.user).direction_ids
    may_write = mine and scope_of(request.user).may(Permission.SIGN_AGREEMENTS)
    labels = dict(AgreementStage.choices)
    context = {
        "agreement": agreement,
        "moves": [
            (move, labels[AgreementStage(move.to_stage)]) for move in agreement.moves.select_related("by")
        ],
        "may_sign": may_write and AgreementStage.SIGNED in TRANSITIONS[agreement.stage],
        "next": [(to.value, to.label) for to in next_moves(agreement.stage)] if may_write else [],
        "form": form,
    }
    return render(request, "manager/agreement.html", context, status=status)


def _visible(request: HttpRequest, pk: int) -> Agreement:
    seen = Agreement.objects.visible_to(request.user).select_related(
        "partner", "programme", "region", "direction"
    )
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement; POST records its signature."""
    found = _visible(request, pk)
    if request.method != "POST":
        return _detail(request, found, SignatureForm(initial={"signed_on": timezone.localdate()}))
    _require_signing(request)
    form = SignatureForm(request.POST)
    if form.is_valid() and _signed(request, found, form, form.cleaned_data["signed_on"]):
        return redirect("agreement", pk=pk)
    return _detail(request, found, form, status=422)


def _signed(request: HttpRequest, found: Agreement, form: SignatureForm, signed_on: date) -> bool:
    try:
        sign_agreement(agreement=found, signed_on=signed_on, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, _("Signature consignée : l’entente compte à partir de cette date."))
    return True


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an agreement to its next stage."""
    found = _visible(request, pk)
    try:
        moved = move_agreement(
            agreement=found,
            to=request.POST.get("to", ""),
            by=reader(request),
            now=timezone.now(),
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Étape : %(stage)s.") % {"stage": moved.get_stage_display()})
    return redirect("agreement", pk=pk)
