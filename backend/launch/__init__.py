"""The launcher's body: standard library only, runs before anything is installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from backend.launch.environment import Environment, prepare
from backend.launch.interpreters import find_python
from backend.launch.sentences import Refusal, mendable, print_refusal
from backend.launch.verbs import VERBS, print_help

ROOT = Path(__file__).resolve().parents[2]
HELP = {"-h", "--help"}
#: `test` and `manage` hand `--help` on to pytest and to Django, which have their own.
OWN_HELP = VERBS.keys() - {"test", "manage"}


def take_python_option(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Take `--python X.Y` out of the arguments: (version or None, what remains)."""
    remaining: list[str] = []
    version = None
    rest = iter(arguments)
    for argument in rest:
        if argument == "--python":
            version = next(rest, "")
            if not version:
                raise Refusal("option_lacks_value", option="--python", command="help")
        elif argument.startswith("--python="):
            version = argument.partition("=")[2]
        else:
            remaining.append(argument)
    return version, remaining


def choose_environment(verb: str, arguments: list[str]) -> tuple[Environment, list[str]]:
    """The virtual environment the verb runs in: `.venv`, or one of its own for `bench` and for `--python X.Y`."""
    version, remaining = take_python_option(arguments) if verb in {"test", "check"} else (None, arguments)
    lock = VERBS[verb].lock
    if version is None:
        # What is only compared with never comes where the product runs.
        folder = ROOT / (".venv-bench" if lock == "bench" else ".venv")
        return Environment(root=ROOT, folder=folder, base=None, lock=lock), remaining
    base = find_python(version)
    return Environment(root=ROOT, folder=ROOT / f".venv-{version}", base=base, lock=lock), remaining


def run(environment: Environment, verb: str, arguments: list[str]) -> int:
    """Replace this process by the verb's, inside the environment; only returns by raising."""
    python = str(environment.python)
    surroundings = {
        key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}
    }
    surroundings |= {"PASSERELLE_CALLED_FROM": str(Path.cwd()), "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1"}
    surroundings["PATH"] = f"{environment.python.parent}{os.pathsep}{surroundings.get('PATH', os.defpath)}"
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(python, [python, "-m", "backend", verb, *arguments], surroundings)  # noqa: S606  no shell is meant


def attempt(verb: str, arguments: list[str]) -> int:
    """Install what the verb needs and run it; what the person can mend is raised as a Refusal."""
    if verb not in VERBS:
        raise Refusal("unknown_verb", verb=verb)
    try:
        environment, remaining = choose_environment(verb, arguments)
        prepare(environment)
        return run(environment, verb, remaining)
    except OSError as error:
        raise mendable(error) or error from None


def main(argv: list[str]) -> int:
    """Run one verb; a Refusal becomes one sentence in both languages and exit code 2."""
    verb, arguments = (argv[0], argv[1:]) if argv else ("help", [])
    if verb in HELP | {"help"}:
        print_help()
        return 0 if argv else 2
    if verb in OWN_HELP and HELP & set(arguments):
        print_help(verb)
        return 0
    try:
        return attempt(verb, arguments)
    except Refusal as refusal:
        print_refusal(refusal)
        return 2
    except KeyboardInterrupt:
        return 130
