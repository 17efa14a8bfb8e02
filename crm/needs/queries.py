"""Reads of needs that return more than rows: the advisor's list, what an employer follows, a need's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.core.among import among
from crm.core.finding import begun, folded, read_typed, vector
from crm.core.formatting import day, number
from crm.core.history import latest_by_field
from crm.core.text import fold
from crm.employers.models import Employer, EmployerFile, FileLead, Site
from crm.needs.models import (
    SCORED_STAGES,
    WAITING_STAGES,
    Help,
    LabourNeed,
    NeedEdit,
    NeedMove,
    NeedQuerySet,
    NeedStage,
)
from crm.needs.rules.content import ASK_AFTER, FRESH_FOR
from crm.needs.rules.stages import EDITABLE, PLAIN_STAGES, WITHDRAW_REASONS, WITHDRAWABLE, PlainStage
from crm.taxonomy.models import Occupation, Reason, Skill
from crm.territory.models import DirectionCoverage
from crm.territory.places import in_place

#: Among how many edits the last writer of a field is looked for.
LAST_EDITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSearch:
    """What an advisor looks for. `stage` "waiting" is what waits for qualification, "current" what is not over.

    `place`: the MRC or the region of the place of work, by its code.
    """

    words: str = ""
    stage: str = "current"
    lead_id: int | None = None
    place: str = ""


def search_needs(user: User, *, search: NeedSearch, today: date) -> QuerySet[LabourNeed]:
    """The needs that the user sees and looks for."""
    found: QuerySet[Any] = LabourNeed.objects.in_reach_of(user)
    if search.stage == "waiting":
        found = found.filter(stage__in=WAITING_STAGES)
    elif search.stage == "current":
        found = found.filter(stage__in=[*SCORED_STAGES, NeedStage.SUSPENDED, NeedStage.DRAFT])
    elif search.stage in NeedStage.values:
        found = found.filter(stage=search.stage)
    if search.lead_id:
        leads = FileLead.objects.on(today).filter(user_id=search.lead_id)
        found = found.filter(file_id__in=leads.values("file_id"))
    if search.place:
        found = found.filter(in_place("site__municipality", search.place))
    if search.words.strip():
        found = found.filter(_words(search.words.replace("\x00", "").strip()[:100]))
    return found


def _words(words: str) -> Q:
    """The job in the employer's words, the occupation, the employer, or the number: each found apart, by its index."""
    typed = read_typed(words)
    titled = Q(title_fr__unaccent__icontains=words) | Q(title_en__icontains=words)
    called = Employer.objects.filter(folded_name__contains=fold(words) or words).order_by().values("pk")
    files = EmployerFile.objects.filter(among("employer_id", called)).order_by().values("pk")
    found = Q(occupation__in=Occupation.objects.filter(titled).order_by().values("pk"))
    found |= Q(file__in=files)
    if typed.words:
        said = LabourNeed.objects.alias(said=vector(folded("words"))).filter(said=begun(typed.words))
        found |= Q(pk__in=said.order_by().values("pk"))
    number = typed.number_after("b")
    return found if number is None else found | Q(pk=number)


def silent_for(need: LabourNeed, *, today: date) -> timedelta:
    """How long since the need was sent or last confirmed; nothing when it is not ranked."""
    last = need.confirmed_on or timezone.localdate(need.created_at)
    return today - last if need.stage in SCORED_STAGES else timedelta(0)


def is_stale(need: LabourNeed, *, today: date) -> bool:
    """Nobody has said for a while that the need still stands."""
    return silent_for(need, today=today) > FRESH_FOR


@dataclass(frozen=True, slots=True)
class FollowedNeed:
    """A need as its employer follows it: plain words, and whether one press may confirm that it still stands."""

    need: LabourNeed
    plain: PlainStage
    confirmable: bool
    answer_expected: bool

    @property
    def sentence(self) -> str:
        """Where the need stands; when it is paused, until when."""
        until = self.need.suspended_until
        if until is None:
            return str(self.plain.sentence)
        return _(
            "La recherche est arrêtée jusqu’au %(day)s ; elle reprend d’elle-même ce jour-là. "
            "Appelez-nous pour la reprendre avant."
        ) % {"day": day(until, "long")}

    @property
    def changeable(self) -> bool:
        """Whether its employer may still change what it asks."""
        return self.need.stage in EDITABLE

    @property
    def withdrawable(self) -> bool:
        """Whether its employer may still withdraw it."""
        return self.need.stage in WITHDRAWABLE


