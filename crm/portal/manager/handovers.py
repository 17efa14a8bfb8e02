"""Handing files and persons over, one or many at once, and answering what one is handed."""

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

from crm.accounts.models import Role, User
from crm.accounts.policy import Permission, Scope, scope_of
from crm.caseload import queries, services
from crm.caseload.models import Handover
from crm.caseload.queries import Member, Team
from crm.caseload.rules import file_points, person_points
from crm.core.errors import Forbidden, Refusal
from crm.portal.forms import PasserelleForm
from crm.portal.manager.caseloads import load_bar, review_scope
from crm.portal.manager.lists import paged
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer

ANSWERS = {"accept": True, "decline": False}


class HandoverForm(PasserelleForm):
    """Which files or persons, to whom, with what note."""

    chosen: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Dossiers"),
        error_messages={"required": gettext_lazy("Choisissez au moins un dossier.")},
    )
    receiver = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("À qui"),
        error_messages={"required": gettext_lazy("Choisissez qui reçoit les dossiers.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note de transfert"),
        max_length=services.NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
    )

    def __init__(self, *args: Any, held: Any, receivers: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = held  # type: ignore[attr-defined]
        self.fields["receiver"].queryset = User.objects.filter(pk__in=receivers)  # type: ignore[attr-defined]


def _member(scope: Scope, today: date, user_id: int, *, alone: bool) -> tuple[Member, Team]:
    """Someone who has work in hand here, and the team; with `alone`, nobody else's work is counted."""
    team = queries.team_of(scope.direction_ids, today, of=user_id if alone else None)
    member = next((m for m in [*team.members, *team.departed] if m.user_id == user_id), None)
    if member is None:
        raise Http404
    return member, team


@require_http_methods(["GET", "HEAD", "POST"])
def staff_member(request: HttpRequest, user_id: int) -> HttpResponse:
    """What one member has in hand; choose some, see what would change, propose the handover."""
    scope = review_scope(request)
    today = timezone.localdate()
    # The colleagues' loads are shown once something is chosen, and not before.
    member, team = _member(scope, today, user_id, alone=request.method != "POST")
    receivers = {p.user_id for p in team.postings if p.role == member.role} - {user_id}
    owner = get_object_or_404(User, pk=user_id)
    if member.role == Role.ADVISOR:
        held: Any = queries.files_led(owner, scope.direction_ids, today, asleep=member in team.departed)
    else:
        held = queries.persons_held(owner, scope.direction_ids, today)
    form = HandoverForm(request.POST or None, held=held, receivers=receivers)
    step = request.POST.get("step", "")
    if step == "propose" and form.is_valid() and _proposed(request, form, member.role):
        return redirect("handovers")
    chosen = _chosen(request, held)
    listed = paged(request, held)
    context = {
        **listed,
        "member": member,
        "bar": load_bar(member),
        "rows": [(one, _points(one, member.role), one.pk in chosen) for one in listed["page"]],
        "form": form,
        "shows_errors": step == "propose",
        "today": today,
        "chosen": chosen,
        "preview": _preview(chosen, member, team) if chosen else [],
        "alone": not receivers,
        "receiver": request.POST.get("receiver", ""),
    }
    return render(request, "manager/caseload_staff.html", context, status=422 if step == "propose" else 200)


def _chosen(request: HttpRequest, held: Any) -> dict[int, Any]:
    """The files or persons ticked so far."""
    ids = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) < 12]
    return {one.pk: one for one in held.filter(pk__in=ids)} if ids else {}


def _points(one: Any, role: str) -> int:
    """What a file read by `files_led`, or a person read by `persons_held`, weighs."""
    return file_points(one.stage, one.active_needs) if role == Role.ADVISOR else person_points(one.open_plans)


def _preview(chosen: dict[int, Any], member: Member, team: Team) -> list[tuple[Member, int]]:
    """What the index of each who may receive would become, lightest first."""
    added = sum(_points(one, member.role) for one in chosen.values())
    others = [m for m in team.members if m.role == member.role and m.user_id != member.user_id]
    return sorted(((m, m.load.index + added) for m in others), key=lambda pair: pair[1])


def _proposed(request: HttpRequest, form: HandoverForm, role: str) -> bool:
    given = form.cleaned_data
    common = {"receiver": given["receiver"], "note": given["note"], "by": reader(request)}
    chosen, now = list(given["chosen"]), timezone.now()
    try:
        if role == Role.ADVISOR:
            made = services.propose_handover(files=chosen, now=now, **common)
        else:
            made = services.propose_person_handover(persons=chosen, now=now, **common)
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    messages.success(
        request,
        _("Transferts proposés : %(number)s. La personne qui reçoit répondra.") % {"number": len(made)},
    )
    return True


def _answer(row: Handover) -> str:
    if row.answered_at is None:
        return _("en attente")
    return _("accepté") if row.accepted else _("refusé")


COLUMNS: Columns = (
    (gettext_lazy("Dossier"), lambda row: row.subject),
    (gettext_lazy("De"), lambda row: row.giver),
    (gettext_lazy("À"), lambda row: row.receiver),
    (gettext_lazy("Proposé par"), lambda row: row.proposed_by),
    (gettext_lazy("Proposé le"), lambda row: row.proposed_at),
    (gettext_lazy("Note de transfert"), lambda row: row.note),
    (gettext_lazy("Réponse"), _answer),
    (gettext_lazy("Répondu le"), lambda row: row.answered_at),
)


@require_safe
def handovers(request: HttpRequest) -> HttpResponseBase:
    """Handovers that wait for the reader, those that wait for others, and what was answered."""
    if not scope_of(request.user).is_staff:
        raise Http404
    seen = Handover.objects.visible_to(request.user).select_related(
        "file__employer", "candidate", "giver", "receiver", "proposed_by"
    )
    if asked_format(request):
        rows = seen.order_by("-proposed_at", "-pk").iterator(chunk_size=500)
        return table_answer(request, _("transferts"), rows, COLUMNS)
    waiting = list(seen.waiting())
    answered = seen.exclude(answered_at=None).order_by("-answered_at", "-pk")
    context = {
        "mine": [h for h in waiting if h.receiver_id == request.user.pk],
        "may_review": scope_of(request.user).may(Permission.REVIEW_CASELOADS),
        "others": [h for h in waiting if h.receiver_id != request.user.pk],
        **paged(request, answered),
    }
    return render(request, "manager/handovers.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline one handover."""
    handover = get_object_or_404(Handover.objects.visible_to(request.user), pk=pk)
    given = request.POST.get("answer")
    if given not in ANSWERS:
        messages.error(request, _("Acceptez le transfert, ou refusez-le."))
        return redirect("handovers")
    accepted = ANSWERS[given]
    try:
        services.answer_handover(handover=handover, accepted=accepted, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("handovers")
    done = _("Dossier reçu : %(name)s.") if accepted else _("Transfert refusé : %(name)s.")
    messages.success(request, done % {"name": handover.subject})
    return redirect("handovers")
