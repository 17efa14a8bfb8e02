"""The verbs of ./passerelle: what each needs installed, and its line in the help."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: `lock` names the lock file to install (`runtime` or `dev`), then its help in both languages."""

    lock: str
    french: str
    english: str


VERBS: dict[str, Verb] = {
    "up": Verb(
        "runtime",
        "démarre tout, puis donne l’adresse  [--port N] [--data DOSSIER] [--no-demo]",
        "starts everything, then prints the address  [--port N] [--data DIR] [--no-demo]",
    ),
    "test": Verb(
        "dev",
        "lance les tests  [--python 3.13] [arguments de pytest]",
        "runs the tests  [--python 3.13] [pytest arguments]",
    ),
    "check": Verb("dev", "lance toutes les vérifications statiques", "runs every static check"),
    "manage": Verb("runtime", "lance une commande de Django", "runs a Django command"),
    "bilan": Verb(
        "runtime",
        "donne les chiffres du bilan  --region 02 [--from DATE --to DATE] --json",
        "prints the figures of the bilan  --region 02 [--from DATE --to DATE] --json",
    ),
    "lock": Verb(
        "dev",
        "recalcule les verrous de dépendances à partir de pyproject.toml",
        "compiles the dependency locks again from pyproject.toml",
    ),
}


def print_help() -> None:
    """Print every verb with its line in French and in English."""
    lines = ["./passerelle VERBE", ""]
    for name, verb in VERBS.items():
        lines += [f"  {name:<8} {verb.french}", f"  {'':<8} {verb.english}"]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
