"""The working list of persons: for whoever accompanies them; to anyone else it does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope
from crm.candidates import queries
from crm.candidates.models import Candidate, PersonStage
from crm.candidates.rules import is_fresh
from crm.casework.list_queries import with_next_promise
from crm.core.text import bilingual
from crm.portal.formatting import day
from crm.portal.lists.kinds import Cell, Column, Filter, Ready, Sort, Wanted, WorkList
from crm.portal.lists.words import due, on_day, place_filter, regions_of, time_in_stage, whose, whose_filter
from crm.settlement.queries import with_next_meeting

TONES = {
    PersonStage.AVAILABLE: "badge-ok",
    PersonStage.PROPOSED: "badge-accent",
    PersonStage.EMPLOYED: "badge-accent",
    PersonStage.PROFILE_VALID: "badge-info",
    PersonStage.REGISTERED: "badge-warn",
}
#: Regions named on a row before the rest is counted.
REGIONS_SHOWN = 3


def _found(user: User, wanted: Wanted, today: date) -> QuerySet[Any]:
    search = queries.PersonSearch(
        words=wanted.words,
        stage=wanted.values["etape"],
        officer_id=whose(wanted.values["qui"], user.pk),
        consent=wanted.values["consentement"],
        region=wanted.values["region"],
        place=wanted.values["mrc"],
        stale=wanted.values["profil"] == "ancien",
    )
    return queries.search_persons(user, search=search, today=today)


def _dressed(persons: QuerySet[Any], today: date) -> QuerySet[Any]:
    known = with_next_promise(queries.with_file(persons, today))
    return with_next_meeting(known, now=timezone.now())


def _usual(_scope: Scope) -> Mapping[str, str]:
    return {}


def _stage(person: Candidate, _today: date) -> Cell:
    badge = TONES.get(PersonStage(person.stage), "")
    return Cell(str(person.get_stage_display()).capitalize(), badge=badge)


def _occupation(person: Any, _today: date) -> Cell:
    if not person.main_fr:
        return Cell(_("à demander"), tone="is-soon")
    return Cell(bilingual(person.main_fr, person.main_en))


def _consent(person: Any, today: date) -> Cell:
    if not person.consents_now:
        return Cell(_("sans consentement"), tone="muted")
    ends = person.consent_ends
    return Cell(
        _("consent"), sub=_("jusqu’au %(day)s") % {"day": day(ends)} if ends else "", badge="badge-ok"
    )


def _accepts(person: Any, _today: date) -> Cell:
    if person.accepts_all_regions:
        return Cell(_("toutes les régions"))
    shown = ", ".join(person.accepted[:REGIONS_SHOWN])
    more = len(person.accepted) - REGIONS_SHOWN
    return Cell(f"{shown} + {more}" if more > 0 else shown or "–")


def _available(person: Candidate, today: date) -> Cell:
    if person.available_from is None:
        return Cell("–")
    return Cell(_("maintenant")) if person.available_from <= today else on_day(person.available_from)


def _profile(person: Candidate, today: date) -> Cell:
    if is_fresh(person.confirmed_on, today=today):
        return on_day(person.confirmed_on)
    return Cell(_("à confirmer"), tone="is-soon")


def _officer(person: Any, _today: date) -> Cell:
    return Cell(person.officer_name) if person.officer_name else Cell(_("Personne"), tone="is-soon")


def _place(person: Candidate, _today: date) -> Cell:
    return Cell(person.residence.name if person.residence else "–")


def _seen(user: User) -> QuerySet[Any]:
    return Candidate.objects.visible_to(user).select_related("identity")


PERSONS = WorkList(
    noun=Noun.PERSONS,
    title=gettext_lazy("Personnes"),
    one=gettext_lazy("Personne"),
    hint=gettext_lazy("Nom ou numéro (PC-…)"),
    address="persons",
    row_address="person",
    icon="people",
    permissions=frozenset({Permission.WORK_PERSONS}),
    secret=True,
    number_label=gettext_lazy("Numéro"),
    filters=(
        Filter(
            "etape",
            gettext_lazy("Étape"),
            (
                ("open", gettext_lazy("Dossiers ouverts")),
                ("all", gettext_lazy("Tous les dossiers")),
                *PersonStage.choices,
            ),
        ),
        whose_filter(gettext_lazy("Responsable")),
        Filter(
            "consentement",
            gettext_lazy("Consentement au jumelage"),
            (
                ("", gettext_lazy("Avec ou sans consentement")),
                ("yes", gettext_lazy("Consent au jumelage")),
                ("no", gettext_lazy("Sans consentement")),
            ),
        ),
        Filter(
            "region",
            gettext_lazy("Région acceptée"),
            (("", gettext_lazy("Accepte toute région")),),
            offers=regions_of,
            takes=r"\d{2}",
        ),
        place_filter(gettext_lazy("MRC de résidence"), gettext_lazy("Réside partout")),
        Filter(
            "profil",
            gettext_lazy("Fraîcheur du profil"),
            (("", gettext_lazy("Tous les profils")), ("ancien", gettext_lazy("À confirmer"))),
        ),
    ),
    columns=(
        Column("occupation", gettext_lazy("Profession"), _occupation),
        Column("stage", gettext_lazy("Étape"), _stage),
        Column(
            "since",
            gettext_lazy("Dans l’étape"),
            lambda person, today: time_in_stage(person.stage_since, today),
            "since",
        ),
        Column("consent", gettext_lazy("Jumelage"), _consent),
        Column("accepts", gettext_lazy("Accepte"), _accepts),
        Column("available", gettext_lazy("Disponible"), _available, "available"),
        Column("profile", gettext_lazy("Profil"), _profile, "profile"),
        Column("officer", gettext_lazy("Responsable"), _officer),
        Column("place", gettext_lazy("Réside à"), _place),
        Column(
            "promise",
            gettext_lazy("Prochain suivi"),
            lambda person, today: due(person.next_due, today),
            "promise",
        ),
        Column(
            "meeting", gettext_lazy("Prochain rendez-vous"), lambda person, _t: on_day(person.next_meeting)
        ),
        Column(
            "registered",
            gettext_lazy("Inscrite le"),
            lambda person, _t: on_day(person.registered_on),
            "newest",
        ),
    ),
    shown=("occupation", "stage", "since", "consent", "accepts", "available", "profile", "officer"),
    card=("occupation", "since", "promise"),
    sorts={
        "name": Sort(gettext_lazy("Nom"), ("identity__folded_name", "pk"), Q(identity__isnull=False)),
        "since": Sort(gettext_lazy("Depuis le plus longtemps dans l’étape"), ("stage_since", "pk")),
        "profile": Sort(gettext_lazy("Plus ancien profil"), (F("confirmed_on").asc(nulls_first=True), "pk")),
        "available": Sort(gettext_lazy("Disponible"), (F("available_from").asc(nulls_last=True), "pk")),
        "promise": Sort(gettext_lazy("Prochain suivi"), (F("next_due").asc(nulls_last=True), "pk")),
        "newest": Sort(gettext_lazy("Plus récentes"), ("-registered_on", "-pk")),
    },
    found=_found,
    dressed=_dressed,
    lanes=tuple(PersonStage.choices),
    lane=lambda _today: F("stage"),
    days={
        "next_due": gettext_lazy("Prochain suivi"),
        "next_meeting": gettext_lazy("Prochain rendez-vous"),
        "available_from": gettext_lazy("Disponible"),
        "consent_ends": gettext_lazy("Fin du consentement au jumelage"),
    },
    ready=(
        Ready(gettext_lazy("Toute la direction"), {}),
        Ready(gettext_lazy("Mes dossiers"), {"qui": "moi"}),
        Ready(gettext_lazy("Sans consentement"), {"consentement": "no"}),
        Ready(gettext_lazy("Profils à confirmer"), {"profil": "ancien", "tri": "profile"}),
    ),
    usual=_usual,
    link=lambda person: f"/personnes/{person.pk}/",
    title_of=lambda person: Cell(str(person.identity), sub=person.reference),
    seen=_seen,
    named=lambda persons, _user: persons.order_by().values_list("pk", flat=True),
    bulk=(
        ("officer", gettext_lazy("Confier à une agente ou un agent")),
        ("handover", gettext_lazy("Proposer un transfert")),
        ("follow_up", gettext_lazy("Inscrire un suivi")),
        ("appointments", gettext_lazy("Prendre des rendez-vous à la suite")),
        ("move", gettext_lazy("Changer d’étape")),
    ),
)
