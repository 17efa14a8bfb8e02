"""The places of the left rail: which page, for whose postings, in which group."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.policy import Permission as P
from crm.accounts.policy import Scope

GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("main", ""),
    ("work", _("Travail")),
    ("steer", _("Pilotage")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the rail, by the name of its address; open to staff with one of the permissions, or to all staff."""

    group: str
    label: str | Promise
    name: str
    icon: str
    permissions: frozenset[P] = field(default=frozenset())
    staff: bool = True

    def is_open(self, scope: Scope) -> bool:
        """Whether a reader of this scope finds the place in the rail."""
        if scope.is_staff != self.staff:
            return False
        return not self.permissions or bool(self.permissions & scope.permissions)


def _for(*permissions: P) -> frozenset[P]:
    return frozenset(permissions)


PLACES = (
    Place("main", _("Aujourd’hui"), "today", "home"),
    Place("main", _("Mes besoins"), "employer-home", "briefcase", staff=False),
    Place("main", _("Accès"), "employer-members", "people", staff=False),
    Place("main", _("Entreprises"), "files", "building", _for(P.WORK_FILES)),
    Place("main", _("Besoins"), "needs", "briefcase", _for(P.WORK_FILES)),
    Place("main", _("Personnes"), "persons", "people", _for(P.WORK_PERSONS)),
    Place("main", _("Jumelages"), "matches", "bridge", _for(P.DECIDE_MATCHES, P.WORK_PERSONS)),
    Place("work", _("Suivis"), "follow-ups", "flag", _for(P.WORK_FILES, P.WORK_PERSONS)),
    Place("work", _("Rendez-vous"), "appointments", "calendar", _for(P.WORK_PERSONS)),
    Place("work", _("Transferts"), "handovers", "swap", _for(P.WORK_FILES, P.WORK_PERSONS)),
    Place("work", _("Partenaires"), "partners", "heart", _for(P.SEE_FIGURES)),
    Place("work", _("Ententes"), "agreements", "agreement", _for(P.SEE_FIGURES)),
    Place("work", _("Courriels"), "mails", "mail", _for(P.WORK_FILES, P.RUN_INSTALLATION)),
    Place("work", _("Importations"), "imports", "download", _for(P.WORK_FILES, P.WORK_PERSONS)),
    Place("steer", _("Tableau régional"), "dashboard", "map", _for(P.SEE_FIGURES)),
    Place("steer", _("Charges de travail"), "caseloads", "bars", _for(P.REVIEW_CASELOADS)),
    Place("steer", _("Plan de jumelage"), "matching-plans", "plan", _for(P.SIGN_PLANS)),
    Place(
        "steer",
        _("Modèles de besoin"),
        "need-templates",
        "briefcase",
        _for(P.REVIEW_CASELOADS, P.RUN_INSTALLATION),
    ),
    Place("steer", _("Bilan"), "bilan", "report", _for(P.SEE_FIGURES)),
    Place("steer", _("Journal des accès"), "read-journal", "shield", _for(P.READ_JOURNAL)),
    Place("steer", _("Communications"), "releases", "out", _for(P.READ_JOURNAL)),
    Place("steer", _("Comptes"), "users", "person", _for(P.RUN_INSTALLATION)),
    Place("steer", _("Territoires"), "territories", "pin", _for(P.RUN_INSTALLATION)),
    Place("steer", _("Pondération"), "weights", "bars", _for(P.RUN_INSTALLATION)),
    Place("steer", _("Étapes des voies"), "path-steps", "flag", _for(P.RUN_INSTALLATION)),
    Place("steer", _("Tables de référence"), "reference-tables", "report", _for(P.RUN_INSTALLATION)),
)
