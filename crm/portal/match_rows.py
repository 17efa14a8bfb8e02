"""A match as the pages show it: its words, its bar, what may be done with it next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.candidates.rules import is_fresh
from crm.matching.comparing import Others, others_among, others_of
from crm.matching.explain import Explanation, Line, explained
from crm.matching.models import Match, MatchStage, RequestAnswer, Verdict
from crm.matching.queries import UNDER_WAY
from crm.matching.ranking import Placed
from crm.portal.match_conditions import change_sentence, condition_sentence, gain_words, range_words
from crm.portal.match_names import Names, names_for
from crm.portal.match_words import criterion, evidence, short_title

BAR_WIDTH, BAR_GAP = 132, 2
BADGES = {
    Verdict.ADMISSIBLE: ("badge-ok", "check"),
    Verdict.TO_VERIFY: ("badge-warn", "question"),
    Verdict.INADMISSIBLE: ("badge-bad", "forbidden"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One criterion in the score bar, in the SVG's units: its weight, what was obtained, what is not documented."""

    x: float
    width: float
    filled: float
    missing_x: float
    missing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """One line of the explanation in words."""

    line: Line
    name: str
    share: float
    found: list[str]
    not_found: list[str]
    missing: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """What would change the score, in words, with its gain: « + 4,0 », « − 2,1 à + 2,1 ».

    `score`: what the score would be, « 78,4 » or « 70,1 à 78,4 »; `verdict`: the badge of the one it would get, empty
    when it stays; `places`: its place today and then, among all who are ranked, when both are known and differ.
    """

    sentence: str
    gain: str
    makes_admissible: bool
    score: str
    verdict: tuple[str, str, str] | None
    after: tuple[str, int]
    places: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class MatchRow:
    """A match with everything that its row and its open detail show; sentences are made when they are read."""

    match: Match
    explanation: Explanation
    names: Names
    badge: str
    icon: str
    occupation: str
    origin: str
    is_local: bool
    segments: list[Segment]
    elsewhere: list[str]
    placed: list[ChangeWords] | None = None

    @cached_property
    def lines(self) -> list[LineWords]:
        """Each criterion's line, with its evidence in words."""
        return [_line_words(line, self.names) for line in self.explanation.lines]

    @cached_property
    def met(self) -> list[str]:
        """The conditions met."""
        return [condition_sentence(row, self.names) for row in self.explanation.met]

    @cached_property
    def missing(self) -> list[str]:
        """The conditions whose fact is missing."""
        return [condition_sentence(row, self.names) for row in self.explanation.missing]

    @cached_property
    def blocked(self) -> list[str]:
        """The conditions that keep the person out."""
        return [condition_sentence(row, self.names) for row in self.explanation.blocked]

    @cached_property
    def changes(self) -> list[ChangeWords]:
        """What would change the pair, with the place that it would give where that was asked for."""
        if self.placed is not None:
            return self.placed
        return [_change_words(row, self.names, self.match) for row in self.explanation.changes]

    @property
    def is_fresh(self) -> bool:
        """Whether the person confirmed the profile lately."""
        return is_fresh(self.match.candidate.confirmed_on, today=timezone.localdate())

    @property
    def may_present(self) -> bool:
        """Whether the person's consent to be shown to this employer stands today."""
        return self.match.may_be_presented(timezone.localdate())

    @property
    def waits_for_accord(self) -> bool:
        """Kept across directions, and whoever accompanies the person has not answered."""
        return self.match.stage == MatchStage.SHORTLISTED and self.match.accord == ""

    @property
    def note(self) -> str:
        """What the row says under the verdict: the stage reached, else what is missing, else that it is new."""
        if self.waits_for_accord:
            return _("Retenu, accord de sa direction attendu")
        if self.match.stage == MatchStage.SHORTLISTED and self.match.accord == RequestAnswer.ACCEPTED:
            return _("Retenu, accord de sa direction reçu")
        if self.match.stage != MatchStage.PROPOSED:
            return str(self.match.get_stage_display()).capitalize()
        if self.blocked:
            return self.blocked[0]
        return self.missing[0] if self.missing else _("Proposé")


