"""The working list of follow-ups: what was promised, by whom, for when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope
from crm.casework import list_queries
from crm.casework.models import FollowUp
from crm.portal.lists.kinds import Cell, Choices, Column, Filter, Ready, Sort, Wanted, WorkList
from crm.portal.lists.words import due, on_day, whose, whose_filter

LANES: Choices = (
    ("late", gettext_lazy("en retard")),
    ("today", gettext_lazy("aujourd’hui")),
    ("week", gettext_lazy("d’ici 7 jours")),
    ("later", gettext_lazy("plus tard")),
    ("done", gettext_lazy("fait")),
)


def _found(user: User, wanted: Wanted, today: date) -> QuerySet[Any]:
    search = list_queries.FollowUpSearch(
        words=wanted.words,
        when=wanted.values["quand"],
        owner_id=whose(wanted.values["qui"], user.pk),
        about=wanted.values["sujet"],
    )
    return list_queries.search_follow_ups(user, search=search, today=today)


def _dressed(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    return rows.select_related("file__employer", "candidate", "owner").annotate(
        due=list_queries.due_lane(today)
    )


def _usual(_scope: Scope) -> Mapping[str, str]:
    return {"qui": "moi"}


def _about(row: FollowUp) -> str:
    return str(row.file.employer) if row.file else str(row.candidate.reference if row.candidate else "")


def _due(row: FollowUp, today: date) -> Cell:
    return on_day(row.due_on) if row.done_at else due(row.due_on, today)


def _state(row: Any, _today: date) -> Cell:
    tones = {"late": "badge-bad", "today": "badge-warn", "done": "badge-ok"}
    return Cell(str(dict(LANES)[row.due]).capitalize(), badge=tones.get(row.due, ""))


def _link(row: FollowUp) -> str:
    return f"/entreprises/{row.file_id}/" if row.file_id else f"/personnes/{row.candidate_id}/"


FOLLOW_UPS = WorkList(
    noun=Noun.FOLLOW_UPS,
    title=gettext_lazy("Suivis"),
    one=gettext_lazy("À faire"),
    hint=gettext_lazy("À faire ou entreprise"),
    address="follow-ups",
    row_address="",
    icon="flag",
    permissions=frozenset({Permission.WORK_FILES, Permission.WORK_PERSONS}),
    filters=(
        Filter(
            "quand",
            gettext_lazy("Échéance"),
            (
                ("open", gettext_lazy("À faire")),
                ("late", gettext_lazy("En retard")),
                ("week", gettext_lazy("D’ici 7 jours")),
                ("done", gettext_lazy("Faits")),
                ("all", gettext_lazy("Tous")),
            ),
        ),
        whose_filter(gettext_lazy("Responsable")),
        Filter(
            "sujet",
            gettext_lazy("Sujet"),
            (
                ("", gettext_lazy("Entreprises et personnes")),
                ("file", gettext_lazy("Entreprises")),
                ("person", gettext_lazy("Personnes")),
            ),
        ),
    ),
    columns=(
        Column("about", gettext_lazy("Dossier"), lambda row, _today: Cell(_about(row))),
        Column("due", gettext_lazy("Pour le"), _due, "due"),
        Column("state", gettext_lazy("Échéance"), _state),
        Column("owner", gettext_lazy("Responsable"), lambda row, _today: Cell(row.owner.name), "owner"),
        Column("written", gettext_lazy("Inscrit le"), lambda row, _today: on_day(row.created_at), "newest"),
    ),
    shown=("about", "due", "state", "owner"),
    card=("about", "due", "owner"),
    sorts={
        "due": Sort(gettext_lazy("Échéance"), ("due_on", "pk")),
        "newest": Sort(gettext_lazy("Plus récents"), ("-created_at", "-pk")),
        "owner": Sort(gettext_lazy("Responsable"), ("owner__name", "due_on", "pk")),
    },
    found=_found,
    dressed=_dressed,
    lanes=LANES,
    lane=list_queries.due_lane,
    days={"due_on": gettext_lazy("Pour le")},
    ready=(
        Ready(gettext_lazy("Mes suivis"), {}),
        Ready(gettext_lazy("En retard"), {"quand": "late"}),
        Ready(gettext_lazy("Toute la direction"), {"qui": "tous"}),
    ),
    usual=_usual,
    link=_link,
    title_of=lambda row: Cell(row.text, sub=_("fait") if row.done_at else ""),
    seen=lambda user: FollowUp.objects.visible_to(user).select_related("file__employer", "candidate"),
    bulk=(
        ("done", gettext_lazy("Marquer fait")),
        ("due_on", gettext_lazy("Changer la date")),
        ("pass", gettext_lazy("Confier à quelqu’un")),
    ),
)
