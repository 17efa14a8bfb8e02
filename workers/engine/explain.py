"""What would change a pair: each single change is really scored again, never estimated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workers.engine.around import Around
from workers.engine.results import Change, Result, Verdict
from workers.engine.scoring import Setting
from workers.engine.skill_variations import skills
from workers.engine.types import Need, Person
from workers.engine.variations import OF_CONDITIONS, Variation


def explain(need: Need, person: Person, using: Setting, *, most: int = 8) -> Result:
    """The scored pair with what would change it.

    Changes that make the pair admissible come first, then the largest gain; at most `most` of them. A change
    that neither raises the score nor lifts an obstacle is left out.
    """
    around = Around(need, person, using)
    return with_changes(around.result(), around, most=most)


def with_changes(result: Result, around: Around, *, most: int = 8) -> Result:
    """The same result with its changes. `result` must be the one of this very pair."""
    changes = (_try(variation, result, around) for variation in _variations(around))
    worth = [change for change in changes if change is not None]
    worth.sort(key=lambda change: (not change.makes_admissible, -change.gain_high, change.code, change.codes))
    return replace(result, changes=tuple(worth[:most]))


def _variations(around: Around) -> Iterator[Variation]:
    for vary in OF_CONDITIONS:
        yield from vary(around.need, around.person, around.using.rules.on)
    yield from skills(around.need, around.person)


def _obstacles(result: Result) -> int:
    return len(result.blocked()) + len(result.to_verify())


def _try(variation: Variation, before: Result, around: Around) -> Change | None:
    best = around.tried(*variation.best)
    low = around.tried(*variation.worst).score if variation.worst else best.score
    if best.score <= before.score and best.obstacles >= _obstacles(before):
        return None
    return Change(
        code=variation.code,
        codes=variation.codes,
        numbers=variation.numbers,
        gain_low=low - before.score,
        gain_high=best.score - before.score,
        verdict=best.verdict,
        makes_admissible=best.verdict is Verdict.ADMISSIBLE and before.verdict is not Verdict.ADMISSIBLE,
    )
