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
        "donne les chiffres du bilan  --region 02 | --direction CODE  [--from AAAA-MM-JJ --to AAAA-MM-JJ] "
        "[--public] [--lang fr|en] [--json]",
        "prints the figures of the bilan  --region 02 | --direction CODE  [--from YYYY-MM-DD --to YYYY-MM-DD] "
        "[--public] [--lang fr|en] [--json]",
    ),
    "lock": Verb(
        "dev",
        "recalcule les verrous de dépendances à partir de pyproject.toml",
        "compiles the dependency locks again from pyproject.toml",
    ),
}


def print_help(only: str = "") -> None:
    """Print every verb, or one, with its line in French and in English."""
    lines = [f"./passerelle {only or 'VERBE'}", ""]
    for name, verb in VERBS.items():
        if only not in {"", name}:
            continue
        lines += [f"  {name:<8} {verb.french}", f"  {'':<8} {verb.english}"]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
