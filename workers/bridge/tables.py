"""The versioned tables that scoring reads: taxonomy, weights, rules. Built once in each process and version."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from crm.core.reference import tables_version
from crm.matching.models import Rule, WeightSet
from crm.taxonomy.models import OccupationRatings, OccupationSkill
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
    return build_taxonomy(
        version=version,
        profiles=OccupationSkill.objects.values_list("occupation_id", "skill_id"),
        ratings=ratings_nearness(
            OccupationRatings.objects.values_list("occupation_id", "kind", "values").iterator()
        ),
    )


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
