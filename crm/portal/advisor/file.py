"""One employer file: its sections, its stage, who is in charge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.accounts.models import Posting, User
from crm.casework.models import FollowUp
from crm.casework.queries import PERMITS_AHEAD, QUIET_AFTER, last_contact
from crm.core.errors import Refusal
from crm.employers import queries, services
from crm.employers.merging import kept_file
from crm.employers.models import EmployerFile, NeedFormLink
from crm.matching.models import Match, Placement
from crm.needs.models import SCORED_STAGES, LabourNeed
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.accompaniment_forms import FileMoveForm
from crm.portal.advisor.casework_forms import FollowUpForm
from crm.portal.advisor.file_frame import diagnosis_of, frame, recruitment_paths
from crm.portal.advisor.members import members_of
from crm.portal.advisor.site_map import site_map
from crm.portal.advisor.timeline import whole_timeline
from crm.portal.reader import reader

PAGE = 50


def side(file: EmployerFile) -> dict[str, Any]:
    """What stands beside every section: promises open, the last diagnosis, permits that expire, the last contact."""
    today = timezone.localdate()
    diagnosis, axes = diagnosis_of(file)
    promises = list(FollowUp.objects.open().filter(file=file).select_related("owner"))
    return {
        "diagnosis": diagnosis,
        "axes": axes,
        "promises": promises,
        "next_contact": min((row.due_on for row in promises), default=None),
        "last_contact": last_contact(file),
        "quiet_since": today - QUIET_AFTER,
        "staff": file.foreign_staff.filter(ended_at=None).select_related("permit", "occupation"),
        "soon": today + PERMITS_AHEAD,
        "site_map": site_map(file),
        "follow_up_form": FollowUpForm(file=file),
    }


@require_GET
def overview(request: HttpRequest, file_id: int) -> HttpResponse:
    """The paths, the needs, the people proposed, what happened last; a file merged with another leads there."""
    try:
        file = the_file(request, file_id)
    except Http404:
        return redirect("file", file_id=the_file(request, kept_file(file_id)).pk)
    beside = side(file)
    events = whole_timeline(file, reader=reader(request))
    matches = Match.objects.visible_to(request.user).filter(need__file=file).touched()
    context = {
        **frame(request, file, "overview"),
        **beside,
        "needs": needs_of(file).filter(stage__in=SCORED_STAGES),
        "paths": recruitment_paths(request, file, beside["diagnosis"]),
        "events": events[:6],
        "more": max(0, len(events) - 6),
        "proposed": matches.select_related("candidate", "need").order_by("-updated_at")[:8],
        "placements": placements_of(request, file)[:8],
    }
    return render(request, "advisor/file.html", context)


def needs_of(file: EmployerFile) -> Any:
    """The needs of the file with their place and occupation."""
    return LabourNeed.objects.filter(file=file).select_related("site__municipality", "occupation")


def placements_of(request: HttpRequest, file: EmployerFile) -> Any:
    """The hires made for the file, newest first."""
    rows = Placement.objects.visible_to(request.user).filter(need__file=file, undone_at=None)
    return rows.select_related("candidate", "need__occupation")


@require_GET
def needs(request: HttpRequest, file_id: int) -> HttpResponse:
    """All needs of the employer, and the hires made."""
    file = the_file(request, file_id)
    context = {
        **frame(request, file, "needs"),
        **side(file),
        "needs": needs_of(file),
        "placements": placements_of(request, file)[:50],
    }
    return render(request, "advisor/file_needs.html", context)


@require_GET
def history(request: HttpRequest, file_id: int) -> HttpResponse:
    """Everything that happened, newest first."""
    file = the_file(request, file_id)
    only = request.GET.get("fil", "")
    page = Paginator(whole_timeline(file, reader=reader(request), only=only), PAGE).get_page(
        request.GET.get("page")
    )
    context = {**frame(request, file, "history"), **side(file), "page": page, "only": only}
    return render(request, "advisor/file_history.html", context)


@require_GET
def contacts(request: HttpRequest, file_id: int) -> HttpResponse:
    """Who to speak with, where the work is, who follows the file, the links that were sent."""
    file = the_file(request, file_id)
    today, now = timezone.localdate(), timezone.now()
    links = (
        NeedFormLink.objects.live(now)
        .filter(file=file)
        .select_related("contact", "created_by")
        .order_by("-created_at")
    )
    context = {
        **frame(request, file, "contacts"),
        **side(file),
        "links": links,
        "members": members_of(file),
        "consent": queries.sharing_consent_of(file.employer, today=today),
        "leads": file.leads.select_related("user").order_by("-valid_from"),
        "advisors": queries.advisors_of(file.direction, today=today),
        "colleagues": _staff(today),
    }
    return render(request, "advisor/file_contacts.html", context)


def _staff(today: Any) -> Any:
    posted = Posting.objects.on(today).filter(role__in=["advisor", "officer", "manager"])
    return User.objects.filter(pk__in=posted.values("user_id"), is_active=True).order_by("name")


@require_POST
def move(request: HttpRequest, file_id: int) -> HttpResponse:
    """Move the file to another stage."""
    file = the_file(request, file_id)
    form = FileMoveForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(str(next(iter(form.errors.values()))[0]))
        moved = services.move_file(file=file, by=reader(request), now=timezone.now(), **form.values())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Étape du dossier : %(stage)s.") % {"stage": moved.get_stage_display()})
    return redirect("file", file_id=file.pk)


def _person(request: HttpRequest) -> User | None:
    key = request.POST.get("user", "")
    return (
        User.objects.filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 10
        else None
    )


@require_POST
def lead(request: HttpRequest, file_id: int) -> HttpResponse:
    """Someone else takes charge of the file today."""
    require_files(request)
    file, person = the_file(request, file_id), _person(request)
    try:
        if person is None:
            raise Refusal(_("Choisissez une personne dans la liste."))
        services.set_lead(file=file, user=person, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, _("%(name)s est maintenant responsable du dossier.") % {"name": person.name}
        )
    return redirect("file-contacts", file_id=file.pk)


@require_POST
def collaborator(request: HttpRequest, file_id: int) -> HttpResponse:
    """Name a collaborator, or take one off."""
    require_files(request)
    file, person = the_file(request, file_id), _person(request)
    gesture = (
        services.remove_collaborator if request.POST.get("gesture") == "remove" else services.add_collaborator
    )
    try:
        if person is None:
            raise Refusal(_("Choisissez une personne dans la liste."))
        gesture(file=file, user=person, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Équipe du dossier mise à jour."))
    return redirect("file-contacts", file_id=file.pk)
