"""What each command answers to wrong options: a sentence in French, the same in English, a code, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.management.base import BaseCommand
from django.db import ProgrammingError
from psycopg.errors import UndefinedTable

from backend import __main__ as verbs
from backend import manage
from backend.launch import main
from backend.launch.options import refusal_of
from backend.launch.sentences import Refusal
from backend.services.embedded import ROOT

FOREIGN = ("Traceback", "CommandError", "usage:", "error:", "argument ", "unrecognized", "invalid ")
VERBS = [
    (["up", "--port", "abc"], "« abc »"),
    (["up", "--port"], "--port"),
    (["up", "--demo"], "« --demo »"),
    (["up", "ici"], "« ici »"),
    (["lock", "--all"], "« --all »"),
    (["check", "frobnicate"], "« frobnicate »"),
]
COMMANDS = [
    (["bilan"], "--region, --direction"),
    (["bilan", "--region", "02", "--from", "31-12-2026"], "« 31-12-2026 »"),
    (["bilan", "--region", "02", "--to"], "--to"),
    (["bilan", "--region", "02", "--lang", "de"], "fr, en"),
    (["bilan", "--region", "02", "--frobnicate"], "« --frobnicate »"),
    (["bilan", "--region", "02", "--json=oui"], "--json"),
    (["bilan", "--region", "02", "--direction", "x"], "--direction"),
    (["load_noc"], "FICHIER.csv"),
    (["load_esco", "a.csv", "--lang", "de"], "fr, en"),
    (["load_oasis", "a.csv", "--rejects"], "--rejects"),
    (["generate_demo", "--as-of", "hier"], "« hier »"),
    (["migrat"], "« migrat »"),
    (["migrate", "--frobnicate"], "« --frobnicate »"),
]


def is_one_sentence_in_two_languages(said: str, word: str) -> None:
    french, english = said.strip().split("\n")
    assert word in french
    assert french != english
    assert not [foreign for foreign in FOREIGN if foreign in said]


@pytest.mark.parametrize(("arguments", "word"), VERBS)
def test_a_verb_says_what_it_did_not_understand(
    arguments: list[str], word: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert verbs.main(arguments) == 2
    captured = capfdbinary.readouterr()
    is_one_sentence_in_two_languages(captured.err.decode(), word)
    assert captured.out == b""


@pytest.mark.parametrize(("arguments", "word"), COMMANDS)
def test_a_command_says_what_it_did_not_understand(arguments: list[str], word: str) -> None:
    with pytest.raises(Refusal) as refused:
        manage.main(arguments)
    is_one_sentence_in_two_languages(str(refused.value), word)


def test_a_refused_command_ends_with_a_code_and_its_sentence_alone() -> None:
    words = [sys.executable, "-m", "backend.manage", "bilan", "--region", "02", "--from", "hier"]
    answer = subprocess.run(
        words, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    is_one_sentence_in_two_languages(answer.stderr, "« hier »")


@pytest.mark.parametrize("verb", ["up", "bilan", "check", "lock"])
def test_the_help_of_a_verb_is_in_both_languages(
    verb: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main([verb, "--help"]) == 0
    assert capfdbinary.readouterr().out.decode().startswith(f"./passerelle {verb}\n\n  {verb}")


def test_what_is_not_foreseen_is_still_a_sentence() -> None:
    refusal = refusal_of("something new", "bilan")
    assert refusal.code == "options_not_understood"
    assert "./passerelle bilan --help" in str(refusal)


class Lost(BaseCommand):
    """A command of an installation whose tables were never made."""

    def handle(self, *_args: Any, **_options: Any) -> None:
        raise ProgrammingError from UndefinedTable()


def test_a_command_where_nothing_is_installed_says_what_to_run_first() -> None:
    with pytest.raises(Refusal) as refused:
        manage.run(Lost(), "lost", [])
    is_one_sentence_in_two_languages(str(refused.value), "./passerelle up")
