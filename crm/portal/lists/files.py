"""The working list of employer files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope
from crm.casework import list_queries
from crm.casework.queries import QUIET_AFTER
from crm.employers import queries
from crm.employers.models import EmployerFile, FileStage
from crm.portal.formatting import day, number
from crm.portal.lists.kinds import Cell, Column, Filter, Ready, Sort, Wanted, WorkList
from crm.portal.lists.words import due, on_day, place_filter, time_in_stage, whose, whose_filter

TONES = {
    FileStage.ACCOMPANIED: "badge-accent",
    FileStage.DIAGNOSIS: "badge-accent",
    FileStage.AFTER_HIRE: "badge-ok",
    FileStage.ASLEEP: "badge-warn",
    FileStage.CLOSED: "",
}


#: The columns that rows are written from.
READ = (
    *("stage", "opened_on", "wake_on", "moved_at", "created_at", "last_contact_on"),
    *("employer__legal_name", "employer__usual_name", "employer__neq"),
)


def _found(user: User, wanted: Wanted, today: date) -> QuerySet[Any]:
    search = queries.FileSearch(
        words=wanted.words,
        stage=wanted.values["etape"],
        lead_id=whose(wanted.values["qui"], user.pk),
        place=wanted.values["mrc"],
    )
    found = queries.search_files(user, search=search, today=today)
    return list_queries.files_in_state(found, wanted.values["etat"], today=today)


def _dressed(files: QuerySet[Any], today: date) -> QuerySet[Any]:
    return list_queries.files_with_work(queries.with_lead_and_place(files, today)).only(*READ)


def _usual(scope: Scope) -> Mapping[str, str]:
    """Whoever leads files sees their own first."""
    return {"qui": "moi"} if "advisor" in scope.roles else {}


def _title(file: EmployerFile) -> Cell:
    neq = file.employer.neq
    return Cell(str(file.employer), sub=f"NEQ {neq}" if neq else _("NEQ à obtenir"))


def _stage(file: EmployerFile, _today: date) -> Cell:
    wakes = _("jusqu’au %(day)s") % {"day": day(file.wake_on)} if file.wake_on else ""
    badge = TONES.get(FileStage(file.stage), "badge-info")
    return Cell(str(file.get_stage_display()).capitalize(), sub=wakes, badge=badge)


def _lead(file: Any, _today: date) -> Cell:
    return Cell(file.lead_name) if file.lead_name else Cell(_("Personne"), tone="is-soon")


def _contact(file: Any, today: date) -> Cell:
    if file.last_contact is None:
        return Cell(_("Aucun"), tone="muted")
    quiet = file.last_contact < today - QUIET_AFTER and file.stage != FileStage.CLOSED
    return on_day(file.last_contact, tone="is-soon" if quiet else "")


def _link(file: EmployerFile) -> str:
    return f"/entreprises/{file.pk}/"


FILES = WorkList(
    noun=Noun.FILES,
    title=gettext_lazy("Entreprises"),
    one=gettext_lazy("Entreprise"),
    hint=gettext_lazy("Nom, NEQ ou municipalité"),
    address="files",
    row_address="file",
    icon="building",
    permissions=frozenset({Permission.WORK_FILES}),
    filters=(
        whose_filter(gettext_lazy("Qui suit")),
        Filter(
            "etape",
            gettext_lazy("Étape"),
            (
                ("open", gettext_lazy("Ouverts")),
                ("all", gettext_lazy("Toutes les étapes")),
                *FileStage.choices,
            ),
        ),
        Filter(
            "etat",
            gettext_lazy("Nouvelles"),
            (
                ("", gettext_lazy("Nouvelles : peu importe")),
                ("quiet", gettext_lazy("Sans nouvelles depuis 60 jours")),
                ("late", gettext_lazy("Suivi en retard")),
            ),
        ),
        place_filter(gettext_lazy("MRC d’un établissement"), gettext_lazy("Toutes les MRC")),
    ),
    columns=(
        Column("stage", gettext_lazy("Étape"), _stage, "stage"),
        Column(
            "since",
            gettext_lazy("Dans l’étape"),
            lambda file, today: time_in_stage(file.stage_since, today),
            "since",
        ),
        Column("place", gettext_lazy("Endroit"), lambda file, _today: Cell(file.place or "–")),
        Column("lead", gettext_lazy("Responsable"), _lead),
        Column("contact", gettext_lazy("Dernier contact"), _contact, "contact"),
        Column(
            "promise",
            gettext_lazy("Prochain suivi"),
            lambda file, today: due(file.next_due, today),
            "promise",
        ),
        Column(
            "needs",
            gettext_lazy("Besoins en cours"),
            lambda file, _today: Cell(number(file.open_needs)),
            "needs",
            numeric=True,
        ),
        Column("opened", gettext_lazy("Ouvert le"), lambda file, _today: on_day(file.opened_on)),
    ),
    shown=("stage", "since", "place", "lead", "contact", "promise", "needs"),
    card=("place", "since", "contact", "promise"),
    sorts={
        "name": Sort(gettext_lazy("Nom"), ("employer__folded_name", "pk")),
        "contact": Sort(gettext_lazy("Plus ancien contact"), (F("last_contact").asc(nulls_first=True), "pk")),
        "stage": Sort(gettext_lazy("Étape"), ("stage", "employer__folded_name", "pk")),
        "since": Sort(gettext_lazy("Depuis le plus longtemps dans l’étape"), ("stage_since", "pk")),
        "promise": Sort(gettext_lazy("Prochain suivi"), (F("next_due").asc(nulls_last=True), "pk")),
        "needs": Sort(gettext_lazy("Besoins en cours"), ("-open_needs", "employer__folded_name", "pk")),
    },
    found=_found,
    dressed=_dressed,
    lanes=tuple(FileStage.choices),
    lane=lambda _today: F("stage"),
    days={"next_due": gettext_lazy("Prochain suivi"), "wake_on": gettext_lazy("À reprendre")},
    ready=(
        Ready(gettext_lazy("Mes dossiers"), {"qui": "moi"}),
        Ready(gettext_lazy("Toute la direction"), {"qui": "tous"}),
        Ready(gettext_lazy("En retard"), {"etat": "late"}),
        Ready(gettext_lazy("Sans nouvelles depuis 60 jours"), {"etat": "quiet", "tri": "contact"}),
    ),
    usual=_usual,
    link=_link,
    title_of=_title,
    seen=lambda user: EmployerFile.objects.visible_to(user).select_related("employer"),
    bulk=(
        ("handover", gettext_lazy("Proposer un transfert")),
        ("collaborator", gettext_lazy("Ajouter une collaboration")),
        ("follow_up", gettext_lazy("Inscrire un suivi")),
        ("move", gettext_lazy("Changer d’étape")),
    ),
)
