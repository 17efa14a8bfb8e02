"""Many needs sent or edited at once: the same rules, rows and audit as one by one, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, require
from crm.core.bulk import save_all
from crm.core.errors import Forbidden, StaleRevision, TransitionRefused
from crm.core.jobs import announce_all, enqueue_all
from crm.employers.models import EmployerFile, FileLead, Site
from crm.needs.models import SCORED_STAGES, LabourNeed, NeedEdit, NeedMove, NeedSkill, NeedStage
from crm.needs.rules.content import NEW, VALID_FOR, DaysBefore, NeedContent, check
from crm.needs.rules.stages import EDITABLE, transition
from crm.needs.services.writing import VALUES, NeedRefused, check_listed, spoken
from crm.taxonomy.models import Licence, Occupation, Skill, SpokenLanguage

#: As many needs as one task ranks.
_RANKED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class NewNeed:
    """A need to come: whose, what it asks, the key that sends it once."""

    file: EmployerFile
    content: NeedContent
    key: UUID


@transaction.atomic
def submit_needs(*, rows: Sequence[NewNeed], by: User, now: datetime) -> list[LabourNeed]:
    """Send many needs, in their order: each waits for its advisor and is ranked in its turn.

    All or none. Raises what `submit_need` raises, for the first that it would refuse.
    """
    _require_files({row.file.pk for row in rows}, by)
    today = timezone.localdate(now)
    for row in rows:
        check(row.content, today=today, before=NEW)
    _check_references([(row.file.employer_id, row.content) for row in rows])
    sent = transition("queue", transition("submit", NeedStage.DRAFT).target).target
    needs = []
    for row in rows:
        # One revision on, as a draft that was sent is.
        need = LabourNeed(file=row.file, submission_key=row.key, submitted_by=by, stage=sent, revision=2)
        _fill(need, row.content, today)
        needs.append(need)
    LabourNeed.objects.bulk_create(needs)
    _write_skills({need.pk: row.content for need, row in zip(needs, rows, strict=True)})
    NeedMove.objects.bulk_create(move for need in needs for move in _moves(need, by=by, now=now))
    _tell(needs, by=by, now=now)
    return needs


def _moves(need: LabourNeed, *, by: User, now: datetime) -> Iterable[NeedMove]:
    stage: str = NeedStage.DRAFT
    for move, mover in (("submit", by), ("queue", None)):
        step = transition(move, stage)
        yield NeedMove(
            need=need, from_stage=stage, to_stage=step.target, at=now, by=mover, shareable=step.shareable
        )
        stage = step.target


def _tell(needs: Sequence[LabourNeed], *, by: User, now: datetime) -> None:
    """Whoever leads the files is told of needs that somebody else sent; all are ranked."""
    own = set(
        FileLead.objects.on(timezone.localdate(now))
        .filter(user=by, file__in={need.file_id for need in needs})
        .values_list("file_id", flat=True)
    )
    announce_all("need_submitted", (need.pk for need in needs if need.file_id not in own), now=now)
    keys = sorted(need.pk for need in needs)
    ranges = [keys[at : at + _RANKED_AT_ONCE] for at in range(0, len(keys), _RANKED_AT_ONCE)]
    enqueue_all(
        "workers.tasks.matching.score_needs",
        arguments={
            f"score-needs-{some[0]}-{some[-1]}": {"first_need": some[0], "last_need": some[-1]}
            for some in ranges
        },
        now=now,
    )


@transaction.atomic
def edit_needs(
    *, rows: Sequence[tuple[LabourNeed, NeedContent]], by: User | None, now: datetime
) -> list[LabourNeed]:
    """Change what many needs ask, each as it was read. All or none. Raises what `edit_need` raises."""
    require(by, Permission.WORK_FILES)
    locked = _locked([need.pk for need, _content in rows])
    before = {key: spoken(need) for key, need in locked.items()}
    today = timezone.localdate(now)
    for need, content in rows:
        there = locked.get(need.pk)
        if there is None or there.revision != need.revision:
            raise StaleRevision
        _check_edit(there, content, today)
        _fill(there, content, today)
        there.revision += 1
    _check_references([(locked[need.pk].file.employer_id, content) for need, content in rows])
    save_all(list(locked.values()), [*VALUES, "revision"])
    _write_skills({need.pk: content for need, content in rows})
    edits = []
    for key, need in _locked(list(locked)).items():
        after = spoken(need)
        changes = {
            name: [before[key][name], after[name]] for name in after if before[key][name] != after[name]
        }
        edits.append(NeedEdit(need=need, at=now, by=by, changes=changes))
    NeedEdit.objects.bulk_create(edit for edit in edits if edit.changes)
    _ask_for_scores(locked.values(), now=now)
    return list(locked.values())


def _check_edit(need: LabourNeed, content: NeedContent, today: date) -> None:
    if need.stage not in EDITABLE:
        raise TransitionRefused(_("Ce besoin est terminé : rouvrez-le avant de le modifier."))
    if content.positions < need.filled:
        raise NeedRefused(_("Plus de postes sont déjà pourvus que vous n’en demandez."), field="positions")
    check(content, today=today, before=DaysBefore(starts_on=need.starts_on, valid_until=need.valid_until))


@transaction.atomic
def rank_needs_put_back(*, need_ids: Collection[int], now: datetime) -> None:
    """Promise new rankings of needs whose rows were put back as they were."""
    needs = list(LabourNeed.objects.select_for_update(no_key=True).filter(pk__in=need_ids).order_by("pk"))
    for need in needs:
        need.revision += 1
    save_all(needs, ["revision"])
    _ask_for_scores(needs, now=now)


def _ask_for_scores(needs: Iterable[LabourNeed], *, now: datetime) -> None:
    ranked = {
        f"score-need-{need.pk}": {"need_id": need.pk, "revision": need.revision}
        for need in needs
        if need.stage in SCORED_STAGES
    }
    enqueue_all("workers.tasks.matching.score_need", arguments=ranked, now=now, priority=5)


def _require_files(files: set[int], by: User) -> None:
    require(by, Permission.WORK_FILES)
    if EmployerFile.objects.visible_to(by).filter(pk__in=files).count() != len(files):
        raise Forbidden


def _locked(keys: Sequence[int]) -> dict[int, LabourNeed]:
    """The needs, locked, with their skills at hand, by key."""
    rows = LabourNeed.objects.select_for_update(no_key=True, of=("self",)).select_related("file")
    found = {need.pk: need for need in rows.filter(pk__in=keys).order_by("pk")}
    prefetch_related_objects(list(found.values()), "skills")
    return found


def _fill(need: LabourNeed, content: NeedContent, today: date) -> None:
    for name in VALUES:
        setattr(need, name, getattr(content, name))
    need.help_offered = list(content.help_offered)
    need.valid_until = content.valid_until or today + VALID_FOR


def _write_skills(contents: Mapping[int, NeedContent]) -> None:
    NeedSkill.objects.filter(need__in=contents).delete()
    NeedSkill.objects.bulk_create(
        (
            NeedSkill(need_id=key, skill_id=asked.code, essential=asked.essential, level=asked.level)
            for key, content in contents.items()
            for asked in content.skills
        ),
        batch_size=2_000,
    )


def _check_references(rows: Sequence[tuple[int, NeedContent]]) -> None:
    """Raise NeedRefused unless each site is of its employer, and every code of our lists."""
    sites = {(employer, content.site_id) for employer, content in rows}
    known = Site.objects.filter(pk__in={site for _employer, site in sites})
    if sites - set(known.values_list("employer_id", "pk")):
        raise NeedRefused(_("Choisissez un établissement de l’entreprise."), field="site")
    contents = [content for _employer, content in rows]
    lists: dict[str, tuple[Any, set[str | None]]] = {
        "occupation": (Occupation, {content.occupation_id for content in contents}),
        "other_language": (SpokenLanguage, {content.other_language_id for content in contents}),
        "licence": (Licence, {content.licence_id for content in contents}),
        "skills": (Skill, {asked.code for content in contents for asked in content.skills}),
    }
    for field, (model, codes) in lists.items():
        check_listed(field, model, {code for code in codes if code})
