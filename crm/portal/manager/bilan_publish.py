"""What a manager does of a bilan: write its local actions, publish it, take it back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.demo_door import is_demo
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.core.fiscal import fiscal_start_year
from crm.portal.forms import PasserelleForm
from crm.portal.manager.bilan import standing_edition
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.selection import Selection, read_selection
from crm.portal.reader import reader
from crm.reporting.local_actions import Words, actions_of, require_answering, write_actions
from crm.reporting.models import LONGEST_ACTIONS, Snapshot
from crm.reporting.periods import fiscal_year, quebec_day
from crm.reporting.services import publish_bilan, refusal_of, withdraw_bilan

ROWS = forms.Textarea(attrs={"rows": 8})


class ActionsForm(PasserelleForm):
    """The local actions in both languages, over the revision that was read."""

    text_fr = forms.CharField(
        label=gettext_lazy("En français"), required=False, max_length=LONGEST_ACTIONS, widget=ROWS
    )
    text_en = forms.CharField(
        label=gettext_lazy("En anglais"), required=False, max_length=LONGEST_ACTIONS, widget=ROWS
    )
    revision = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)

    @property
    def words(self) -> Words:
        data = self.cleaned_data
        return Words(data["text_fr"], data["text_en"], data["revision"])


class ReasonForm(PasserelleForm):
    """Why a new edition replaces the one before, or why it is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FirstForm(PasserelleForm):
    """A first edition says no reason."""


def _selected(request: HttpRequest) -> Selection:
    """The selection, for a reader who answers for its territory."""
    require_figures(request)
    selection = read_selection(request)
    if selection.refusal:
        raise PermissionDenied(str(selection.refusal.message))
    try:
        require_answering(reader(request), selection.territory, day=quebec_day(selection.now))
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    return selection


@require_http_methods(["GET", "HEAD", "POST"])
def local_actions(request: HttpRequest) -> HttpResponse:
    """Write the local actions; what was typed stays when somebody else wrote in between, beside their words."""
    selection = _selected(request)
    kept = actions_of(selection.territory, selection.period)
    start = {"text_fr": kept.fr, "text_en": kept.en, "revision": kept.revision}
    form = ActionsForm(request.POST or None, initial=start)
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            write_actions(
                territory=selection.territory,
                period=selection.period,
                words=form.words,
                by=reader(request),
                now=selection.now,
            )
        except StaleRevision as refusal:
            form.refuse(refusal)
            other = actions_of(selection.territory, selection.period)
            form.data = {**request.POST.dict(), "revision": str(other.revision)}
        else:
            messages.success(request, _("Actions locales enregistrées."))
            return redirect(f"{reverse('bilan')}?{selection.query}")
    context = {"selection": selection, "form": form, "other": other}
    return render(request, "manager/bilan_actions.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Say what publishing freezes, then freeze it."""
    selection = _selected(request)
    before = standing_edition(selection)
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(sent) if before else FirstForm(sent)
    if request.method == "POST" and form.is_valid():
        try:
            made = publish_bilan(
                territory=selection.territory,
                period=selection.period,
                reason=form.cleaned_data.get("reason", ""),
                demo=is_demo(),
                by=reader(request),
                now=selection.now,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Bilan publié et figé : %(number)s.") % {"number": made.number})
            return redirect("bilan-published", pk=made.pk)
    context = {
        "selection": selection,
        "form": form,
        "before": before,
        "running": refusal_of(selection.period, day=quebec_day(selection.now)),
        "partial": selection.period != fiscal_year(fiscal_start_year(selection.period.start)),
        "last_year": selection.query_for(selection.territory, "last"),
        "actions": actions_of(selection.territory, selection.period),
    }
    return render(request, "manager/bilan_publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published bilan back with a reason; it stays readable."""
    require_figures(request)
    snapshot = get_object_or_404(Snapshot.objects.listed(), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_bilan(
                snapshot=snapshot,
                reason=form.cleaned_data["reason"],
                by=reader(request),
                now=timezone.now(),
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Bilan retiré : il reste lisible, avec son motif."))
            return redirect("bilan-published", pk=pk)
    context = {"snapshot": snapshot, "form": form}
    return render(request, "manager/bilan_withdraw.html", context, status=422 if form.errors else 200)
