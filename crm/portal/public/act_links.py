"""The pages of the links that e-mails carry: opening one changes nothing, one button acts, a used one says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from crm.accounts.links import LinkExpired, find_link
from crm.core.errors import Refusal
from crm.employers.space import ROLE_DESCRIPTIONS
from crm.matching.queries import reasons_to_decline
from crm.notices import services
from crm.notices.models import ActLink, Purpose
from crm.portal.forms import PasserelleForm
from crm.portal.presentation_sheets import asked_language, pdf_answer
from crm.portal.profile_words import profiles_in_words
from crm.portal.public.codes import code_page, forget, is_opened, take_gesture
from crm.portal.public.password import NewPasswordForm


@login_not_required
@require_safe
def act_link_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The profile as a PDF, to the browser that gave the code; any other is sent to the page that asks for it."""
    now = timezone.now()
    try:
        link = find_link(ActLink, token, now=now)
    except LinkExpired as over:
        return _secret(render(request, "public/link_over.html", {"why": over.why}, status=410))
    shown = link.presentation if link else None
    if link is None or shown is None:
        return _secret(render(request, "public/link_over.html", {"why": "unknown"}, status=404))
    if not shown.is_open or shown.answered_at or not is_opened(request, link, now=now):
        return _secret(redirect("act-link", token=token))
    return _secret(pdf_answer(shown, asked_language(request)))


def _secret(response: HttpResponse) -> HttpResponse:
    """The address is a secret: kept in no cache, told to no other site, in no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def act_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link is for, and its one button. The token is the authority: no CSRF token is asked.

    A mail scanner that opens or fetches the address changes nothing: only a POST acts.
    """
    try:
        link = find_link(ActLink, token, now=timezone.now())
        if link is None or link.purpose not in PAGES:
            return _secret(render(request, "public/link_over.html", {"why": "unknown"}, status=404))
        return _secret(PAGES[link.purpose](request, link, token))
    except LinkExpired as over:
        return _secret(render(request, "public/link_over.html", {"why": over.why}, status=410))


def _done(request: HttpRequest, what: str, **more: Any) -> HttpResponse:
    return render(request, "public/link_done.html", {"what": what, **more})


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "public/link_done.html", {"refusal": refusal.message}, status=409)


def _still_current(request: HttpRequest, link: ActLink, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "public/link_still_current.html", {"need": link.need, "link": link})
    stands = request.POST.get("stands", "") != "no"
    try:
        services.say_still_current(link=link, stands=stands, now=timezone.now())
    except Refusal as refusal:
        if isinstance(refusal, LinkExpired):
            raise
        return _refused(request, refusal)
    return _done(request, "stands" if stands else "ended", need=link.need)


class StartForm(PasserelleForm):
    """The first day of work."""

    starts_on = forms.DateField(label=_("Premier jour de travail"))


def _hire(request: HttpRequest, link: ActLink, token: str) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_hire(link=link, starts_on=form.cleaned_data["starts_on"], now=timezone.now())
        except LinkExpired:
            raise
        except Refusal as refusal:
            if refusal.field not in form.fields:
                return _refused(request, refusal)
            form.refuse(refusal)
        else:
            return _done(request, "hired", need=link.need)
    context = {"form": form, "need": link.need}
    return render(request, "public/link_hire.html", context, status=422 if form.errors else 200)


def _opt_out(request: HttpRequest, link: ActLink, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "public/link_opt_out.html", {"link": link})
    services.opt_out(link=link, now=timezone.now())
    return _done(request, "opted_out", link=link)


def _profile(request: HttpRequest, link: ActLink, token: str) -> HttpResponse:
    now = timezone.now()
    if link.presentation is None or not link.presentation.is_open or link.presentation.answered_at:
        raise LinkExpired("used" if link.presentation and link.presentation.answered_at else "revoked")
    if is_opened(request, link, now=now):
        return _opened_profile(request, link, token, now=now)
    if request.method == "POST":
        return _code_gesture(request, link, token, now=now)
    return _code_page(request, link, now=now)


def _code_page(request: HttpRequest, link: ActLink, *, now: datetime, error: Any = "") -> HttpResponse:
    address = link.contact.email if link.contact else ""
    return code_page(request, link, address, now=now, error=error, need=link.need)


def _code_gesture(request: HttpRequest, link: ActLink, token: str, *, now: datetime) -> HttpResponse:
    try:
        take_gesture(request, link, now=now)
    except LinkExpired:
        raise
    except Refusal as refusal:
        return _code_page(request, link, now=now, error=refusal.message)
    return redirect("act-link", token=token)


def _opened_profile(request: HttpRequest, link: ActLink, token: str, *, now: datetime) -> HttpResponse:
    error: Any = ""
    if request.method == "POST" and "answer" in request.POST:
        answer, reason = request.POST["answer"], request.POST.get("reason", "").replace("\x00", "")
        try:
            services.answer_by_link(link=link, answer=answer, reason=reason, now=now)
        except LinkExpired:
            raise
        except Refusal as refusal:
            if refusal.field != "reason":
                return _refused(request, refusal)
            error = refusal.message
        else:
            forget(request, link)
            return _done(request, answer, need=link.need)
    assert link.presentation is not None  # noqa: S101 - the caller looked
    context = {
        "need": link.need,
        "token": token,
        "shown": profiles_in_words([link.presentation], today=timezone.localdate(now))[0],
        "reasons": reasons_to_decline(),
        "error": error,
    }
    return render(request, "public/link_profile.html", context, status=422 if error else 200)


def _invitation(request: HttpRequest, link: ActLink, token: str) -> HttpResponse:
    """Whoever was invited chooses their password, once; whoever has one is shown the door."""
    member = services.invited_member(link)
    if member is None:
        raise LinkExpired("revoked")
    form = NewPasswordForm(member.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["new_password1"]
        try:
            services.accept_invitation(link=link, password=password, now=timezone.now())
        except LinkExpired:
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Votre mot de passe est prêt : entrez avec votre courriel."))
            return redirect("sign-in")
    context = {
        "form": form,
        "member": member,
        "does": ROLE_DESCRIPTIONS[member.role],
        "known": member.user.has_usable_password(),
    }
    return render(request, "public/link_invitation.html", context, status=422 if form.errors else 200)


PAGES: dict[str, Callable[[HttpRequest, ActLink, str], HttpResponse]] = {
    Purpose.STILL_CURRENT: _still_current,
    Purpose.HIRE: _hire,
    Purpose.OPT_OUT: _opt_out,
    Purpose.PROFILE: _profile,
    Purpose.INVITATION: _invitation,
}
