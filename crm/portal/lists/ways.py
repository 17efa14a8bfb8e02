"""Where a card of a board may go: from which columns, what is asked on the way, why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.accounts.models import Noun
from crm.candidates.models import PersonStage
from crm.candidates.rules import TRANSITIONS as PERSON_WAYS
from crm.employers.models import FileStage
from crm.employers.rules import TRANSITIONS as FILE_WAYS
from crm.matching.models import MatchStage
from crm.matching.rules import TRANSITIONS as MATCH_WAYS
from crm.needs.models import NeedStage
from crm.needs.rules.stages import NOT_BY_HAND, TRANSITIONS, hand_move
from crm.portal.lists.kinds import WorkList


@dataclass(frozen=True, slots=True)
class Way:
    """A column as a target: the columns from which one gets there, those from which something is asked, why not."""

    key: str
    label: str
    sources: frozenset[str]
    asking: frozenset[str]
    why: str

    @property
    def from_words(self) -> str:
        """The sources for the page's own script, apart by spaces."""
        return " ".join(sorted(self.sources))

    @property
    def asking_words(self) -> str:
        """The sources from which a form asks for more, apart by spaces."""
        return " ".join(sorted(self.asking))


def ways_of(work: WorkList) -> Mapping[str, Way]:
    """Every column of the board as a target."""
    make = WAYS[work.noun]
    return {key: make(key, str(label)) for key, label in work.lanes}


def _need_way(target: str, label: str) -> Way:
    sources = frozenset(stage for stage in NeedStage.values if hand_move(stage, target))
    moves = {stage: hand_move(stage, target) for stage in sources}
    asking = frozenset(
        stage for stage, move in moves.items() if TRANSITIONS[move].reason or move == "qualify"
    )
    return Way(target, label, sources, asking, str(NOT_BY_HAND.get(target, "")))


def _file_way(target: str, label: str) -> Way:
    sources = frozenset(stage for stage, targets in FILE_WAYS.items() if target in targets)
    asking = sources if target in {FileStage.CLOSED, FileStage.ASLEEP} else frozenset()
    why = (
        _("Un dossier ouvert ne redevient pas « repérée ».")
        if target == FileStage.SPOTTED
        else _("La table des étapes n’y mène pas depuis l’étape actuelle.")
    )
    return Way(target, label, sources, asking, why)


def _follow_up_way(target: str, label: str) -> Way:
    every = frozenset({"late", "today", "week", "later", "done"})
    nothing: frozenset[str] = frozenset()
    if target == "late":
        return Way(target, label, nothing, nothing, _("Une promesse se fait pour un jour à venir."))
    others = every - {target}
    asking = others - {"done"} if target in {"week", "later"} else nothing
    return Way(target, label, others, asking, "")


def _person_way(target: str, label: str) -> Way:
    sources = frozenset(stage for stage, targets in PERSON_WAYS.items() if target in targets)
    asking = sources if target == PersonStage.CLOSED else frozenset()
    return Way(target, label, sources, asking, _("La table des étapes n’y mène pas depuis l’étape actuelle."))


def _match_way(target: str, label: str) -> Way:
    """Each step of a match has its own form or page, but putting back."""
    sources = frozenset(before for before, after in MATCH_WAYS if after == target and before != target)
    asking = frozenset() if target == MatchStage.PROPOSED else sources
    return Way(target, label, sources, asking, _("La table des étapes n’y mène pas depuis l’étape actuelle."))


WAYS: Mapping[str, Callable[[str, str], Way]] = {
    Noun.NEEDS: _need_way,
    Noun.FILES: _file_way,
    Noun.FOLLOW_UPS: _follow_up_way,
    Noun.PERSONS: _person_way,
    Noun.MATCHES: _match_way,
}
