"""Persons as the engine reads them: the closed list and nothing else, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet

from crm.candidates.models import (
    AcceptedMrc,
    AcceptedRegion,
    Authorisation,
    Candidate,
    CandidateLanguage,
    CandidateLicence,
    CandidateOccupation,
    CandidateSkill,
)
from workers.bridge.needs import cents
from workers.engine.types import Authorisation as RightToWork
from workers.engine.types import Experience, Language, Licence, LicenceStage, Mobility, Person, PersonSkill

STAGES = {"none": LicenceStage.NONE, "started": LicenceStage.STARTED, "obtained": LicenceStage.OBTAINED}
Rows = dict[int, list[tuple[Any, ...]]]
#: The columns of a candidate that the engine reads; identity, residence, stage and direction are not among them.
READ = (
    "pk",
    "skills_asked",
    "french_oral",
    "french_written",
    "languages_asked",
    "driving_asked",
    "driving_classes",
    "mobility_asked",
    "accepts_all_regions",
    "help_needed",
    "available_from",
    "wage_floor",
    "shifts",
)


def read_persons(day: date, only: Iterable[int] | None = None) -> list[Person]:
    """Everyone who may be scored on `day` (valid profile, consent to matching in force), or those of `only` who may."""
    candidates = Candidate.objects.scorable(day)
    if only is not None:
        candidates = candidates.filter(pk__in=list(only))
    return _Reader(candidates).persons(candidates.order_by("pk").values(*READ))


class _Reader:
    """The rows of many persons by table, then each person from them."""

    def __init__(self, candidates: QuerySet[Candidate]) -> None:
        self.keys = candidates.order_by().values("pk")
        self.occupations = self._of(CandidateOccupation, "occupation_id", "months")
        self.skills = self._of(CandidateSkill, "skill_id", "held", "level")
        self.languages = self._of(CandidateLanguage, "language_id", "level")
        self.licences = self._of(CandidateLicence, "licence_id", "stage")
        self.regions = self._of(AcceptedRegion, "region_id", order="rank")
        self.mrcs = self._of(AcceptedMrc, "mrc_id", "mrc__region_id", order="rank")
        self.rights = self._of(
            Authorisation, "may_work_from", "may_work_until", "tied_employer_id", order="pk"
        )
        self.limits = self._of(
            Authorisation.occupation_limits.through, "occupation_id", owner="authorisation_id"
        )

    def _of(self, model: type[Model], *fields: str, order: str = "pk", owner: str = "candidate_id") -> Rows:
        found: Rows = defaultdict(list)
        rows = model._default_manager.filter(**{f"{owner}__in": self.keys}).order_by(F(owner), order, "pk")
        for key, *values in rows.values_list(owner, *fields):
            found[key].append(tuple(values))
        return found

    def persons(self, rows: Iterable[dict[str, Any]]) -> list[Person]:
        """The value of each candidate's row."""
        return [self._person(row) for row in rows]

    def _person(self, row: dict[str, Any]) -> Person:
        key = row["pk"]
        skills = self.skills.get(key, [])
        held = [PersonSkill(code=code, level=level) for code, has, level in skills if has]
        known = self.occupations.get(key)
        return Person(
            id=str(key),
            occupations=None
            if known is None
            else tuple(Experience(occupation=c, months=m) for c, m in known),
            skills=tuple(sorted(held, key=lambda skill: skill.code)),
            skills_asked=row["skills_asked"],
            skills_absent=frozenset(code for code, has, _level in skills if not has),
            french_oral=row["french_oral"],
            french_written=row["french_written"],
            languages=self._languages(row),
            licences=tuple(Licence(code=c, stage=STAGES[s]) for c, s in self.licences.get(key, [])),
            driving_classes=frozenset(row["driving_classes"]) if row["driving_asked"] else None,
            mobility=self._mobility(row),
            help_needed=None if row["help_needed"] is None else frozenset(row["help_needed"]),
            available_from=row["available_from"],
            wage_floor=cents(row["wage_floor"]),
            shifts=None if row["shifts"] is None else frozenset(row["shifts"]),
            authorisation=self._right(key),
        )

    def _languages(self, row: dict[str, Any]) -> tuple[Language, ...] | None:
        if not row["languages_asked"]:
            return None
        return tuple(Language(code=code, band=level) for code, level in self.languages.get(row["pk"], []))

    def _mobility(self, row: dict[str, Any]) -> Mobility | None:
        """A region of which the person names some MRC is accepted in these alone."""
        if not row["mobility_asked"]:
            return None
        mrcs = self.mrcs.get(row["pk"], [])
        narrowed = {region for _mrc, region in mrcs}
        return Mobility(
            regions=tuple(code for (code,) in self.regions.get(row["pk"], []) if code not in narrowed),
            mrcs=tuple(code for code, _region in mrcs),
            anywhere=row["accepts_all_regions"],
        )

    def _right(self, key: int) -> RightToWork | None:
        rows = self.rights.get(key)
        if not rows:
            return None
        start, end, tied = rows[0]
        limits = tuple(code for (code,) in self.limits.get(key, []))
        return RightToWork(
            may_work_from=start,
            may_work_until=end,
            tied_employer=str(tied) if tied else None,
            occupation_limits=limits or None,
        )
