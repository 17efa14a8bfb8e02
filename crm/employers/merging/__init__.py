"""Two cards of one employer become one, and two again for thirty days."""

from crm.employers.merging.keeping import forget_journals, gather_strays
from crm.employers.merging.merge import UNDO_LASTS, MergeRefused, merge_employers
from crm.employers.merging.preview import Comparison, compare
from crm.employers.merging.rights import may_merge, require_may_merge
from crm.employers.merging.since import Since, made_or_written_since
from crm.employers.merging.undo import UndoRefused, kept_file, require_undoable, still_undoable, undo_merge

__all__ = [
    "UNDO_LASTS",
    "Comparison",
    "MergeRefused",
    "Since",
    "UndoRefused",
    "compare",
    "forget_journals",
    "gather_strays",
    "kept_file",
    "made_or_written_since",
    "may_merge",
    "merge_employers",
    "require_may_merge",
    "require_undoable",
    "still_undoable",
    "undo_merge",
]
