"""An employer with an account: its needs, a new one, what became of each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.casework.models import Document
from crm.core.errors import Refusal
from crm.employers.models import EmployerFile, Site
from crm.matching.models import Presentation
from crm.matching.queries import reasons_to_decline
from crm.needs.models import LabourNeed, NeedTemplate
from crm.needs.queries import (
    FollowedNeed,
    advisor_in_charge,
    file_for_site,
    follow,
    plain_history,
    reasons_to_withdraw,
)
from crm.needs.rules.content import NeedContent
from crm.needs.rules.stages import PLAIN_STEPS
from crm.needs.services import NeedRefused, still_stands, submit_need
from crm.portal.employer.access import SEND, employers_of, need_of, rights
from crm.portal.need_drafts import answer_keep, live_drafts, values_to_copy
from crm.portal.need_steps import Frame, walk
from crm.portal.need_words import french_in_words
from crm.portal.profile_words import profiles_in_words
from crm.portal.reader import reader

#: How many documents the home page lists, the last filed first.
SHOWN = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The needs of the employer, each with its state in plain words."""
    employers, able = employers_of(request), rights(request).where(SEND)
    lines = follow(LabourNeed.objects.visible_to(request.user), today=timezone.localdate())
    sends = [line for line in lines if line.need.file.employer_id in able]
    context = {
        "lines": lines,
        "employers": employers,
        "sends": bool(able),
        "drafts": live_drafts({"user": reader(request)}) if able else [],
        "templates": NeedTemplate.objects.visible_to(request.user) if able else [],
        "expected": [line for line in sends if line.answer_expected],
        "documents": Document.objects.visible_to(request.user).select_related("file__direction")[:SHOWN],
    }
    return render(request, "employer/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Describe a need, check it, send it."""
    employers = employers_of(request, SEND)
    sites = Site.objects.filter(employer__in=employers)
    user = reader(request)
    frame = Frame(
        form_template="employer/need_form.html",
        check_template="employer/need_check.html",
        employer=", ".join(str(employer) for employer in employers),
        draft_key=f"need-user-{user.pk}",
        follow_url=reverse("employer-home"),
        sent=LabourNeed.objects.visible_to(user),
        after=lambda need: reverse("employer-need-receipt", args=[need.pk]),
        keep_url=reverse("employer-need-keep"),
        holder={"user": user},
        start=start_of(request),
    )

    def send(content: NeedContent, key: UUID) -> LabourNeed:
        file = _file(sites.get(pk=content.site_id))
        return submit_need(file=file, content=content, submission_key=key, by=user, now=timezone.now())

    answer = walk(request, frame=frame, sites=sites, send=send)
    if isinstance(answer, LabourNeed):
        return redirect(frame.after(answer))
    return answer


def start_of(request: HttpRequest) -> dict[str, list[str]] | None:
    """What a new need starts from: the need that `?copy=` names, or the template of `?modele=`; None without."""
    for name in ("copy", "modele"):
        asked = request.GET.get(name, "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            continue
        if name == "copy":
            return values_to_copy(need_of(request, int(asked)))
        mine = NeedTemplate.objects.visible_to(request.user)
        found: NeedTemplate = get_object_or_404(mine, pk=int(asked))
        return dict(found.values)
    return None


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, for this device and any other on which the account is open."""
    employers_of(request, SEND)
    return answer_keep(request, {"user": reader(request)})


def _file(site: Site) -> EmployerFile:
    file = file_for_site(site, today=timezone.localdate())
    if file is None:
        nobody = _("Aucune conseillère ni aucun conseiller ne suit encore cet endroit. Appelez-nous.")
        raise NeedRefused(nobody, field="site")
    return file


@require_safe
def receipt(request: HttpRequest, need_id: int) -> HttpResponse:
    """The number of the need, and what happens next."""
    context = {"need": need_of(request, need_id), "draft_key": f"need-user-{request.user.pk}"}
    return render(request, "employer/need_receipt.html", context)


@require_safe
def detail(request: HttpRequest, need_id: int) -> HttpResponse:
    """A need: where it stands, what was asked, its history in plain words."""
    need = need_of(request, need_id)
    today = timezone.localdate()
    line: FollowedNeed = follow(LabourNeed.objects.filter(pk=need.pk), today=today)[0]
    context = {
        "need": need,
        "line": line,
        "sends": rights(request).may(SEND, need.file.employer_id),
        "steps": list(enumerate(PLAIN_STEPS, start=1)),
        "withdraw_reasons": reasons_to_withdraw(),
        "history": list(plain_history(need)),
        "advisor": advisor_in_charge(need, today=today),
        "skills": need.skills.select_related("skill"),
        "french_words": french_in_words(need.french_oral),
        "profiles": profiles_in_words(_presentations(request, need), today=today),
        "answer_reasons": reasons_to_decline(),
    }
    return render(request, "employer/need.html", context)


def _presentations(request: HttpRequest, need: LabourNeed) -> QuerySet[Presentation]:
    """The profiles shown for this need, those that wait for an answer first."""
    seen: QuerySet[Presentation] = Presentation.objects.visible_to(request.user).standing()
    shown = seen.filter(match__need=need).select_related(
        "identity_release__consent", "release__consent", "answer_reason"
    )
    return shown.order_by("-answered_at", "due_on", "id")


@require_POST
def confirm(request: HttpRequest, need_id: int) -> HttpResponse:
    """« Toujours d’actualité » : one press."""
    need = need_of(request, need_id, SEND)
    try:
        still_stands(need=need, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Merci : ce besoin reste ouvert."))
    return redirect("employer-need", need_id=need.pk)
