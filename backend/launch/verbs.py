"""The verbs of ./passerelle: what each needs installed, and its line in the help."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: `lock` names what to install (`runtime`, `dev` or `bench`), then its help in both languages."""

    lock: str
    french: str
    english: str


#: The options of the three verbs that load official files.
LOAD_FRENCH = "FICHIER.csv…  [--dry-run] [--rejects FICHIER] [--edition TEXTE] [--lang fr|en]"
LOAD_ENGLISH = "FILE.csv…  [--dry-run] [--rejects FILE] [--edition TEXT] [--lang fr|en]"

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
    "load-noc": Verb(
        "runtime",
        f"charge la CNP 2021 : structure et éléments, dans les deux langues  {LOAD_FRENCH}",
        f"loads the NOC 2021: structure and elements, in both languages  {LOAD_ENGLISH}",
    ),
    "load-oasis": Verb(
        "runtime",
        f"charge les cotes d’OaSIS  {LOAD_FRENCH}",
        f"loads the ratings of OaSIS  {LOAD_ENGLISH}",
    ),
    "load-esco": Verb(
        "runtime",
        f"charge les professions et les compétences d’ESCO  {LOAD_FRENCH}",
        f"loads the occupations and skills of ESCO  {LOAD_ENGLISH}",
    ),
    "import-boundaries": Verb(
        "runtime",
        "dessine les cartes d’après les limites officielles  FICHIER… | --default  [--dry-run] [--source TEXTE] "
        "[--licence TEXTE] [--edition TEXTE] [--lang fr|en]",
        "draws the maps from the official boundaries  FILE… | --default  [--dry-run] [--source TEXT] "
        "[--licence TEXT] [--edition TEXT] [--lang fr|en]",
    ),
    "classify": Verb(
        "runtime",
        "trouve la profession de titres ou de compétences, une ligne JSON chacun  "
        "[--occupations F.csv] [--profiles F.csv]",
        "finds the occupation of titles or skills, one JSON line each  [--occupations F.csv] [--profiles F.csv]",
    ),
    "rank": Verb(
        "runtime",
        "classe des personnes pour un besoin, une ligne JSON chacun  [--profiles F.csv]",
        "ranks people for a need, one JSON line each  [--profiles F.csv]",
    ),
    "plan": Verb(
        "runtime",
        "répartit des personnes entre des postes, une ligne JSON chacun  [--profiles F.csv]",
        "shares people out among openings, one JSON line each  [--profiles F.csv]",
    ),
    "bench": Verb(
        "bench",
        "mesure le produit sur cette machine  confidence|edit|edits|engine|fanout|figures|pages|plan|visible|write  "
        "[--quick] [--json FICHIER]",
        "measures the product on this machine  confidence|edit|edits|engine|fanout|figures|pages|plan|visible|write  "
        "[--quick] [--json FILE]",
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
        lines += [f"  {name:<10} {verb.french}", f"  {'':<10} {verb.english}"]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
