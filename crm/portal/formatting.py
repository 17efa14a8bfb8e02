"""The portal's name for the house's formatting: reports and mail write dates and numbers the same way."""

from decimal import Decimal

from crm.core.formatting import (
    NBSP,
    day,
    hour,
    locale,
    moment,
    money,
    number,
    percent,
    period,
    points,
    sign,
    signed,
    tenths,
)

__all__ = [
    "NBSP",
    "day",
    "hour",
    "locale",
    "moment",
    "money",
    "number",
    "percent",
    "period",
    "points",
    "share",
    "sign",
    "signed",
    "tenths",
]


def share(value: Decimal) -> str:
    """Full-time equivalents with the decimals that they need: « 2 », « 1,5 », « 0,75 »."""
    decimals = 0 if value == value.to_integral_value() else 1 if value * 10 % 1 == 0 else 2
    return number(value, decimals)
