"""The whole score as one SQL statement a need, for DuckDB and for PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from benchmarks.exact import Case, Found, Run, ordered
from benchmarks.scratch import DATABASE, count_server
from workers.engine import conditions, criteria
from workers.engine.kernel import tables as t
from workers.engine.kernel.covering import cover_values
from workers.engine.kernel.tables import Offer, Tables


class Statement:
    """The statement of one need. `div` is the dialect's division of integers."""

    def __init__(self, offer: Offer, case: Case, div: str) -> None:
        self.offer, self.case, self.div = offer, case, div
        self.tables: Tables = case.people.tables
        self.facts = offer.facts

    def line(self, criterion: int, earned: str, undocumented: str) -> str:
        """The points of a criterion and its neutral share."""
        weight, neutral, div = self.offer.weights[criterion], self.tables.neutral[criterion], self.div
        share = f"CAST(({earned}) AS BIGINT)*1000 + CAST(({undocumented}) AS BIGINT)*{neutral}"
        return f"((({share})*{weight}) {div} 1000000000)"

    def skills(self) -> tuple[str, str]:
        """What each way of covering each skill needed is worth, and the codes asked."""
        rows = []
        for code, essential, level in self.offer.skills:
            weight = self.tables.skill_weight(code, essential)
            earned, change = cover_values(self.case.people.pools[0].columns, level)
            rows += [
                f"({code},{cover},{weight * int(e)},{weight * int(c)})"
                for cover, (e, c) in enumerate(zip(earned, change, strict=True))
            ]
        return ",".join(rows) or "(-1,-1,0,0)", ",".join(
            str(code) for code, _e, _l in self.offer.skills
        ) or "-1"

    def near(self) -> str:
        """Nearness of every occupation."""
        near = self.tables.near(self.facts["occupation"])
        return ",".join(f"({code},{value})" for code, value in enumerate(near.tolist()))

    def text(self) -> str:
        """The statement: (row, verdict, score) of the best of each verdict, and of their equals."""
        worth, codes = self.skills()
        div, held, full = self.div, criteria.HELD_SHARE, criteria.FULL_MONTHS
        blocked, missing = self.rules()
        low = f"near*({held}+({1000 - held}*least(greatest(months,0),{full})) {div} {full})"
        return f"""
WITH worth(skill,cover,e,c) AS (
 SELECT x.a,x.b,CAST(x.c AS BIGINT),CAST(x.d AS BIGINT) FROM (VALUES {worth}) x(a,b,c,d)),
nearness(code,near) AS (VALUES {self.near()}),
h AS (SELECT row, max({low}) e, max(CASE WHEN months<0 THEN near*1000 ELSE {low} END) m,
 sum(CASE WHEN near>={criteria.RELEVANT_NEARNESS} THEN near*greatest(months,0) ELSE 0 END)::bigint w,
 max(CASE WHEN near>={criteria.RELEVANT_NEARNESS} AND months<0 THEN 1 ELSE 0 END) u
 FROM history JOIN nearness USING (code) GROUP BY row),
k AS (SELECT row, sum(e)::bigint e, sum(c)::bigint c, max(CASE WHEN e>0 THEN 1 ELSE 0 END) covered
 FROM own JOIN worth USING (skill,cover) GROUP BY row),
a AS (SELECT row, count(*) n FROM absent WHERE code IN ({codes}) GROUP BY row),
pl AS (SELECT row, max(share) share FROM (
 SELECT row, {self.shares()} share FROM regions WHERE code={self.facts["region"]} UNION ALL
 SELECT row, {self.shares()} FROM mrcs WHERE code={self.facts["mrc"]}) GROUP BY row),
li AS (SELECT row, max(stage) stage FROM licences WHERE code={self.facts["licence"]} GROUP BY row),
lm AS (SELECT DISTINCT row, 1 ok FROM limits WHERE code IN ({self.limits()})),
{self.spoken()}
s AS (SELECT p.row, CASE WHEN {blocked} THEN 2 WHEN {missing} THEN 1 ELSE 0 END verdict, {self.score()} score
 FROM person p LEFT JOIN h USING (row) LEFT JOIN k USING (row) LEFT JOIN a USING (row) LEFT JOIN pl USING (row)
 LEFT JOIN li USING (row) LEFT JOIN lm USING (row) LEFT JOIN la USING (row)),
r AS (SELECT *, rank() OVER (PARTITION BY verdict ORDER BY score DESC) place FROM s)
SELECT row, verdict, score FROM r WHERE place<={self.case.kept}"""

    def shares(self) -> str:
        """Per-mille by rank of preference."""
        *first, last = conditions.RANK_SHARES
        whens = " ".join(f"WHEN {place} THEN {share}" for place, share in enumerate(first))
        return f"CASE place {whens} ELSE {last} END"

    def limits(self) -> str:
        """The limits that allow the occupation."""
        allowed = np.flatnonzero(self.tables.allowed(self.facts["occupation"]))
        return ",".join(map(str, allowed)) or "-1"

    def spoken(self) -> str:
        """Of the languages needed: how many are reached, how many are held without a known band."""
        reached = (
            " OR ".join(f"(code={code} AND band>={band})" for code, band in self.offer.languages) or "false"
        )
        unknown = (
            " OR ".join(f"(code={code} AND band<0)" for code, band in self.offer.languages if band >= 0)
            or "false"
        )
        return f"""la AS (SELECT row, sum(CASE WHEN {reached} THEN 1 ELSE 0 END) reached,
 sum(CASE WHEN {unknown} THEN 1 ELSE 0 END) unknown FROM languages GROUP BY row),"""

    def rules(self) -> tuple[str, str]:
        """When a pair is blocked, and when a fact is missing."""
        f, rules, tables, start = self.facts, self.tables.rules, self.tables, self.offer.start
        late = tables.latest(start, rules.authorised_late_days)
        least = tables.latest(start, rules.authorised_min_days)
        free = tables.latest(start, rules.available_late_days)
        blocked = [
            f"(authorised=1 AND (work_from>{late} OR work_until<{least} OR (limited=1 AND ok IS NULL)))",
            f"(authorised=1 AND tied>=0 AND tied<>{f['employer']})",
            "(mobility_known=1 AND anywhere=0 AND share IS NULL)",
            f"available>{free}",
        ]
        missing = ["authorised=0", "mobility_known=0", "available=0"]
        for fact, rule, unknown in (
            ("licence", "stage<2", "stage IS NULL"),
            ("driving", f"(driving>=0 AND driving&{tables.driving(max(f['driving'], 0))}=0)", "driving<0"),
            ("oral", f"(oral>=0 AND oral<{f['oral']})", "oral<0"),
            ("written", f"(written>=0 AND written<{f['written']})", "written<0"),
            ("shift", f"(shifts>=0 AND (shifts>>{max(f['shift'], 0)})&1=0)", "shifts<0"),
            ("wage", f"wage>{f['wage']}", "wage<0"),
        ):
            if f[fact] >= 0:
                blocked.append(rule)
                missing.append(unknown)
        many = len(self.offer.languages)
        if many:
            held = "coalesce(reached,0)+coalesce(unknown,0)"
            blocked.append(f"(spoken_known=1 AND {held}<{many})")
            missing += ["spoken_known=0", "unknown>0"]
        if self.offer.skills:
            known = f"(skills_asked=1 OR coalesce(n,0)={len(self.offer.skills)})"
            blocked.append(f"(coalesce(covered,0)=0 AND {known})")
            missing.append(f"(coalesce(covered,0)=0 AND NOT {known})")
        return " OR ".join(blocked), " OR ".join(missing)

    def score(self) -> str:
        """The sum of the lines."""
        lines = [self.occupation(), self.mobility(), self.availability()]
        f, div = self.facts, self.div
        if self.offer.skills:
            total = sum(self.tables.skill_weight(code, essential) for code, essential, _ in self.offer.skills)
            whole = f"((CASE WHEN skills_asked=1 THEN 0 ELSE {total * 1000} END)+coalesce(k.c,0))"
            documented = f"1000000-((({total * 1000}-{whole})*1000) {div} {total})"
            lines.append(self.line(t.SKILLS, f"(coalesce(k.e,0)*1000) {div} {total}", documented))
        if f["months"] > 0:
            earned = f"least(1000000,(coalesce(h.w,0)*1000) {div} {f['months']})"
            unknown = f"CASE WHEN occupations_known=0 THEN 1000000 WHEN u=1 THEN 1000000-{earned} ELSE 0 END"
            lines.append(self.line(t.EXPERIENCE, earned, unknown))
        stated = [name for name in ("oral", "written") if f[name] >= 0]
        if stated:
            reached = "+".join(f"(CASE WHEN {name}>={f[name]} THEN 1 ELSE 0 END)" for name in stated)
            known = "+".join(f"(CASE WHEN {name}>=0 THEN 1 ELSE 0 END)" for name in stated)
            lines.append(self.parts(t.FRENCH, reached, known, len(stated)))
        many = len(self.offer.languages)
        if many:
            known = f"(CASE WHEN spoken_known=1 THEN {many}-coalesce(unknown,0) ELSE 0 END)"
            lines.append(self.parts(t.LANGUAGES, "coalesce(reached,0)", known, many))
        if f["wage"] >= 0:
            reached = f"(CASE WHEN wage BETWEEN 0 AND {f['wage']} THEN 1 ELSE 0 END)"
            lines.append(self.parts(t.WAGE, reached, "(CASE WHEN wage>=0 THEN 1 ELSE 0 END)", 1))
        return "+".join(lines)

    def parts(self, criterion: int, reached: str, known: str, many: int) -> str:
        """Requirements that count the same."""
        earned = f"1000000*({reached}) {self.div} {many}"
        return self.line(criterion, earned, f"1000000-(1000000*({known}) {self.div} {many})")

    def occupation(self) -> str:
        """The nearest occupation held."""
        unknown = "CASE WHEN occupations_known=0 THEN 1000000 ELSE coalesce(h.m-h.e,0) END"
        return self.line(t.OCCUPATION, "coalesce(h.e,0)", unknown)

    def mobility(self) -> str:
        """The place and the help."""
        place = conditions.PLACE_SHARE
        rest = 1_000_000 - place * 1000
        share = (
            f"greatest(coalesce(share,0), CASE WHEN anywhere=1 THEN {conditions.ANYWHERE_SHARE} ELSE 0 END)"
        )
        given = f"{rest}*bit_count(help & {self.facts['help']}) {self.div} greatest(bit_count(help),1)"
        if self.div == "/":  # PostgreSQL counts the bits of strings of bits
            given = given.replace("help & ", "help::int & ").replace(
                "bit_count(help::int & ", "bit_count(help::int::bit(32) & "
            )
            given = given.replace(f"& {self.facts['help']})", f"& {self.facts['help']}::bit(32))")
            given = given.replace("bit_count(help)", "bit_count(help::int::bit(32))")
        earned = f"(CASE WHEN mobility_known=1 THEN {place}*{share} ELSE 0 END)+"
        earned += f"(CASE WHEN help<0 THEN 0 WHEN help=0 THEN {rest} ELSE {given} END)"
        unknown = f"(CASE WHEN mobility_known=1 THEN 0 ELSE {place * 1000} END)"
        unknown += f"+(CASE WHEN help<0 THEN {rest} ELSE 0 END)"
        return self.line(t.MOBILITY, earned, unknown)

    def availability(self) -> str:
        """The date and the shift."""
        span, shift = self.tables.rules.available_late_days + 1, self.facts["shift"]
        weight = conditions.DATE_SHARE if shift >= 0 else 1000
        late = f"greatest(available-{self.offer.start},0)"
        earned = f"(CASE WHEN available=0 THEN 0 ELSE {weight}*(1000*greatest({span}-{late},0) {self.div} {span}) END)"
        unknown = f"(CASE WHEN available=0 THEN {weight * 1000} ELSE 0 END)"
        if shift >= 0:
            rest = (1000 - weight) * 1000
            earned += f"+(CASE WHEN shifts>=0 AND (shifts>>{shift})&1=1 THEN {rest} ELSE 0 END)"
            unknown += f"+(CASE WHEN shifts<0 THEN {rest} ELSE 0 END)"
        return self.line(t.AVAILABILITY, earned, unknown)


