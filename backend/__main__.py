"""The verbs, once everything is installed: `python -m backend VERB`, called by ./passerelle."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Mapping

from backend import bench, checks, lines, lock, up
from backend.launch.sentences import Refusal, mendable, print_refusal
from backend.services import processes
from backend.services.embedded import ROOT, borrowed, default_folder
from backend.services.processes import Program

# These read the code alone; no server is started for them.
NO_SERVER = {"check", "help", "makemessages", "messages", "spectacular", "version", "--help", "--version"}


def manage(arguments: list[str]) -> int:
    """Run a Django command on the running instance's servers, or on servers started for it."""
    if not arguments or arguments[0] in NO_SERVER:
        return run_django(arguments, checks.surroundings())
    with borrowed(default_folder()) as environment:
        return run_django(arguments, environment)


def run_django(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run `django-admin` in a child that has the terminal; Ctrl-C is the child's to answer."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    command = [sys.executable, "-m", "backend.manage", *arguments]
    child = processes.start(Program("manage", command, environment, None, folder=ROOT))
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def test(arguments: list[str]) -> int:
    """Run pytest."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode  # noqa: S603


VERBS: dict[str, Callable[[list[str]], int]] = {
    "up": up.main,
    "test": test,
    "check": checks.main,
    "manage": manage,
    "bilan": lambda arguments: manage(["bilan", *arguments]),
    "classify": lambda arguments: lines.main("classify", arguments),
    "rank": lambda arguments: lines.main("rank", arguments),
    "plan": lambda arguments: lines.main("plan", arguments),
    "load-noc": lambda arguments: manage(["load_noc", *arguments]),
    "load-oasis": lambda arguments: manage(["load_oasis", *arguments]),
    "load-esco": lambda arguments: manage(["load_esco", *arguments]),
    "import-boundaries": lambda arguments: manage(["import_boundaries", *arguments]),
    "bench": bench.main,
    "lock": lock.main,
}


def attempt(argv: list[str]) -> int:
    """Run one verb; what the person can mend is raised as a Refusal."""
    try:
        return VERBS[argv[0]](argv[1:])
    except OSError as error:
        raise mendable(error) or error from None


def main(argv: list[str]) -> int:
    """Run one verb; a Refusal becomes one sentence in both languages and exit code 2."""
    try:
        return attempt(argv)
    except Refusal as refusal:
        print_refusal(refusal)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
