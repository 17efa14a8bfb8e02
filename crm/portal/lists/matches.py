"""The working list of matches: pairs worth a look, under way, presented, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import Noun, User
from crm.accounts.policy import Permission, Scope
from crm.candidates.models import Candidate
from crm.core.text import bilingual
from crm.matching import list_queries
from crm.matching.models import Match, MatchStage, RequestAnswer, Verdict
from crm.portal.formatting import points
from crm.portal.lists.kinds import Cell, Column, Filter, Ready, Sort, Wanted, WorkList
from crm.portal.lists.words import due, on_day, place_filter, time_in_stage, whose, whose_filter

VERDICTS = {
    Verdict.ADMISSIBLE: "badge-ok",
    Verdict.TO_VERIFY: "badge-warn",
    Verdict.INADMISSIBLE: "badge-bad",
}
TONES = {
    MatchStage.PROPOSED: "badge-info",
    MatchStage.ACCEPTED: "badge-ok",
    MatchStage.SET_ASIDE: "",
}


def _found(user: User, wanted: Wanted, today: date) -> QuerySet[Any]:
    search = list_queries.MatchSearch(
        words=wanted.words,
        stage=wanted.values["etape"],
        verdict=wanted.values["verdict"],
        lead_id=whose(wanted.values["qui"], user.pk),
        state=wanted.values["etat"],
        place=wanted.values["mrc"],
    )
    return list_queries.search_matches(user, search=search, today=today)


def _usual(_scope: Scope) -> Mapping[str, str]:
    return {}


def _title(match: Any) -> Cell:
    return Cell(match.candidate.reference, sub=getattr(match, "known_name", ""), tone="nowrap")


def _need(match: Match, _today: date) -> Cell:
    return Cell(match.need.title, sub=f"{match.need.reference}, {match.need.file.employer}")


def _occupation(match: Any, _today: date) -> Cell:
    return Cell(bilingual(match.main_fr, match.main_en) if match.main_fr else "–")


def _verdict(match: Match, _today: date) -> Cell:
    return Cell(str(match.get_verdict_display()).capitalize(), badge=VERDICTS[Verdict(match.verdict)])


def _stage(match: Match, _today: date) -> Cell:
    waits = ""
    if match.stage == MatchStage.SHORTLISTED and match.accord == "":
        waits = _("accord de sa direction attendu")
    elif match.stage == MatchStage.SHORTLISTED and match.accord == RequestAnswer.ACCEPTED:
        waits = _("accord de sa direction reçu")
    badge = TONES.get(MatchStage(match.stage), "badge-accent")
    return Cell(str(match.get_stage_display()).capitalize(), sub=waits, badge=badge)


def _origin(match: Match, _today: date) -> Cell:
    if not match.home_region:
        return Cell(_("hors du Québec"))
    local = match.home_region == match.need.site.municipality.mrc.region_id
    return Cell(_("de la région") if local else _("interrégionale"))


def _elsewhere(match: Match, _today: date) -> Cell:
    labels = dict(MatchStage.choices)
    return Cell(", ".join(str(labels[MatchStage(stage)]) for stage in match.elsewhere) or "–")


def _lead(match: Any, _today: date) -> Cell:
    return Cell(match.lead_name) if match.lead_name else Cell(_("Personne"), tone="is-soon")


def _seen(user: User) -> QuerySet[Any]:
    rows = Match.objects.visible_to(user).defer(*list_queries.EXPLANATION)
    return rows.select_related("candidate", "need__file__employer")


def _named(matches: QuerySet[Any], user: User) -> QuerySet[Any]:
    pairs = matches.order_by().values("candidate_id")
    return Candidate.objects.visible_to(user).filter(pk__in=pairs).values_list("pk", flat=True)


MATCHES = WorkList(
    noun=Noun.MATCHES,
    title=gettext_lazy("Jumelages"),
    one=gettext_lazy("Personne"),
    hint=gettext_lazy("Entreprise, profession ou numéro"),
    address="matches",
    row_address="match",
    icon="bridge",
    permissions=frozenset({Permission.DECIDE_MATCHES, Permission.WORK_PERSONS}),
    acts=Permission.DECIDE_MATCHES,
    filters=(
        Filter(
            "etape",
            gettext_lazy("Étape"),
            (
                ("look", gettext_lazy("À regarder")),
                ("way", gettext_lazy("En cours")),
                ("all", gettext_lazy("Toutes les étapes")),
                *MatchStage.choices,
            ),
        ),
        Filter(
            "verdict",
            gettext_lazy("Verdict"),
            (("", gettext_lazy("Tous les verdicts")), *Verdict.choices),
        ),
        whose_filter(gettext_lazy("Qui suit l’entreprise")),
        Filter(
            "etat",
            gettext_lazy("Ce qui est attendu"),
            (
                ("", gettext_lazy("Attendu : peu importe")),
                ("answer", gettext_lazy("Réponse de l’entreprise attendue")),
                ("late", gettext_lazy("Réponse en retard")),
                ("accord", gettext_lazy("Accord de l’autre direction attendu")),
            ),
        ),
        place_filter(gettext_lazy("MRC du lieu de travail"), gettext_lazy("Toutes les MRC")),
    ),
    columns=(
        Column("need", gettext_lazy("Besoin"), _need, "employer"),
        Column("verdict", gettext_lazy("Verdict"), _verdict, "best"),
        Column("score", gettext_lazy("Score"), lambda match, _today: Cell(points(match.score)), numeric=True),
        Column("stage", gettext_lazy("Étape"), _stage),
        Column(
            "since",
            gettext_lazy("Dans l’étape"),
            lambda match, today: time_in_stage(match.stage_since, today),
            "since",
        ),
        Column("occupation", gettext_lazy("Profession"), _occupation),
        Column("origin", gettext_lazy("Provenance"), _origin),
        Column(
            "answer", gettext_lazy("Réponse attendue"), lambda match, today: due(match.due_on, today), "due"
        ),
        Column("met", gettext_lazy("Entrevue"), lambda match, _today: on_day(match.met_on)),
        Column("elsewhere", gettext_lazy("Aussi en cours ailleurs"), _elsewhere),
        Column("place", gettext_lazy("Endroit"), lambda match, _t: Cell(match.need.site.municipality.name)),
        Column("lead", gettext_lazy("Responsable"), _lead),
        Column(
            "name",
            gettext_lazy("Nom de la personne"),
            lambda match, _today: Cell(match.known_name or "–"),
            permission=Permission.WORK_PERSONS,
            names=True,
        ),
    ),
    shown=("need", "verdict", "score", "stage", "since", "occupation", "origin", "answer"),
    card=("need", "verdict", "answer"),
    sorts={
        "best": Sort(gettext_lazy("Meilleurs d’abord"), ("verdict_place", "-score", "tie", "pk")),
        "newest": Sort(gettext_lazy("Dernier geste"), ("-updated_at", "-pk")),
        "since": Sort(gettext_lazy("Depuis le plus longtemps dans l’étape"), ("stage_since", "pk")),
        "due": Sort(gettext_lazy("Réponse attendue"), (F("due_on").asc(nulls_last=True), "pk")),
        "employer": Sort(gettext_lazy("Entreprise"), ("need__file__employer__folded_name", "pk")),
    },
    found=_found,
    dressed=list_queries.with_work,
    lanes=tuple(MatchStage.choices),
    lane=lambda _today: F("stage"),
    days={"due_on": gettext_lazy("Réponse attendue"), "met_on": gettext_lazy("Entrevue")},
    ready=(
        Ready(gettext_lazy("À regarder"), {}),
        Ready(gettext_lazy("En cours"), {"etape": "way", "tri": "newest"}),
        Ready(gettext_lazy("Réponses attendues"), {"etape": "way", "etat": "answer", "tri": "due"}),
        Ready(gettext_lazy("Les miens en cours"), {"etape": "way", "qui": "moi", "tri": "newest"}),
    ),
    usual=_usual,
    link=lambda match: f"/jumelages/{match.pk}/",
    title_of=_title,
    seen=_seen,
    named=_named,
    bulk=(
        ("shortlist", gettext_lazy("Retenir")),
        ("present", gettext_lazy("Présenter le profil dépersonnalisé")),
        ("set_aside", gettext_lazy("Écarter avec un motif")),
        ("follow_up", gettext_lazy("Inscrire un suivi à l’entreprise")),
    ),
    folded=(MatchStage.SET_ASIDE, MatchStage.ACCEPTED),
)
