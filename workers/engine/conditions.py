"""The criteria on where and when: mobility and availability. Same parts and promises as in `criteria`."""

from __future__ import annotations

from datetime import timedelta

from workers.engine.criteria import WHOLE, Part
from workers.engine.dates import start_date
from workers.engine.results import Evidence, day_number
from workers.engine.rules import RuleValues
from workers.engine.types import Mobility, Need, Person

#: Of mobility, the place counts 600 per-mille, the help needed 400.
PLACE_SHARE = 600
#: Per-mille of the place by rank of preference, first, second, third, further.
RANK_SHARES = (1000, 900, 800, 700)
#: Per-mille of the place for a person who accepts anywhere without ranking it.
ANYWHERE_SHARE = 800
#: Of availability, the date counts 600 per-mille when the need also states a shift, else all.
DATE_SHARE = 600


def _rank_share(code: str, ranked: tuple[str, ...]) -> int:
    if code not in ranked:
        return 0
    return RANK_SHARES[min(ranked.index(code), len(RANK_SHARES) - 1)]


def place_share(need: Need, wishes: Mobility) -> int:
    """Per-mille for the place: the best of the MRC's rank, the region's rank, and accepting anywhere."""
    ranked = max(_rank_share(need.mrc, wishes.mrcs), _rank_share(need.region, wishes.regions))
    return max(ranked, ANYWHERE_SHARE if wishes.anywhere else 0)


def mobility(need: Need, person: Person) -> Part:
    """Preference for the place of the need, and help needed that is offered.

    Evidence: "place" (codes: region, MRC; number: share per-mille), "help" (code: one kind; none when never
    asked).
    """
    parts = (_place(need, person.mobility), _help(need, person.help_needed))
    return Part(
        earned=sum(part.earned for part in parts),
        documented=sum(part.documented for part in parts),
        found=tuple(row for part in parts for row in part.found),
        not_found=tuple(row for part in parts for row in part.not_found),
        missing=tuple(row for part in parts for row in part.missing),
    )


def _place(need: Need, wishes: Mobility | None) -> Part:
    codes = (need.region, need.mrc)
    if wishes is None:
        return Part(earned=0, documented=0, missing=(Evidence(kind="place", codes=codes),))
    share = place_share(need, wishes)
    line = (Evidence(kind="place", codes=codes, numbers=(share,)),)
    found, not_found = (line, ()) if share else ((), line)
    whole = PLACE_SHARE * 1000
    return Part(earned=PLACE_SHARE * share, documented=whole, found=found, not_found=not_found)


def _help(need: Need, wanted: frozenset[str] | None) -> Part:
    whole = WHOLE - PLACE_SHARE * 1000
    if wanted is None:
        return Part(earned=0, documented=0, missing=(Evidence(kind="help"),))
    offered, lacking = sorted(wanted & need.help_offered), sorted(wanted - need.help_offered)
    return Part(
        earned=whole * len(offered) // len(wanted) if wanted else whole,
        documented=whole,
        found=tuple(Evidence(kind="help", codes=(kind,)) for kind in offered),
        not_found=tuple(Evidence(kind="help", codes=(kind,)) for kind in lacking),
    )


def _date_share(need: Need, person: Person, rules: RuleValues) -> tuple[int | None, Evidence]:
    """Per-mille for the date: whole at the start, falling evenly to nothing past the last day accepted."""
    start = start_date(need, rules.on)
    if person.available_from is None:
        return None, Evidence(kind="date", numbers=(day_number(start),))
    evidence = Evidence(kind="date", numbers=(day_number(start), day_number(person.available_from)))
    late = max(person.available_from - start, timedelta()).days
    span = rules.available_late_days + 1
    return 1000 * max(span - late, 0) // span, evidence


def availability(need: Need, person: Person, rules: RuleValues) -> Part:
    """The date against the start date, and the shift where the need states one.

    Evidence: "date" (numbers: start, available), "shift" (code).
    """
    share, date_evidence = _date_share(need, person, rules)
    answers: list[tuple[int, int | None, Evidence]] = [
        (1000 if need.shift is None else DATE_SHARE, share, date_evidence)
    ]
    if need.shift is not None:
        accepted = None if person.shifts is None else 1000 if need.shift in person.shifts else 0
        answers.append((1000 - DATE_SHARE, accepted, Evidence(kind="shift", codes=(need.shift,))))
    return Part(
        earned=sum(weight * (value or 0) for weight, value, _ in answers),
        documented=sum(weight * 1000 for weight, value, _ in answers if value is not None),
        found=tuple(evidence for _, value, evidence in answers if value),
        not_found=tuple(evidence for _, value, evidence in answers if value == 0),
        missing=tuple(evidence for _, value, evidence in answers if value is None),
    )
