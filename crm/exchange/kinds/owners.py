"""By which a line says whose row it is: the employer's number first, then its NEQ, then its name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm.employers.models import EmployerFile
from crm.employers.rules import telling_name
from crm.exchange import cells
from crm.exchange.columns import Column, Line
from crm.exchange.kinds.base import Job
from crm.exchange.kinds.employer_columns import read_neq

OWNER = (
    Column("employer_id", _("Numéro de l’entreprise"), cells.identifier, empty=None),
    Column("neq", _("NEQ"), read_neq),
    Column(
        "employer",
        _("Entreprise"),
        cells.text(200),
        aliases=("nom légal", "legal name", "nom de l'entreprise"),
    ),
)


class Files:
    """The files of the direction that the importer sees, found by what a line says of its employer."""

    def __init__(self, job: Job) -> None:
        own = EmployerFile.objects.visible_to(job.by).filter(direction=job.direction)
        self._files = {file.employer_id: file for file in own.select_related("employer")}
        self._by_neq = {file.employer.neq: file for file in self._files.values() if file.employer.neq}
        self._by_name: dict[str, EmployerFile | None] = {}
        for file in self._files.values():
            for name in {telling_name(file.employer.legal_name), telling_name(file.employer.usual_name)} - {
                ""
            }:
                self._by_name[name] = file if self._by_name.get(name, file) == file else None

    def of(self, line: Line) -> EmployerFile | None:
        """The file that the line speaks of; None once the line is refused."""
        number, neq, name = line.said("employer_id", None), line.said("neq"), line.said("employer")
        if number:
            return self._found(line, "employer_id", self._files.get(number))
        if neq:
            return self._found(line, "neq", self._by_neq.get(neq))
        if not name:
            line.refuse("employer", _("Dites de quelle entreprise : son numéro, son NEQ ou son nom."))
            return None
        key = telling_name(name)
        if key in self._by_name and self._by_name[key] is None:
            line.refuse(
                "employer", _("Deux dossiers portent ce nom : écrivez le NEQ ou le numéro de l’entreprise.")
            )
            return None
        return self._found(line, "employer", self._by_name.get(key))

    def at(self, employer_id: int) -> EmployerFile | None:
        """The file of an employer."""
        return self._files.get(employer_id)

    def employers(self) -> list[int]:
        """The employers whose files are seen."""
        return list(self._files)

    @staticmethod
    def _found(line: Line, column: str, file: EmployerFile | None) -> EmployerFile | None:
        if file is None:
            line.refuse(
                column,
                _(
                    "Cette entreprise n’a pas de dossier dans votre direction. Importez-la ou ouvrez-le d’abord."
                ),
            )
        return file
