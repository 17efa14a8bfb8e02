"""An employer with a signed link: describe a need, its receipt, what became of it. The link is the only key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.accounts.links import LinkExpired, find_link
from crm.core.errors import Refusal
from crm.employers.models import NeedFormLink
from crm.matching.models import Presentation
from crm.matching.queries import reasons_to_decline
from crm.matching.services import answer_presentation
from crm.needs.models import LabourNeed
from crm.needs.queries import follow, reasons_to_withdraw
from crm.needs.rules.content import NeedContent
from crm.needs.services import still_stands, submit_need
from crm.portal.need_drafts import answer_keep, live_draft, values_to_copy
from crm.portal.need_steps import Frame, walk
from crm.portal.profile_words import ProfileWords, profiles_in_words

LinkView = Callable[..., HttpResponse]


def by_link(view: LinkView) -> LinkView:
    """Open the page to whoever holds the link, and tell no other site about its address.

    The token is the authority, not a cookie: nobody can forge a request without it, so no CSRF token is asked
    (a page without referrer sends a null origin, which Django's check would refuse).
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        try:
            link = find_link(NeedFormLink, token, now=timezone.now())
        except LinkExpired:
            response = render(request, "public/need_link_closed.html", {"expired": True}, status=410)
        else:
            if link is None:
                response = render(request, "public/need_link_closed.html", {"expired": False}, status=404)
            else:
                response = view(request, link=link, token=token, **more)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, *, link: NeedFormLink, token: str) -> HttpResponse:
    """Describe a need, check it, send it."""
    file = link.file
    frame = Frame(
        form_template="public/need_form.html",
        check_template="public/need_check.html",
        employer=str(file.employer),
        draft_key=f"need-link-{link.pk}",
        follow_url=reverse("need-link-status", args=[token]),
        token=token,
        keep_url=reverse("need-link-keep", args=[token]),
        holder={"link": link},
        start=_copyd(request, link),
    )

    def send(content: NeedContent, key: UUID) -> LabourNeed:
        return submit_need(
            file=file, content=content, submission_key=key, by=None, now=timezone.now(), link=link
        )

    answer = walk(request, frame=frame, sites=file.employer.sites.all(), send=send)
    if isinstance(answer, LabourNeed):
        return redirect("need-link-receipt", token=token, need_id=answer.pk)
    return answer


def _copyd(request: HttpRequest, link: NeedFormLink) -> dict[str, list[str]] | None:
    """The values of the need that `?copy=` names, to start from; None without it."""
    asked = request.GET.get("copy", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    return values_to_copy(need_of(link, int(asked)))


@by_link
@require_POST
def keep(request: HttpRequest, *, link: NeedFormLink, token: str) -> HttpResponse:
    """Keep what is typed, for this device and any other that opens the link."""
    return answer_keep(request, {"link": link})


def need_of(link: NeedFormLink, need_id: int) -> LabourNeed:
    """A need that the link follows; 404 otherwise."""
    rows = LabourNeed.objects.opened_by_link(link).select_related("file__employer")
    need: LabourNeed = get_object_or_404(rows, pk=need_id)
    return need


@by_link
@require_GET
def receipt(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """The number of the need, and what happens next."""
    context = {"need": need_of(link, need_id), "token": token, "draft_key": f"need-link-{link.pk}"}
    return render(request, "public/need_receipt.html", context)


@by_link
@require_GET
def status(request: HttpRequest, *, link: NeedFormLink, token: str) -> HttpResponse:
    """What became of the needs that this link follows, in plain words, with the profiles shown for each."""
    lines = follow(LabourNeed.objects.opened_by_link(link), today=timezone.localdate())
    profiles = _profiles(link)
    context = {
        "lines": [(line, profiles[line.need.pk]) for line in lines],
        "token": token,
        "employer": link.file.employer,
        "answer_reasons": reasons_to_decline(),
        # A link for nobody in particular may be anybody's: names are read with a link made for a contact.
        "withdraw_reasons": reasons_to_withdraw(),
        "draft": live_draft({"link": link}),
        "names_withheld": link.contact_id is None,
    }
    return render(request, "public/need_status.html", context)


def _profiles(link: NeedFormLink) -> dict[int, list[ProfileWords]]:
    """The profiles by need, those that wait for an answer first."""
    shown = Presentation.objects.opened_by_link(link).select_related(
        "match", "identity_release__consent", "release__consent"
    )
    found: dict[int, list[ProfileWords]] = defaultdict(list)
    for words in profiles_in_words(
        shown.order_by("-answered_at", "due_on", "id"), today=timezone.localdate()
    ):
        found[words.presentation.match.need_id].append(words)
    return found


@by_link
@require_POST
def answer(request: HttpRequest, *, link: NeedFormLink, token: str, presentation_id: int) -> HttpResponse:
    """Interested in a profile, or not and why; once."""
    shown = get_object_or_404(Presentation.objects.opened_by_link(link), pk=presentation_id)
    said, reason = request.POST.get("answer", ""), request.POST.get("reason", "").replace("\x00", "")
    try:
        answer_presentation(presentation=shown, answer=said, reason=reason, by=None, now=timezone.now())
    except Refusal as refusal:
        # Only a missing reason can be mended by the reader; of the rest the page that follows says what is.
        outcome = "motif" if refusal.field == "reason" else "ferme"
    else:
        outcome = "repondu"
    return redirect(f"{reverse('need-link-status', args=[token])}?{outcome}={shown.pk}#profil-{shown.pk}")


@by_link
@require_POST
def confirm(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """« Toujours d’actualité » : one press."""
    try:
        still_stands(need=need_of(link, need_id), by=None, now=timezone.now(), link=link)
    except Refusal:
        # It ended between the page and the press: the page that follows says so.
        return redirect("need-link-status", token=token)
    return redirect(reverse("need-link-status", args=[token]) + f"?confirme={need_id}")
