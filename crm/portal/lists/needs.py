"""The working list of labour needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope
from crm.needs import list_queries, queries
from crm.needs.models import LabourNeed, NeedStage
from crm.portal.formatting import day, number
from crm.portal.lists.kinds import Cell, Column, Filter, Ready, Sort, Wanted, WorkList
from crm.portal.lists.words import due, on_day, place_filter, time_in_stage, whose, whose_filter

TONES = {
    NeedStage.OPEN: "badge-accent",
    NeedStage.PRESENTING: "badge-accent",
    NeedStage.SUBMITTED: "badge-info",
    NeedStage.TO_QUALIFY: "badge-info",
    NeedStage.FILLED: "badge-ok",
    NeedStage.SUSPENDED: "badge-warn",
    NeedStage.EXPIRED: "badge-warn",
}

#: What is under way, then what is over.
LANES = (
    NeedStage.DRAFT,
    NeedStage.SUBMITTED,
    NeedStage.TO_QUALIFY,
    NeedStage.OPEN,
    NeedStage.PRESENTING,
    NeedStage.SUSPENDED,
    NeedStage.FILLED,
    NeedStage.CLOSED,
    NeedStage.EXPIRED,
    NeedStage.WITHDRAWN,
)


def _found(user: User, wanted: Wanted, today: date) -> QuerySet[Any]:
    search = queries.NeedSearch(
        words=wanted.words,
        stage=wanted.values["etape"],
        lead_id=whose(wanted.values["qui"], user.pk),
        place=wanted.values["mrc"],
    )
    found = queries.search_needs(user, search=search, today=today)
    return list_queries.in_state(found, wanted.values["etat"], today=today)


def _usual(_scope: Scope) -> Mapping[str, str]:
    return {}


def _title(need: LabourNeed) -> Cell:
    code = f"{_('CNP')} {need.occupation_id}" if need.occupation_id else _("profession à choisir")
    return Cell(need.title, sub=f"{need.reference} · {code}")


def _stage(need: LabourNeed, _today: date) -> Cell:
    return Cell(str(need.get_stage_display()).capitalize(), badge=TONES.get(NeedStage(need.stage), ""))


def _filled(need: LabourNeed, _today: date) -> Cell:
    words = _("%(filled)s de %(total)s") % {"filled": number(need.filled), "total": number(need.positions)}
    return Cell(words)


def _news(need: LabourNeed, today: date) -> Cell:
    if queries.is_stale(need, today=today):
        return Cell(_("à confirmer"), tone="is-late")
    if need.suspended_until:
        return Cell(_("en pause jusqu’au %(day)s") % {"day": day(need.suspended_until)}, tone="is-soon")
    if need.confirmed_on:
        return Cell(_("confirmé le %(day)s") % {"day": day(need.confirmed_on)})
    return Cell(_("jusqu’au %(day)s") % {"day": day(need.valid_until)}, tone="muted")


def _lead(need: Any, _today: date) -> Cell:
    return Cell(need.lead_name) if need.lead_name else Cell(_("Personne"), tone="is-soon")


def _valid(need: LabourNeed, today: date) -> Cell:
    over = need.stage in {NeedStage.FILLED, NeedStage.CLOSED, NeedStage.WITHDRAWN, NeedStage.EXPIRED}
    return on_day(need.valid_until) if over else due(need.valid_until, today)


def _link(need: LabourNeed) -> str:
    return f"/besoins/{need.pk}/"


NEEDS = WorkList(
    noun=Noun.NEEDS,
    title=gettext_lazy("Besoins de main-d’œuvre"),
    one=gettext_lazy("Besoin"),
    hint=gettext_lazy("Métier, entreprise ou numéro"),
    address="needs",
    row_address="need",
    icon="briefcase",
    permissions=frozenset({Permission.WORK_FILES}),
    filters=(
        Filter(
            "etape",
            gettext_lazy("Étape"),
            (
                ("current", gettext_lazy("En cours")),
                ("waiting", gettext_lazy("À qualifier")),
                ("all", gettext_lazy("Toutes les étapes")),
                *((value, label) for value, label in NeedStage.choices if value != NeedStage.TO_QUALIFY),
            ),
        ),
        whose_filter(gettext_lazy("Qui suit")),
        Filter(
            "etat",
            gettext_lazy("Actualité"),
            (
                ("", gettext_lazy("Actualité : peu importe")),
                ("stale", gettext_lazy("À confirmer")),
                ("ending", gettext_lazy("Fin de validité d’ici 30 jours")),
                ("late", gettext_lazy("Début dépassé")),
            ),
        ),
        place_filter(gettext_lazy("MRC du lieu de travail"), gettext_lazy("Toutes les MRC")),
    ),
    columns=(
        Column(
            "employer",
            gettext_lazy("Entreprise"),
            lambda need, _today: Cell(str(need.file.employer)),
            "employer",
        ),
        Column("stage", gettext_lazy("Étape"), _stage),
        Column(
            "since",
            gettext_lazy("Dans l’étape"),
            lambda need, today: time_in_stage(need.stage_since, today),
            "since",
        ),
        Column("place", gettext_lazy("Endroit"), lambda need, _today: Cell(need.site.municipality.name)),
        Column("filled", gettext_lazy("Postes pourvus"), _filled, numeric=True),
        Column("received", gettext_lazy("Reçu"), lambda need, _today: on_day(need.created_at), "newest"),
        Column("news", gettext_lazy("Actualité"), _news),
        Column("valid", gettext_lazy("Valide jusqu’au"), _valid, "valid"),
        Column(
            "starts", gettext_lazy("Début souhaité"), lambda need, _today: on_day(need.starts_on), "starts"
        ),
        Column("lead", gettext_lazy("Responsable"), _lead),
    ),
    shown=("employer", "stage", "since", "place", "filled", "received", "news"),
    card=("employer", "since", "news"),
    sorts={
        "wait": Sort(gettext_lazy("Ce qui attend d’abord"), ("waits", "-created_at", "-pk")),
        "newest": Sort(gettext_lazy("Plus récents"), ("-created_at", "-pk")),
        "since": Sort(gettext_lazy("Depuis le plus longtemps dans l’étape"), ("stage_since", "pk")),
        "valid": Sort(gettext_lazy("Fin de validité"), ("valid_until", "pk")),
        "starts": Sort(gettext_lazy("Début souhaité"), (F("starts_on").asc(nulls_last=True), "pk")),
        "employer": Sort(gettext_lazy("Entreprise"), ("file__employer__folded_name", "pk")),
    },
    found=_found,
    dressed=list_queries.with_work,
    lanes=tuple((stage.value, stage.label) for stage in LANES),
    lane=lambda _today: F("stage"),
    days={
        "valid_until": gettext_lazy("Fin de validité"),
        "starts_on": gettext_lazy("Début souhaité"),
        "suspended_until": gettext_lazy("Fin de la pause"),
    },
    ready=(
        Ready(gettext_lazy("En cours"), {}),
        Ready(gettext_lazy("Besoins à qualifier"), {"etape": "waiting"}),
        Ready(gettext_lazy("Mes besoins"), {"qui": "moi"}),
        Ready(gettext_lazy("À confirmer"), {"etat": "stale"}),
    ),
    usual=_usual,
    link=_link,
    title_of=_title,
    seen=lambda user: LabourNeed.objects.visible_to(user).select_related("occupation", "file__employer"),
    bulk=(
        ("confirm", gettext_lazy("Toujours d’actualité")),
        ("valid_until", gettext_lazy("Changer la fin de validité")),
        ("suspend", gettext_lazy("Suspendre")),
    ),
    folded=(NeedStage.DRAFT, NeedStage.SUBMITTED),
)
