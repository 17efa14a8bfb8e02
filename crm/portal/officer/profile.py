"""The profile, read and written section by section."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.candidates import queries, services
from crm.candidates.models import Candidate
from crm.core.errors import Refusal, StaleRevision
from crm.portal.officer.access import denied, the_person
from crm.portal.officer.person import person_frame
from crm.portal.officer.profile_words import lines_of
from crm.portal.officer.sections import SECTION_FORMS
from crm.portal.reader import reader
from crm.portal.together import joins_again


@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the matching reads of the person, and what was never asked."""
    person = the_person(request, pk, profile=True)
    frame = person_frame(request, person, "profile")
    context = frame | {"lines": lines_of(queries.profile_of(person), frame["facts"])}
    return render(request, "officer/profile.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The person says that the profile still holds."""
    person = the_person(request, pk)
    try:
        services.confirm_profile(candidate=person, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Profil confirmé aujourd’hui."))
    return redirect("person-profile", pk=pk)


def _saved(request: HttpRequest, person: Candidate) -> str:
    """What is said of a saved section: only a person who may be ranked has a ranking to make again."""
    seen = Candidate.objects.visible_to(request.user).scorable(timezone.localdate())
    ranked = seen.filter(pk=person.pk).exists()
    return _("Enregistré. Le classement se refait.") if ranked else _("Enregistré.")


@joins_again
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section of the profile. A button that only adds or looks for something saves nothing."""
    person = the_person(request, pk)
    kind = SECTION_FORMS.get(section)
    if kind is None:
        raise Http404
    form = kind(request.POST or None, person=person)
    saving = request.method == "POST" and not form.only_adds
    if saving and form.ready(request, partial(queries.last_profile_edits, person, section)):
        try:
            form.save(by=reader(request), now=timezone.now())
        except StaleRevision:
            raise
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _saved(request, person) + form.joined_words)
            return redirect("person-profile", pk=pk)
    context = person_frame(request, person, "profile") | {"form": form, "section": section}
    return render(
        request, f"officer/sections/{section}.html", context, status=422 if saving and form.errors else 200
    )
