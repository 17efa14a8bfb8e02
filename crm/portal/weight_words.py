"""Weights and neutral shares as the pages write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm.matching.models import WeightSet
from crm.matching.weighting import CRITERIA
from crm.portal.formatting import NBSP, locale, number
from crm.portal.match_words import criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow:
    """One criterion of a version: its name, its weight in points and its neutral share, in the reader's language."""

    code: str
    name: str
    weight: str
    share: str


def weight_text(hundredths: int) -> str:
    """A weight in points with the decimals that it needs: 1500 → « 15 », 1250 → « 12,5 »."""
    decimals = next(places for places, step in ((0, 100), (1, 10), (2, 1)) if hundredths % step == 0)
    return number(Decimal(hundredths) / 100, decimals)


def share_text(thousandths: int) -> str:
    """A neutral share with the decimal that it needs: 300 → « 30 % », 305 → « 30,5 % »."""
    text = number(Decimal(thousandths) / 10, 1 if thousandths % 10 else 0)
    return f"{text}%" if locale() == "en_CA" else f"{text}{NBSP}%"


def weight_rows(weights: WeightSet) -> list[WeightRow]:
    """Every criterion of a version, the heaviest first."""
    order = sorted(CRITERIA, key=lambda code: -weights.weights[code])
    return [
        WeightRow(
            code=code,
            name=criterion(code),
            weight=weight_text(weights.weights[code]),
            share=share_text(weights.neutral_shares[code]),
        )
        for code in order
    ]
