"""One employer file: its sections, its stage, who is in charge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.models import Posting, Role, User
from crm.accounts.policy import Permission, scope_of
from crm.casework.queries import PERMITS_AHEAD, beside_of
from crm.core.errors import Refusal
from crm.employers import queries, services
from crm.employers.merging import kept_file
from crm.employers.models import EmployerFile, NeedFormLink, Site
from crm.matching.models import Match, Placement
from crm.matching.path_steps import estimated_on
from crm.needs.models import ACTIVE_STAGES, SCORED_STAGES, LabourNeed
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.accompaniment_forms import FileMoveForm
from crm.portal.advisor.casework_forms import FollowUpForm
from crm.portal.advisor.durations import durations
from crm.portal.advisor.file_frame import axes_of, file_with_head, frame
from crm.portal.advisor.file_paths import recruitment_paths
from crm.portal.advisor.members import members_context
from crm.portal.advisor.site_map import site_map
from crm.portal.advisor.timeline import FILTERS, part_of_timeline
from crm.portal.reader import reader

#: How many of the last events the overview shows.
LAST_EVENTS = 6


def side(file: EmployerFile, sites: Iterable[Site]) -> dict[str, Any]:
    """What stands beside the overview: promises open, the last diagnosis, permits that expire, the places of work."""
    beside = beside_of(file)
    return {
        "diagnosis": beside.diagnosis,
        "axes": axes_of(beside.diagnosis),
        "promises": beside.promises,
        "staff": beside.staff,
        "contacts": beside.contacts,
        "soon": timezone.localdate() + PERMITS_AHEAD,
        "site_map": site_map(sites),
        "follow_up_form": FollowUpForm(file=file),
    }


@require_safe
def overview(request: HttpRequest, file_id: int) -> HttpResponse:
    """What is due, the needs, the people proposed, what happened last; a file merged with another leads there."""
    try:
        file = file_with_head(request, file_id, beside=True)
    except Http404:
        return redirect("file", file_id=the_file(request, kept_file(file_id)).pk)
    head = frame(request, file, "overview")
    beside = side(file, head["sites"])
    matches = Match.objects.visible_to(request.user).filter(need__file=file).touched()
    active = list(needs_of(file).filter(stage__in=SCORED_STAGES))
    hires = list(placements_of(request, file))
    thread = part_of_timeline(file, reader=reader(request), size=LAST_EVENTS)
    paths = recruitment_paths(
        request,
        file,
        beside["diagnosis"],
        needs=[need for need in active if need.stage in ACTIVE_STAGES],
        hires=hires,
    )
    context = {
        **head,
        **beside,
        "needs": active,
        "paths": paths,
        "estimated_on": estimated_on(step for path in paths for step in path.steps),
        "events": thread.events,
        "more": thread.older,
        "proposed": matches.select_related("candidate", "need").order_by("-updated_at")[:8],
        "placements": hires[:8],
    }
    return render(request, "advisor/file.html", context)


def needs_of(file: EmployerFile) -> Any:
    """The needs of the file with their place and occupation."""
    return LabourNeed.objects.filter(file=file).select_related("site__municipality", "occupation")


def placements_of(request: HttpRequest, file: EmployerFile) -> Any:
    """The hires made for the file, newest first."""
    rows = Placement.objects.visible_to(request.user).filter(need__file=file, undone_at=None)
    return rows.select_related("candidate", "need__occupation")


@require_safe
def needs(request: HttpRequest, file_id: int) -> HttpResponse:
    """All needs of the employer, and the hires made."""
    file = file_with_head(request, file_id)
    context = {
        **frame(request, file, "needs"),
        "needs": needs_of(file),
        "placements": placements_of(request, file)[:50],
    }
    return render(request, "advisor/file_needs.html", context)


@require_safe
def history(request: HttpRequest, file_id: int) -> HttpResponse:
    """Everything that happened, newest first."""
    file = file_with_head(request, file_id)
    head = frame(request, file, "history")
    only = request.GET.get("fil", "")
    part = part_of_timeline(file, reader=reader(request), only=only, before=request.GET.get("avant", ""))
    context = {
        **head,
        "events": part.events,
        "older": part.older,
        "only": only,
        "filters": [(word, label) for word, (label, _kinds) in FILTERS.items()],
        "durations": durations(file, head["head"].moves, today=timezone.localdate()),
    }
    return render(request, "advisor/file_history.html", context)


@require_safe
def contacts(request: HttpRequest, file_id: int) -> HttpResponse:
    """Who to speak with, where the work is, who follows the file, the links that were sent."""
    file = file_with_head(request, file_id)
    today, now = timezone.localdate(), timezone.now()
    staff = _staff(today)
    links = (
        NeedFormLink.objects.live(now)
        .filter(file=file)
        .select_related("contact", "created_by")
        .order_by("-created_at")
    )
    framed = frame(request, file, "contacts")
    context = {
        **framed,
        "links": links,
        **members_context(file),
        "consent": queries.sharing_consent_of(file.employer, today=today),
        "contacts": file.employer.contacts.all(),
        "hands_over": _hands_over(request, file, framed["lead"]),
        "colleagues": _once(staff),
    }
    return render(request, "advisor/file_contacts.html", context)


def _hands_over(request: HttpRequest, file: EmployerFile, lead: User | None) -> bool:
    """Whoever leads the file, or reviews the caseloads of its direction, proposes it to somebody else."""
    scope = scope_of(request.user)
    reviews = scope.may(Permission.REVIEW_CASELOADS) and file.direction_id in scope.direction_ids
    return reviews or lead == request.user


def _staff(today: date) -> list[Posting]:
    """Who is posted on the day to work with files or with people, by name."""
    rows = Posting.objects.on(today).filter(role__in=[Role.ADVISOR, Role.OFFICER, Role.MANAGER])
    return list(rows.filter(user__is_active=True).select_related("user").order_by("user__name", "user_id"))


def _once(postings: Iterable[Posting]) -> list[User]:
    return list(dict.fromkeys(row.user for row in postings))


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
