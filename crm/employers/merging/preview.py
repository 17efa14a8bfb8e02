"""Two cards side by side before they are merged: what differs, what will move, how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.employers.merging.merge import stamp_of
from crm.employers.merging.relations import (
    BELOW_NEEDS,
    EMPLOYER_FIELDS,
    EMPLOYER_ROWS,
    FILE_FIELDS,
    FILE_ROWS,
)
from crm.employers.models import Employer, EmployerFile, FileLead, Site

YES, NO, HEAD_OFFICE = _("Oui"), _("Non"), _("siège")


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that differs between the two. `fuller`: the other one is empty on the card that is kept."""

    key: str
    label: str | Promise
    mine: str
    theirs: str
    fuller: bool


@dataclass(frozen=True, slots=True)
class Moving:
    """How many rows of a kind will change card."""

    words: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Joined:
    """What becomes of the file of a direction: it moves, or becomes one with the file kept (`into`)."""

    file: EmployerFile
    into: EmployerFile | None
    lead: str
    lead_kept: str
    differences: tuple[Difference, ...]
    moving: tuple[Moving, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page of a merge shows. `gone` will become `kept`."""

    kept: Employer
    gone: Employer
    stamp: str
    differences: tuple[Difference, ...]
    moving: tuple[Moving, ...]
    files: tuple[Joined, ...]


def compare(kept: Employer, gone: Employer, *, reader: User, today: Any) -> Comparison:
    """The comparison; a file of which the reader sees nothing is named without what it holds."""
    return Comparison(
        kept=kept,
        gone=gone,
        stamp=stamp_of(kept, gone),
        differences=(*_differences(kept, gone, EMPLOYER_FIELDS), *_head_offices(kept, gone)),
        moving=_counted((relation, [gone.pk]) for relation in EMPLOYER_ROWS),
        files=tuple(_files(kept, gone, reader, today)),
    )


def shown(row: Any, name: str) -> str:
    """A value as a page names it; empty when there is none."""
    field = row._meta.get_field(name)
    value = getattr(row, field.name)
    display = getattr(row, f"get_{field.name}_display", None)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(value)
    return str(display() if display else value)


def _differences(kept: Any, gone: Any, names: Iterable[str], prefix: str = "") -> list[Difference]:
    found = []
    for name in names:
        mine, theirs = shown(kept, name), shown(gone, name)
        if mine != theirs:
            label = kept._meta.get_field(name).verbose_name
            found.append(Difference(f"{prefix}{name}", label, mine, theirs, not mine))
    return found


def _head_offices(kept: Employer, gone: Employer) -> list[Difference]:
    heads = [
        side.sites.filter(is_head_office=True).select_related("municipality__mrc").first()
        for side in (kept, gone)
    ]
    if not all(heads):
        return []
    mine, theirs = (_place(site) for site in heads if site)
    return [Difference("head_office", HEAD_OFFICE, mine, theirs, fuller=False)]


def _place(site: Site) -> str:
    return ", ".join(filter(None, (site.name, site.address, site.municipality.name)))


def _files(kept: Employer, gone: Employer, reader: User, today: Any) -> Iterable[Joined]:
    both = EmployerFile.objects.filter(employer__in=(kept, gone)).select_related("direction", "employer")
    seen = set(EmployerFile.objects.visible_to(reader).filter(pk__in=both).values_list("pk", flat=True))
    leads = dict(FileLead.objects.on(today).filter(file__in=both).values_list("file_id", "user__name"))
    mine = {file.direction_id: file for file in both if file.employer_id == kept.pk}
    for file in both.filter(employer=gone).order_by("direction_id"):
        into = mine.get(file.direction_id)
        prefix = f"file-{file.direction_id}-"
        opened = file.pk in seen
        yield Joined(
            file=file,
            into=into,
            lead=leads.get(file.pk, ""),
            lead_kept=leads.get(into.pk, "") if into else "",
            differences=tuple(_differences(into, file, FILE_FIELDS, prefix)) if into and opened else (),
            moving=_counted((relation, [file.pk]) for relation in FILE_ROWS) + _below(file) if opened else (),
            seen=opened,
        )


def _counted(relations: Iterable[tuple[Any, list[int]]]) -> tuple[Moving, ...]:
    return tuple(
        Moving(relation.words, relation.rows().filter(**{f"{relation.field}__in": holders}).count())
        for relation, holders in relations
        if relation.words
    )


def _below(file: EmployerFile) -> tuple[Moving, ...]:
    return tuple(
        Moving(words, apps.get_model(model)._base_manager.filter(**{path: [file.pk]}).count())
        for model, path, words in BELOW_NEEDS
    )
