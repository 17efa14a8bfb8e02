"""One person's file: its head and tabs, overview, best needs, history, stage and officer in charge."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.models import Posting, Role, User
from crm.candidates import queries, services
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.rules import is_fresh, next_stages
from crm.core.errors import Refusal
from crm.matching.answers import Answered, Next, answers
from crm.matching.models import Presentation
from crm.matching.person_needs import PlacedNeeds, best_needs, chances_beside, needs_by_region
from crm.portal.officer.access import denied, the_person
from crm.portal.officer.person_forms import OfficerForm, PersonMoveForm
from crm.portal.officer.profile_words import lines_of
from crm.portal.reader import reader
from crm.portal.region_map import draw_map
from crm.taxonomy.models import Reason

TABS = (
    ("overview", "person", gettext_lazy("Aperçu")),
    ("profile", "person-profile", gettext_lazy("Profil")),
    ("matches", "person-matches", gettext_lazy("Jumelages")),
    ("consents", "person-consents", gettext_lazy("Consentements")),
    ("together", "person-together", gettext_lazy("Ensemble")),
    ("plan", "person-plan", gettext_lazy("Plan d’action")),
    ("appointments", "person-appointments", gettext_lazy("Rendez-vous")),
    ("history", "person-history", gettext_lazy("Historique")),
)
BADGES = {
    PersonStage.AVAILABLE: "badge-ok",
    PersonStage.PROPOSED: "badge-accent",
    PersonStage.EMPLOYED: "badge-accent",
    PersonStage.PROFILE_VALID: "badge-info",
    PersonStage.REGISTERED: "badge-warn",
}


def colleagues(person: Candidate) -> Any:
    """The officers of the person's direction today."""
    posted = (
        Posting.objects.on(timezone.localdate())
        .with_role(Role.OFFICER)
        .filter(direction_id=person.direction_id)
    )
    return User.objects.filter(pk__in=posted.values("user_id"), is_active=True)


def person_frame(request: HttpRequest, person: Candidate, tab: str) -> dict[str, Any]:
    """What the head of every page of a person shows. Opening it is journaled: identity is in the head."""
    now = timezone.now()
    services.journal_read(candidate=person, user=reader(request), parts=["identity", tab], now=now)
    facts = queries.facts_of(person)
    return {
        "person": person,
        "tab": tab,
        "tabs": TABS,
        "badge": BADGES.get(PersonStage(person.stage), ""),
        "in_charge": queries.in_charge_of(person),
        "facts": facts,
        "missing": [fact for fact in facts if not fact.known],
        "known": [fact for fact in facts if fact.known],
        "blocking": sum(fact.decides and not fact.known for fact in facts),
        "before_ranking": person.stage in {PersonStage.REGISTERED, PersonStage.WELCOMED},
        "fresh": is_fresh(person.confirmed_on, today=timezone.localdate(now)),
    }


def _to_ask(person: Candidate) -> list[Answered]:
    """The employers that are interested, and of whom the person is to be asked whether they may be named."""
    now = timezone.now()
    shown = Presentation.objects.filter(match__candidate=person)
    heard = answers(shown, today=timezone.localdate(now), now=now)
    return [row for row in heard if row.next == Next.ASK_IDENTITY]


def _overview(request: HttpRequest, person: Candidate, form: OfficerForm | None = None) -> HttpResponse:
    officers = colleagues(person)
    usual = next_stages(person.stage)
    frame = person_frame(request, person, "overview")
    context = frame | {
        "lines": lines_of(queries.profile_of(person), frame["facts"]),
        "asked": _to_ask(person),
        "stages": [s for s in usual if s != PersonStage.CLOSED],
        "may_close": PersonStage.CLOSED in usual,
        "reasons": list(Reason.objects.filter(context=Reason.Context.PERSON)),
        "officer_form": form or OfficerForm(officers=officers),
        "form": form,
    }
    return render(request, "officer/person.html", context, status=422 if form else 200)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The person in short, what the matching lacks, and the next step."""
    return _overview(request, the_person(request, pk, profile=True))


@require_safe
def matches(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's best needs anywhere in Québec, on the map too: the other side of the ranking."""
    person = the_person(request, pk)
    regions = needs_by_region(person)
    region = next((row for row in regions if row.code == request.GET.get("region")), None)
    found = best_needs(person, region.code if region else "")
    mrcs = {match.need.site.municipality.mrc_id for match in found}
    context = person_frame(request, person, "matches") | {
        "rows": [(match, match.need.site.municipality.mrc_id) for match in found],
        "chances": chances_beside(person, mrcs, today=timezone.localdate()),
        "region": region,
        "map": draw_map(
            regions,
            [region.code] if region else [],
            href=lambda place: f"{request.path}?region={place.code}",
            words=_needs_in,
        ),
        "regions": [place for place in regions if place.value],
    }
    return render(request, "officer/person_matches.html", context)


def _needs_in(place: PlacedNeeds) -> str:
    said = ngettext(
        "%(name)s : %(count)s besoin possible", "%(name)s : %(count)s besoins possibles", place.value
    )
    return said % {"name": place.name, "count": place.value}


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened in the file, newest first."""
    person = the_person(request, pk)
    context = person_frame(request, person, "history") | {"rows": queries.history(person)}
    return render(request, "officer/person_history.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the person to another stage."""
    person = the_person(request, pk)
    form = PersonMoveForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(str(next(iter(form.errors.values()))[0]))
        reason = form.cleaned_data["reason"]
        moved = services.move_candidate(
            candidate=person,
            to=form.cleaned_data["to"],
            reason=reason.pk if reason else "",
            note=form.cleaned_data["note"],
            by=reader(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Étape : %(stage)s.") % {"stage": moved.get_stage_display()})
    return redirect("person", pk=pk)


@require_POST
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Entrust the person to a colleague from a day."""
    person = the_person(request, pk, profile=True)
    form = OfficerForm(request.POST, officers=colleagues(person))
    if form.is_valid():
        try:
            services.set_officer(
                candidate=person, **form.cleaned_data, by=reader(request), now=timezone.now()
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, _("Dossier confié."))
            return redirect("person", pk=pk)
    return _overview(request, person, form)
