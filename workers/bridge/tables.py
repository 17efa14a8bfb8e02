"""The versioned tables that scoring reads: taxonomy, weights, rules. Built once in each process and version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from crm.core.memory import settle
from crm.core.reference import tables_version
from crm.matching.models import Rule, WeightSet
from crm.taxonomy.models import Occupation, OccupationRatings, OccupationSkill, OccupationTitle
from workers.engine.profiles import Row, pairs, read_profiles
from workers.engine.ratings import ratings_nearness
from workers.engine.rules import RuleRow, Rules
from workers.engine.scoring import Setting, setting
from workers.engine.taxonomy import Taxonomy, build_taxonomy
from workers.engine.weights import Weights


def current_setting(on: date) -> Setting:
    """The taxonomy, the newest weights active and the rules in force on that day."""
    return setting(taxonomy=_taxonomy(_taxonomy_version()), on=on, weights=_weights(on), rules=_rules())


def _taxonomy_version() -> str:
    """What changes with the files that the taxonomy was loaded from, the house's or official ones."""
    return tables_version("crm.taxonomy", "oasis-")[:12]


@lru_cache(maxsize=2)
def _taxonomy(version: str) -> Taxonomy:
    made = build_taxonomy(
        version=version,
        profiles=OccupationSkill.objects.values_list("occupation_id", "skill_id"),
        evidence=(
            pairs(read_profiles(_told())),
            ratings_nearness(
                OccupationRatings.objects.values_list("occupation_id", "kind", "values").iterator()
            ),
        ),
    )
    settle()
    return made


def _told() -> Iterator[Row]:
    """What is written of each occupation in both languages: its titles and the names of its skills."""
    titles = Occupation.objects.order_by("code").values_list("code", "title_fr", "title_en")
    for code, french, english in titles:
        yield from ((code, "fr", french, ""), (code, "en", english, ""))
    spoken = OccupationTitle.objects.order_by("id").values_list("occupation_id", "language", "title")
    yield from ((code, language, title, "") for code, language, title in spoken)
    links = OccupationSkill.objects.order_by("occupation_id", "skill_id")
    for code, french, english in links.values_list("occupation_id", "skill__name_fr", "skill__name_en"):
        yield from ((code, "fr", "", french), (code, "en", "", english))


def _weights(on: date) -> Weights:
    published = WeightSet.objects.filter(active_from__date__lte=on).latest("active_from")
    return Weights(
        version=published.version,
        weights=tuple(published.weights.items()),
        neutral=tuple(published.neutral_shares.items()),
    )


def _rules() -> Rules:
    rows = list(Rule.objects.order_by("key", "valid_from"))
    return Rules(
        version=f"{max((row.read_on for row in rows), default=None)}",
        rows=tuple(
            RuleRow(
                key=row.key.replace("-", "_"),
                value=row.value,
                effective_from=row.valid_from,
                effective_to=row.valid_to,
                source=row.source,
            )
            for row in rows
        ),
    )
