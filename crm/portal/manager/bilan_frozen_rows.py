"""The rows that stood behind a published figure: those that still exist, within one's level, and how many do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.casework.models import InterventionKind
from crm.employers.models import EmployerFile
from crm.portal.manager.dashboard import require_figures
from crm.portal.manager.figures import TITLES
from crm.portal.reader import reader
from crm.portal.sheets import Answer, asked_format, sheet_answer
from crm.reporting.models import Snapshot, SnapshotRow
from crm.reporting.snapshots import Found, rows_of, still_there
from crm.reporting.words import ACT_LABELS, GROUND_LABELS

PAGE_SIZE = 50
#: Groups read at once for a file.
FILE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class FrozenGroup:
    """What counted once, with its rows that still exist and how many do not."""

    subject: str
    rows: tuple[tuple[str, Found], ...]
    hidden: int
    destroyed: int


@require_safe
def edition_rows(request: HttpRequest, pk: int, code: str) -> HttpResponse | Answer:
    """The rows behind a published figure, on pages of 50, or all of them as a file."""
    require_figures(request)
    snapshot = get_object_or_404(Snapshot.objects.listed(), pk=pk)
    if code not in TITLES:
        raise Http404
    rows, user = rows_of(snapshot, code), reader(request)
    keys = rows.order_by("key").values_list("key", flat=True).distinct()
    if asked_format(request):
        head: tuple[list[object], ...] = (
            [_("Relevé"), snapshot.number],
            [str(TITLES[code]), len(keys)],
            [_("Figé le"), snapshot.as_of],
            [],
        )
        lines = _file(head, user, rows, list(keys))
        return sheet_answer(request, f"{snapshot.number}-{code}", lines, headings=len(head) + 1)
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "snapshot": snapshot,
        "title": TITLES[code],
        "page": page,
        "groups": _groups(user, rows, list(page.object_list)),
    }
    return render(request, "manager/bilan_rows.html", context)


def _file(
    head: Iterable[Sequence[object]], user: User, rows: QuerySet[SnapshotRow], keys: Sequence[str]
) -> Iterator[Sequence[object]]:
    """The proof, then a line for each row that is read, and one for those of a group that are not."""
    yield from head
    yield [_("Compte pour un"), _("Ce qui compte"), _("Date"), _("Lignes"), _("État")]
    for start in range(0, len(keys), FILE_SIZE):
        for group in _groups(user, rows, keys[start : start + FILE_SIZE]):
            for words, row in group.rows:
                yield [group.subject, words, row.day, 1, _("conservée")]
            if group.hidden:
                yield [group.subject, "", None, group.hidden, _("Détail réservé à la direction du dossier")]
            if group.destroyed:
                yield [group.subject, "", None, group.destroyed, _("détruite depuis")]


@dataclass(frozen=True, slots=True)
class _Level:
    """What the reader may read of the rows: names of employers, and the files and persons that they see."""

    names: dict[int, str]
    files: set[int]
    people: set[int]

    def sees(self, one: Found) -> bool:
        if one.candidate_id:
            return one.candidate_id in self.people
        return one.file_id in self.files if one.file_id else True


def _level(user: User, found: Iterable[Found]) -> _Level:
    found = list(found)
    files = {one.file_id for one in found if one.file_id}
    people = {one.candidate_id for one in found if one.candidate_id}
    cards = EmployerFile.objects.filter(pk__in=files).values_list("pk", "employer__legal_name")
    mine = EmployerFile.objects.visible_to(user).filter(pk__in=files).values_list("pk", flat=True)
    persons = Candidate.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True)
    return _Level(
        dict(cards) if files else {}, set(mine) if files else set(), set(persons) if people else set()
    )


def _groups(user: User, behind: QuerySet[SnapshotRow], keys: Sequence[str]) -> list[FrozenGroup]:
    rows = list(behind.filter(key__in=keys).order_by("key", "id"))
    found = still_there(rows)
    level = _level(user, found.values())
    return [_group(list(members), found, level) for _key, members in groupby(rows, key=lambda row: row.key)]


def _group(members: Sequence[SnapshotRow], found: dict[tuple[str, int], Found], level: _Level) -> FrozenGroup:
    there = [found[at] for row in members if (at := (row.source, row.source_id)) in found]
    shown = tuple((_words(one), one) for one in there if level.sees(one))
    destroyed = len(members) - len(there)
    return FrozenGroup(_subject(there, level), shown, len(there) - len(shown), destroyed)


def _subject(there: Sequence[Found], level: _Level) -> str:
    if not there:
        return _("Lignes détruites depuis")
    first = there[0]
    if first.candidate_id:
        seen = level.sees(first)
        return f"PC-{first.candidate_id:04d}" if seen else _("Personne suivie par d’autres")
    return level.names.get(first.file_id or 0, "") or first.name


def _words(found: Found) -> str:
    if not found.kind:
        return found.name
    known = ACT_LABELS.get(found.kind) or GROUND_LABELS.get(found.kind)
    return str(known or InterventionKind(found.kind).label)
