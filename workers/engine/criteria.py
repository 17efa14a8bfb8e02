"""The named criteria: what part of each is obtained, what part has its facts, and the evidence, as integers.

A part is in millionths of the criterion. `earned` ≤ `documented` ≤ 1,000,000; what is not documented was
never asked. Nothing gives points above what the need asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.engine.results import Evidence
from workers.engine.taxonomy import Taxonomy
from workers.engine.types import Experience, Language, Need, NeedSkill, Person

WHOLE = 1_000_000
#: An essential skill counts as much as three assets.
ESSENTIAL_FACTOR = 3
#: Where the need states a level, holding the skill gives 700 per-mille and the level the rest, in proportion.
PRESENCE_SHARE = 700
#: Where the need states a level, a near skill gives its nearness of 500 per-mille: with the neutral share of
#: the rest it stays under what the skill itself gives at any level, so that gaining the skill never lowers a
#: score.
NEAR_SHARE = 500
#: Having held the occupation at all gives 600 per-mille of its nearness; the whole after 12 months.
HELD_SHARE = 600
FULL_MONTHS = 12
#: Experience counts in occupations at least this near, in proportion to their nearness.
RELEVANT_NEARNESS = 450


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a criterion obtained, in millionths, with its evidence."""

    earned: int
    documented: int = WHOLE
    found: tuple[Evidence, ...] = ()
    not_found: tuple[Evidence, ...] = ()
    missing: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """How far one needed skill is covered: earned and documented in per-mille, and the evidence."""

    earned: int
    documented: int
    evidence: Evidence


def cover_skills(need: Need, person: Person, taxonomy: Taxonomy) -> tuple[Cover, ...]:
    """How each needed skill is covered, in the need's order: by itself, else by its nearest near skill.

    Evidence: "skill" (numbers: level wanted, level held, 0 where there is none), "near_skill" (codes:
    wanted, held; number: nearness per-mille).
    """
    held = {skill.code: skill.level for skill in person.skills}
    covers = []
    for wanted in need.skills:
        if wanted.code in held:
            covers.append(_cover_by_itself(wanted, held[wanted.code]))
            continue
        known = person.skills_asked or wanted.code in person.skills_absent
        absent = Evidence(kind="skill", codes=(wanted.code,), numbers=(wanted.level or 0, 0))
        near = _nearest(wanted, held, taxonomy, known=known)
        covers.append(near or Cover(0, 1000 if known else 0, absent))
    return tuple(covers)


def _nearest(
    wanted: NeedSkill, held: Mapping[str, int | None], taxonomy: Taxonomy, *, known: bool
) -> Cover | None:
    """The cover by a near skill; unless the skill is known to be absent, the rest stays undocumented."""
    near = [(-value, code) for code, value in taxonomy.near_skills.get(wanted.code, ()) if code in held]
    if not near:
        return None
    value, code = -min(near)[0], min(near)[1]
    earned = (1000 if wanted.level is None else NEAR_SHARE) * value // 1000
    evidence = Evidence(kind="near_skill", codes=(wanted.code, code), numbers=(value,))
    return Cover(earned, 1000 if known else earned, evidence)


