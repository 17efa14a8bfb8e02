"""Scored pairs into the table of matches: copied in together, and only what changed is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from crm.candidates.models import Candidate
from crm.candidates.services import hold_matching_consents
from crm.matching.models import KeptOut
from crm.needs.models import LabourNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """One pair as it is stored: hundredths of a point, thousandths of coverage, reasons as codes and numbers.

    `rank` is the place in the run; None when the pair was scored alone.
    """

    need_id: int
    candidate_id: int
    verdict: str
    score: int
    coverage: int
    rank: int | None
    tie: int
    criteria: list[Any]
    constraints: list[Any]
    changes: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRun:
    """What is kept of a ranking as a whole: how many of each verdict, and what alone blocked how many.

    `near_misses`: by that condition everyone whom it alone kept out, best first, and their scores.
    """

    scored_at: datetime
    engine_version: str
    weights_version: str
    persons: int
    verdicts: dict[str, int]
    blocked_by: dict[str, int]
    near_misses: Mapping[str, tuple[Sequence[int], Sequence[int]]] = field(default_factory=dict)


VALUES = ("verdict", "score", "coverage", "rank", "tie", "criteria", "constraints", "changes")
COLUMNS = ("need_id", "candidate_id", "run_id", *VALUES)
WAITING_ROOM = """
    CREATE TEMPORARY TABLE IF NOT EXISTS scored_pairs (
        need_id bigint, candidate_id bigint, run_id bigint, verdict text, score smallint, coverage smallint,
        rank integer, tie bigint, criteria jsonb, constraints jsonb, changes jsonb
    ) ON COMMIT DELETE ROWS
"""
#: A pair that comes out as it stands is not written again; it keeps the run that first found it so, unless the engine
#: or the weights are others.
UPSERT = """
    INSERT INTO matching_match AS kept (stage, created_at, updated_at, {columns})
    SELECT 'proposed', %(now)s, %(now)s, {columns} FROM scored_pairs ORDER BY need_id, candidate_id
    ON CONFLICT (need_id, candidate_id) DO UPDATE SET updated_at = %(now)s, run_id = excluded.run_id, {given}
    WHERE ({before}) IS DISTINCT FROM ({after})
    OR (SELECT (engine_version, weights_version) FROM matching_scoringrun WHERE id = kept.run_id)
       IS DISTINCT FROM
       (SELECT (engine_version, weights_version) FROM matching_scoringrun WHERE id = excluded.run_id)
""".format(  # noqa: S608 - columns of ours
    columns=", ".join(COLUMNS),
    given=", ".join(f"{name} = excluded.{name}" for name in VALUES),
    before=", ".join(f"kept.{name}" for name in VALUES),
    after=", ".join(f"excluded.{name}" for name in VALUES),
)


def store_pairs(pairs: Iterable[tuple[ScoredPair, int | None]], *, now: datetime) -> int:
    """Write each pair under the run of that key, in the current transaction; returns how many rows were written.

    What people decided about a pair stays. Nothing is written for a pair that comes out as it is stored.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING_ROOM)
        cursor.execute("TRUNCATE scored_pairs")
        with cursor.copy(f"COPY scored_pairs ({', '.join(COLUMNS)}) FROM STDIN") as rows:
            for pair, run in pairs:
                rows.write_row(_row(pair, run))
        cursor.execute(UPSERT, {"now": now})
        return int(cursor.rowcount)


def _row(pair: ScoredPair, run: int | None) -> tuple[Any, ...]:
    return (
        pair.need_id,
        pair.candidate_id,
        run,
        pair.verdict,
        pair.score,
        pair.coverage,
        pair.rank,
        pair.tie,
        json.dumps(pair.criteria),
        json.dumps(pair.constraints),
        json.dumps(pair.changes),
    )


def store_near_misses(need: LabourNeed, run: ScoredRun) -> None:
    """Replace the lists of whom one condition alone keeps out of a need."""
    KeptOut.objects.filter(need=need).delete()
    KeptOut.objects.bulk_create(
        KeptOut(need=need, code=code, people=list(people), scores=list(scores))
        for code, (people, scores) in run.near_misses.items()
    )


def may_be_scored(pairs: Sequence[ScoredPair], *, on: date) -> list[ScoredPair]:
    """The pairs of persons who may still be scored: whoever took the consent back meanwhile is left out.

    The consents are held until the commit: one taken back after this finds the pairs written, and removes them.
    """
    hold_matching_consents({pair.candidate_id for pair in pairs})
    persons = Candidate.objects.scorable(on).filter(pk__in={pair.candidate_id for pair in pairs})
    still = set(persons.values_list("pk", flat=True))
    return [pair for pair in pairs if pair.candidate_id in still]
