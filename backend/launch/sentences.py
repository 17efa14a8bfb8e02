"""What the machine room says: one sentence with its mend, in French and in English; progress in one language."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

SENTENCES: dict[str, tuple[str, str]] = {
    "no_venv": (
        (
            "Le module « venv » manque à ce Python : installez-le (Debian, Ubuntu : sudo apt install python3-venv), "
            "puis relancez la commande."
        ),
        (
            "This Python has no “venv” module: install it (Debian, Ubuntu: sudo apt install python3-venv), "
            "then run the command again."
        ),
    ),
    "no_network": (
        (
            "Le dépôt de paquets ne répond pas : vérifiez la connexion à Internet ou le mandataire (HTTPS_PROXY), "
            "puis relancez la commande."
        ),
        (
            "The package index does not answer: check the Internet connection or the proxy (HTTPS_PROXY), "
            "then run the command again."
        ),
    ),
    "disk_full": (
        "Le disque est plein : libérez environ 1 Go, puis relancez la commande.",
        "The disk is full: free about 1 GB, then run the command again.",
    ),
    "not_writable": (
        (
            "Impossible d’écrire dans {path} : donnez-vous le droit d’y écrire ou choisissez un autre dossier "
            "(--data DOSSIER), puis relancez la commande."
        ),
        (
            "Cannot write to {path}: grant yourself write access or choose another folder (--data DIR), "
            "then run the command again."
        ),
    ),
    "install_failed": (
        "L’installation des bibliothèques a échoué : lisez les lignes ci-dessus, corrigez, puis relancez la commande.",
        "Installing the libraries failed: read the lines above, mend, then run the command again.",
    ),
    "no_python": (
        "Python {version} est introuvable : installez-le, puis relancez la commande (rien n’est téléchargé d’office).",
        "Python {version} was not found: install it, then run the command again (nothing is downloaded unasked).",
    ),
    "unknown_verb": (
        "Verbe inconnu : « {verb} » ; lancez ./passerelle help pour voir ceux qui existent.",
        "Unknown verb: “{verb}”; run ./passerelle help to see those that exist.",
    ),
    "option_unknown": (
        "« {value} » n’est pas une option de cette commande : lancez ./passerelle {command} --help pour les voir.",
        "“{value}” is not an option of this command: run ./passerelle {command} --help to see them.",
    ),
    "option_number": (
        "L’option {option} n’accepte pas « {value} » : donnez un nombre entier, en chiffres.",
        "The option {option} does not accept “{value}”: give a whole number, in digits.",
    ),
    "option_date": (
        "L’option {option} n’accepte pas « {value} » : écrivez la date AAAA-MM-JJ, par exemple 2026-04-01.",
        "The option {option} does not accept “{value}”: write the date YYYY-MM-DD, for example 2026-04-01.",
    ),
    "option_choice": (
        "L’option {option} n’accepte pas « {value} » : choisissez parmi {choices}.",
        "The option {option} does not accept “{value}”: choose from {choices}.",
    ),
    "option_lacks_value": (
        "L’option {option} attend une valeur : écrivez-la après l’option (./passerelle {command} --help).",
        "The option {option} expects a value: write it after the option (./passerelle {command} --help).",
    ),
    "option_takes_none": (
        "L’option {option} ne prend pas de valeur : écrivez-la seule.",
        "The option {option} takes no value: write it alone.",
    ),
    "options_exclude": (
        "Les options {option} et {other} ne vont pas ensemble : gardez l’une des deux.",
        "The options {option} and {other} do not go together: keep one of them.",
    ),
    "option_of_these": (
        "Il manque une option : ajoutez l’une de celles-ci : {options} (./passerelle {command} --help).",
        "An option is missing: add one of these: {options} (./passerelle {command} --help).",
    ),
    "options_required": (
        "Il manque {options} : ajoutez ce qu’il faut (./passerelle {command} --help).",
        "Missing: {options}; add what is needed (./passerelle {command} --help).",
    ),
    "options_not_understood": (
        "Ces options n’ont pas été comprises : lancez ./passerelle {command} --help pour les voir.",
        "These options were not understood: run ./passerelle {command} --help to see them.",
    ),
    "check_unknown": (
        "Il n’y a pas de vérification « {name} » : donnez le début de l’un de ces noms : {names}.",
        "There is no check “{name}”: give the beginning of one of these names: {names}.",
    ),
    "unknown_command": (
        "Il n’y a pas de commande « {name} » : lancez ./passerelle manage help pour voir celles qui existent.",
        "There is no command “{name}”: run ./passerelle manage help to see those that exist.",
    ),
    "nothing_installed": (
        "Rien n’est installé dans {path} : lancez ./passerelle up, ou nommez le dossier avec PASSERELLE_DATA_DIR.",
        "Nothing is installed in {path}: run ./passerelle up, or name the folder with PASSERELLE_DATA_DIR.",
    ),
    "command_refused": (
        "La commande « {name} » s’est arrêtée sans rien finir : corrigez ce que dit la ligne ci-dessus.",
        "The command “{name}” stopped before its end: mend what the line above says.",
    ),
    "port_taken": (
        "Le port {port} est déjà pris : arrêtez le programme qui l’occupe ou choisissez-en un autre avec --port.",
        "Port {port} is taken: stop the program that holds it or choose another one with --port.",
    ),
    "port_reserved": (
        "Votre compte n’a pas le droit d’ouvrir le port {port} : choisissez-en un au-dessus de 1023 avec --port.",
        "Your account may not open port {port}: choose one above 1023 with --port.",
    ),
    "port_unknown": (
        "Il n’y a pas de port {port} : choisissez un nombre de 1024 à 65535 avec --port.",
        "There is no port {port}: choose a number from 1024 to 65535 with --port.",
    ),
    "locked": (
        (
            "Passerelle fonctionne déjà sur le dossier {path}{owner} : arrêtez-la ou choisissez un autre dossier "
            "avec --data."
        ),
        "Passerelle already runs on the folder {path}{owner}: stop it or choose another folder with --data.",
    ),
    "no_postgres": (
        (
            "PostgreSQL 18 est introuvable : indiquez le dossier de ses programmes dans PASSERELLE_PG_BIN ou l’adresse "
            "d’un serveur dans PASSERELLE_DATABASE_URL."
        ),
        (
            "PostgreSQL 18 was not found: name the folder of its programs in PASSERELLE_PG_BIN or the address of a "
            "server in PASSERELLE_DATABASE_URL."
        ),
    ),
    "no_broker": (
        (
            "Valkey est introuvable : installez valkey-server ou redis-server, ou indiquez l’adresse d’un serveur dans "
            "PASSERELLE_BROKER_URL."
        ),
        (
            "Valkey was not found: install valkey-server or redis-server, or name the address of a server in "
            "PASSERELLE_BROKER_URL."
        ),
    ),
    "no_account": (
        (
            "PostgreSQL refuse de fonctionner sous root et ne peut pas lire {path} sous un autre compte : relancez la "
            "commande sous un compte ordinaire ou choisissez un dossier accessible avec --data."
        ),
        (
            "PostgreSQL refuses to run as root and cannot read {path} under another account: run the command as an "
            "ordinary user or choose a reachable folder with --data."
        ),
    ),
    "not_ready": (
        "Le service « {name} » n’a pas démarré : lisez {log}, corrigez, puis relancez la commande.",
        "The service “{name}” did not start: read {log}, mend, then run the command again.",
    ),
    "stopped": (
        "Le service « {name} » s’est arrêté, donc tout s’arrête : lisez {log}, puis relancez la commande.",
        "The service “{name}” stopped, so everything stops: read {log}, then run the command again.",
    ),
    "prepare_failed": (
        (
            "La préparation de la base de données a échoué : lisez les lignes ci-dessus, corrigez, puis relancez la "
            "commande."
        ),
        "Preparing the database failed: read the lines above, mend, then run the command again.",
    ),
    "demo_folder": (
        "Le dossier {path} contient une démonstration : choisissez un dossier neuf avec --data pour de vraies données.",
        "The folder {path} holds a demo: choose a new folder with --data for real data.",
    ),
}


class Refusal(Exception):
    """A stop that the person can mend: `code` is a key of SENTENCES, `values` fill its blanks."""

    def __init__(self, code: str, **values: object) -> None:
        french, english = SENTENCES[code]
        super().__init__(f"{french.format(**values)}\n{english.format(**values)}")
        self.code = code


def mendable(error: OSError) -> Refusal | None:
    """The Refusal that fits an error of the operating system; None when the person could not mend it."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Refusal("disk_full")
    if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        return Refusal("not_writable", path=error.filename or Path.cwd())
    return None


def english() -> bool:
    """Whether progress lines are in English: only when the locale of the terminal says so."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return locale.startswith("en")


def say(french: str, in_english: str) -> None:
    """Print one progress line, in the terminal's language."""
    line = (in_english if english() else french) + "\n"
    sys.stderr.flush()
    sys.stderr.buffer.write(line.encode())
    sys.stderr.buffer.flush()


def print_refusal(refusal: Refusal) -> None:
    """Print the refusal in both languages, whatever the terminal's encoding."""
    sys.stderr.flush()
    sys.stderr.buffer.write(f"{refusal}\n".encode())
    sys.stderr.buffer.flush()
