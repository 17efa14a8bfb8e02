"""pandas: the whole score of a need over data frames, a vector at a time, as one would write it with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.exact import Case, Found, Run, best_rows
from workers.engine import conditions, criteria
from workers.engine.criteria import WHOLE
from workers.engine.kernel import tables as t
from workers.engine.kernel.covering import cover_values
from workers.engine.kernel.tables import Offer, Tables
from workers.engine.types import LicenceStage

#: A column of a data frame, by row of the person.
Series = Any
Part = tuple[Series, Series]


def pandas(case: Case) -> Run:
    """Data frames made once, grouped by skill and by code; then every need."""
    frames = Frames(case)

    def run(rows: range) -> Found:
        found = []
        for offer in case.offers(rows):
            verdict, score = frames.scored(offer)
            found.append(best_rows(case, offer, verdict.to_numpy(), score.to_numpy()))
        return found

    return run


class Frames:
    """The people as data frames: `person` by row, the lists with their row, those asked by code grouped by it."""

    def __init__(self, case: Case) -> None:
        import pandas as pd

        self.pd, self.tables = pd, case.people.tables
        self.columns = case.people.pools[0].columns
        frames = {name: pd.DataFrame(columns) for name, columns in case.tables.items()}
        self.person = frames["person"].set_index("row")
        self.history, self.limits = frames["history"], frames["limits"]
        by = {"own": "skill"} | dict.fromkeys(("absent", "languages", "licences", "regions", "mrcs"), "code")
        self.by = {name: dict(iter(frames[name].groupby(code))) for name, code in by.items()}
        self.none = {name: frames[name].iloc[:0] for name in by}

    def having(self, name: str, code: int) -> Any:
        """The rows of a list with this code."""
        return self.by[name].get(code, self.none[name])

    def by_row(self, found: Any, fill: int = 0) -> Any:
        """What was found for some people, for everyone."""
        return found.reindex(self.person.index, fill_value=fill)

    def anyone(self, found: Any) -> Series:
        """Whether each person is among those found."""
        return self.person.index.isin(found["row"])

    def scored(self, offer: Offer) -> tuple[Series, Series]:
        """The verdict (0–2) and the score of everyone."""
        blocked, missing = Rules(self, offer).both()
        parts = Parts(self, offer).all()
        score = self.pd.Series(0, self.person.index)
        if offer.skills:
            part, covered, known = Skills(self, offer).all()
            parts[t.SKILLS] = part
            blocked |= ~covered & known
            missing |= ~covered & ~known
        for criterion, (earned, undocumented) in parts.items():
            weight, neutral = offer.weights[criterion], int(self.tables.neutral[criterion])
            score += weight * (earned * 1000 + undocumented * neutral) // (WHOLE * 1000)
        return missing.astype(int).where(~blocked, 2), score


class Skills:
    """The criterion of skills."""

    def __init__(self, frames: Frames, offer: Offer) -> None:
        self.frames, self.offer = frames, offer

    def all(self) -> tuple[Part, Series, Series]:
        """The criterion, who covers at least one skill, and whose skills are all known."""
        frames, tables, person = self.frames, self.frames.tables, self.frames.person
        found = []
        for code, essential, level in self.offer.skills:
            worth, change = cover_values(frames.columns, level)
            own, weight = frames.having("own", code), tables.skill_weight(code, essential)
            cover = own["cover"].to_numpy()
            found.append(own[["row"]].assign(e=weight * worth[cover], c=weight * change[cover]))
        sums = frames.by_row(frames.pd.concat(found).groupby("row").sum())
        total = sum(tables.skill_weight(code, essential) for code, essential, _ in self.offer.skills)
        asked = person["skills_asked"] == 1
        undocumented = (~asked).astype(int) * total * 1000 + sums["c"]
        part = (sums["e"] * 1000 // total, WHOLE - (total * 1000 - undocumented) * 1000 // total)
        absent = frames.pd.concat([frames.having("absent", code) for code, _e, _l in self.offer.skills])
        many = frames.by_row(absent.groupby("row").size())
        return part, sums["e"] > 0, asked | (many == len(self.offer.skills))


class Parts:
    """The other criteria: (earned, undocumented) in millionths."""

    def __init__(self, frames: Frames, offer: Offer) -> None:
        self.frames, self.offer, self.facts = frames, offer, offer.facts
        self.person = frames.person

    def all(self) -> dict[int, Part]:
        """Those that the need asks about."""
        person, facts = self.person, self.facts
        found = self.occupation() | {t.MOBILITY: self.mobility(), t.AVAILABILITY: self.availability()}
        stated = [name for name in ("oral", "written") if facts[name] >= 0]
        if stated:
            found[t.FRENCH] = equal([(person[name] >= facts[name], person[name] < 0) for name in stated])
        if self.offer.languages:
            found[t.LANGUAGES] = equal([spoken(self.frames, *asked) for asked in self.offer.languages])
        if facts["wage"] >= 0:
            reached = person["wage"].between(0, facts["wage"])
            found[t.WAGE] = equal([(reached, person["wage"] < 0)])
        return found

    def occupation(self) -> dict[int, Part]:
        """The nearest occupation held, and the months in near ones."""
        held, full = criteria.HELD_SHARE, criteria.FULL_MONTHS
        history = self.frames.history
        near = self.frames.tables.near(self.facts["occupation"]).astype(np.int64)
        close = history["code"].map(self.frames.pd.Series(near))
        time = history["months"].astype("int64").clip(lower=0)
        low = close * (held + (1000 - held) * time.clip(upper=full) // full)
        unknown, relevant = history["months"] < 0, close >= criteria.RELEVANT_NEARNESS
        told = self.frames.pd.DataFrame(
            {
                "row": history["row"],
                "low": low,
                "high": low.where(~unknown, close * 1000),
                "weighed": (close * time).where(relevant, 0),
                "unknown": relevant & unknown,
            }
        )
        sums = told.groupby("row").agg({"low": "max", "high": "max", "weighed": "sum", "unknown": "max"})
        sums = self.frames.by_row(sums)
        unasked = self.person["occupations_known"] == 0
        found = {t.OCCUPATION: (sums["low"], (sums["high"] - sums["low"]).where(~unasked, WHOLE))}
        if self.facts["months"] > 0:
            earned = (sums["weighed"] * 1000 // self.facts["months"]).clip(upper=WHOLE)
            undocumented = (WHOLE - earned).where(sums["unknown"].astype(bool), 0).where(~unasked, WHOLE)
            found[t.EXPERIENCE] = (earned, undocumented)
        return found

    def mobility(self) -> Part:
        """The place, and the help needed that is offered."""
        place, person = conditions.PLACE_SHARE, self.person
        rest = WHOLE - place * 1000
        share = place_shares(self.frames, self.offer).clip(lower=0)
        share = share.where(person["anywhere"] == 0, share.clip(lower=conditions.ANYWHERE_SHARE))
        known, asked = person["mobility_known"] == 1, person["help"] >= 0
        wanted = person["help"].clip(lower=0).to_numpy()
        many, given = np.bitwise_count(wanted), np.bitwise_count(wanted & self.facts["help"])
        helped = np.where(many > 0, rest * given.astype(np.int64) // np.maximum(many, 1), rest)
        earned = (place * share).where(known, 0) + asked * helped
        return earned, (~known) * (place * 1000) + (~asked) * rest

    def availability(self) -> Part:
        """The date, and the shift where one is stated."""
        person, shift = self.person, self.facts["shift"]
        span = self.frames.tables.rules.available_late_days + 1
        late = (person["available"].astype("int64") - self.offer.start).clip(lower=0)
        known = person["available"] != 0
        weight = conditions.DATE_SHARE if shift >= 0 else 1000
        earned = known * weight * (1000 * (span - late).clip(lower=0) // span)
        undocumented = (~known) * weight * 1000
        if shift >= 0:
            rest, asked = (1000 - weight) * 1000, person["shifts"] >= 0
            earned = earned + (asked & (person["shifts"] & (1 << shift) != 0)) * rest
            undocumented = undocumented + (~asked) * rest
        return earned, undocumented


class Rules:
    """Who is blocked, and of whom a fact is missing."""

    def __init__(self, frames: Frames, offer: Offer) -> None:
        self.frames, self.offer, self.facts = frames, offer, offer.facts
        self.person, self.tables = frames.person, frames.tables

    def both(self) -> tuple[Series, Series]:
        """(blocked, missing) of everyone."""
        blocked, missing = self.always()
        for stated, (breaks, unknown) in self.stated().items():
            if self.facts[stated] >= 0:
                blocked, missing = blocked | breaks, missing | unknown
        for code, band in self.offer.languages:
            reached, unknown = spoken(self.frames, code, band)
            blocked, missing = blocked | (~reached & ~unknown), missing | unknown
        return blocked, missing

    def always(self) -> tuple[Series, Series]:
        """The rules that every need has: authorisation, place, date."""
        person, rules, start = self.person, self.tables.rules, self.offer.start
        right, late = person["authorised"] == 1, self.tables.latest(start, rules.authorised_late_days)
        least = self.tables.latest(start, rules.authorised_min_days)
        free = self.tables.latest(start, rules.available_late_days)
        tied = (person["tied"] >= 0) & (person["tied"] != self.facts["employer"])
        allowed = self.tables.allowed(self.facts["occupation"])
        limits = self.frames.limits
        may = self.frames.anyone(limits[allowed[limits["code"].to_numpy()]])
        asked = person["mobility_known"] == 1
        nowhere = (person["anywhere"] == 0) & (place_shares(self.frames, self.offer) < 0)
        blocked = right & ((person["work_from"] > late) | (person["work_until"] < least) | tied)
        blocked |= (
            (right & (person["limited"] == 1) & ~may) | (asked & nowhere) | (person["available"] > free)
        )
        return blocked, ~right | ~asked | (person["available"] == 0)

    def stated(self) -> dict[str, Part]:
        """By fact that a need may state: who breaks it, who was never asked."""
        person, facts = self.person, self.facts
        licences = self.frames.having("licences", facts["licence"])
        pending = licences[licences["stage"] != int(LicenceStage.OBTAINED)]
        return {
            "licence": (self.frames.anyone(pending), ~self.frames.anyone(licences)),
            "driving": (self.drives_not(self.tables), person["driving"] < 0),
            "oral": (person["oral"].between(0, facts["oral"] - 1), person["oral"] < 0),
            "written": (person["written"].between(0, facts["written"] - 1), person["written"] < 0),
            "shift": (
                (person["shifts"] >= 0) & (person["shifts"] & (1 << max(facts["shift"], 0)) == 0),
                person["shifts"] < 0,
            ),
            "wage": (person["wage"] > facts["wage"], person["wage"] < 0),
        }

    def drives_not(self, tables: Tables) -> Series:
        """Who was asked and may not drive the class wanted."""
        wanted = tables.driving(self.facts["driving"]) if self.facts["driving"] >= 0 else 0
        return (self.person["driving"] >= 0) & (self.person["driving"] & wanted == 0)


def equal(answers: list[Part]) -> Part:
    """Requirements that count the same, each (who reaches it, who was never asked)."""
    many = len(answers)
    reached = sum((reached & ~unknown).astype(int) for reached, unknown in answers)
    unknown = sum(unknown.astype(int) for _reached, unknown in answers)
    return WHOLE * reached // many, WHOLE - WHOLE * (many - unknown) // many


def spoken(frames: Frames, code: int, band: int) -> Part:
    """Of one language at one band (-1: any): who reaches it, who was never asked."""
    mine = frames.having("languages", code)
    unasked = frames.person["spoken_known"] == 0
    reached = frames.pd.Series(frames.anyone(mine[mine["band"] >= band]), frames.person.index)
    if band < 0:
        return reached, unasked
    return reached, unasked | frames.anyone(mine[mine["band"] < 0])


def place_shares(frames: Frames, offer: Offer) -> Series:
    """The per-mille of the best rank at which each person accepts the place, -1 where none does."""
    lists = [frames.having("regions", offer.facts["region"]), frames.having("mrcs", offer.facts["mrc"])]
    best = frames.pd.concat(lists).groupby("row")["place"].min()
    last = len(conditions.RANK_SHARES) - 1
    shares = best.clip(upper=last).map(dict(enumerate(conditions.RANK_SHARES)))
    return frames.by_row(shares, fill=-1)
