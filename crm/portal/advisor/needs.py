"""Labour needs, for advisors: open one, describe, qualify, move it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal, StaleRevision
from crm.employers.models import EmployerFile
from crm.needs import queries, services
from crm.needs.models import WAITING_STAGES, LabourNeed, NeedStage
from crm.needs.rules.stages import EDITABLE, MOVE_LABELS, STOPPED, TRANSITIONS, moves_from
from crm.portal.advisor.access import require_files, the_need
from crm.portal.advisor.need_forms import AdvisorNeedForm, MoveForm, values_of
from crm.portal.advisor.need_starts import start_of, templates_for
from crm.portal.reader import reader
from crm.portal.reasons import CodedReasons
from crm.portal.together import joins_again


def need_frame(request: HttpRequest, need: LabourNeed, tab: str) -> dict[str, Any]:
    """What the head and the side of every page of a need show."""
    may = scope_of(request.user).may(Permission.QUALIFY_NEEDS)
    moves = (
        [(move, MOVE_LABELS[move], TRANSITIONS[move].reason) for move in moves_from(need.stage)]
        if may
        else []
    )
    today = timezone.localdate()
    return {
        "need": need,
        "tab": tab,
        "moves": moves,
        "skills": need.skills.select_related("skill"),
        "lead": SimpleLazyObject(lambda: queries.advisor_in_charge(need, today=today)),
        "stale": queries.is_stale(need, today=today),
        "waits": need.stage in WAITING_STAGES,
        "is_draft": need.stage == NeedStage.DRAFT,
        "may_qualify": may,
        "reasons": CodedReasons(),
        "keeps_for_direction": services.may_keep_for_directions(reader(request)),
        "inline": tab == "asked"
        and need.stage in EDITABLE
        and scope_of(request.user).may(Permission.WORK_FILES),
    }


@require_safe
def detail(request: HttpRequest, need_id: int) -> HttpResponse:
    """What is asked, and of a need that stopped, why."""
    need = the_need(request, need_id)
    stopped = queries.last_move(need) if need.stage in STOPPED else None
    context = need_frame(request, need, "asked") | {"stopped": stopped}
    return render(request, "advisor/need.html", context)


@require_safe
def history(request: HttpRequest, need_id: int) -> HttpResponse:
    """Everything that happened to the need, newest first."""
    need = the_need(request, need_id)
    context = need_frame(request, need, "history") | {"rows": queries.history(need)}
    return render(request, "advisor/need_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, file_id: int) -> HttpResponse:
    """Describe a need for an employer."""
    require_files(request)
    file = get_object_or_404(
        EmployerFile.objects.visible_to(request.user).select_related("employer"), pk=file_id
    )
    start = start_of(request, file)
    form = AdvisorNeedForm(request.POST or None, sites=file.employer.sites.all(), initial=start)
    if form.is_bound and not form.breaks_rules() and not form.unfinished:
        try:
            need = _create(request, file, form)
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            waits = need.stage in WAITING_STAGES
            messages.success(request, _("Besoin %(number)s enregistré.") % {"number": need.reference})
            return redirect("need-qualify" if waits else "need", need_id=need.pk)
    context = {
        "form": form,
        "file": file,
        "need": None,
        "started": bool(start),
        "templates": templates_for(request, file),
    }
    return render(request, "advisor/need_form.html", context, status=422 if form.errors else 200)


def _create(request: HttpRequest, file: EmployerFile, form: AdvisorNeedForm) -> LabourNeed:
    """The need of the form: a draft when that button was pressed, else sent."""
    user, now = reader(request), timezone.now()
    if "draft" in request.POST:
        return services.save_draft(file=file, content=form.content(), by=user, now=now)
    return services.submit_need(
        file=file, content=form.content(), submission_key=form.key(), by=user, now=now
    )


@joins_again
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, need_id: int) -> HttpResponse:
    """Change what a need asks."""
    need = the_need(request, need_id)
    done = _("Besoin modifié. Le classement se refait.")
    return _write(request, need, "advisor/need_form.html", services.edit_need, done)


@joins_again
@require_http_methods(["GET", "HEAD", "POST"])
def qualify(request: HttpRequest, need_id: int) -> HttpResponse:
    """What the employer wrote beside what is proposed; one button opens the need."""
    need = the_need(request, need_id)
    if need.stage not in WAITING_STAGES:
        return redirect("need", need_id=need.pk)
    done = _("Besoin ouvert. Le classement arrive dans quelques secondes.")
    return _write(request, need, "advisor/need_qualify.html", services.qualify_need, done)


def _write(request: HttpRequest, need: LabourNeed, template: str, service: Any, done: str) -> HttpResponse:
    """One form that writes the whole need through `service`; what was typed is kept when it is refused."""
    require_files(request)
    form = AdvisorNeedForm(
        request.POST or None, sites=need.file.employer.sites.all(), initial=values_of(need)
    )
    if form.sound(request, need) and not form.unfinished:
        revision = form.cleaned_data["revision"] or 0
        try:
            service(
                need=need, content=form.content(), revision=revision, by=reader(request), now=timezone.now()
            )
        except StaleRevision:
            raise
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done + form.joined_words)
            return redirect("need", need_id=need.pk)
    context = need_frame(request, need, "edit") | {"form": form, "file": need.file}
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, need_id: int) -> HttpResponse:
    """Move the need to another stage, with its coded reason."""
    need = the_need(request, need_id)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(str(next(iter(form.errors.values()))[0]))
        reason = form.cleaned_data["reason"]
        moved = services.move_need(
            need=need,
            move=form.cleaned_data["move"],
            reason=reason.pk if reason else "",
            note=form.cleaned_data["note"],
            until=form.cleaned_data["until"],
            by=reader(request),
            now=timezone.now(),
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _("Le besoin est maintenant : %(stage)s.") % {"stage": moved.get_stage_display()}
        )
    return redirect("need", need_id=need.pk)


@require_POST
def send(request: HttpRequest, need_id: int) -> HttpResponse:
    """Send a draft; it goes on to be qualified."""
    need = the_need(request, need_id)
    try:
        services.submit_draft(need=need, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("need", need_id=need.pk)
    return redirect("need-qualify", need_id=need.pk)


@require_POST
def confirm(request: HttpRequest, need_id: int) -> HttpResponse:
    """The employer said that the need still stands."""
    need = the_need(request, need_id)
    require_files(request)
    try:
        services.confirm_still_current(need=need, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Noté : le besoin est toujours d’actualité."))
    return redirect("need", need_id=need.pk)
