"""What one edit does to a score: `./passerelle bench edits [--count N] [--profiles FILE --cases FILE] [--json FILE]`.

Every other edit removes the skill of a reason that is shown, the others add a skill that the need asks for. Edited with
a fixed seed are a fictitious Québec whose people state what they did, and people of `rank`, whose occupations are
inferred from what is told, so that a skill more can lead to another occupation: by default people who say five skills
of the product's own tables and no title, else cases in JSON lines.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.population import needs, people, shipped_setting
from workers.engine.results import Result, Verdict, shown_tenths
from workers.engine.scoring import score
from workers.engine.types import Need, Person, PersonSkill
from workers.lines import tables
from workers.lines.reading import Reader

#: People and needs that the edits of the fictitious Québec are drawn from.
PEOPLE, NEEDS = 2000, 200
#: Cases made of the product's own tables, and the people of each.
CASES, CANDIDATES = 50, 10
ORDER = (Verdict.INADMISSIBLE, Verdict.TO_VERIFY, Verdict.ADMISSIBLE)
Case = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One pair before and after a single skill was removed or added."""

    removal: bool
    before: Result
    after: Result


@dataclass(slots=True, kw_only=True)
class Figures:
    """How many edits of each kind, and how many of them moved what they should not move."""

    removals: int = 0
    not_lowered: int = 0
    as_near: int = 0
    inferred_otherwise: int = 0
    additions: int = 0
    skills_lowered: int = 0
    verdict_lowered: int = 0
    total_lowered: int = 0
    largest_fall: int = 0
    not_adding_up: int = 0

    def count(self, edit: Edit) -> None:
        """Add one edit. `largest_fall` is the most that an added skill took off a total, in hundredths.

        A removal that does not lower the score is told by its reason: another occupation was inferred, or another
        skill held stands for the one removed as nearly, to within the rounding.
        """
        self.not_adding_up += not (adds_up(edit.before) and adds_up(edit.after))
        if edit.removal:
            self._count_removal(edit.before, edit.after)
        else:
            self._count_addition(edit.before, edit.after)

    def _count_removal(self, before: Result, after: Result) -> None:
        self.removals += 1
        if after.score >= before.score:
            self.not_lowered += 1
            self.inferred_otherwise += shown(after, "occupation") != shown(before, "occupation")
            self.as_near += shown(after, "occupation") == shown(before, "occupation") and {
                code[0] for code in shown(before, "skills")
            } == {code[0] for code in shown(after, "skills")}

    def _count_addition(self, before: Result, after: Result) -> None:
        self.additions += 1
        self.skills_lowered += points(after, "skills") < points(before, "skills")
        self.verdict_lowered += ORDER.index(after.verdict) < ORDER.index(before.verdict)
        self.total_lowered += after.score < before.score
        self.largest_fall = max(self.largest_fall, before.score - after.score)


def points(result: Result, code: str) -> int:
    """The points of one criterion, 0 where the need does not ask about it."""
    return sum(line.points for line in result.criteria if line.code == code)


def adds_up(result: Result) -> bool:
    """Whether the lines are the score, in hundredths and in the tenths that are shown."""
    total, tenths = shown_tenths(result.criteria, result.score)
    return sum(line.points for line in result.criteria) == result.score and sum(tenths) == total


def shown(result: Result, code: str) -> list[tuple[str, ...]]:
    """The codes that the reasons of one criterion name: a skill wanted, and the near one held."""
    return [one.codes for line in result.criteria if line.code == code for one in line.found]


def population_edits(count: int, *, seed: int = 11) -> Iterator[Edit]:
    """Edits of the fictitious Québec with the product's own tables; half of the pairs share a skill."""
    chance, using = Random(seed), shipped_setting()
    crowd = list(people(PEOPLE))
    asking = [need for need in needs(NEEDS) if need.skills]
    holders: defaultdict[str, list[Person]] = defaultdict(list)
    for person in crowd:
        for skill in person.skills:
            holders[skill.code].append(person)
    made = 0
    while made < count:
        need = chance.choice(asking)
        wanted = chance.choice(need.skills).code
        person = chance.choice(holders[wanted] if holders[wanted] and chance.random() < 0.5 else crowd)
        before = score(need, person, using)
        other = _without(person, before, chance) if made % 2 == 0 else _with(person, need, chance)
        if other is not None:
            made += 1
            yield Edit(removal=made % 2 == 1, before=before, after=score(need, other, using))


def _without(person: Person, before: Result, chance: Random) -> Person | None:
    named = shown(before, "skills")
    gone = chance.choice(named)[-1] if named else None
    return replace(person, skills=tuple(row for row in person.skills if row.code != gone)) if gone else None


def _with(person: Person, need: Need, chance: Random) -> Person | None:
    held = {row.code for row in person.skills}
    lacking = [row.code for row in need.skills if row.code not in held]
    if not lacking:
        return None
    level = chance.choice((None, 1, 2, 3, 4, 5))
    return replace(person, skills=(*person.skills, PersonSkill(code=chance.choice(lacking), level=level)))


