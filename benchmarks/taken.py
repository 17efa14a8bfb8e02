"""What a figure was taken with: the machine, the day, the load, the versions, the command."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

MISSING = "not installed"


def taken(command: str, libraries: Iterable[str] = ()) -> dict[str, Any]:
    """The circumstances now; `command` is what follows `./passerelle bench`."""
    return {
        "command": f"./passerelle bench {command}".strip(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "load": [round(os.getloadavg()[0], 1)],
        "versions": {"Python": platform.python_version()} | {name: installed(name) for name in libraries},
    }


def finished(circumstances: dict[str, Any]) -> dict[str, Any]:
    """The same with the load at the end."""
    load = [*circumstances["load"], round(os.getloadavg()[0], 1)]
    return circumstances | {"load": load}


def installed(name: str) -> str:
    """The version of a distribution, or that it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return MISSING


def processor() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or "unknown processor"


def most_memory() -> float:
    """The most memory that this process itself held, in megabytes (what started it is not counted)."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    (line,) = [line for line in status if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
