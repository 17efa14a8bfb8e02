"""One agreement: its terms, signature, the moves that follow, and the rows of what it promises and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.policy import Permission, scope_of
from crm.casework.models import Activity
from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Agreement, AgreementStage
from crm.partners.queries import money_by_year
from crm.partners.rules import TRANSITIONS, UNSIGNED, next_moves
from crm.partners.services import move_agreement, put_back_term, sign_agreement, withdraw_term
from crm.portal.forms import PasserelleForm
from crm.portal.manager.agreement_forms import ADDING, ON_ROW, SignatureForm, Step
from crm.portal.reader import reader

Forms = Mapping[str, PasserelleForm]


def _signs(request: HttpRequest) -> bool:
    return scope_of(request.user).may(Permission.SIGN_AGREEMENTS)


def _is_of_own_direction(request: HttpRequest, agreement: Agreement) -> bool:
    return agreement.direction_id in scope_of(request.user).direction_ids


def require_signing(request: HttpRequest) -> None:
    """Raise PermissionDenied, with the reason, for who may not write agreements."""
    if not _signs(request):
        raise PermissionDenied(_("Les ententes sont rédigées et signées par les gestionnaires."))


def visible(request: HttpRequest, pk: int) -> Agreement:
    """An agreement that the reader reads; anything else is not found."""
    seen = Agreement.objects.visible_to(request.user).select_related(
        "partner", "programme", "region", "direction", "renewal_of", "renewed_by"
    )
    return get_object_or_404(seen, pk=pk)


def _page(
    request: HttpRequest, agreement: Agreement, sent: Forms | None = None, status: int = 200
) -> HttpResponse:
    may_write = _is_of_own_direction(request, agreement) and _signs(request)
    labels = dict(AgreementStage.choices)
    deliverables, reports = list(agreement.deliverables.standing()), list(agreement.reports.standing())
    forms: dict[str, PasserelleForm] = {}
    if may_write:
        forms = {name: step.form(agreement) for name, step in ADDING.items()}
        forms["sign"] = SignatureForm(initial={"signed_on": timezone.localdate()})
    context = {
        "agreement": agreement,
        "moves": [
            (move, labels[AgreementStage(move.to_stage)]) for move in agreement.moves.select_related("by")
        ],
        "may_write": may_write,
        "may_sign": may_write and AgreementStage.SIGNED in TRANSITIONS[agreement.stage],
        "may_renew": may_write and agreement.stage not in UNSIGNED and not hasattr(agreement, "renewed_by"),
        "next": [(to.value, to.label) for to in next_moves(agreement.stage)] if may_write else [],
        "money": money_by_year(agreement),
        "deliverables": _with_forms("result", deliverables, agreement, sent) if may_write else deliverables,
        "reports": _with_forms("received", reports, agreement, sent) if may_write else reports,
        "activities": Activity.objects.visible_to(request.user).standing().filter(agreement=agreement),
        "today": timezone.localdate(),
        "forms": {**forms, **(sent or {})},
    }
    return render(request, "manager/agreement.html", context, status=status)


def _with_forms(step: str, rows: list[Any], agreement: Agreement, sent: Forms | None) -> list[Any]:
    """Rows with the form that writes what came of each, as it was sent when it was refused."""
    for row in rows:
        name = f"{step}-{row.pk}"
        row.form = (sent or {}).get(name) or ON_ROW[step].form(agreement, row=row)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement; POST records its signature."""
    found = visible(request, pk)
    if request.method != "POST":
        return _page(request, found)
    require_signing(request)
    form = SignatureForm(request.POST)
    if form.is_valid() and _signed(request, found, form, form.cleaned_data["signed_on"]):
        return redirect("agreement", pk=pk)
    return _page(request, found, {"sign": form}, status=422)


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
    found = visible(request, pk)
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


@require_POST
def add_row(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Add a row to an agreement: money of a year, a payment, a deliverable, a report awaited."""
    if step not in ADDING:
        raise Http404
    return _written(request, visible(request, pk), step, ADDING[step])


@require_POST
def write_row(request: HttpRequest, pk: int, step: str, row: int) -> HttpResponse:
    """Write what came of a row: a deliverable's result, the day a report came in."""
    if step not in ON_ROW:
        raise Http404
    found, written = visible(request, pk), ON_ROW[step]
    return _written(request, found, f"{step}-{row}", written, row=_row(found, written, row))


@require_POST
def withdraw_row(request: HttpRequest, pk: int, step: str, row: int) -> HttpResponse:
    """Take back a row entered by mistake; it stays readable in the database with who took it back."""
    if step not in ADDING:
        raise Http404
    found = visible(request, pk)
    require_signing(request)
    try:
        withdraw_term(term=_row(found, ADDING[step], row), by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    undo = reverse("agreement-put-back", args=[pk, step, row])
    messages.success(request, _("Ligne retirée."), extra_tags=undo)
    return redirect("agreement", pk=pk)


@require_POST
def put_row_back(request: HttpRequest, pk: int, step: str, row: int) -> HttpResponse:
    """Undo the taking back of a row."""
    if step not in ADDING:
        raise Http404
    found = visible(request, pk)
    require_signing(request)
    term = get_object_or_404(ADDING[step].model, agreement=found, pk=row)
    try:
        put_back_term(term=term, by=reader(request))
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Ligne remise."))
    return redirect("agreement", pk=pk)


def _row(agreement: Agreement, step: Step, row: int) -> Any:
    return get_object_or_404(step.model.objects.standing(), agreement=agreement, pk=row)


def _written(
    request: HttpRequest, agreement: Agreement, name: str, step: Step, row: models.Model | None = None
) -> HttpResponse:
    require_signing(request)
    if not _is_of_own_direction(request, agreement):
        raise PermissionDenied(_("Cette entente relève d’une autre direction."))
    form = step.form(agreement, row=row, data=request.POST)
    if form.is_valid():
        try:
            step.write(form, row or agreement, by=reader(request), now=timezone.now())
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(step.done))
            return redirect("agreement", pk=agreement.pk)
    return _page(request, agreement, {name: form}, status=422)