def runner(case: Case, execute: Callable[[str], list[tuple[int, int, int]]], div: str) -> Run:
    """A run that orders what each statement gives, equals by the published hash."""

    def run(rows: range) -> Found:
        return [
            ordered(case, offer, execute(Statement(offer, case, div).text())) for offer in case.offers(rows)
        ]

    return run


def duckdb(case: Case) -> Run:
    """DuckDB, in this process, on one thread."""
    import duckdb as library
    import pandas as pd

    connection = library.connect(config={"threads": 1})
    for name, columns in case.tables.items():
        frame = pd.DataFrame({key: np.array(column) for key, column in columns.items()})  # noqa: F841
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
    return runner(case, lambda text: connection.execute(text).fetchall(), "//")


def postgresql(case: Case) -> Run:
    """PostgreSQL, on the product's own server, in temporary tables."""
    import psycopg

    connection = psycopg.connect(os.environ[DATABASE], autocommit=True)
    count_server(connection.info.backend_pid)
    connection.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
    connection.execute("SET temp_buffers = '1GB'; SET work_mem = '256MB'")
    for name, columns in case.tables.items():
        fields = ", ".join(f"{column} bigint" for column in columns)
        connection.execute(f"CREATE TEMP TABLE {name} ({fields})")
        with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True):
                copy.write_row(row)
        connection.execute(f"CREATE INDEX ON {name} (row)")
        connection.execute(f"ANALYZE {name}")
    return runner(case, lambda text: connection.execute(text).fetchall(), "/")
