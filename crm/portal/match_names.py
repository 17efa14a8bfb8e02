"""Names of the codes that explanations hold, in the reader's language, read once a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from crm.matching.models import Match
from crm.needs.models import DrivingClass, Help, Shift
from crm.taxonomy.models import Licence, Occupation, Skill, SpokenLanguage
from crm.territory.models import Mrc, Region


@dataclass(slots=True)
class Names:
    """What each code is called; an unknown code is shown as it is."""

    skills: dict[str, Skill] = field(default_factory=dict)
    occupations: dict[str, Occupation] = field(default_factory=dict)
    licences: dict[str, Licence] = field(default_factory=dict)
    languages: dict[str, SpokenLanguage] = field(default_factory=dict)
    mrcs: dict[str, Mrc] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)

    def skill(self, code: str) -> str:
        return self.skills[code].name if code in self.skills else code

    def occupation(self, code: str) -> str:
        return self.occupations[code].title if code in self.occupations else code

    def licence(self, code: str) -> str:
        return self.licences[code].name if code in self.licences else code

    def language(self, code: str) -> str:
        return self.languages[code].name if code in self.languages else code

    def mrc(self, code: str) -> str:
        return self.mrcs[code].name if code in self.mrcs else code

    def region(self, code: str) -> str:
        return self.regions[code].name if code in self.regions else _("hors du Québec")

    def shift(self, code: str) -> str:
        return str(Shift(code).label) if code in Shift.values else code

    def help(self, code: str) -> str:
        return str(Help(code).label) if code in Help.values else code

    def driving(self, code: str) -> str:
        return str(DrivingClass(code).label) if code in DrivingClass.values else code


def names_for(matches: Iterable[Match], extra_skills: Iterable[str] = ()) -> Names:
    """The names of every code that the explanations of these matches hold: six queries, however many matches."""
    found = list(matches)
    codes = {code for match in found for row in _rows(match) for code in row.get("codes", ())}
    codes |= set(extra_skills)
    return Names(
        skills=Skill.objects.in_bulk(codes),
        occupations=Occupation.objects.in_bulk(codes),
        licences=Licence.objects.in_bulk(codes),
        languages=SpokenLanguage.objects.in_bulk(codes),
        mrcs=Mrc.objects.in_bulk(codes),
        regions=Region.objects.in_bulk(),
    )


def _rows(match: Match) -> Iterable[dict[str, list[str]]]:
    for line in match.criteria:
        yield from line["found"]
        yield from line["not_found"]
        yield from line["missing"]
    yield from match.constraints
    yield from match.changes
