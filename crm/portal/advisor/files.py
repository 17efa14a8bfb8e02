"""Opening an employer file, and the directory card of any employer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import scope_of
from crm.core.errors import Forbidden, Refusal
from crm.employers import merging, queries, services
from crm.employers.duplicates import Likely, Sought, likely
from crm.employers.models import Employer, EmployerFile, EmployerMerge
from crm.employers.services.writing import living
from crm.portal.advisor.access import denied, require_files, require_staff
from crm.portal.advisor.file_forms import NewFileForm
from crm.portal.reader import reader
from crm.territory.models import DirectionCoverage, Municipality


def regions_of(request: HttpRequest) -> list[str]:
    """The regions that the reader's directions cover today: what lists of municipalities offer first."""
    covered = DirectionCoverage.objects.on(timezone.localdate()).filter(
        direction_id__in=scope_of(request.user).direction_ids
    )
    return list(covered.values_list("region_id", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An employer, its first place of work and its file; an employer already known is offered instead."""
    require_files(request)
    today, user = timezone.localdate(), reader(request)
    directions = queries.directions_of(user, today=today)
    initial = {"legal_name": request.GET.get("nom", "")}
    form = NewFileForm(
        request.POST or None, directions=directions, regions=regions_of(request), initial=initial
    )
    known = None
    if request.method == "POST" and form.is_valid() and not _doubt(request, form):
        place: Municipality = form.cleaned_data["municipality"]
        direction = form.cleaned_data.get("direction") or queries.direction_serving(
            user, region_id=place.mrc.region_id, today=today
        )
        if direction is None:
            raise PermissionDenied(str(Forbidden.default))
        try:
            file = services.create_employer_file(
                content=form.content(), site=form.site(), direction=direction, by=user, now=timezone.now()
            )
        except services.EmployerKnown as refusal:
            form.refuse(refusal)
            known = queries.cards([refusal.employer], today=today)[0]
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Dossier ouvert : %(name)s") % {"name": file.employer})
            return redirect("file", file_id=file.pk)
    doubts = _doubt(request, form) if form.is_bound and not form.errors else []
    context = {"form": form, "known": known, "own": _open_here(request, known), "cards": doubts}
    return render(request, "advisor/file_new.html", context, status=422 if form.errors else 200)


def _open_here(request: HttpRequest, known: Any) -> EmployerFile | None:
    """The reader's own file of the employer that was recognised, when it is open already."""
    found = EmployerFile.objects.visible_to(request.user).filter(employer=known.employer) if known else None
    return found.first() if found is not None else None


def _doubt(request: HttpRequest, form: NewFileForm) -> list[Likely]:
    """The look-alikes to show before a double is made; none once the reader has said that it is another one.

    With a NEQ of its own it may still be the card of a prospect, which had none.
    """
    if request.POST.get("different"):
        return []
    data = form.cleaned_data
    sought = Sought(
        names=(data["legal_name"], data["usual_name"]),
        mrc_ids=(data["municipality"].mrc_id,),
        website=data["website"],
    )
    found = likely(sought, today=timezone.localdate())
    return [one for one in found if not (data.get("neq") and one.employer.neq)]


@require_safe
def card(request: HttpRequest, employer_id: int) -> HttpResponse:
    """What all staff may read of an employer; whoever sees its file goes to the file."""
    require_staff(request)
    employer = get_object_or_404(Employer.everything.visible_to(request.user), pk=employer_id)
    if kept := living(employer.merged_into):
        messages.info(
            request, _("%(gone)s : fiche fusionnée avec %(kept)s.") % {"gone": employer, "kept": kept}
        )
        return redirect("employer-card", employer_id=kept.pk)
    seen = EmployerFile.objects.visible_to(request.user).filter(employer=employer).first()
    if seen is not None:
        return redirect("file", file_id=seen.pk)
    shown = queries.cards([employer], today=timezone.localdate())[0]
    may_open = bool(queries.directions_of(reader(request), today=timezone.localdate()))
    contacts = queries.shared_contacts(employer, today=timezone.localdate())
    context = {
        "card": shown,
        "may_open": may_open,
        "contacts": contacts,
        "merge": _undoable(request, employer),
    }
    return render(request, "advisor/employer_card.html", context)


def _undoable(request: HttpRequest, employer: Employer) -> EmployerMerge | None:
    """The last merge into this card, while one press still takes it back and the reader may."""
    if not merging.may_merge(reader(request), employer.pk):
        return None
    young = merging.still_undoable(timezone.now()).filter(survivor=employer)
    return young.select_related("loser", "by").first()


@require_POST
def open_file(request: HttpRequest, employer_id: int) -> HttpResponse:
    """One more direction accompanies a known employer."""
    require_files(request)
    user, today = reader(request), timezone.localdate()
    employer = get_object_or_404(Employer.objects.visible_to(user), pk=employer_id)
    direction = _direction_for(employer, user, today)
    try:
        file = services.open_file(employer=employer, direction=direction, by=user, now=timezone.now())
    except services.FileKnown as refusal:
        file = refusal.file
        messages.info(request, str(refusal.message))
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
        return redirect("employer-card", employer_id=employer.pk)
    else:
        messages.success(request, _("Dossier ouvert : %(name)s") % {"name": employer})
    return redirect("file", file_id=file.pk)


def _direction_for(employer: Employer, user: Any, today: Any) -> Any:
    site = employer.sites.select_related("municipality__mrc").first()
    return queries.direction_serving(
        user, region_id=site.municipality.mrc.region_id if site else "", today=today
    )
