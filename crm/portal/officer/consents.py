"""The consents of a person as a passport: what, to whom, until when; given and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.candidates import queries, services
from crm.candidates.models import Candidate, ConsentKind
from crm.candidates.rules import NOTICE_VERSION, NOTICES
from crm.core.errors import Refusal
from crm.portal.officer.access import denied, the_person
from crm.portal.officer.person import person_frame
from crm.portal.officer.person_forms import ConsentForm
from crm.portal.reader import reader


def _recorded(request: HttpRequest, person: Candidate, form: ConsentForm) -> bool:
    data = form.cleaned_data
    try:
        services.record_consent(
            candidate=person,
            kind=data["kind"],
            employer=data["employer_words"],
            purpose=data["purpose"],
            notice_version=NOTICE_VERSION,
            given_on=data["given_on"],
            channel=data["channel"],
            expires_on=data["expires_on"],
            by=reader(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        denied(refusal)
        if refusal.field == "employer":
            refusal.field = "employer_words"
        form.refuse(refusal)
        return False
    messages.success(request, _("Consentement consigné."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def passport(request: HttpRequest, pk: int) -> HttpResponse:
    """Every consent of the person; POST records one."""
    person = the_person(request, pk)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _recorded(request, person, form):
        return redirect("person-consents", pk=pk)
    lines = queries.passport(person, today=timezone.localdate())
    current = [line for line in lines if line.state in {"in_force", "ending"}]
    labels = dict(ConsentKind.choices)
    context = person_frame(request, person, "consents") | {
        "current": current,
        "past": [line for line in lines if line not in current],
        "form": form,
        "notices": [(labels[ConsentKind(kind)], notice) for kind, notice in NOTICES.items()],
        "matching": any(line.consent.kind == ConsentKind.MATCHING for line in current),
    }
    return render(request, "officer/person_consents.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int, consent_id: int) -> HttpResponse:
    """The person takes a consent back."""
    person = the_person(request, pk)
    consent = get_object_or_404(person.consents, pk=consent_id)
    try:
        services.revoke_consent(consent=consent, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Consentement retiré."))
    return redirect("person-consents", pk=pk)
