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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.links import LinkExpired, find_link, why_over
from crm.core.errors import Refusal
from crm.employers.models import NeedFormLink
from crm.matching.models import Presentation
from crm.matching.queries import profiles_by_need, reasons_to_decline
from crm.matching.services import answer_presentation
from crm.needs.models import LabourNeed
from crm.needs.queries import follow, reasons_to_withdraw
from crm.needs.rules.content import NeedContent
from crm.needs.services import still_stands, submit_need
from crm.notices import services
from crm.notices.models import ActLink
from crm.portal.need_drafts import answer_keep, live_drafts, values_to_copy
from crm.portal.need_steps import Frame, walk
from crm.portal.profile_words import ProfileWords, profiles_in_words
from crm.portal.public.codes import code_page, is_opened, take_gesture

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
        sent=LabourNeed.objects.opened_by_link(link),
        after=lambda need: reverse("need-link-receipt", args=[token, need.pk]),
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
        return redirect(frame.after(answer))
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
@require_safe
def receipt(request: HttpRequest, *, link: NeedFormLink, token: str, need_id: int) -> HttpResponse:
    """The number of the need, and what happens next."""
    context = {"need": need_of(link, need_id), "token": token, "draft_key": f"need-link-{link.pk}"}
    return render(request, "public/need_receipt.html", context)


@by_link
@require_safe
def status(request: HttpRequest, *, link: NeedFormLink, token: str) -> HttpResponse:
    """What became of the needs that this link follows, in plain words.

    The link alone carries nothing of anybody: how many profiles wait is all that it says, until this browser gave
    the code that was sent to the link's contact.
    """
    lines = follow(LabourNeed.objects.opened_by_link(link), today=timezone.localdate())
    opened = is_opened(request, _gate(link), now=timezone.now())
    profiles = _profiles(link) if opened else {}
    shown = {} if opened else profiles_by_need(Presentation.objects.opened_by_link(link))
    context = {
        "lines": [(line, profiles.get(line.need.pk, []), shown.get(line.need.pk)) for line in lines],
        "token": token,
        "employer": link.file.employer,
        "answer_reasons": reasons_to_decline(),
        "withdraw_reasons": reasons_to_withdraw(),
        "drafts": live_drafts({"link": link}),
        "sends": True,
        "may_ask": _address(link) != "",
    }
    return render(request, "public/need_status.html", context)


def _gate(link: NeedFormLink) -> ActLink | None:
    """The link whose codes open the profiles; None as long as no code was asked."""
    return ActLink.objects.live(timezone.now()).filter(file=link.file_id, form_link=link).first()


def _address(link: NeedFormLink) -> str:
    """Where a code can be sent, "" when the link is for nobody in particular or for somebody without an address."""
    return link.contact.email if link.contact else ""


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: HttpRequest, *, link: NeedFormLink, token: str) -> HttpResponse:
    """The code that opens the profiles: sent to the link's contact, good for this browser and a short while."""
    now, status_page = timezone.now(), reverse("need-link-status", args=[token])
    if not _address(link) or is_opened(request, _gate(link), now=now):
        return redirect(status_page)
    try:
        if request.method == "POST":
            take_gesture(request, services.guard_profiles(form_link=link, now=now), now=now)
            return redirect("need-link-profiles", token=token)
    except LinkExpired:
        return render(request, "public/link_over.html", {"why": "codes"}, status=410)
    except Refusal as refusal:
        return _code_page(request, link, error=refusal.message)
    return _code_page(request, link)


def _code_page(request: HttpRequest, link: NeedFormLink, *, error: Any = "") -> HttpResponse:
    now, gate = timezone.now(), ActLink.objects.filter(file=link.file_id, form_link=link).first()
    if gate is not None and why_over(gate, now=now):
        return render(request, "public/link_over.html", {"why": "codes"}, status=410)
    return code_page(request, gate, _address(link), now=now, error=error, employer=link.file.employer)


def _profiles(link: NeedFormLink) -> dict[int, list[ProfileWords]]:
    """The profiles by need, those that wait for an answer first."""
    shown = Presentation.objects.opened_by_link(link).select_related(
        "match", "identity_release__consent", "release__consent", "answer_reason"
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
    """Interested in a profile that the code opened, or not and why; once."""
    if not is_opened(request, _gate(link), now=timezone.now()):
        return redirect("need-link-profiles", token=token)
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