def own_cases(count: int, *, seed: int = 13) -> list[Case]:
    """Cases of the product's own tables: an occupation asks for its skills, ten people say five skills each."""
    chance = Random(seed)
    skills: defaultdict[str, list[str]] = defaultdict(list)
    for code, language, _title, skill in tables.profiles(None):
        if language == "fr" and skill:
            skills[code].append(skill)
    asking = chance.sample(sorted(skills), count)
    return [
        {
            "id": str(number),
            "need": {"title": "", "skills": skills[code], "lang": "fr"},
            "candidates": [
                {"id": str(one), "skills": _said(skills, code, chance)} for one in range(CANDIDATES)
            ],
        }
        for number, code in enumerate(asking)
    ]


def _said(skills: dict[str, list[str]], code: str, chance: Random) -> list[str]:
    """Skills of an occupation that may be the one asked for, and some of any other."""
    own = skills[code if chance.random() < 0.3 else chance.choice(sorted(skills))]
    other = [chance.choice(skills[chance.choice(sorted(skills))]) for _ in range(2)]
    return list(dict.fromkeys([*chance.sample(own, min(len(own), 3)), *other]))


def case_edits(cases: Sequence[Case], profiles: Path | None, count: int, *, seed: int = 12) -> Iterator[Edit]:
    """Edits of what is told of the candidates of `rank`; their occupation is inferred again after each."""
    chance, reader = Random(seed), Reader(tables.profiles(profiles))
    reader.learn(
        (told, case["need"].get("lang")) for case in cases for told in (case["need"], *case["candidates"])
    )
    using = reader.setting()
    made = 0
    while made < count:
        case = chance.choice(cases)
        language = case["need"].get("lang")
        need, told = reader.need(case["need"], language, key=case["id"]), chance.choice(case["candidates"])
        codes = {
            skill: reader.person({"id": "", "skills": [skill]}, language).skills[0].code
            for skill in (*told["skills"], *case["need"]["skills"])
        }
        before = score(need, reader.person(told, language), using)
        other = (
            _told_less(told, codes, before, chance)
            if made % 2 == 0
            else _told_more(told, codes, case, chance)
        )
        if other is not None:
            made += 1
            after = score(need, reader.person(other, language), using)
            yield Edit(removal=made % 2 == 1, before=before, after=after)


def _told_less(told: Case, codes: dict[str, str], before: Result, chance: Random) -> Case | None:
    named = shown(before, "skills")
    gone = chance.choice(named)[-1] if named else None
    return told | {"skills": [skill for skill in told["skills"] if codes[skill] != gone]} if gone else None


def _told_more(told: Case, codes: dict[str, str], case: Case, chance: Random) -> Case | None:
    held = {codes[skill] for skill in told["skills"]}
    lacking = [skill for skill in case["need"]["skills"] if codes[skill] not in held]
    return told | {"skills": [*told["skills"], chance.choice(lacking)]} if lacking else None


def figures_of(edits: Iterator[Edit]) -> Figures:
    """The edits, counted."""
    found = Figures()
    for edit in edits:
        found.count(edit)
    return found


def moved(found: Figures) -> int:
    """How many edits moved what no edit may move, however the occupation is known."""
    return found.skills_lowered + found.verdict_lowered + found.not_adding_up


def show(title: str, found: Figures) -> None:
    """Print the figures of one world."""
    sys.stdout.write(
        f"{title}\n"
        f"  {found.removals:,} skills of shown reasons removed: score not lowered {found.not_lowered} (another skill "
        f"as near {found.as_near}, another occupation inferred {found.inferred_otherwise})\n"
        f"  {found.additions:,} needed skills added: skills lowered {found.skills_lowered}, verdict lowered "
        f"{found.verdict_lowered}, total lowered {found.total_lowered} "
        f"({found.total_lowered / max(found.additions, 1):.1%}, by {found.largest_fall / 100:.2f} points at most)\n"
        f"  points that do not add up: {found.not_adding_up}\n"
    )


def main(arguments: list[str]) -> int:
    """Print the figures; exit code 1 when what may never move did."""
    parser = argparse.ArgumentParser(prog="./passerelle bench edits")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--profiles", type=Path, metavar="FILE")
    parser.add_argument("--cases", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    stated = figures_of(population_edits(asked.count))
    show("A fictitious Québec, occupations stated", stated)
    told = asked.cases.read_text("utf-8").splitlines() if asked.cases else []
    cases = [json.loads(line) for line in told] or own_cases(CASES)
    inferred = figures_of(case_edits(cases, asked.profiles, asked.count))
    show(f"{len(cases)} cases of rank, occupations inferred", inferred)
    if asked.json:
        figures = {"stated": asdict(stated), "inferred": asdict(inferred)}
        asked.json.write_text(json.dumps(figures, indent=1), "utf-8")
    never = (stated.not_lowered, stated.total_lowered, *(moved(found) for found in (stated, inferred)))
    return int(any(never))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
