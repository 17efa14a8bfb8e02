"""The gestures on a match: each posts here, calls one service, and comes back to where it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crm.accounts.models import User
from crm.core.errors import Forbidden, Refusal
from crm.matching import services
from crm.matching.models import Match, OfficerRequest
from crm.matching.queries import with_profile
from crm.portal.advisor.match_forms import (
    AcceptRequestForm,
    AnswerForm,
    ConsentForm,
    DayForm,
    DeclineRequestForm,
    HireForm,
    NoteForm,
    SetAsideForm,
    ShortlistForm,
    UndoForm,
)
from crm.portal.advisor.matches import match_context
from crm.portal.back import own_path
from crm.portal.forms import PasserelleForm

Service = Callable[[Match, dict[str, Any], User, datetime], object]


@dataclass(frozen=True, slots=True)
class Step:
    """A gesture: its form, the one domain call, what is said when it is done, the name of its form on the page."""

    form: type[PasserelleForm]
    call: Service
    done: str | Promise
    key: str


def _shortlist(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.shortlist(match=match, note=data["note"], by=by, now=now)


def _set_aside(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.set_aside(match=match, reason=data["reason"], note=data["note"], by=by, now=now)


def _restore(match: Match, _data: dict[str, Any], by: User, now: datetime) -> object:
    return services.restore(match=match, by=by, now=now)


def _consent(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.record_presentation_consent(
        match=match, channel=data["channel"], given_on=data["given_on"], by=by, now=now
    )


def _answer(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    waiting = match.presentations.open().unanswered().first()
    if waiting is None:
        raise Refusal(_("Aucun profil n’attend de réponse."))
    return services.answer_presentation(
        presentation=waiting, answer=data["answer"], reason=data["reason"], by=by, now=now
    )


def _interview(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.record_interview(match=match, held_on=data["held_on"], by=by, now=now)


def _undo_interview(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.undo_interview(match=match, reason=data["reason"], note=data["note"], by=by, now=now)


def _offer(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.make_offer(match=match, made_on=data["held_on"], by=by, now=now)


def _hire(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.accept_offer(
        match=match,
        confirmed_on=data["confirmed_on"],
        starts_on=data["starts_on"],
        wage=data["wage"],
        by=by,
        now=now,
    )


def _undo_hire(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.undo_hire(match=match, reason=data["reason"], note=data["note"], by=by, now=now)


def _withdraw(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.withdraw_presentation(
        match=match, reason=data["reason"], note=data["note"], by=by, now=now
    )


def _share(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.share_identity(
        match=match, channel=data["channel"], given_on=data["given_on"], by=by, now=now
    )


def _decline(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.decline_identity(match=match, note=data["note"], by=by, now=now)


def _request(match: Match) -> OfficerRequest:
    waiting = match.requests.filter(closed_at=None, answer="").first()
    if waiting is None:
        raise services.RequestOver
    return waiting


def _accept_request(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.accept_request(
        request=_request(match),
        channel=data["channel"],
        given_on=data["given_on"],
        note=data["note"],
        by=by,
        now=now,
    )


def _decline_request(match: Match, data: dict[str, Any], by: User, now: datetime) -> object:
    return services.decline_request(
        request=_request(match), reason=data["reason"], note=data["note"], by=by, now=now
    )


STEPS: dict[str, Step] = {
    "retenir": Step(ShortlistForm, _shortlist, _("Personne retenue. Votre motif est gardé."), "shortlist"),
    "ecarter": Step(SetAsideForm, _set_aside, _("Personne écartée. Votre motif est gardé."), "set_aside"),
    "remettre": Step(PasserelleForm, _restore, _("Personne remise au classement."), ""),
    "accorder": Step(
        AcceptRequestForm,
        _accept_request,
        _("Accord donné : la conseillère ou le conseiller le voit."),
        "accept",
    ),
    "refuser-demande": Step(
        DeclineRequestForm,
        _decline_request,
        _("Demande refusée. Le jumelage est écarté, votre motif est gardé."),
        "decline",
    ),
    "consentement": Step(ConsentForm, _consent, _("Consentement à la présentation noté."), "consent"),
    "reponse": Step(AnswerForm, _answer, _("Réponse de l’entreprise notée."), "answer"),
    "entrevue": Step(DayForm, _interview, _("Entrevue notée."), "interview"),
    "annuler-entrevue": Step(
        UndoForm, _undo_interview, _("Entrevue annulée : elle ne compte plus."), "undo_interview"
    ),
    "retirer": Step(UndoForm, _withdraw, _("Présentation retirée : elle ne compte plus."), "withdraw"),
    "identite": Step(ConsentForm, _share, _("Nom et coordonnées donnés à l’entreprise."), "identity"),
    "refus-identite": Step(
        NoteForm, _decline, _("Réponse de la personne notée : aucun nom n’est donné."), "no_identity"
    ),
    "annuler-embauche": Step(UndoForm, _undo_hire, _("Embauche annulée : elle ne compte plus."), "undo_hire"),
    "offre": Step(DayForm, _offer, _("Offre notée."), "offer"),
    "embauche": Step(HireForm, _hire, _("Embauche confirmée : le placement est créé."), "hire"),
}


def _back(request: HttpRequest, match: Match) -> str:
    return own_path(request, request.POST.get("next", "")) or reverse("match", args=[match.pk])


@require_POST
def act(request: HttpRequest, match_id: int, gesture: str) -> HttpResponse:
    """Make one gesture. A refusal comes back on the match's page with what was typed."""
    step = STEPS.get(gesture)
    if step is None or not isinstance(request.user, User):
        raise Http404
    seen = with_profile(Match.objects.visible_to(request.user)).select_related(
        "need__file__employer", "need__site__municipality__mrc__region", "need__occupation"
    )
    match: Match = get_object_or_404(seen, pk=match_id)
    form = step.form(request.POST, auto_id=f"m{match.pk}-{step.key}-%s")
    if form.is_valid():
        try:
            step.call(match, form.cleaned_data, request.user, timezone.now())
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(step.done))
            return redirect(_back(request, match))
    context = match_context(request, match)
    if step.key:
        # The dialog comes back with what was typed, even when the stage has moved on meanwhile.
        context["forms"][step.key] = form
        context["drawn"] = context["drawn"] | {step.key}
    return render(request, "advisor/match.html", context | {"form": form, "failed": step.key}, status=422)
