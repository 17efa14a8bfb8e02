"""Showing a profile to an employer: first what it will read, to whom, by which means, for how long; then one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.policy import Permission, require
from crm.core.errors import Forbidden, Refusal
from crm.matching.models import Match
from crm.matching.queries import with_profile
from crm.matching.services import ProfileChanged, present
from crm.matching.showing import fingerprint, may_be_shown, profile_to_show
from crm.notices.reaching import reach_of_profile
from crm.portal.advisor.matches import match_context
from crm.portal.back import own_path
from crm.portal.forms import PasserelleForm
from crm.portal.profile_pdf import sheet_of
from crm.portal.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def presenting(request: HttpRequest, match_id: int) -> HttpResponse:
    """The profile as it will leave, with one button; a profile that changed since it was read is shown again."""
    matches = with_profile(Match.objects.visible_to(request.user)).select_related(
        "need__file__employer",
        "need__file__direction",
        "need__site__municipality__mrc__region",
        "need__occupation",
        "need__submitted_link__contact",
        "candidate__authorisation",
    )
    match: Match = get_object_or_404(matches, pk=match_id)
    try:
        require(reader(request), Permission.DECIDE_MATCHES)
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    if request.method == "POST":
        return _present(request, match)
    if not may_be_shown(match, today=timezone.localdate()):
        messages.error(request, _("Ce profil n’est pas à présenter : voyez où en est le jumelage."))
        return redirect("match", match_id=match.pk)
    return render(request, "advisor/match_presenting.html", _context(request, match))


def _context(request: HttpRequest, match: Match) -> dict[str, Any]:
    user, today = reader(request), timezone.localdate()
    shown = profile_to_show(match, by=user, today=today)
    return {
        "match": match,
        "need": match.need,
        "sheet": sheet_of(shown),
        "shown": shown,
        "seen": fingerprint(shown.content),
        "reach": reach_of_profile(match.need, due_on=shown.due_on),
        "next": own_path(request, request.POST.get("next", "") or request.GET.get("next", "")),
    }


def _check_reach(request: HttpRequest, match: Match) -> None:
    """Raises ProfileChanged when others would be written to than those whom the page named."""
    today = timezone.localdate()
    read, reach = request.POST.get("reach", ""), reach_of_profile(match.need, due_on=today)
    if read and may_be_shown(match, today=today) and read != reach.named:
        raise ProfileChanged(_("Rien n’est parti : le destinataire a changé depuis que vous l’avez lu."))


def _present(request: HttpRequest, match: Match) -> HttpResponse:
    try:
        _check_reach(request, match)
        present(match=match, by=reader(request), now=timezone.now(), seen=request.POST.get("seen", ""))
    except ProfileChanged as refusal:
        context = _context(request, match) | {"changed": refusal.message}
        return render(request, "advisor/match_presenting.html", context, status=422)
    except Refusal as refusal:
        form = PasserelleForm({})
        form.refuse(refusal)
        context = match_context(request, match) | {"form": form}
        return render(request, "advisor/match.html", context, status=422)
    messages.success(request, _("Profil dépersonnalisé présenté à l’entreprise."))
    back = own_path(request, request.POST.get("next", ""))
    return redirect(back or reverse("match", args=[match.pk]))
