"""Several matches of one need side by side, in words: what decides, and each criterion with its differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core.formatting import points, sign
from crm.matching.comparing import Comparison, DecidedBy, Decision, Status, compared
from crm.matching.models import Match
from crm.portal.match_rows import LineWords, MatchRow, rows_of, with_places
from crm.portal.match_words import condition, criterion

#: Criteria that a sentence names on each side; the table under it has them all.
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one person has of a criterion: points, the difference to the first (empty for the first), the evidence.

    `rounded`: the difference is the rounding of what is shown, the points are the same.
    """

    points: str
    gap: str
    rounded: bool = False
    line: LineWords | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion across all: its name, what it may give (empty where that differs), a cell for each."""

    name: str
    weight: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The people, best first, and all that the page says of them."""

    rows: list[MatchRow]
    sentences: list[str]
    totals: list[Cell]
    criteria: list[CriterionRow]
    conditions: list[tuple[str, list[tuple[str, str, str]]]]


#: How an outcome looks: its tag and its icon.
OUTCOMES = {
    Status.OK: ("tag-ok", "check"),
    Status.MISSING: ("tag-miss", "question"),
    Status.BLOCKED: ("tag-no", "forbidden"),
    None: ("", "check"),
}


def side_by_side(matches: Sequence[Match]) -> SideBySide:
    """The comparison of two to four matches of one need. Raises `NotComparable`."""
    ordered, found = compared(matches)
    rows = [with_places(row) for row in rows_of(ordered)]
    return SideBySide(
        rows=rows,
        sentences=[
            _sentence(decision, rows[0], row) for decision, row in zip(found.decisions, rows[1:], strict=True)
        ],
        totals=[
            Cell(points=points(10 * shown), gap=_gap(found.gaps, place), line=None)
            for place, shown in enumerate(found.shown)
        ],
        criteria=_criteria(rows, found),
        conditions=[
            (condition(row.code), [(*OUTCOMES[status], _outcome(status)) for status in row.statuses])
            for row in found.conditions
        ],
    )


def _criteria(rows: list[MatchRow], found: Comparison) -> list[CriterionRow]:
    made = []
    for line in found.lines:
        lines = [next((one for one in row.lines if one.line.code == line.code), None) for row in rows]
        weights = {one.line.weight for one in lines if one}
        cells = [
            Cell(
                points=points(10 * tenths),
                gap=_gap(line.gaps, place),
                rounded=line.alike[place] and line.gaps[place] != 0,
                line=lines[place],
            )
            for place, tenths in enumerate(line.tenths)
        ]
        shown = max((one.line.weight_shown for one in lines if one), default=0)
        weight = points(shown) if len(weights) == 1 and not _neutral(line.code) else ""
        made.append(CriterionRow(name=criterion(line.code), weight=weight, cells=cells))
    return made


def _neutral(code: str) -> bool:
    return code == "undocumented"


def _gap(gaps: Sequence[int], place: int) -> str:
    """« + 1,2 », « − 3,0 », « = » against the first."""
    if place == 0:
        return ""
    return f"{sign(gaps[place])}{points(10 * abs(gaps[place]))}" if gaps[place] else "="


def _outcome(status: Status | None) -> str:
    words = {
        Status.OK: _("remplie"),
        Status.MISSING: _("à vérifier"),
        Status.BLOCKED: _("bloque"),
        None: _("ne s’applique pas"),
    }
    return words[status]


def _sentence(decision: Decision, first: MatchRow, other: MatchRow) -> str:
    """What puts the first before the other: the verdict, else the points and where they come from."""
    names = {"first": first.match.candidate.reference, "other": other.match.candidate.reference}
    if decision.by is DecidedBy.TIE:
        return _("%(first)s et %(other)s ont le même score : l’ordre vient d’un tirage stable.") % names
    if decision.by is DecidedBy.POINTS:
        return _points_sentence(decision, names)
    names |= {
        "verdict": str(first.match.get_verdict_display()),
        "otherwise": str(other.match.get_verdict_display()),
    }
    said = _(
        "%(first)s passe avant %(other)s par le verdict, %(verdict)s et non %(otherwise)s, "
        "qui compte avant les points."
    )
    return f"{said % names} {_points_sentence(decision, names)}"


def _points_sentence(decision: Decision, names: dict[str, str]) -> str:
    gap, many = points(10 * abs(decision.gap)), _plural(abs(decision.gap))
    more_said = ngettext(
        "%(first)s a %(gap)s point de plus que %(other)s",
        "%(first)s a %(gap)s points de plus que %(other)s",
        many,
    )
    less_said = ngettext(
        "%(first)s a %(gap)s point de moins que %(other)s",
        "%(first)s a %(gap)s points de moins que %(other)s",
        many,
    )
    head = more_said if decision.gap >= 0 else less_said
    more = _named(decision.more, _("%(gap)s de plus pour « %(criterion)s »"))
    less = _named(decision.less, _("%(gap)s de moins pour « %(criterion)s »"))
    parts = [*more, *less] if decision.gap >= 0 else [*less, *more]
    named = min(len(decision.more), NAMED) + min(len(decision.less), NAMED)
    whole = named == len(decision.more) + len(decision.less) and not decision.rounded
    between = _(" : %(parts)s.") if whole else _(", surtout : %(parts)s.")
    tail = between % {"parts": ", ".join(parts)} if parts else "."
    return head % (names | {"gap": gap}) + tail


def _plural(tenths: int) -> int:
    """A count that gettext reads as it should in both languages: « 1,5 point » but "1.5 points"."""
    return 2 if tenths >= 20 else int(tenths == 10)


def _named(gaps: Sequence[tuple[str, int]], said: str) -> list[str]:
    return [said % {"gap": points(10 * gap), "criterion": criterion(code)} for code, gap in gaps[:NAMED]]
