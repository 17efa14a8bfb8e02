"""The names of the house's lists as a file writes them, loaded once for all the lines of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cached_property

from django.db.models import Q

from crm.accounts.models import Posting, Role, User
from crm.core.text import fold
from crm.employers.models import Employer, FileLead
from crm.exchange.cells import AMBIGUOUS
from crm.taxonomy.models import Licence, Occupation, PermitKind, Sector, Skill, SpokenLanguage
from crm.territory.former import PARTS
from crm.territory.models import Direction, DirectionCoverage, Mrc, Municipality, Region


class References:
    """Folded names and codes of municipalities, occupations, skills… A name that two rows share gives ""."""

    def __init__(self, direction: Direction, today: date) -> None:
        self._direction, self._today = direction, today

    @cached_property
    def municipalities(self) -> dict[str, str]:
        """By code, name, « name (MRC) » or part of a city; of two of one name, the one that the direction serves."""
        covered = DirectionCoverage.objects.on(self._today).filter(direction=self._direction)
        own = set(covered.values_list("region_id", flat=True))
        rows = [*Municipality.objects.select_related("mrc")]
        near = [row for row in rows if row.mrc.region_id in own]
        return (
            _names((row.code, PARTS[row.name]) for row in rows if row.name in PARTS)
            | _names((row.code, [row.name]) for row in rows)
            | {name: code for name, code in _names((row.code, [row.name]) for row in near).items() if code}
            | _names((row.code, [f"{row.name} ({row.mrc.name})"]) for row in rows)
            | _codes(row.code for row in rows)
        )

    @cached_property
    def municipality_labels(self) -> dict[str, str]:
        """How an export names each municipality, so that it is found again."""
        rows = [*Municipality.objects.select_related("mrc")]
        same = Counter(fold(row.name) for row in rows)
        return {
            row.code: row.name if same[fold(row.name)] == 1 else f"{row.name} ({row.mrc.name})"
            for row in rows
        }

    @cached_property
    def mrc_of(self) -> dict[str, str]:
        """The MRC of each municipality."""
        return dict(Municipality.objects.values_list("code", "mrc_id"))

    @cached_property
    def sectors(self) -> dict[str, str]:
        return _bilingual(Sector.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def occupations(self) -> dict[str, str]:
        return _bilingual(Occupation.objects.values_list("code", "title_fr", "title_en"))

    @cached_property
    def skills(self) -> dict[str, str]:
        return _bilingual(Skill.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def languages(self) -> dict[str, str]:
        return _bilingual(SpokenLanguage.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def licences(self) -> dict[str, str]:
        return _bilingual(Licence.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def regions(self) -> dict[str, str]:
        return _bilingual(Region.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def mrcs(self) -> dict[str, str]:
        return _bilingual(Mrc.objects.values_list("code", "name", "alt_name"))

    @cached_property
    def permits(self) -> dict[str, str]:
        """Kinds of authorisation to work."""
        return _bilingual(PermitKind.objects.values_list("code", "name_fr", "name_en"))

    @cached_property
    def directory(self) -> dict[str, str]:
        """Every employer by its NEQ and by its number."""
        rows = list(Employer.objects.order_by().values_list("pk", "neq"))
        return {str(key): str(key) for key, _neq in rows} | {neq: str(key) for key, neq in rows if neq}

    @cached_property
    def posted_advisors(self) -> dict[str, User]:
        """The advisors of the direction today, by their numbers."""
        posted = Posting.objects.on(self._today).filter(direction=self._direction, role=Role.ADVISOR)
        users = User.objects.filter(pk__in=posted.values("user_id"), is_active=True)
        return {str(user.pk): user for user in users}

    @cached_property
    def advisors(self) -> dict[str, str]:
        """Numbers of the advisors and of whoever leads a file of the direction, by name and by e-mail."""
        rows = list(self._advisors())
        return _names((str(key), [name]) for key, name, _email in rows) | {
            fold(email): str(key) for key, _name, email in rows if email
        }

    @cached_property
    def advisor_labels(self) -> dict[str, str]:
        """How an export names each of them, so that they are found again."""
        return {
            str(key): name if self.advisors.get(fold(name)) != AMBIGUOUS else email
            for key, name, email in self._advisors()
        }

    def _advisors(self) -> Iterable[tuple[int, str, str]]:
        leads = FileLead.objects.on(self._today).filter(file__direction=self._direction)
        known = User.objects.filter(Q(pk__in=self.posted_advisors) | Q(pk__in=leads.values("user_id")))
        return known.order_by("pk").values_list("pk", "name", "email")


def _bilingual(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By code and by name in either language; a code is sure, whatever else is called so."""
    listed = list(rows)
    return _names((code, [fr, en]) for code, fr, en in listed) | _codes(code for code, _fr, _en in listed)


def _codes(codes: Iterable[str]) -> dict[str, str]:
    """Each code, also as a spreadsheet leaves it that took it for a number: without its zeros."""
    known = list(codes)
    bare = {code.lstrip("0"): code for code in known if code.isdigit() and code.startswith("0")}
    return bare | {fold(code): code for code in known}


def _names(rows: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in rows:
        for name in {fold(name) for name in names if name}:
            found[name] = code if found.get(name, code) == code else AMBIGUOUS
    return found


_CURRENT: ContextVar[References] = ContextVar("references")


@contextmanager
def using(references: References) -> Iterator[References]:
    """Cells read inside the block are looked up in these lists."""
    token = _CURRENT.set(references)
    try:
        yield references
    finally:
        _CURRENT.reset(token)


def listed(attribute: str) -> Callable[[], Mapping[str, str]]:
    """The names of one list, of the import that is going on."""

    def names() -> Mapping[str, str]:
        found: Mapping[str, str] = getattr(_CURRENT.get(), attribute)
        return found

    return names
