"""The stages of an employer file, what an employer's card may hold, and how names are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from crm.core.errors import TransitionRefused
from crm.core.text import fold
from crm.employers.models import NEQ_PATTERN, QUEBEC_LAT, QUEBEC_LON, FileStage

S = FileStage
#: From each stage, where a file may go. A file put to sleep or closed may be taken up again.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    S.SPOTTED: (S.FIRST_CONTACT, S.DIAGNOSIS, S.ASLEEP, S.CLOSED),
    S.FIRST_CONTACT: (S.DIAGNOSIS, S.ACCOMPANIED, S.ASLEEP, S.CLOSED),
    S.DIAGNOSIS: (S.ACCOMPANIED, S.FIRST_CONTACT, S.ASLEEP, S.CLOSED),
    S.ACCOMPANIED: (S.AFTER_HIRE, S.DIAGNOSIS, S.ASLEEP, S.CLOSED),
    S.AFTER_HIRE: (S.ACCOMPANIED, S.ASLEEP, S.CLOSED),
    S.ASLEEP: (S.FIRST_CONTACT, S.DIAGNOSIS, S.ACCOMPANIED, S.AFTER_HIRE, S.CLOSED),
    S.CLOSED: (S.FIRST_CONTACT,),
}
#: The way of a file, as its head shows it.
STEPS = (S.SPOTTED, S.FIRST_CONTACT, S.DIAGNOSIS, S.ACCOMPANIED, S.AFTER_HIRE)
LINK_LASTS = timedelta(days=30)
#: An employer has rarely more names than this at the registry that people still use.
TRADE_NAMES = 10
#: The notice that is read to the employer before it agrees, and how long its agreement holds at most.
SHARING_NOTICE, SHARING_LONGEST = "2026-1", timedelta(days=3 * 366)
LONGEST_SLEEP = timedelta(days=2 * 366)
#: Legal forms and articles say nothing of who an employer is.
_LEGAL_FORMS = "inc ltee ltd enr senc sencrl cie coop"
_ARTICLES = "la le les l de du des d et the of"
_EMPTY_WORDS = frozenset(f"{_LEGAL_FORMS} {_ARTICLES}".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerContent:
    """What is known of an employer, whichever direction accompanies it."""

    legal_name: str
    usual_name: str = ""
    neq: str = ""
    sector_id: str | None = None
    size_band: str = ""
    website: str = ""
    hired_abroad_before: bool | None = None
    source: str = ""
    trade_names: tuple[str, ...] = ()
    has_union: bool | None = None
    union: str = ""
    francization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContent:
    """A place of work."""

    municipality_id: str
    name: str = ""
    address: str = ""
    is_head_office: bool = False
    transit: bool | None = None
    lat: Decimal | None = None
    lon: Decimal | None = None
    winter_access: str = ""
    housing_nearby: bool | None = None
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactContent:
    """A person of the employer."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fr-ca"
    is_signatory: bool = False
    no_email: bool = False
    no_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisContent:
    """How ready the employer is, each from 1 to 3 or None when not looked at, and the paths agreed on."""

    reception: int | None = None
    francisation: int | None = None
    housing: int | None = None
    transport: int | None = None
    intercultural: int | None = None
    summary: str = ""
    paths: tuple[str, ...] = ()


def next_stages(stage: str) -> tuple[str, ...]:
    """Where a file may go from `stage`, the usual way first."""
    return TRANSITIONS[stage]


def require_transition(stage: str, target: str) -> None:
    """Raise TransitionRefused when the table does not lead from `stage` to `target`."""
    if target not in TRANSITIONS.get(stage, ()):
        raise TransitionRefused


def tidy_neq(text: str) -> str:
    """The ten digits of a NEQ however it was typed: « 1199 000 042 » → « 1199000042 »."""
    return re.sub(r"[\s\-.]", "", text)


def is_neq(text: str) -> bool:
    """Ten digits that begin with 11, 22, 33 or 88."""
    return bool(re.match(NEQ_PATTERN, text))


def is_in_quebec(lat: Decimal | None, lon: Decimal | None) -> bool:
    """Whether a point, in degrees, lies in the box that holds Québec; no point at all is none to refuse."""
    if lat is None or lon is None:
        return lat is None and lon is None
    return QUEBEC_LAT[0] <= lat <= QUEBEC_LAT[1] and QUEBEC_LON[0] <= lon <= QUEBEC_LON[1]


def tidy_names(typed: Iterable[str], *, known: Iterable[str] = ()) -> list[str]:
    """Names without blanks and doubles, whatever their accents and case, nor those already `known`."""
    seen = {fold(name) for name in known}
    kept = []
    for name in (" ".join(name.split())[:200] for name in typed):
        if fold(name) and fold(name) not in seen:
            seen.add(fold(name))
            kept.append(name)
    return kept[:TRADE_NAMES]


def telling_name(text: str) -> str:
    """The folded words of a name that tell who it is: « Les Scieries du Lac inc. » → « scieries lac »."""
    words = fold(text).split()
    return " ".join(word for word in words if word not in _EMPTY_WORDS) or " ".join(words)
