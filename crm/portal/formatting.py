"""The portal's name for the house's formatting: reports and mail write dates and numbers the same way."""

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
    "sign",
    "signed",
    "tenths",
]
