"""./passerelle itself, from a copy whose locks are empty: what it makes, what it says when it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backend.launch import take_python_option
from backend.launch.environment import call
from backend.launch.interpreters import find_python
from backend.launch.sentences import SENTENCES, Refusal
from backend.services.embedded import ROOT

ECHO = "import sys, json, os; print(json.dumps([sys.argv[1:], os.environ['PASSERELLE_CALLED_FROM']]))\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout under a path with spaces and accents, whose verbs say what they were given."""
    root = tmp_path / "été à moi"
    shutil.copytree(ROOT / "backend" / "launch", root / "backend" / "launch")
    shutil.copy(ROOT / "passerelle", root)
    shutil.copy(ROOT / "backend" / "__init__.py", root / "backend")
    (root / "backend" / "__main__.py").write_text(ECHO)
    for name in (
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-bench.lock",
        "requirements-uv.lock",
    ):
        (root / name).write_text("# nothing\n")
    return root


def run(
    checkout: Path, *words: str, python: str = sys.executable, **extra: str
) -> subprocess.CompletedProcess[str]:
    surroundings = {"HOME": str(checkout), "PATH": os.environ["PATH"]} | extra
    command = [python, str(checkout / "passerelle"), *words]
    return subprocess.run(command, env=surroundings, cwd="/", capture_output=True, text=True, check=False)


def test_it_runs_the_verb_from_another_folder(checkout: Path) -> None:
    answer = run(checkout, "manage", "shell", "--command", "é à")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == [["manage", "shell", "--command", "é à"], "/"]


def test_the_second_run_installs_nothing(checkout: Path) -> None:
    first = run(checkout, "manage")
    second = run(checkout, "manage", HTTPS_PROXY="http://127.0.0.1:9")
    assert "Installation" in first.stderr
    assert second.returncode == 0
    assert second.stderr == ""


def test_what_is_compared_with_is_installed_apart(checkout: Path) -> None:
    assert run(checkout, "bench", "engine").returncode == 0
    assert (checkout / ".venv-bench").exists()
    assert not (checkout / ".venv").exists()


def test_a_changed_lock_is_installed_again(checkout: Path) -> None:
    run(checkout, "manage")
    (checkout / "requirements.lock").write_text("# changed\n")
    assert "Installation" in run(checkout, "manage").stderr


def test_without_uv_pip_installs(checkout: Path) -> None:
    """No uv on PATH and none to be had: the same lock, the same checked hashes, only slower."""
    base = getattr(sys, "_base_executable", sys.executable)
    answer = run(checkout, "manage", python=base, PATH="/usr/bin:/bin")
    assert answer.returncode == 0, answer.stderr
    assert (checkout / ".venv" / "bin" / "pip").exists()


def test_no_network_is_one_sentence_in_two_languages(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("django==5.2 --hash=sha256:" + "0" * 64 + "\n")
    nowhere = "http://127.0.0.1:9/"
    answer = run(checkout, "manage", UV_DEFAULT_INDEX=nowhere, PIP_INDEX_URL=nowhere, UV_HTTP_RETRIES="0")
    assert answer.returncode == 2
    assert answer.stderr.split("\n")[-3:-1] == list(SENTENCES["no_network"])


def test_an_unknown_verb_is_refused_before_anything_is_installed(checkout: Path) -> None:
    answer = run(checkout, "frobnicate")
    assert answer.returncode == 2
    assert "« frobnicate »" in answer.stderr
    assert "“frobnicate”" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_help_needs_nothing_installed(checkout: Path) -> None:
    answer = run(checkout, "help")
    assert answer.returncode == 0
    assert "--no-demo" in answer.stdout
    assert not (checkout / ".venv").exists()


def old_pythons() -> list[str]:
    """Interpreters older than 3.11 that this machine happens to have."""
    found = Path.home().glob(".pyenv/versions/*/bin/python")
    return [
        str(path)
        for path in found
        if not path.resolve().name.startswith(("python3.11", "python3.12", "python3.13"))
    ]


@pytest.mark.skipif(not old_pythons(), reason="no Python older than 3.11 here")
@pytest.mark.parametrize("python", old_pythons())
def test_an_old_python_says_what_to_install(checkout: Path, python: str) -> None:
    answer = run(checkout, "up", python=python, PATH="/nonexistent", LC_ALL="C")
    assert answer.returncode == 2
    assert "trop ancien : installez Python 3.11" in answer.stderr
    assert "too old: install Python 3.11" in answer.stderr


def test_a_full_disk_is_recognised_in_what_an_installer_prints() -> None:
    with pytest.raises(Refusal) as refused:
        call([sys.executable, "-c", "open('/dev/full', 'w', buffering=1).write('x\\n')"])
    assert refused.value.code == "disk_full"


def test_every_sentence_has_its_blanks_in_both_languages() -> None:
    import string

    for code, (french, english) in SENTENCES.items():
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french, english)
        ]
        assert blanks[0] == blanks[1], code
        assert "\n" not in french + english


@pytest.mark.parametrize("words", [["--python", "3.13", "-x"], ["-x", "--python=3.13"]])
def test_the_python_option_is_taken_out(words: list[str]) -> None:
    assert take_python_option(words) == ("3.13", ["-x"])


def test_a_python_that_is_not_there_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        find_python("3.9")
    assert refused.value.code == "no_python"
