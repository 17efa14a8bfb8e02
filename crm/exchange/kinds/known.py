"""The employers that a list of employers names or doubles: by number, and by all that tells who an employer is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from crm.employers.duplicates import WHY_WORDS, Sought, Why, in_order
from crm.employers.known import surely
from crm.employers.models import Employer, EmployerFile, Site
from crm.employers.rules import telling_name
from crm.exchange.columns import Line, Several, Words, filled
from crm.exchange.kinds.base import Job, numbers_of, said_before


def head_office(employer: Employer) -> Site | None:
    """The head office of an employer whose sites are at hand."""
    return next((site for site in employer.sites.all() if site.is_head_office), None)


class Known:
    """The employers that the lines name or double, found in few queries; and what earlier lines of the file named."""

    def __init__(self, lines: Sequence[Line], job: Job) -> None:
        self._job = job
        self._mrc = job.references.mrc_of
        self._seen: dict[object, int] = {}
        self._found = dict(
            zip(
                (line.number for line in lines),
                surely([self._sought(line) for line in lines]),
                strict=True,
            )
        )
        twins = Employer.objects.in_bulk({key for found in self._found.values() for key in found})
        self._twins = twins
        own = EmployerFile.objects.visible_to(job.by).filter(direction=job.direction)
        self.files = {
            file.employer_id: file
            for file in own.filter(employer_id__in=numbers_of(lines) | set(twins))
            .select_related("employer")
            .prefetch_related("employer__sites__municipality")
        }

    def _sought(self, line: Line) -> Sought:
        place = self._mrc.get(line.said("municipality"), "")
        names = (line.said("legal_name"), line.said("usual_name"), *line.said("trade_names", ()))
        return Sought(
            names=tuple(filter(None, names)),
            neq=line.said("neq"),
            mrc_ids=(place,) if place else (),
            phones=tuple(filter(None, [line.said("contact_phone")])),
            emails=tuple(filter(None, [line.said("contact_email")])),
            website=line.said("website"),
        )

    def check_neq(self, line: Line, file: EmployerFile) -> None:
        """Refuse a NEQ that belongs to another than the line's own row."""
        owners = [key for key, why in self._found[line.number].items() if Why.NEQ in why]
        if any(key != file.employer_id for key in owners):
            line.refuse("neq", _("Une autre entreprise porte déjà ce NEQ."))

    def twin(self, line: Line) -> Employer | None:
        """The employer that a line without a number doubles: the line says so, and why. The same NEQ is always one."""
        found = self._found[line.number]
        neq = line.said("neq")
        for key in sorted(found, key=lambda key: (Why.NEQ not in found[key], -len(found[key]), key)):
            other, why = self._twins.get(key), found[key]
            # Two NEQs are two enterprises, whatever else they share.
            if other is None or (Why.NEQ not in why and (line.apart or (neq and other.neq))):
                continue
            line.doubles(other, "neq" if Why.NEQ in why else "", _doubles(other, why))
            return other
        return None

    def said_before(self, line: Line, number: int | None) -> bool:
        """Whether an earlier line names the same employer: the later one is left aside."""
        neq, names = line.said("neq"), self._names(line)
        marks: list[object] = [number] if number else [mark for mark in (neq,) if mark]
        if not neq and not number and not line.apart:
            marks += names
        first = next((self._seen[mark] for mark in marks if mark in self._seen), None)
        for mark in (number, neq, *names):
            if mark:
                self._seen.setdefault(mark, line.number)
        if first is not None:
            line.doubles(None, "neq" if neq else "", said_before(first))
        return first is not None

    def _names(self, line: Line) -> list[object]:
        """The legal name as it tells, in its MRC."""
        mrc = self._mrc.get(line.said("municipality"), "")
        name = telling_name(line.said("legal_name"))
        return [(name, mrc)] if name and mrc else []

    def completes(self, twin: Employer) -> EmployerFile | None:
        """The file to complete with a line that doubles its employer, where the importer asked for it."""
        return self.files.get(twin.pk) if self._job.complete_doubles else None


def _doubles(other: Employer, why: set[Why]) -> Words:
    words = WHY_WORDS | {Why.NAME_HERE: _("même nom, même MRC")}
    told = Several([words[code] for code in in_order(why)])
    return filled(_("Déjà au répertoire : %(name)s (%(why)s)."), name=other, why=told)
