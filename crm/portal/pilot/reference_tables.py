"""Which reference tables are loaded, for the administrator: source, edition, day, rows, fingerprint, licence."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.core.models import ReferenceFile
from crm.core.reference import loaded_files
from crm.portal.pilot.access import pilot

#: What each file is, by the beginning of its name; its language, when it has one, is at the end.
NAMES: dict[str, str | Promise] = {
    "crm.taxonomy": _("Professions, compétences, niveaux et motifs"),
    "crm.territory": _("Régions, MRC et municipalités"),
    "crm.matching": _("Pondération et règles du jumelage"),
    "crm.partners": _("Partenaires"),
    "noc-structure": _("CNP : définitions des professions"),
    "noc-elements": _("CNP : titres donnés en exemple, fonctions"),
    "oasis-skills": _("OaSIS : compétences"),
    "oasis-abilities": _("OaSIS : aptitudes"),
    "oasis-knowledges": _("OaSIS : connaissances"),
    "oasis-activities": _("OaSIS : activités de travail"),
    "esco-occupations": _("ESCO : professions"),
    "esco-skills": _("ESCO : compétences"),
    "boundaries-regionsmrc": _("Contours des régions et des MRC"),
    "boundaries-regions": _("Contours des régions"),
    "boundaries-mrc": _("Contours des MRC"),
    "esco-links": _("ESCO : liens entre professions et compétences"),
}
LANGUAGES = {"-fr": _("français"), "-en": _("anglais")}
#: Letters of a fingerprint on a line.
PART = 16
COMMANDS = ("load-noc", "load-oasis", "load-esco", "import-boundaries")


@require_safe
def reference_tables(request: HttpRequest) -> HttpResponse:
    """Every file, those of the product first."""
    pilot(request)
    rows = [
        {
            "file": file,
            "name": _name(file),
            "language": LANGUAGES.get(file.name[-3:], ""),
            "parts": [file.sha256[place : place + PART] for place in range(0, len(file.sha256), PART)],
        }
        for file in loaded_files()
    ]
    return render(request, "pilot/reference_tables.html", {"rows": rows, "commands": COMMANDS})


def _name(file: ReferenceFile) -> str | Promise:
    return next((label for start, label in NAMES.items() if file.name.startswith(start)), file.name)
