"""Everyone as the engine reads them: a snapshot on disk that every task opens, and over it the rows written since.

A small installation is read whole each time. From `WORTH_KEEPING` people on, only what changed since the snapshot is
read; once much has changed, or the tables are others, the next task takes another one.
"""

from __future__ import annotations

import logging
import shutil
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from crm.candidates.models import Candidate
from crm.core.horizon import unseen_since
from crm.core.locks import one_at_a_time
from crm.matching.models import Snapshot
from crm.matching.ranked import changed_needs, changed_persons
from crm.matching.services import remember_snapshot
from workers.bridge.needs import read_scored_needs
from workers.bridge.persons import read_persons
from workers.engine.kernel.delta import MANY_PEOPLE, Change, People
from workers.engine.kernel.ready import begin_compiling
from workers.engine.scoring import Setting
from workers.engine.snapshot.disk import open_snapshot, write_snapshot
from workers.engine.snapshot.store import make_snapshot

logger = logging.getLogger(__name__)

WORTH_KEEPING = 300
#: One person or need in so many may have changed before another snapshot is due, and always a few.
CHANGED_SHARE, ALWAYS = 20, 50
#: A change may be in a snapshot and still count as since, for a moment: another is not taken before it is this old.
SETTLES = timedelta(minutes=1)
#: From so many needs on, comparing a person with them as columns is worth the memory of what compares.
MANY_NEEDS = 2_000
#: Held while a snapshot is taken, so that two tasks do not both read everyone.
SNAPSHOT_LOCK = 0x534E4150


def everyone(using: Setting) -> People:
    """Everyone who may be scored on the setting's day, as they are now."""
    day = using.rules.on
    kept = kept_snapshot(using)
    remembered = kept and opened(kept, using)
    if not kept or not remembered:
        return People(make_snapshot(read_persons(day), (), using), using)
    ids = changed_persons(kept, day)
    edited = read_persons(day, only=ids) if ids else []
    removed = {str(key) for key in ids}.difference(person.id for person in edited)
    return remembered.changed(Change(edited=edited, removed=removed))


def kept_snapshot(using: Setting) -> Snapshot | None:
    """The snapshot to read over, taken now if none is good; None where everyone is read each time."""
    kept = _newest(using)
    if kept is None and not _are_many(using.rules.on):
        return None
    if kept is None or _is_old(kept, using.rules.on):
        with one_at_a_time(SNAPSHOT_LOCK):
            newest = _newest(using)
            return newest if newest and newest != kept else _taken(using) or kept
    return kept


def _taken(using: Setting) -> Snapshot | None:
    """Another snapshot; None where this host cannot write it: ranking goes on, at the cost of reading everyone."""
    try:
        return take_snapshot(using)
    except OSError:
        logger.exception("No snapshot could be written to %s", _folder())
        return None


def _newest(using: Setting) -> Snapshot | None:
    """The newest of these tables that this host has."""
    rows = Snapshot.objects.filter(taxonomy=using.taxonomy.version)
    return next((row for row in rows if (_folder() / row.name).is_dir()), None)


def _are_many(day: date) -> bool:
    return bool(Candidate.objects.scorable(day).order_by()[WORTH_KEEPING - 1 : WORTH_KEEPING])


def _is_old(kept: Snapshot, day: date) -> bool:
    if timezone.now() < kept.taken_at + SETTLES:
        return False
    return any(
        many > max(ALWAYS, whole // CHANGED_SHARE)
        for many, whole in (
            (len(changed_persons(kept, day)), kept.persons),
            (len(changed_needs(kept)), kept.needs),
        )
    )


def take_snapshot(using: Setting) -> Snapshot:
    """Read everyone and every need into a folder of this host, and forget the folders that no row names."""
    since = unseen_since()
    day = using.rules.on
    needs = [need for _row, need in read_scored_needs()]
    made = make_snapshot(read_persons(day), needs, using)
    path = write_snapshot(_folder(), made)
    if made.persons >= MANY_PEOPLE or len(needs) >= MANY_NEEDS:
        begin_compiling()
    taken = remember_snapshot(
        name=path.name,
        taxonomy=using.taxonomy.version,
        day=day,
        seen_since=since,
        persons=made.persons,
        needs=len(needs),
        now=timezone.now(),
    )
    _forget_folders()
    return taken


def _folder() -> Path:
    return Path(settings.SNAPSHOT_DIR)


def _forget_folders() -> None:
    """A task that has one of them open reads on: its pages stay until it ends."""
    named = set(Snapshot.objects.values_list("name", flat=True))
    for path in _folder().iterdir():
        if path.name not in named:
            shutil.rmtree(path, ignore_errors=True)


#: The last snapshot opened in this process, by its name and what it is scored with.
_opened: dict[tuple[object, ...], People] = {}


def opened(kept: Snapshot, using: Setting) -> People | None:
    """The people of a snapshot as they were when it was taken, and its needs; opened once in each process.

    None for a folder that cannot be read, or that another version wrote: it goes, and the next task takes another.
    """
    key = (kept.name, using.taxonomy.version, using.weights, using.rules)
    if key not in _opened:
        path = _folder() / kept.name
        try:
            people = People(open_snapshot(path), using)
        except (OSError, ValueError, KeyError):
            logger.exception("The snapshot %s cannot be read", path)
            shutil.rmtree(path, ignore_errors=True)
            return None
        _opened.clear()
        _opened[key] = people
    return _opened[key]
