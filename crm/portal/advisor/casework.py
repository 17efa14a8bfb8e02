"""Interventions and follow-ups: written from anywhere, undone in one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.models import User
from crm.casework import services
from crm.casework.models import FollowUp, Intervention
from crm.casework.recent import recent_files
from crm.core.errors import Refusal
from crm.core.finding import Typed, read_typed
from crm.employers.finding import employers_called
from crm.employers.models import EmployerFile
from crm.portal.advisor.access import denied, require_files, the_file
from crm.portal.advisor.casework_forms import FollowUpForm, InterventionForm
from crm.portal.advisor.undo import say_done
from crm.portal.back import own_path
from crm.portal.reader import reader

#: Files offered without a search: of the last interventions, of those that one leads; and by a search.
OFFERED_LATELY, OFFERED_OWN, FOUND = 8, 150, 20


def back(request: HttpRequest, default: str) -> str:
    """Where the gesture was made, when it is a page of ours."""
    return own_path(request, request.POST.get("next", "")) or default


def _chosen(request: HttpRequest) -> EmployerFile | None:
    """The file that the address or the form names, if the reader sees it."""
    key = request.POST.get("file") or request.GET.get("dossier") or ""
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        return None
    rows = EmployerFile.objects.visible_to(request.user).select_related("employer")
    found: EmployerFile | None = rows.filter(pk=int(key)).first()
    return found


def _near(user: User, file: EmployerFile | None) -> list[EmployerFile]:
    """The files that the user may mean: of the last interventions; while none is named, those they lead too."""
    lately = recent_files(user, most=OFFERED_LATELY)
    if file is not None:
        return lately
    seen = EmployerFile.objects.visible_to(user).open().led_by(user, timezone.localdate())
    own = seen.select_related("employer").order_by("employer__folded_name", "pk")[:OFFERED_OWN]
    return [*lately, *own]


def _called(user: User, words: Typed) -> list[EmployerFile]:
    """The first files that the user sees of employers that answer to the words."""
    if not words.text:
        return []
    seen = EmployerFile.objects.visible_to(user).filter(employer__in=employers_called(words))
    return list(seen.select_related("employer").order_by("employer__folded_name", "pk")[:FOUND])


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Log an intervention: file, kind, day, text, and a follow-up if one was promised."""
    require_files(request)
    user, file = reader(request), _chosen(request)
    form = InterventionForm(request.POST or None, user=user, near=_near(user, file), file=file)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            made = services.log_intervention(
                file=chosen, content=form.content(), promise=form.promised(), by=user, now=timezone.now()
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            say_done(
                request,
                _("Intervention consignée : %(name)s") % {"name": chosen.employer},
                undo=reverse("intervention-undo", args=[made.pk]),
            )
            return redirect(back(request, reverse("file", args=[chosen.pk])))
    words = read_typed(request.GET.get("q", ""))
    context = {
        "form": form,
        "file": file,
        "next": request.POST.get("next", ""),
        "words": words.text,
        "found": _called(user, words),
    }
    return render(request, "advisor/intervention_form.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, intervention_id: int) -> HttpResponse:
    """An intervention written by mistake no longer counts."""
    rows = Intervention.objects.visible_to(request.user).select_related("file")
    row = get_object_or_404(rows, pk=intervention_id)
    try:
        services.undo_intervention(intervention=row, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Intervention annulée : elle ne compte plus."))
    return redirect("file-history", file_id=row.file_id)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, file_id: int) -> HttpResponse:
    """Something to do about a file."""
    require_files(request)
    file = the_file(request, file_id)
    form = FollowUpForm(request.POST or None, file=file)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_follow_up(file=file, promise=form.promise(), by=reader(request), now=timezone.now())
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Suivi inscrit."))
            return redirect(back(request, reverse("file", args=[file.pk])))
    context = {"form": form, "file": file, "title": _("Nouveau suivi")}
    return render(request, "advisor/small_form.html", context, status=422 if form.errors else 200)


def _follow_up(request: HttpRequest, follow_up_id: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user).distinct()
    found: FollowUp = get_object_or_404(rows, pk=follow_up_id)
    return found


@require_POST
def done(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """« Fait » : the promise is kept; one press undoes it."""
    row = _follow_up(request, follow_up_id)
    services.complete_follow_up(follow_up=row, by=reader(request), now=timezone.now())
    say_done(
        request,
        _("Suivi marqué fait : %(text)s") % {"text": row.text},
        undo=reverse("follow-up-reopen", args=[row.pk]),
    )
    return redirect(back(request, reverse("today")))


@require_POST
def reopen(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """It was not done after all."""
    row = _follow_up(request, follow_up_id)
    services.reopen_follow_up(follow_up=row, by=reader(request), now=timezone.now())
    messages.success(request, _("Suivi remis à faire : %(text)s") % {"text": row.text})
    return redirect(back(request, reverse("today")))