def follow(needs: NeedQuerySet, *, today: date) -> list[FollowedNeed]:
    """The needs in plain words, newest first; never an internal stage or a score."""
    rows = needs.select_related("site__municipality", "occupation", "file__employer")
    return [
        FollowedNeed(
            need,
            PLAIN_STAGES[need.stage],
            quiet > ASK_AFTER or need.stage == NeedStage.EXPIRED,
            quiet > FRESH_FOR or need.stage == NeedStage.EXPIRED,
        )
        for need in rows
        for quiet in (silent_for(need, today=today),)
    ]


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to a need: a stage move, or an edit with the names of what changed."""

    at: datetime
    by: User | None
    kind: str
    from_stage: str = ""
    to_stage: str = ""
    reason: str = ""
    note: str = ""
    undone: bool = False
    until: date | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


def history(need: LabourNeed) -> list[HistoryRow]:
    """Everything that happened to a need, newest first."""
    moves = list(need.moves.select_related("by"))
    labels = {r.code: r.label for r in Reason.objects.filter(pk__in={m.reason for m in moves})}
    rows = [_moved(move, labels) for move in moves]
    rows += [
        HistoryRow(e.at, e.by, "edit", changes=_changes(e.changes)) for e in need.edits.select_related("by")
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _moved(move: NeedMove, labels: Mapping[str, str]) -> HistoryRow:
    stages = dict(NeedStage.choices)
    return HistoryRow(
        move.at,
        move.by,
        "move",
        str(stages.get(move.from_stage, "")),
        str(stages.get(move.to_stage, "")),
        labels.get(move.reason, ""),
        move.note,
        move.undone_at is not None,
        move.until,
    )


def last_move(need: LabourNeed) -> HistoryRow | None:
    """Why and when the need came to its stage; None for one that never left its first."""
    move = need.moves.filter(to_stage=need.stage, undone_at=None).select_related("by").last()
    return (
        None
        if move is None
        else _moved(move, {r.code: r.label for r in Reason.objects.filter(pk=move.reason)})
    )


def _changes(changes: dict[str, list[Any]]) -> tuple[tuple[str, str, str], ...]:
    fields = {field.attname: field for field in LabourNeed._meta.concrete_fields}
    rows = []
    for name, (before, after) in sorted(changes.items()):
        field = fields.get(name)
        label = str(field.verbose_name) if field else _("compétences")
        rows.append((label, _in_words(field, before), _in_words(field, after)))
    return tuple(rows)


def _in_words(field: Any, value: Any) -> str:
    """A value of an edit as people read it; no field means skills."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        names = Help.choices if field else [(s.pk, s.name) for s in Skill.objects.filter(pk__in=value)]
        return ", ".join(str(label) for code, label in names if code in value)
    if field.is_relation:
        return str(field.related_model.objects.filter(pk=value).first() or value)
    if isinstance(field, DecimalField):
        return number(Decimal(value), field.decimal_places)
    is_day = isinstance(field, DateField)
    return day(date.fromisoformat(value)) if is_day else str(dict(field.flatchoices).get(value, value))


def plain_history(need: LabourNeed) -> Iterable[tuple[datetime, PlainStage]]:
    """The moves that the employer may read, oldest first, each in plain words; a word is not said twice in a row."""
    last = None
    for move in need.moves.filter(shareable=True):
        plain = PLAIN_STAGES[move.to_stage]
        if plain is not last:
            yield move.at, plain
        last = plain


def reasons_to_withdraw() -> list[Reason]:
    """Why an employer withdraws its need, in the order in which a form offers them."""
    found = {r.pk: r for r in Reason.objects.filter(context=Reason.Context.NEED, pk__in=WITHDRAW_REASONS)}
    return [found[code] for code in WITHDRAW_REASONS if code in found]


def file_for_site(site: Site, *, today: date) -> EmployerFile | None:
    """The file in which a need of that site is accompanied: the direction of its region today, else any open file."""
    covered = DirectionCoverage.objects.on(today).filter(
        direction_id=OuterRef("direction_id"), region_id=site.municipality.mrc.region_id
    )
    files = EmployerFile.objects.filter(employer_id=site.employer_id).annotate(near=Exists(covered))
    return files.order_by("-near", "id").first()


def advisor_in_charge(need: LabourNeed, *, today: date) -> User | None:
    """Who leads the need's file today."""
    lead = FileLead.objects.on(today).filter(file_id=need.file_id).select_related("user").first()
    return lead.user if lead else None


def last_edits(need: LabourNeed, fields: Iterable[str]) -> dict[str, NeedEdit]:
    """The last edit of each of these fields of the need."""
    return latest_by_field(need.edits.select_related("by").order_by("-id")[:LAST_EDITS], fields)
