"""Caseloads: who has what in hand, handing files over, answering what one is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.accounts.models import User
from crm.accounts.policy import Permission, Scope, scope_of
from crm.caseload import queries
from crm.caseload.models import Handover
from crm.caseload.queries import Member
from crm.caseload.rules import AGE_BANDS, file_points
from crm.caseload.services import answer_handover, propose_handover
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import EmployerFile
from crm.portal.forms import PasserelleForm
from crm.portal.manager.lists import paged
from crm.portal.reader import reader
from crm.reporting.queries_means import staffing
from crm.reporting.territories import direction_territory
from crm.territory.models import Direction

BAR_WIDTH = 260
BAR_FULL = 1300


def _review_scope(request: HttpRequest) -> Scope:
    scope = scope_of(request.user)
    if not scope.may(Permission.REVIEW_CASELOADS):
        raise PermissionDenied(_("La revue des charges de travail est réservée aux gestionnaires."))
    return scope


@dataclass(frozen=True, slots=True)
class LoadBar:
    """A member's load as three segments against the reference, on a width of 260."""

    member: Member
    first: float
    second: float
    third: float
    reference: float

    @property
    def second_x(self) -> float:
        return self.first

    @property
    def third_x(self) -> float:
        return self.first + self.second


def load_bar(member: Member) -> LoadBar:
    """Tenths of a point drawn so that 130 points fill the bar; a heavier load shrinks to fit."""
    scale = BAR_WIDTH / max(BAR_FULL, member.load.index)
    load = member.load
    first, second, third, reference = (
        round(part * scale, 1)
        for part in (load.from_files, load.from_work, load.from_follow_ups, member.reference)
    )
    return LoadBar(member, first, second, third, reference)


def _age_labels() -> list[str]:
    labels = [_("Moins de %(to)s jours") % {"to": AGE_BANDS[0]}]
    for low, high in pairwise(AGE_BANDS):
        labels.append(_("%(from)s à %(to)s jours") % {"from": low, "to": high - 1})
    return [*labels, _("Un an et plus")]


@require_GET
def caseloads(request: HttpRequest) -> HttpResponse:
    """The team's loads against the reference, the age of files, staffing against targets."""
    scope = _review_scope(request)
    today = timezone.localdate()
    team = queries.members(scope.direction_ids, today)
    bands = queries.age_bands(scope.direction_ids, today)
    most = max((total for total, _quiet in bands), default=0) or 1
    context = {
        "today": today,
        "bars": [load_bar(member) for member in team],
        "over": sum(member.is_over for member in team),
        "bands": [
            (label, total, quiet, round(100 * (total - quiet) / most, 2), round(100 * quiet / most, 2))
            for label, (total, quiet) in zip(_age_labels(), bands, strict=True)
        ],
        "open_files": sum(total for total, _quiet in bands),
        "staffing": _staffing(scope, today),
        "waiting": Handover.objects.visible_to(request.user).waiting().count(),
    }
    return render(request, "manager/caseloads.html", context)


def _staffing(scope: Scope, today: date) -> list[tuple[str, list[tuple[Any, list[tuple[int, bool]]]]]]:
    """For each direction, each role with its filled and empty places as boxes 31 px apart."""
    found = []
    for direction in Direction.objects.filter(pk__in=scope.direction_ids):
        lines = staffing(direction_territory(direction.code, day=today), today)
        boxed = [
            (line, [(31 * n, n < line.filled) for n in range(max(line.filled, line.target or 0))])
            for line in lines
        ]
        found.append((direction.name, boxed))
    return found


class HandoverForm(PasserelleForm):
    """Which files, to whom, with what note."""

    chosen = forms.ModelMultipleChoiceField(
        EmployerFile.objects.none(),
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
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
    )

    def __init__(self, *args: Any, files: Any, receivers: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = files  # type: ignore[attr-defined]
        ids = [member.user_id for member in receivers]
        self.fields["receiver"].queryset = User.objects.filter(pk__in=ids)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def staff_member(request: HttpRequest, user_id: int) -> HttpResponse:
    """One advisor's files, oldest contact first; choose some, see what would change, propose the handover."""
    scope = _review_scope(request)
    today = timezone.localdate()
    team = queries.members(scope.direction_ids, today)
    member = next((m for m in team if m.user_id == user_id), None)
    if member is None:
        raise Http404
    owner = get_object_or_404(User, pk=user_id)
    files = queries.files_led(owner, scope.direction_ids, today)
    receivers = [m for m in team if m.role == member.role == "advisor" and m.user_id != user_id]
    form = HandoverForm(request.POST or None, files=files, receivers=receivers)
    step = request.POST.get("step", "")
    if step == "propose" and form.is_valid() and _proposed(request, form):
        return redirect("caseload-staff", user_id=user_id)
    chosen = _chosen(request, files)
    listed = paged(request, files)
    context = {
        **listed,
        "member": member,
        "bar": load_bar(member),
        "rows": [(file, _points(file), file.pk in chosen) for file in listed["page"]],
        "form": form,
        "shows_errors": step == "propose",
        "today": today,
        "chosen": chosen,
        "preview": _preview(chosen, receivers) if chosen else [],
        "receiver": request.POST.get("receiver", ""),
    }
    return render(request, "manager/caseload_staff.html", context, status=422 if step == "propose" else 200)


def _chosen(request: HttpRequest, files: Any) -> dict[int, EmployerFile]:
    """The files ticked so far."""
    ids = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) < 12]
    return {file.pk: file for file in files.filter(pk__in=ids)} if ids else {}


def _points(file: Any) -> int:
    """What a file read by `files_led` weighs."""
    return file_points(file.stage, file.active_needs)


def _preview(chosen: dict[int, EmployerFile], receivers: list[Member]) -> list[tuple[Member, int]]:
    """What each colleague's index would become, lightest first."""
    added = sum(_points(file) for file in chosen.values())
    return sorted(((m, m.load.index + added) for m in receivers), key=lambda pair: pair[1])


def _proposed(request: HttpRequest, form: HandoverForm) -> bool:
    given = form.cleaned_data
    try:
        made = propose_handover(
            files=list(given["chosen"]),
            receiver=given["receiver"],
            note=given["note"],
            by=reader(request),
            now=timezone.now(),
        )
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


@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Handovers that wait for the reader, those that wait for others, and what was answered."""
    if not scope_of(request.user).is_staff:
        raise Http404
    seen = Handover.objects.visible_to(request.user).select_related(
        "file__employer", "giver", "receiver", "proposed_by"
    )
    waiting = list(seen.waiting())
    answered = seen.exclude(answered_at=None).order_by("-answered_at", "-pk")
    context = {
        "mine": [h for h in waiting if h.receiver_id == request.user.pk],
        "others": [h for h in waiting if h.receiver_id != request.user.pk],
        **paged(request, answered),
    }
    return render(request, "manager/handovers.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline one handover."""
    handover = get_object_or_404(Handover.objects.visible_to(request.user), pk=pk)
    accepted = request.POST.get("answer") == "accept"
    try:
        answer_handover(handover=handover, accepted=accepted, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("handovers")
    done = _("Dossier reçu : %(name)s.") if accepted else _("Transfert refusé : %(name)s.")
    messages.success(request, done % {"name": handover.file})
    return redirect("handovers")
