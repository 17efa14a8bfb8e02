"""Moving one card: by drag, by keyboard, or by the form that works without any script. One service call each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from crm.accounts.models import Noun, User
from crm.casework import services as promises
from crm.casework.models import FollowUp
from crm.core.errors import Refusal
from crm.employers import services as accompaniment
from crm.needs import services as need_services
from crm.needs.rules.stages import TAKEN_BACK, hand_move
from crm.portal.advisor.access import denied
from crm.portal.advisor.undo import say_done
from crm.portal.back import own_path
from crm.portal.forms import PasserelleForm
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.saved import the_list
from crm.portal.lists.undo import back_again, the_row
from crm.portal.lists.ways import ways_of
from crm.portal.reader import reader
from crm.taxonomy.models import Reason

CONTEXTS = {Noun.NEEDS: Reason.Context.NEED, Noun.FILES: Reason.Context.FILE}


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
            del self.fields["due_on"]
        if work.noun != Noun.FILES:
            del self.fields["wake_on"]
        if work.noun != Noun.NEEDS:
            del self.fields["until"]
        if work.noun == Noun.FOLLOW_UPS:
            del self.fields["reason"], self.fields["note"]


def lane_now(work: WorkList, row: Any, user: User) -> str:
    """The column in which a row stands today."""
    if work.noun != Noun.FOLLOW_UPS:
        return str(row.stage)
    lanes = FollowUp.objects.visible_to(user).filter(pk=row.pk).annotate(lane=work.lane(timezone.localdate()))
    return str(lanes.values_list("lane", flat=True)[0])


@require_GET
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
    form = MoveForm(request.POST, work=work)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(_back(request, work))
    user, data = reader(request), form.cleaned_data
    row = the_row(user, noun, data["card"])
    seen_in = request.POST.get("from", "") or lane_now(work, row, reader(request))
    if noun == Noun.NEEDS and hand_move(seen_in, data["to"]) == "qualify":
        return _go(request, reverse("need-qualify", args=[row.pk]))
    try:
        said, undo = _make(noun, row, seen_in, data, user)
    except Refusal as refusal:
        denied(refusal)
        if refusal.field in form.fields and refusal.field != "to":
            return _ask_more(request, work, form, row, refusal)
        messages.error(request, str(refusal.message))
        return redirect(_back(request, work))
    say_done(request, said, undo=undo)
    return redirect(_back(request, work))


def _make(noun: str, row: Any, seen_in: str, data: dict[str, Any], by: User) -> tuple[str, str]:
    """The move itself, one service call; what to say, and the address that takes it back if there is one."""
    now, reason = timezone.now(), data.get("reason")
    code = reason.pk if reason else ""
    if noun == Noun.NEEDS:
        name = hand_move(seen_in, data["to"])
        moved: Any = need_services.move_need(
            need=row,
            move=name,
            by=by,
            now=now,
            reason=code,
            note=data["note"],
            until=data["until"],
            expected=seen_in,
        )
        undo = back_again(noun, moved) if name in TAKEN_BACK else ""
        return _("Le besoin est maintenant : %(stage)s.") % {"stage": moved.get_stage_display()}, undo
    if noun == Noun.FILES:
        slept = row.wake_on
        moved = accompaniment.move_file(
            file=row,
            to=data["to"],
            by=by,
            now=now,
            reason=code,
            note=data["note"],
            wake_on=data["wake_on"],
            expected=seen_in,
        )
        # Whoever was to be woken today or before cannot be put to sleep until then again.
        undo = "" if slept and slept <= timezone.localdate(now) else back_again(noun, moved, slept)
        return _("Étape du dossier : %(stage)s.") % {"stage": moved.get_stage_display()}, undo
    return _move_promise(row, data, by)


def _move_promise(row: FollowUp, data: dict[str, Any], by: User) -> tuple[str, str]:
    now = timezone.now()
    if data["to"] == "done":
        promises.complete_follow_up(follow_up=row, by=by, now=now)
        said = _("Suivi marqué fait : %(text)s") % {"text": row.text}
        return said, reverse("follow-up-reopen", args=[row.pk])
    if row.done_at is not None:
        promises.reopen_follow_up(follow_up=row, by=by, now=now)
        said = _("Suivi remis à faire : %(text)s") % {"text": row.text}
        return said, reverse("follow-up-done", args=[row.pk])
    due_on = timezone.localdate(now) if data["to"] == "today" else data["due_on"]
    moved = promises.reschedule_follow_up(follow_up=row, due_on=due_on, by=by, now=now)
    said = _("Suivi déplacé : %(text)s") % {"text": row.text}
    return said, back_again(Noun.FOLLOW_UPS, moved, row.due_on)


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
