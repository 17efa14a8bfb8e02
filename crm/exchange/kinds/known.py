"""The employers that a list names or doubles: by number, by NEQ, by telling name in one MRC."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from crm.employers.models import Employer, EmployerFile, Site
from crm.employers.rules import telling_name
from crm.employers.services.writing import living
from crm.exchange.columns import Line, filled
from crm.exchange.kinds.base import DOUBLE, Job


def head_office(employer: Employer) -> Site | None:
    """The head office of an employer whose sites are at hand."""
    return next((site for site in employer.sites.all() if site.is_head_office), None)


class Known:
    """The employers that the lines name or double, found in few queries; and what earlier lines of the file named."""

    def __init__(self, lines: Sequence[Line], job: Job) -> None:
        self._job = job
        self._mrc = job.references.mrc_of
        self._seen: dict[tuple[str, str], int] = {}
        own = EmployerFile.objects.visible_to(job.by).filter(direction=job.direction)
        ids = {line.said("id", None) for line in lines} - {None}
        self._neqs = {
            employer.neq: living(employer) or employer
            for employer in Employer.everything.filter(neq__in={line.said("neq") for line in lines} - {""})
        }
        self._keys = self._named(lines)
        twins = {employer.pk for employer in [*self._neqs.values(), *self._keys.values()]}
        self.files = {
            file.employer_id: file
            for file in own.filter(employer_id__in=ids | twins)
            .select_related("employer")
            .prefetch_related("employer__sites__municipality")
        }

    def _named(self, lines: Sequence[Line]) -> dict[tuple[str, str], Employer]:
        """Employers by telling name and MRC, in the MRCs of the lines."""
        wanted = {key for line in lines if (key := self._key(line))}
        there = Site.objects.filter(municipality__mrc__in={mrc for _name, mrc in wanted})
        rows = there.values_list(
            "employer_id", "employer__legal_name", "employer__usual_name", "municipality__mrc"
        )
        found: dict[tuple[str, str], int] = {}
        for number, legal, usual, mrc in rows.iterator(5_000):
            for name in {legal, usual} - {""}:
                key = (telling_name(name), mrc)
                if key in wanted:
                    found.setdefault(key, number)
        employers = Employer.objects.in_bulk(set(found.values()))
        return {key: employers[number] for key, number in found.items()}

    def _key(self, line: Line) -> tuple[str, str] | None:
        name, place = line.said("legal_name"), line.said("municipality")
        return (telling_name(name), self._mrc[place]) if name and place else None

    def twin(self, line: Line, file: EmployerFile | None) -> Employer | None:
        """The employer that the line doubles; a NEQ that belongs to another than the line's own row is refused."""
        neq = line.said("neq")
        owner = self._neqs.get(neq)
        if file is not None:
            if owner is not None and owner.pk != file.employer_id:
                line.refuse("neq", _("Une autre entreprise porte déjà ce NEQ."))
            return None
        if owner is not None:
            return owner
        key = self._key(line)
        same = self._keys.get(key) if key else None
        # Two NEQs are two enterprises, however alike their names.
        return None if same is not None and neq and same.neq else same

    def said_before(self, line: Line) -> bool:
        """Whether an earlier line names the same employer: the later one is left aside."""
        marks = [(name, str(line.said(name))) for name in ("id", "neq") if line.said(name)]
        key = self._key(line)
        if key and not line.said("neq") and not line.said("id", None):
            marks.append(key)
        first = next((self._seen[mark] for mark in marks if mark in self._seen), None)
        for mark in [*marks, *([key] if key else [])]:
            self._seen.setdefault(mark, line.number)
        if first is not None:
            line.outcome = DOUBLE
            line.label += str(filled(_(" (déjà à la ligne %(line)s)"), line=first))
        return first is not None

    def completes(self, twin: Employer) -> EmployerFile | None:
        """The file to complete with a line that doubles its employer, where the importer asked for it."""
        return self.files.get(twin.pk) if self._job.complete_doubles else None