def rows_of(matches: Iterable[Match], *, site_region: str | None = None) -> list[MatchRow]:
    """The rows of these matches, read `with_profile`, with the names of all codes read once."""
    found = list(matches)
    names = names_for(found, {match.main_occupation for match in found if match.main_occupation})
    return [row_of(match, names, site_region) for match in found]


def row_of(match: Match, names: Names, site_region: str | None) -> MatchRow:
    """One row. The region of residence is shown as the label local or interregional only."""
    detail = explained(match)
    badge, icon = BADGES[Verdict(match.verdict)]
    region = site_region or match.need.site.municipality.mrc.region_id
    home = match.home_region or ""
    held = match.main_occupation
    return MatchRow(
        match=match,
        explanation=detail,
        names=names,
        badge=badge,
        icon=icon,
        occupation=short_title(names.occupation(held)) if held else _("profession inconnue"),
        origin=f"{names.region(home)} ({home})" if home else names.region(home),
        is_local=home == region,
        segments=_segments(detail.lines),
        elsewhere=_elsewhere(match.elsewhere),
    )


def _elsewhere(stages: Iterable[str]) -> list[str]:
    """At which stages others are speaking of the person: « retenu » or « entrevue (2) », never for whom."""
    counts = Counter(stages)
    return [
        f"{MatchStage(stage).label} ({counts[stage]})" if counts[stage] > 1 else str(MatchStage(stage).label)
        for stage in UNDER_WAY
        if counts[stage]
    ]


def with_places(row: MatchRow, among: Iterable[Placed] | None = None) -> MatchRow:
    """The same row, its changes with the place that each would give, `among` a ranking already read or one query."""
    others = others_of(row.match) if among is None else others_among(row.match, among)
    now = others.place(row.match.verdict, row.match.score) if others else None
    if others is None or now is None:
        return row
    return replace(row, placed=[_placed(change, others, now) for change in row.changes])


def _placed(change: ChangeWords, others: Others, now: int) -> ChangeWords:
    then = others.place(*change.after)
    return replace(change, places=(now, then)) if then is not None and then != now else change


def _segments(lines: Iterable[Line]) -> list[Segment]:
    """Segment width is the weight, fill the points, dashes what was never asked."""
    shown = [line for line in lines if not line.is_undocumented]
    room = BAR_WIDTH - BAR_GAP * max(len(shown) - 1, 0)
    segments, x = [], 0.0
    for line in shown:
        width = room * line.weight / 10_000
        missing = room * (line.weight - line.documented) / 10_000
        segments.append(
            Segment(
                x=round(x, 1),
                width=round(width - missing, 1),
                filled=round(room * line.points / 10_000, 1),
                missing_x=round(x + width - missing + 0.5, 1),
                missing=round(max(missing - 1, 0), 1),
            )
        )
        x += width + BAR_GAP
    return segments


def _line_words(line: Line, names: Names) -> LineWords:
    def words(rows: Iterable[Any]) -> list[str]:
        return [evidence(row, names) for row in rows]

    return LineWords(
        line=line,
        name=criterion(line.code),
        share=round(72 * line.points / line.weight, 1) if line.weight else 0,
        found=words(line.found),
        not_found=words(line.not_found),
        missing=words(line.missing),
    )


def _change_words(row: Any, names: Names, match: Match) -> ChangeWords:
    low, high = match.score + row["gain_low"], match.score + row["gain_high"]
    verdict = row.get("verdict") or (Verdict.ADMISSIBLE if row["makes_admissible"] else match.verdict)
    badge, icon = BADGES[Verdict(verdict)]
    return ChangeWords(
        sentence=change_sentence(row, names),
        gain=gain_words(_shown(low) - _shown(match.score), _shown(high) - _shown(match.score)),
        makes_admissible=row["makes_admissible"],
        score=range_words(_shown(low), _shown(high)),
        verdict=(badge, icon, str(Verdict(verdict).label)) if verdict != match.verdict else None,
        after=(verdict, high),
    )


def _shown(score: int) -> int:
    """A score as it is shown, rounded to a tenth, in hundredths: gains then add up to what is shown."""
    return (score + 5) // 10 * 10
