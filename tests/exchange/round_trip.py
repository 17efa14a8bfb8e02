"""The way out and back of a list: exported, given back, given back as new."""

from __future__ import annotations

import os
from datetime import date, datetime

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from crm.accounts.models import User
from crm.exchange.exporting import export_lines
from crm.exchange.kinds import KINDS
from crm.exchange.models import Import
from crm.exchange.reading import read_table
from crm.exchange.sheets import Sheet, csv_parts, harmless, in_language, workbook
from tests.exchange.lists import as_csv, checked, given, imported
from tests.factories.people import make_direction

#: What no file writes back: who the row is, and what is exported to be read.
APART = {"id", "stage", "opened_on", "registered_on", "filled", "site_id", "employer_id"}
CASES = settings(
    max_examples=int(os.environ.get("PASSERELLE_EXAMPLES", "4")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FORMS = st.tuples(st.sampled_from(["csv", "xlsx"]), st.sampled_from(["fr-ca", "en-ca"]))


def words(most: int = 30, least: int = 0) -> st.SearchStrategy[str]:
    text = st.text(alphabet="aZéÈœ'’=+-@;,|\"\t\n &#%0158()\\", max_size=most)
    return text.map(lambda said: " ".join(said.split())).filter(lambda said: len(said) >= least)


NAMES = st.builds(lambda word, number: f"{word} n{number}".strip(), words(), st.integers(0, 10**9))


def exported(kind: str, user: User, today: date, form: tuple[str, str]) -> bytes:
    shape, language = form
    lines = in_language(
        export_lines(KINDS[kind], user=user, direction=make_direction(), today=today), language
    )
    if shape == "csv":
        return "".join(csv_parts(lines, french=language == "fr-ca")).encode()
    with workbook([Sheet(kind, lines)]) as file:
        return file.read()


def same_again(kind: str, user: User, now: datetime, form: tuple[str, str]) -> list[list[str]]:
    """Give the export back: nothing would be written. The lines of the export."""
    content = exported(kind, user, now.date(), form)
    found = checked(given(content, user, now, kind=kind), user, now)
    assert found.state == "checked", found.problem
    problems = list(found.lines.exclude(outcome="same").values_list("outcome", "problems"))
    assert found.counts["same"] == found.counts["lines"] >= 1, problems
    table = read_table(content)
    return [list(table.headings), *(list(cells) for _number, cells in table.rows)]


def written(lines: list[list[str]]) -> bytes:
    """The lines as a file of ours writes them."""
    return as_csv([[harmless(cell) for cell in line] for line in lines])


def one_cell(kind: str, lines: list[list[str]], column: str, cell: str) -> bytes:
    """The lines with one cell of the first one changed."""
    codes = [one.code for one in KINDS[kind].columns if one.exported]
    first = [cell if code == column else was for code, was in zip(codes, lines[1], strict=True)]
    return written([lines[0], first, *lines[2:]])


def as_new(kind: str, lines: list[list[str]], user: User, now: datetime) -> Import:
    """Import the lines as those of an office that has none of these rows."""
    codes = [column.code for column in KINDS[kind].columns if column.exported]
    at = codes.index("id")
    bare = [lines[0], *([*line[:at], "", *line[at + 1 :]] for line in lines[1:])]
    found = given(written(bare), user, now, kind=kind)
    assert found.mapping == codes
    done = imported(written(bare), user, now, kind=kind)
    assert done.counts["new"] == len(lines) - 1, list(done.lines.values_list("outcome", "problems"))
    return done


def told(kind: str, lines: list[list[str]]) -> list[dict[str, str]]:
    """What the lines say, apart from numbers and what is only read."""
    codes = [column.code for column in KINDS[kind].columns if column.exported]
    return [
        {code: cell for code, cell in zip(codes, line, strict=True) if code not in APART}
        for line in lines[1:]
    ]


def comes_back_as_new(kind: str, lines: list[list[str]], user: User, now: datetime) -> None:
    as_new(kind, lines, user, now)
    again = same_again(kind, user, now, ("csv", "fr-ca"))
    for now_told, before in zip(told(kind, again), told(kind, lines), strict=True):
        assert now_told == before
