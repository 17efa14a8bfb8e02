"""The weekly review: what is decided of somebody's files and persons, kept as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Posting, User
from crm.accounts.policy import Permission, require, scope_of
from crm.candidates.models import Candidate, CandidateOfficer
from crm.caseload.models import Decision, ReviewDecision
from crm.caseload.rules import monday
from crm.core.errors import Forbidden, Refusal
from crm.employers.models import EmployerFile, FileLead

REVIEW_NOTE_LIMIT = 500


class ReviewRefused(Refusal):
    """A decision that cannot be kept so."""

    default = _("Cette décision ne peut pas être gardée ainsi.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is decided of a file, of a person, or, without either, of the whole sheet."""

    decision: str
    note: str = ""
    file: EmployerFile | None = None
    candidate: Candidate | None = None


@transaction.atomic
def record_decisions(*, member: User, lines: Sequence[Line], by: User, now: datetime) -> list[ReviewDecision]:
    """Keep what is decided this week of `member`'s work; what stands already so is not written again.

    Raises Forbidden when `by` reviews no caseloads where the lines are, and ReviewRefused when a decision is none, a
    note is missing or too long, or a line is no longer in the hands of `member`. All lines are kept, or none.
    """
    require(by, Permission.REVIEW_CASELOADS)
    today = timezone.localdate(now)
    # Two readers of one sheet take turns: the second sees what the first decided.
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    _check_held(member, lines, today)
    stood = _standing(member, monday(today))
    made = []
    for line in lines:
        _check(line)
        wanted = (line.decision, line.note.strip())
        if stood.get(_key(line)) == wanted:
            continue
        made.append(
            ReviewDecision.objects.create(
                week=monday(today),
                member=member,
                direction_id=_direction_of(member, line, by, today),
                file=line.file,
                candidate=line.candidate,
                decision=line.decision,
                note=wanted[1],
                by=by,
                at=now,
            )
        )
    return made


def _key(line: Line) -> tuple[int | None, int | None]:
    return (line.file.pk if line.file else None, line.candidate.pk if line.candidate else None)


def _standing(member: User, week: date) -> dict[tuple[int | None, int | None], tuple[str, str]]:
    rows = ReviewDecision.objects.filter(member=member, week=week).order_by("at", "pk")
    return {(row.file_id, row.candidate_id): (row.decision, row.note) for row in rows}


def _check(line: Line) -> None:
    if line.decision not in Decision.values:
        raise ReviewRefused(_("Choisissez une décision."))
    if len(line.note) > REVIEW_NOTE_LIMIT:
        raise ReviewRefused(_("La note compte au plus 500 caractères."))
    if line.decision == Decision.NOTE and not line.note.strip():
        raise ReviewRefused(_("Écrivez la note, ou choisissez une autre décision."))
    if _key(line) == (None, None) and line.decision != Decision.NOTE:
        raise ReviewRefused


def _check_held(member: User, lines: Sequence[Line], today: date) -> None:
    files = {line.file.pk for line in lines if line.file}
    persons = {line.candidate.pk for line in lines if line.candidate}
    leads = FileLead.objects.on(today).filter(user=member, file_id__in=files)
    charges = CandidateOfficer.objects.on(today).filter(user=member, candidate_id__in=persons)
    held = set(leads.values_list("file_id", flat=True)), set(charges.values_list("candidate_id", flat=True))
    if held != (files, persons):
        raise ReviewRefused(_("Un dossier a changé de mains pendant la revue : relisez la feuille."))


def _direction_of(member: User, line: Line, by: User, today: date) -> int:
    """The direction of the line, which `by` must review; of a whole sheet, one where the member is posted."""
    here = scope_of(by).direction_ids
    subject = line.file or line.candidate
    if subject is not None:
        found = subject.direction_id if subject.direction_id in here else None
    else:
        posted = Posting.objects.on(today).filter(user=member, direction_id__in=here)
        found = posted.values_list("direction_id", flat=True).order_by("direction_id").first()
    if found is None:
        raise Forbidden(_("Ce travail relève d’une autre direction."))
    return int(found)
