"""A pair of a plan as the pages show it: the person by number, where first come would have put them, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.core.text import bilingual
from crm.matching.models import Match, MatchStage, PlanPair
from crm.matching.plan_queries import PlanLine
from crm.portal.formatting import points
from crm.portal.match_words import short_title
from crm.portal.plan_words import stale_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """A pair with its words; `same`: first come first served would have made it too."""

    pair: PlanPair
    match: Match | None
    occupation: str
    is_local: bool
    usual: str
    same: bool
    placeless: bool
    notes: list[str]


def pair_rows(lines: Iterable[PlanLine]) -> list[PairRow]:
    """The rows of these lines."""
    return [_row(line) for line in lines]


def _row(line: PlanLine) -> PairRow:
    pair = line.pair
    home = pair.candidate.residence
    title = bilingual(pair.main_title_fr or "", pair.main_title_en or "")
    notes = stale_words(line.stale)
    if pair.to_verify:
        notes.insert(0, _("Paire à vérifier"))
    if line.match is not None and line.match.stage not in {MatchStage.PROPOSED, MatchStage.SET_ASIDE}:
        notes.append(str(line.match.get_stage_display()).capitalize())
    return PairRow(
        pair=pair,
        match=line.match,
        occupation=short_title(title) if title else _("profession inconnue"),
        is_local=home is not None and home.mrc.region_id == pair.need.site.municipality.mrc.region_id,
        usual=_usual(pair),
        same=pair.first_come_need_id == pair.need_id,
        placeless=pair.first_come_need_id is None,
        notes=notes,
    )


def _usual(pair: PlanPair) -> str:
    """Where the person goes when first come is first served."""
    if pair.first_come_need is None or pair.first_come_score is None:
        return _("sans place")
    if pair.first_come_need_id == pair.need_id:
        return _("même paire")
    return f"{pair.first_come_need.reference}, {points(pair.first_come_score)}"
