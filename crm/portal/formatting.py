"""The portal's name for the house's formatting: reports and mail write dates and numbers the same way."""

from crm.core.formatting import (
    NBSP,
    TRUE_MINUS,
    day,
    hour,
    locale,
    moment,
    money,
    number,
    percent,
    period,
    points,
    signed,
    tenths,
)

__all__ = [
    "NBSP",
    "TRUE_MINUS",
    "day",
    "hour",
    "locale",
    "moment",
    "money",
    "number",
    "percent",
    "period",
    "points",
    "signed",
    "tenths",
]
