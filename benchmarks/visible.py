"""From saved to seen: `./passerelle bench visible [--data FOLDER] [--edits N] [--json FILE]`, in milliseconds.

Edits of a need, then of a person's conditions, are saved by the domain's own services beside a running demo (one is
started on a folder of its own unless `--data` names a running one); the ranking is awaited in the database and then
read as the page. On a machine that does other work too, the processor time that each part of the product spends on an
edit tells more than the clock. Where the worker's goes is told by running its two functions here, profiled.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from backend.services.embedded import ROOT, surroundings
from backend.services.folder import DataFolder

#: How often the database is asked whether the ranking stands, and for how long; seconds.
EVERY, AT_MOST = 0.002, 60
#: A new demo ranks all its needs first; seconds.
FIRST = 900
#: Edits before the clock counts.
WARMING = 3
#: The parts of the product by a word of their command lines.
PARTS = {"gunicorn": "web", "celery": "worker", "postgres": "PostgreSQL", "valkey": "Valkey"}
#: Runs under the profiler, and the modules whose functions are told.
PROFILED, TOLD = 10, ("workers/", "crm/matching/", "crm/core/")
Steps = dict[str, list[float]]


@contextmanager
def running(data: Path | None) -> Iterator[DataFolder]:
    """The data folder of a running demo: the one named, else one of our own, stopped afterwards."""
    if data is not None:
        yield DataFolder(data.resolve())
        return
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, "-m", "backend", "up", "--data", made, "--port", "0"]
        out = subprocess.PIPE
        product = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        try:
            for line in product.stdout or ():
                if "http://" in line:
                    break
            yield DataFolder(Path(made))
        finally:
            product.send_signal(signal.SIGTERM)
            product.wait(60)


class Page:
    """A reader of the demo, signed in through its door."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._door = self.read("/entrer/")
        self.users = [int(found) for found in re.findall(r"/entrer/demo/(\d+)/", self._door)]

    def enter(self, user_id: int) -> None:
        """Sign in as one of the users at the door."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._door)
        sent = urlencode({"csrfmiddlewaretoken": token[1] if token else ""}).encode()
        self._browser.open(f"{self._address}/entrer/demo/{user_id}/", data=sent, timeout=AT_MOST).close()

    def read(self, path: str) -> str:
        """The page at that path."""
        with self._browser.open(self._address + path, timeout=AT_MOST) as answer:
            return str(answer.read().decode())


def main(arguments: list[str]) -> int:
    """Print the median and the 95th percentile of each step; exit code 1 when a page was not current."""
    parser = argparse.ArgumentParser(prog="./passerelle bench visible")
    parser.add_argument("--data", type=Path, metavar="FOLDER")
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    with running(asked.data) as folder:
        state = json.loads(folder.state_path.read_text("utf-8"))
        os.environ |= surroundings(folder, state["database_url"], state["broker_url"])
        import django

        django.setup()
        measured = measure(state["address"], state["pid"], asked.edits)
    if asked.json:
        asked.json.write_text(json.dumps(measured, indent=1), "utf-8")
    return 0


def measure(address: str, root: int, edits: int) -> dict[str, Any]:
    """Both kinds of edits, printed as they end."""
    from crm.needs.models import LabourNeed
    from workers import bridge

    _await("score-", at_most=FIRST)
    page = Page(address)
    user = _advisor(page.users)
    page.enter(user.pk)
    need = _busiest_need(user)
    path = f"/besoins/{need.pk}/jumelages/"
    person = need.runs.latest("scored_at").matches.filter(stage="proposed").first().candidate
    sys.stdout.write(
        f"{need.runs.first().persons:,} people, {LabourNeed.objects.scored().count():,} needs ranked\n"
    )
    found, kinds = (
        {},
        {"need": lambda at: _edit_need(need, at), "person": lambda at: _edit_person(person, at)},
    )
    for name, edit in kinds.items():
        before = spent(root)
        found[name] = timed(edit, page, path, edits)
        cost = {
            part: 1000 * (now - before.get(part, 0)) / (edits + WARMING) for part, now in spent(root).items()
        }
        show(f"An edit of a {name}, {edits} times", found[name])
        said = ", ".join(f"{part} {milliseconds:.0f}" for part, milliseconds in sorted(cost.items()))
        sys.stdout.write(f"  processor an edit  {said}\n")
    profile("a need", lambda: bridge.score_need(need.pk, now=_now()))
    profile("a person", lambda: bridge.score_person(person.pk, now=_now()))
    return {name: {step: spread(values) for step, values in steps.items()} for name, steps in found.items()}


def timed(edit: Callable[[int], Any], page: Page, path: str, edits: int) -> Steps:
    """The steps of each edit, milliseconds. `edit` saves and returns the outbox key that promises the scores."""
    steps: Steps = {"save": [], "saved to stored": [], "page": [], "saved to seen": []}
    for at in range(-WARMING, edits):
        began = time.perf_counter()
        key = edit(at)
        saved = time.perf_counter()
        _await(key)
        stored = time.perf_counter()
        stale = "every 500ms" in page.read(path)
        seen = time.perf_counter()
        if stale:
            raise SystemExit("the page does not show the ranking that is stored")
        if at >= 0:  # the first ones warm what is read once
            lasted = (saved - began, stored - saved, seen - stored, seen - saved)
            for values, seconds in zip(steps.values(), lasted, strict=True):
                values.append(1000 * seconds)
        time.sleep(0.05)
    return steps


def _await(key: str, *, at_most: float = AT_MOST) -> None:
    """Until nothing whose key begins so is owed any more."""
    from crm.core.models import OutboxMessage

    limit = time.monotonic() + at_most
    while OutboxMessage.objects.pending().filter(key__startswith=key).exists():
        if time.monotonic() > limit:
            raise SystemExit(f"nothing answered {key} within {at_most} s")
        time.sleep(EVERY)


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _advisor(users: list[int]) -> Any:
    """The first at the door who decides matches."""
    from crm.accounts.models import User
    from crm.accounts.policy import Permission, scope_of

    known = User.objects.in_bulk(users)
    return next(known[key] for key in users if scope_of(known[key]).may(Permission.DECIDE_MATCHES))


def _busiest_need(user: Any) -> Any:
    """The ranked need with the most people worth a look that the user sees."""
    from django.db.models import Count, Q

    from crm.matching.models import Verdict
    from crm.needs.models import LabourNeed

    worth = Count("matches", filter=~Q(matches__verdict=Verdict.INADMISSIBLE))
    seen = LabourNeed.objects.visible_to(user).filter(
        pk__in=LabourNeed.objects.scored().exclude(occupation=None)
    )
    return seen.annotate(worth=worth).latest("worth", "pk")


def _edit_need(need: Any, at: int) -> str:
    """Ask for one month of experience more or less than before."""
    from dataclasses import replace

    from crm.needs.rules.content import NeedContent, SkillAsked
    from crm.needs.services import edit_need

    need.refresh_from_db()
    names = {field.name for field in fields(NeedContent)} - {"skills", "help_offered"}
    content = NeedContent(
        **{name: getattr(need, name) for name in names},
        help_offered=tuple(need.help_offered),
        skills=tuple(
            SkillAsked(code=row.skill_id, essential=row.essential, level=row.level)
            for row in need.skills.all()
        ),
    )
    edited = replace(content, experience_months=24 + at % 2)
    edit_need(need=need, content=edited, revision=need.revision, by=None, now=_now())
    return f"score-need-{need.pk}"


def _edit_person(person: Any, at: int) -> str:
    """Wish for a quarter of a dollar more or less than before."""
    from decimal import Decimal

    from crm.candidates.services import save_conditions

    person.refresh_from_db()
    save_conditions(
        candidate=person,
        revision=person.revision,
        available_from=person.available_from,
        wage_floor=Decimal("19.00") + Decimal("0.25") * (at % 2),
        shifts=person.shifts,
        by=None,
        now=_now(),
    )
    return f"score-person-{person.pk}"


def spent(root: int) -> dict[str, float]:
    """Seconds of processor that each part of the product has spent, by the processes under its launcher."""
    parents, seconds, commands = {}, {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            after = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()
            commands[int(entry.name)] = (entry / "cmdline").read_text("utf-8", "replace")
        except OSError:
            continue
        parents[int(entry.name)] = int(after[1])
        seconds[int(entry.name)] = (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")
    found: dict[str, float] = {}
    for process, used in seconds.items():
        above = process
        while above not in (root, 0, 1):
            above = parents.get(above, 0)
        part = next((name for word, name in PARTS.items() if word in commands[process]), None)
        if above == root and part:
            found[part] = found.get(part, 0) + used
    return found


def spread(values: list[float]) -> dict[str, float]:
    """The median and the 95th percentile, to a tenth."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[max(0, -(-len(ordered) * 95 // 100) - 1)], 1),
    }


def show(title: str, steps: Steps) -> None:
    """Print one kind of edit."""
    sys.stdout.write(f"{title}, ms\n")
    for step, values in steps.items():
        found = spread(values)
        sys.stdout.write(f"  {step:<18} median {found['median']:>7.1f}   p95 {found['p95']:>7.1f}\n")


def profile(title: str, work: Callable[[], None]) -> None:
    """Print the functions in which the worker's own function spends its time, once warm."""
    work()
    profiler = cProfile.Profile()
    for _run in range(PROFILED):
        profiler.runcall(work)
    rows = []
    for (file, _line, name), (_calls, many, _own, whole, _callers) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        if any(f"/{part}" in file for part in TOLD):
            rows.append((1000 * whole / PROFILED, many / PROFILED, f"{Path(file).relative_to(ROOT)} {name}"))
    sys.stdout.write(f"In the worker, {title}: ms and calls of each function, what it calls included\n")
    for spent, calls, name in sorted(rows, reverse=True)[:16]:
        sys.stdout.write(f"  {spent:>7.1f} {calls:>8.0f}  {name}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
