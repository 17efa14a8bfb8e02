"""One person against every need that is ranked: the verdict and the score of each, no more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from crm.matching.models import Snapshot
from crm.matching.ranked import changed_needs
from crm.needs.models import LabourNeed
from workers.bridge.needs import read_scored_needs
from workers.bridge.people import MANY_NEEDS, kept_snapshot, opened
from workers.engine.kernel.delta import Change, People
from workers.engine.kernel.ranking import VERDICTS
from workers.engine.kernel.ready import is_compiled
from workers.engine.scoring import Setting, score
from workers.engine.types import Need, Person

#: A need's key, the verdict, the score in hundredths.
Answer = tuple[int, str, int]


def against_needs(person: Person, using: Setting) -> list[Answer]:
    """The answer of each need that is ranked."""
    kept = kept_snapshot(using)
    if kept is None:
        return _one_by_one(person, (need for _row, need in read_scored_needs()), using)
    changed = changed_needs(kept)
    later = (need for _row, need in read_scored_needs(changed))
    by_columns = LabourNeed.objects.scored().count() >= MANY_NEEDS and is_compiled()
    remembered = opened(kept, using) if by_columns else None
    same = _by_columns(person, remembered) if remembered else _as_read(person, kept, using)
    return [*(answer for answer in same if answer[0] not in changed), *_one_by_one(person, later, using)]


def _one_by_one(person: Person, needs: Iterable[Need], using: Setting) -> list[Answer]:
    results = (score(need, person, using) for need in needs)
    return [(int(result.need), result.verdict.value, result.score) for result in results]


def _as_read(person: Person, kept: Snapshot, using: Setting) -> Iterable[Answer]:
    return _one_by_one(person, _needs_read(kept.pk), using)


@lru_cache(maxsize=1)
def _needs_read(_snapshot: int) -> tuple[Need, ...]:
    """Every need, read once in each process for a snapshot: whatever is written since counts as changed."""
    return tuple(need for _row, need in read_scored_needs())


def _by_columns(person: Person, remembered: People) -> Iterable[Answer]:
    """The needs of the snapshot as it was taken, against the person as they are now."""
    people = remembered.changed(Change(edited=[person]))
    ids = people.snapshot.needs["ids"].tolist()
    verdicts, scores, _reasons = people.score_person(0, range(len(ids)), pool=1)
    words = [verdict.value for verdict in VERDICTS]
    answers = zip(ids, verdicts.tolist(), scores.tolist(), strict=True)
    return ((int(key), words[verdict], points) for key, verdict, points in answers)
