"""Everything that happened to a file: its own events, what came out of its matches, what was written by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.casework.queries import WORDED, Event, by, event_of, of_need, sources_of, undone_when
from crm.core.text import bilingual
from crm.core.threads import Mark, Source, ThreadRow, mark_of, read_thread
from crm.employers.models import EmployerFile
from crm.matching.models import Answer, Match, MatchMove, Placement, Presentation
from crm.notices.models import MailState, OutgoingMail

PAGE = 50
#: By the word of the address: the label, and the kinds that stay.
FILTERS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "interventions": (gettext_lazy("Interventions"), ("intervention", "diagnosis")),
    "etapes": (gettext_lazy("Étapes"), ("stage",)),
    "besoins": (gettext_lazy("Besoins"), ("need",)),
    "jumelages": (gettext_lazy("Jumelages"), ("match", "presentation", "placement")),
    "documents": (gettext_lazy("Documents"), ("document",)),
    "courriels": (gettext_lazy("Courriels"), ("mail",)),
    "suivis": (gettext_lazy("Suivis faits"), ("follow_up",)),
    "fiche": (gettext_lazy("Fiche modifiée"), ("edit",)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the timeline, and the mark from which the older part goes on; None at its end."""

    events: list[Event]
    older: Mark | None


def part_of_timeline(
    file: EmployerFile, *, reader: User, only: str = "", before: str = "", size: int = PAGE
) -> Part:
    """The newest events of one filter after a mark, in one query; however many one day holds, none is skipped."""
    sources = [*sources_of(file, reader=reader), *_sources(file, reader)]
    if only in FILTERS:
        sources = [source for source in sources if source.kind in FILTERS[only][1]]
    rows = read_thread(sources, limit=size + 1, after=mark_of(before))
    last = rows[size - 1] if len(rows) > size else None
    return Part(
        [_WORDED[row.kind](row) for row in rows[:size]],
        Mark(last.at, last.place, last.pk) if last else None,
    )


def _sources(file: EmployerFile, reader: User) -> list[Source]:
    """What came of the file's matches, and what was written to the employer."""
    matches = Match.objects.visible_to(reader).filter(need__file=file)
    shown = Presentation.objects.visible_to(reader).filter(match__need__file=file, answered_at__isnull=False)
    hires = Placement.objects.visible_to(reader).filter(need__file=file)
    mails = OutgoingMail.objects.visible_to(reader).filter(file=file, contact__isnull=False)
    moved = {"code": F("to_stage"), "before": F("from_stage"), "person_id": F("match__candidate_id")}
    answer = {"code": F("answer"), "words": F("profile_number")}
    need = {"need_id": F("match__need_id")}
    why = {"fr": F("answer_reason__label_fr"), "en": F("answer_reason__label_en")}
    mail = {"words": F("subject"), "text": F("recipient_name"), "code": F("state")}
    undone = undone_when("undone_at")
    return [
        Source("mail", mails, "created_at", mail),
        Source(
            "match",
            MatchMove.objects.filter(match__in=matches),
            "at",
            moved | of_need("match__") | by() | undone,
        ),
        Source("presentation", shown, "answered_at", answer | need | why | undone),
        Source("placement", hires, "confirmed_on", {"person_id": F("candidate_id")} | of_need() | undone),
    ]


def _person(row: ThreadRow) -> str:
    return Candidate(pk=row.person_id).reference


def _move(row: ThreadRow) -> Event:
    move = MatchMove(from_stage=row.before or "", to_stage=row.code or "")
    return event_of(row, "bridge", move.stage_label, detail=_person(row))


def _answer(row: ThreadRow) -> Event:
    """The answer of the employer: the presentation itself is a stage of the match."""
    title = str(dict(Answer.choices).get(row.code or "", ""))
    why = bilingual(row.fr or "", row.en or "")
    return event_of(row, "question", title, detail=row.words or "", text=why)


def _mail(row: ThreadRow) -> Event:
    """What was written to the employer, by its subject; the text is on the page of the message."""
    state = str(dict(MailState.choices).get(row.code or "", ""))
    return event_of(row, "mail", row.words or "", detail=row.text or "", text=state)


def _hire(row: ThreadRow) -> Event:
    return event_of(row, "heart", _("Embauche confirmée"), detail=_person(row), counts=True)


_WORDED: dict[str, Callable[[ThreadRow], Event]] = WORDED | {
    "match": _move,
    "presentation": _answer,
    "mail": _mail,
    "placement": _hire,
}
