"""Opening a person's file, and correcting who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.policy import scope_of
from crm.candidates import services
from crm.candidates.models import Candidate, ConsentKind
from crm.candidates.rules import NOTICES
from crm.core.errors import Refusal
from crm.portal.officer.access import denied, require_persons, the_person
from crm.portal.officer.person import person_frame
from crm.portal.officer.person_forms import IdentityForm, NewPersonForm, identity_of
from crm.portal.reader import reader
from crm.territory.models import Direction


def _register(request: HttpRequest, form: NewPersonForm) -> Candidate:
    data = form.cleaned_data
    return services.register_candidate(
        direction=data["direction"],
        identity=form.content(),
        residence=data["residence"],
        consent_by=data["channel"] if data["consent"] else None,
        known_apart=data["known_apart"],
        by=reader(request),
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a file: identity, residence, and the consent to matching with its notice."""
    require_persons(request)
    directions = Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)
    form = NewPersonForm(request.POST or None, directions=directions)
    found: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        try:
            person = _register(request, form)
        except services.PossibleDuplicate as warning:
            found = warning.found
            form.refuse(warning)
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Dossier %(number)s ouvert.") % {"number": person.reference})
            return redirect("person-profile", pk=person.pk)
    context: dict[str, Any] = {"form": form, "found": found, "notice": NOTICES[ConsentKind.MATCHING]}
    return render(request, "officer/person_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who the person is and where they live."""
    person = the_person(request, pk)
    form = IdentityForm(request.POST or None, initial=identity_of(person))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_identity(
                candidate=person,
                identity=form.content(),
                residence=form.cleaned_data["residence"],
                by=reader(request),
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Identité enregistrée."))
            return redirect("person", pk=pk)
    context = person_frame(request, person, "overview") | {"form": form}
    return render(request, "officer/person_identity.html", context, status=422 if form.errors else 200)
