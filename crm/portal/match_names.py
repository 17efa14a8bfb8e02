"""Names of the codes that explanations hold, in the reader's language, read once a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from crm.core.text import bilingual
from crm.matching.models import Match
from crm.needs.models import DrivingClass, Help, Shift
from crm.taxonomy.models import Licence, Occupation, Skill, SpokenLanguage
from crm.territory.models import Mrc, Region

Called = dict[str, str]


@dataclass(slots=True)
class Names:
    """What each code is called; an unknown code is shown as it is."""

    skills: Called = field(default_factory=dict)
    occupations: Called = field(default_factory=dict)
    licences: Called = field(default_factory=dict)
    languages: Called = field(default_factory=dict)
    mrcs: Called = field(default_factory=dict)
    regions: Called = field(default_factory=dict)

    def skill(self, code: str) -> str:
        return self.skills.get(code, code)

    def occupation(self, code: str) -> str:
        return self.occupations.get(code, code)

    def licence(self, code: str) -> str:
        return self.licences.get(code, code)

    def language(self, code: str) -> str:
        return self.languages.get(code, code)

    def mrc(self, code: str) -> str:
        return self.mrcs.get(code, code)

    def region(self, code: str) -> str:
        return self.regions.get(code) or _("hors du Québec")

    def shift(self, code: str) -> str:
        return str(Shift(code).label) if code in Shift.values else code

    def help(self, code: str) -> str:
        return str(Help(code).label) if code in Help.values else code

    def driving(self, code: str) -> str:
        return str(DrivingClass(code).label) if code in DrivingClass.values else code


def names_for(matches: Iterable[Match], extra: Iterable[str] = ()) -> Names:
    """The names of all regions, of these codes and of every code that the explanations hold; one query."""
    codes = {code for match in matches for row in _rows(match) for code in row.get("codes", ())}
    wanted = sorted(codes.union(extra))
    arms: dict[str, QuerySet[Any]] = {
        "skills": Skill.objects.filter(pk__in=wanted),
        "occupations": Occupation.objects.filter(pk__in=wanted),
        "licences": Licence.objects.filter(pk__in=wanted),
        "languages": SpokenLanguage.objects.filter(pk__in=wanted),
        "mrcs": Mrc.objects.filter(pk__in=wanted),
        "regions": Region.objects.all(),
    }
    first, *others = (_arm(kind, rows) for kind, rows in arms.items())
    names = Names()
    for kind, code, fr, en in first.union(*others, all=True):
        getattr(names, kind)[code] = bilingual(fr, en)
    return names


def _arm(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    fields = {field.name for field in rows.model._meta.fields}
    french = next(name for name in ("title_fr", "name_fr", "name") if name in fields)
    english = french.replace("_fr", "_en")
    return rows.order_by().annotate(arm=Value(kind)).values_list("arm", "pk", french, english)


def _rows(match: Match) -> Iterable[dict[str, list[str]]]:
    for line in match.criteria:
        yield from line["found"]
        yield from line["not_found"]
        yield from line["missing"]
    yield from match.constraints
    yield from match.changes
