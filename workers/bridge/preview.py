"""What a draft of the weights would change: the needs now ranked, scored under the draft and under what is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.utils import timezone

from crm.matching.models import WeightSet
from crm.matching.previewing import (
    FIRST,
    LISTED,
    MOST_NEEDS,
    CriterionSpread,
    Figures,
    NeedChange,
    Spread,
)
from crm.matching.services import store_preview
from crm.needs.models import LabourNeed
from workers.bridge.needs import read_scored_needs
from workers.bridge.people import everyone
from workers.bridge.tables import current_setting
from workers.engine.kernel.reweigh import Reweighed, TwoWeights
from workers.engine.results import WHOLE_SCORE
from workers.engine.scoring import Setting
from workers.engine.snapshot.columns import Array
from workers.engine.weights import Weights


def preview_weights(weights_id: int, revision: int, *, now: datetime) -> None:
    """Work out what the draft would change today; nothing when its text is another one already."""
    draft = WeightSet.objects.filter(pk=weights_id, is_draft=True, revision=revision).first()
    if draft is None:
        return
    using = current_setting(timezone.localdate(now))
    weights = Weights(
        version="draft",
        weights=tuple(draft.weights.items()),
        neutral=tuple(draft.neutral_shares.items()),
    )
    figures = compare(using, weights)
    store_preview(
        weights_id=weights_id, revision=revision, against=using.weights.version, figures=figures, now=now
    )


def compare(using: Setting, weights: Weights, most_needs: int = MOST_NEEDS) -> Figures:
    """The needs now ranked, or `most_needs` of them spread evenly by age, under the setting and under other weights."""
    ranked = list(LabourNeed.objects.scored().order_by("pk").values_list("pk", flat=True))
    needs = [need for _row, need in read_scored_needs(spread_evenly(ranked, most_needs))]
    people = everyone(using)
    if people.count == 0:
        needs = []
    tally = _Tally()
    if needs:
        both = TwoWeights(people, weights)
        for need in needs:
            tally.add(both.need(need, FIRST))
    return tally.figures(ranked=len(ranked), needs=len(needs), persons=people.count)


def spread_evenly(rows: Sequence[int], most: int) -> Sequence[int]:
    """All of a list, or `most` of it at even distances, the first and others after it."""
    if len(rows) <= most:
        return rows
    return [rows[place * len(rows) // most] for place in range(most)]


class _Moves:
    """How far scores move, without keeping them: how many by each number of hundredths."""

    def __init__(self) -> None:
        self.sizes = np.zeros(WHOLE_SCORE + 1, np.int64)
        self.rise = self.fall = 0

    def add(self, moves: Array) -> None:
        """Count some moves."""
        if len(moves):
            self.sizes += np.bincount(np.abs(moves), minlength=WHOLE_SCORE + 1)
            self.rise, self.fall = max(self.rise, int(moves.max())), max(self.fall, -int(moves.min()))

    @property
    def many(self) -> int:
        """How many were counted."""
        return int(self.sizes.sum())

    @property
    def median(self) -> int:
        """The least size that at least half of the moves do not exceed."""
        return int(np.searchsorted(np.cumsum(self.sizes), -(-self.many // 2))) if self.many else 0


class _Tally:
    """What is found need by need, in all."""

    def __init__(self) -> None:
        self.scores = _Moves()
        self.lines: dict[str, list[int]] = defaultdict(list)
        self.changed: list[tuple[int, NeedChange]] = []
        self.verdicts = 0

    def add(self, found: Reweighed) -> None:
        """One need more; of its pairs only the sizes are kept."""
        self.scores.add(found.moves)
        self.verdicts += found.verdicts
        for code, move in found.lines:
            self.lines[code].append(move)
        if found.is_changed:
            self.changed.append((found.distance, _change(found)))

    def figures(self, *, ranked: int, needs: int, persons: int) -> Figures:
        """The figures as the page shows them."""
        most = sorted(self.changed, key=lambda row: (-row[1].entering, -row[0], row[1].need_id))
        changes, scores = [change for _distance, change in most], self.scores
        return Figures(
            ranked=ranked,
            needs=needs,
            persons=persons,
            pairs=scores.many,
            verdicts=self.verdicts,
            changed=len(changes),
            replaced=sum(change.entering > 0 for change in changes),
            entering=sum(change.entering for change in changes),
            scores=Spread(median=scores.median, rise=scores.rise, fall=scores.fall),
            criteria=tuple(_criterion(code, moves) for code, moves in self.lines.items()),
            most=tuple(changes[:LISTED]),
        )


def _criterion(code: str, found: Sequence[int]) -> CriterionSpread:
    moves = _Moves()
    moves.add(np.array(found, np.int64))
    return CriterionSpread(code=code, median=moves.median, rise=moves.rise, fall=moves.fall)


def _change(found: Reweighed) -> NeedChange:
    return NeedChange(
        need_id=int(found.need), entering=found.entering, places=found.places, leaving=found.leaving
    )