def _cover_by_itself(wanted: NeedSkill, level: int | None) -> Cover:
    evidence = Evidence(kind="skill", codes=(wanted.code,), numbers=(wanted.level or 0, level or 0))
    if wanted.level is None:
        return Cover(1000, 1000, evidence)
    if level is None:
        return Cover(PRESENCE_SHARE, PRESENCE_SHARE, evidence)
    reached = max(0, min(level, wanted.level))
    return Cover(PRESENCE_SHARE + (1000 - PRESENCE_SHARE) * reached // max(wanted.level, 1), 1000, evidence)


def skills(need: Need, covers: tuple[Cover, ...], taxonomy: Taxonomy) -> Part | None:
    """Needed skills covered, weighted by idf, an essential one three times an asset."""
    if not need.skills:
        return None
    total = earned = documented = 0
    found: list[Evidence] = []
    not_found: list[Evidence] = []
    missing: list[Evidence] = []
    for wanted, cover in zip(need.skills, covers, strict=True):
        weight = taxonomy.skill_weight(wanted.code) * (ESSENTIAL_FACTOR if wanted.essential else 1)
        total += weight
        earned += weight * cover.earned
        documented += weight * cover.documented
        (found if cover.earned else not_found if cover.documented else missing).append(cover.evidence)
        if cover.earned and cover.documented < 1000:
            kind = "skill_level" if cover.evidence.kind == "skill" else "skill"
            missing.append(Evidence(kind=kind, codes=(wanted.code,), numbers=(wanted.level or 0, 0)))
    return Part(
        earned=earned * 1000 // total,
        documented=documented * 1000 // total,
        found=tuple(found),
        not_found=tuple(not_found),
        missing=tuple(missing),
    )


def _held_for(months: int) -> int:
    """Per-mille of an occupation's nearness that this time in it gives; never falls as months rise."""
    return HELD_SHARE + (1000 - HELD_SHARE) * min(months, FULL_MONTHS) // FULL_MONTHS


def occupation(need: Need, person: Person, taxonomy: Taxonomy) -> Part:
    """The nearest occupation held, taking the time in it into account.

    Evidence: "occupation" (code held; numbers: nearness per-mille, months, -1 where never asked).
    """
    if person.occupations is None:
        return Part(earned=0, documented=0, missing=(Evidence(kind="occupation", codes=(need.occupation,)),))
    earned = highest = 0
    best: tuple[int, int, Experience] | None = None
    for held in sorted(person.occupations, key=lambda row: (row.occupation, row.months or 0)):
        near = taxonomy.nearness(need.occupation, held.occupation)
        low = near * _held_for(held.months or 0)
        earned = max(earned, low)
        highest = max(highest, near * 1000 if held.months is None else low)
        if best is None or low > best[0]:
            best = (low, near, held)
    if best is None or not earned:
        return Part(earned=0, not_found=(Evidence(kind="occupation", codes=(need.occupation,)),))
    months = -1 if best[2].months is None else best[2].months
    found = (Evidence(kind="occupation", codes=(best[2].occupation,), numbers=(best[1], months)),)
    unknown = (Evidence(kind="months", codes=(need.occupation,)),) if highest > earned else ()
    return Part(earned=earned, documented=WHOLE - (highest - earned), found=found, missing=unknown)


def experience(need: Need, person: Person, taxonomy: Taxonomy) -> Part | None:
    """Months in near occupations, each at its nearness, up to the months wanted and no further.

    Evidence: "months" (numbers: months counted, months wanted).
    """
    if need.experience_months <= 0:
        return None
    wanted = need.experience_months
    if person.occupations is None:
        return Part(earned=0, documented=0, missing=(Evidence(kind="months", numbers=(0, wanted)),))
    weighed, unknown = 0, False
    for held in person.occupations:
        near = taxonomy.nearness(need.occupation, held.occupation)
        if near >= RELEVANT_NEARNESS:
            weighed += near * (held.months or 0)
            unknown = unknown or held.months is None
    earned = min(WHOLE, weighed * 1000 // wanted)
    line = (Evidence(kind="months", numbers=(min(weighed // 1000, wanted), wanted)),)
    if unknown and earned < WHOLE:
        return Part(earned=earned, documented=earned, found=line if weighed else (), missing=line)
    return Part(earned=earned, found=line if earned else (), not_found=() if earned else line)


def _equal_parts(answers: Sequence[tuple[Evidence, bool | None]]) -> Part:
    """Requirements that count the same: reached, not reached, or never asked (None)."""
    reached = sum(answer is True for _, answer in answers)
    known = sum(answer is not None for _, answer in answers)
    return Part(
        earned=WHOLE * reached // len(answers),
        documented=WHOLE * known // len(answers),
        found=tuple(evidence for evidence, answer in answers if answer is True),
        not_found=tuple(evidence for evidence, answer in answers if answer is False),
        missing=tuple(evidence for evidence, answer in answers if answer is None),
    )


def french(need: Need, person: Person) -> Part | None:
    """Oral and written French against the levels stated: reached or not, never points above.

    Evidence: "french_oral", "french_written" (numbers: level wanted, level held when known).
    """
    answers: list[tuple[Evidence, bool | None]] = []
    for kind, wanted, held in (
        ("french_oral", need.french_oral, person.french_oral),
        ("french_written", need.french_written, person.french_written),
    ):
        if wanted is not None:
            numbers = (wanted,) if held is None else (wanted, held)
            answers.append((Evidence(kind=kind, numbers=numbers), None if held is None else held >= wanted))
    return _equal_parts(answers) if answers else None


def languages(need: Need, person: Person) -> Part | None:
    """Other languages that the need justifies, each at its band: reached or not.

    Evidence: "language" (code; numbers: band wanted, band held, 0 where there is none).
    """
    if not need.languages:
        return None
    return _equal_parts([_language(wanted, person.languages) for wanted in need.languages])


def _language(wanted: Language, held: tuple[Language, ...] | None) -> tuple[Evidence, bool | None]:
    bands = {language.code: language.band for language in held or ()}
    band = bands.get(wanted.code)
    evidence = Evidence(kind="language", codes=(wanted.code,), numbers=(wanted.band or 0, band or 0))
    if held is None:
        return evidence, None
    if wanted.code not in bands:
        return evidence, False
    if wanted.band is None:
        return evidence, True
    return evidence, None if band is None else band >= wanted.band


def wage(need: Need, person: Person) -> Part | None:
    """The wage floor is within what the need can pay. Evidence: "wage" (cents per hour: at most, floor)."""
    if need.wage_max is None:
        return None
    if person.wage_floor is None:
        return _equal_parts([(Evidence(kind="wage", numbers=(need.wage_max,)), None)])
    evidence = Evidence(kind="wage", numbers=(need.wage_max, person.wage_floor))
    return _equal_parts([(evidence, person.wage_floor <= need.wage_max)])
