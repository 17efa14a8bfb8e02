"""Any person may be asked about: the pair is explained even when no ranking keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from crm.core.errors import Forbidden, Refusal
from crm.matching.models import Match
from crm.matching.queries import is_awaited
from crm.matching.services import NobodyToExplain, ask_for_pair
from crm.portal.advisor.match_comparing import chosen, comparison_url
from crm.portal.advisor.match_forms import AskForm
from crm.portal.advisor.matches import find_need, ranking_context
from crm.portal.reader import reader


@require_POST
def ask(request: HttpRequest, need_id: int) -> HttpResponse:
    """Ask for the explanation of a person by their number, alone or beside the people of `avec`; it arrives at once."""
    need = find_need(request, need_id)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            candidate = ask_for_pair(
                need=need,
                reference=form.cleaned_data["reference"],
                by=reader(request),
                now=timezone.now(),
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            others = chosen(request.POST)
            if others:
                return redirect(comparison_url(need, [*others, candidate.pk]))
            return redirect("match-asked", need_id=need.pk, candidate_id=candidate.pk)
    context = ranking_context(request, need) | {"ask_form": form}
    return render(request, "advisor/match_ranking.html", context, status=422)


@require_safe
def asked(request: HttpRequest, need_id: int, candidate_id: int) -> HttpResponse:
    """The pair once the worker has scored it; a page that asks again while it is awaited, nothing otherwise."""
    need = find_need(request, need_id)
    awaited = is_awaited(need.pk, candidate_id)
    match = Match.objects.visible_to(request.user).filter(need=need, candidate_id=candidate_id).first()
    polling = "HX-Request" in request.headers
    if match is not None:
        there = reverse("match", args=[match.pk])
        return HttpResponse(headers={"HX-Redirect": there}) if polling else redirect(there)
    if awaited:
        return (
            HttpResponse(status=204)
            if polling
            else render(request, "advisor/match_asked.html", {"need": need})
        )
    if not polling:
        raise Http404
    messages.error(request, str(NobodyToExplain.default))
    return HttpResponse(headers={"HX-Redirect": reverse("need-matches", args=[need.pk])})
