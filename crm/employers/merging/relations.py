"""What a merge does with every row that names an employer or a file. A test compares these lists with the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows that name an employer or a file by `field` and follow it.

    `once`: of two rows equal in these fields one stays with the card that goes. `kept_apart`: its edits since a merge
    are shown before it is undone. `waits_on`: a row without it forbids that its file be folded. `words`: what the
    preview calls the rows, None for what it need not count.
    """

    model: str
    field: str
    words: str | Promise | None = None
    once: tuple[str, ...] = ()
    kept_apart: bool = False
    waits_on: str = ""

    @property
    def label(self) -> str:
        """« needs.LabourNeed.file »."""
        return f"{self.model}.{self.field}"

    @property
    def table(self) -> type[Model]:
        """The model class; upper nouns are named, never imported."""
        return apps.get_model(self.model)

    def rows(self) -> Any:
        """Every row, also of cards merged away."""
        return self.table._base_manager.all()


#: Rows that follow the employer. Its files come apart: two of one direction become one.
EMPLOYER_ROWS = (
    Relation("employers.Site", "employer", _("lieux de travail"), kept_apart=True),
    Relation("employers.Contact", "employer", _("contacts"), kept_apart=True),
    Relation("employers.EmployerMember", "employer", _("accès à l’espace entreprise"), once=("user_id",)),
    Relation("needs.NeedTemplate", "employer", _("modèles de besoin")),
    Relation("candidates.Consent", "employer"),
    Relation("candidates.Authorisation", "tied_employer"),
)
FILES = Relation("employers.EmployerFile", "employer")
#: Rows that follow a file into the other file of its direction.
FILE_ROWS = (
    Relation("needs.LabourNeed", "file", _("besoins"), kept_apart=True),
    Relation("casework.Intervention", "file", _("interventions"), kept_apart=True),
    Relation("casework.FollowUp", "file", _("suivis"), kept_apart=True),
    Relation("employers.Diagnosis", "file", _("diagnostics"), kept_apart=True),
    Relation("employers.ForeignStaff", "file", _("permis du personnel étranger"), kept_apart=True),
    Relation("casework.Document", "file", _("documents"), kept_apart=True),
    Relation("employers.NeedFormLink", "file", _("liens du formulaire")),
    Relation("employers.FileMove", "file"),
    Relation("employers.FileEdit", "file"),
    Relation("employers.FileCollaborator", "file", once=("user_id",)),
    Relation("caseload.Handover", "file", waits_on="answered_at"),
    Relation("caseload.ReviewDecision", "file"),
    Relation("notices.ActLink", "file"),
    Relation("notices.OutgoingMail", "file"),
    Relation("notices.Notice", "file"),
)
#: Counted in the preview; they follow their need wherever it goes.
BELOW_NEEDS = (
    ("matching.Match", "need__file__in", _("jumelages")),
    ("matching.Placement", "need__file__in", _("embauches")),
)
#: Rows that name an employer or a file and never move, each with its reason.
STAYING = {
    "employers.EmployerFile.employer": "moved apart, unless its direction has one already",
    "employers.EmployerFile.merged_into": "the way from a folded file",
    "employers.Employer.merged_into": "the way from a merged card, followed to its end",
    "employers.EmployerMerge.survivor": "the merge itself",
    "employers.EmployerMerge.loser": "the merge itself",
    "employers.LikelyPair.first": "pairs of a merged card are no longer shown",
    "employers.LikelyPair.second": "pairs of a merged card are no longer shown",
    "employers.SharingConsent.employer": "given in the name of one card: the one that is kept asks for its own",
    "employers.FileLead.file": "copied into the days when nobody led the file that is kept",
}
#: Rows that name a place or a person of the employer beside a file: both stay of one employer when a merge is undone.
CROSSINGS = (
    ("needs.LabourNeed", "site"),
    ("casework.Intervention", "site"),
    ("casework.Intervention", "contact"),
    ("employers.NeedFormLink", "contact"),
    ("notices.ActLink", "contact"),
    ("notices.OutgoingMail", "contact"),
)
#: What is chosen between two cards and two files of a direction, in the order of the page.
EMPLOYER_FIELDS = (
    "legal_name",
    "usual_name",
    "neq",
    "sector_id",
    "size_band",
    "website",
    "hired_abroad_before",
    "trade_names",
    "has_union",
    "union",
    "francization",
    "source",
)
FILE_FIELDS = ("stage", "objectives")
#: Columns that no choice touches.
LEFT_FIELDS = frozenset(
    ["id", "created_at", "updated_at", "folded_name", "web_domain", "merged_into_id", "doubles_sought_at"]
)
LEFT_FILE_FIELDS = frozenset(
    [
        "id",
        "created_at",
        "updated_at",
        "employer_id",
        "direction_id",
        "origin_id",
        "opened_on",
        "wake_on",
        "moved_at",
        "last_contact_on",
        "merged_into_id",
    ]
)
