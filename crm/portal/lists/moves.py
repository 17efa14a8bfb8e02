"""Moving one card: by drag, by keyboard, or by the form that works without any script. One service call each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.models import Noun, User
from crm.accounts.policy import scope_of
from crm.casework.models import FollowUp
from crm.core.errors import Forbidden, Refusal
from crm.portal.advisor.access import denied
from crm.portal.advisor.undo import say_done
from crm.portal.back import own_path
from crm.portal.forms import PasserelleForm
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.makers import MAKERS, page_of_move
from crm.portal.lists.saved import the_list
from crm.portal.lists.undo import the_row
from crm.portal.lists.ways import ways_of
from crm.portal.reader import reader
from crm.taxonomy.models import Reason

#: The coded reasons of each list.
CONTEXTS = {
    Noun.NEEDS: Reason.Context.NEED,
    Noun.FILES: Reason.Context.FILE,
    Noun.PERSONS: Reason.Context.PERSON,
    Noun.MATCHES: Reason.Context.MATCH,
}


class MoveForm(PasserelleForm):
    """Where a card goes, and what its move asks."""

    card = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    to = forms.CharField(max_length=30)
    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=gettext_lazy("Motif (pour clore, retirer ou suspendre)"),
        required=False,
        empty_label=gettext_lazy("Choisir un motif"),
    )
    until = forms.DateField(label=gettext_lazy("Reprise le (pour suspendre)"), required=False)
    wake_on = forms.DateField(label=gettext_lazy("À reprendre le (pour mettre en veille)"), required=False)
    due_on = forms.DateField(label=gettext_lazy("Pour le"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note pour l’équipe"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, work: WorkList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if work.noun in CONTEXTS:
            self.fields["reason"].queryset = Reason.objects.filter(context=CONTEXTS[Noun(work.noun)])  # type: ignore[attr-defined]
        if work.noun != Noun.FOLLOW_UPS:
            del self.fields["due_on"]
        if work.noun != Noun.FILES:
            del self.fields["wake_on"]
        if work.noun != Noun.NEEDS:
            del self.fields["until"]
        if work.noun in {Noun.FOLLOW_UPS, Noun.MATCHES}:
            del self.fields["reason"], self.fields["note"]


def lane_now(work: WorkList, row: Any, user: User) -> str:
    """The column in which a row stands today."""
    if work.noun != Noun.FOLLOW_UPS:
        return str(row.stage)
    lanes = FollowUp.objects.visible_to(user).filter(pk=row.pk).annotate(lane=work.lane(timezone.localdate()))
    return str(lanes.values_list("lane", flat=True)[0])


@require_safe
def ask(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """The form of a move: every column, open or with the reason why not, and what the move asks."""
    work, row = the_list(request, noun), the_row(reader(request), noun, pk)
    form = MoveForm(work=work, initial={"card": row.pk, "to": request.GET.get("vers", "")})
    return _form_page(request, work, row, form)


def _form_page(request: HttpRequest, work: WorkList, row: Any, form: MoveForm) -> HttpResponse:
    now_in = lane_now(work, row, reader(request))
    typed = request.POST or request.GET
    context = {
        "work": work,
        "row": row,
        "title": work.title_of(row),
        "href": work.link(row),
        "form": form,
        "now_in": now_in,
        "label": dict(work.lanes).get(now_in, ""),
        "targets": [(way, now_in in way.sources) for way in ways_of(work).values() if way.key != now_in],
        "chosen": typed.get("to") or typed.get("vers", ""),
        "next": own_path(request, typed.get("next", "")) or reverse(work.address),
    }
    return render(request, "lists/move.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, noun: str) -> HttpResponse:
    """One card to another column; what was seen is checked against what is."""
    work = the_list(request, noun)
    if not work.may_act(scope_of(request.user)):
        raise PermissionDenied(str(Forbidden.default))
    form = MoveForm(request.POST, work=work)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(_back(request, work))
    user, data = reader(request), form.cleaned_data
    row = the_row(user, noun, data["card"])
    seen_in = request.POST.get("from", "") or lane_now(work, row, reader(request))
    if page := page_of_move(noun, row, seen_in, data["to"]):
        return _go(request, page)
    try:
        said, undo = MAKERS[noun](row, seen_in, data, user)
    except Refusal as refusal:
        denied(refusal)
        if refusal.field in form.fields and refusal.field != "to":
            return _ask_more(request, work, form, row, refusal)
        messages.error(request, str(refusal.message))
        return redirect(_back(request, work))
    say_done(request, said, undo=undo)
    return redirect(_back(request, work))


def _ask_more(
    request: HttpRequest, work: WorkList, form: MoveForm, row: Any, refusal: Refusal
) -> HttpResponse:
    """A reason or a day is missing: the usual form asks for it, with what was typed."""
    if request.headers.get("HX-Request"):
        asked = {"vers": form.cleaned_data["to"], "next": _back(request, work)}
        return _go(request, f"{reverse('list-move-ask', args=[work.noun, row.pk])}?{urlencode(asked)}")
    form.refuse(refusal)
    return _form_page(request, work, row, form)


def _back(request: HttpRequest, work: WorkList) -> str:
    return own_path(request, request.POST.get("next", "")) or reverse(work.address)


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Go to a whole page, from a form or from a board that swaps its piece."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
