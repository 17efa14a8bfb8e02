"""The order in which people are shown for a need."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from workers.engine.results import Result, Verdict
from workers.engine.scoring import Setting, score
from workers.engine.types import Need, Person

_VERDICT_ORDER = {Verdict.ADMISSIBLE: 0, Verdict.TO_VERIFY: 1, Verdict.INADMISSIBLE: 2}


def tie_break(need: str, person: str) -> bytes:
    """Where a pair stands among equals: a hash of both ids, so stable, and favouring no id, old or new."""
    key = len(need).to_bytes(4, "big") + need.encode() + person.encode()
    return blake2b(key, digest_size=8).digest()


def order_key(result: Result) -> tuple[int, int, bytes]:
    """Admissible, then to verify, then inadmissible; each by score, highest first; ties by `tie_break`."""
    return _VERDICT_ORDER[result.verdict], -result.score, tie_break(result.need, result.person)


def rank(need: Need, persons: Iterable[Person], using: Setting) -> list[Result]:
    """Every person scored for the need, in order. Nobody is left out, and nobody changes another's score."""
    return sorted((score(need, person, using) for person in persons), key=order_key)
