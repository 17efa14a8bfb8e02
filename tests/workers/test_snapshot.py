"""People and needs remembered as columns: what is ranked over them is what is ranked by reading everyone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from crm.candidates.models import Candidate
from crm.matching.models import Match, Snapshot
from crm.needs.models import LabourNeed
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from workers import bridge
from workers.bridge import people
from workers.bridge.people import everyone
from workers.bridge.tables import current_setting

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db
SCORED = ("need_id", "verdict", "score", "coverage", "rank", "criteria", "constraints", "changes")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A host that remembers from the first person on."""
    path = tmp_path / "snapshots"
    settings.SNAPSHOT_DIR = path
    monkeypatch.setattr("workers.bridge.people.WORTH_KEEPING", 1)
    return path


@pytest.fixture
def need(db: None) -> LabourNeed:
    return make_need(skills=SAWING)


def forget_the_hour(*rows: Candidate | LabourNeed) -> None:
    """As if these had been written two days ago."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(updated_at=timezone.now() - timedelta(days=2))


def ranked(need: LabourNeed) -> dict[int, tuple[object, ...]]:
    return {row[0]: row[1:] for row in need.matches.values_list("candidate_id", *SCORED)}


def read_whole(
    need: LabourNeed, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> dict[int, tuple[object, ...]]:
    """The ranking of whoever remembers nothing."""
    with monkeypatch.context() as patched:
        patched.setattr("workers.bridge.people._newest", lambda _using: None)
        patched.setattr("workers.bridge.people.WORTH_KEEPING", 1_000_000)
        bridge.score_need(need.pk, now=now)
    return ranked(need)


def test_everyone_is_read_once_and_then_only_who_changed(
    need: LabourNeed, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same, changing, leaving = make_sawyer(), make_sawyer(), make_sawyer(regions=["06"])
    forget_the_hour(same, changing, leaving)
    bridge.score_need(need.pk, now=now)
    taken = Snapshot.objects.get()
    assert (taken.persons, taken.needs, [path.name for path in folder.iterdir()]) == (3, 1, [taken.name])
    changing.occupations.update(months=2)
    changing.save()
    leaving.consents.all().delete()
    leaving.save()
    coming = make_sawyer(authorisation=None)
    same.occupations.update(
        months=3
    )  # Behind every service's back: nobody may see it before the next snapshot.
    bridge.score_need(need.pk, now=now)
    kept = ranked(need)
    assert set(kept) == {same.pk, changing.pk, coming.pk}
    assert Snapshot.objects.get() == taken
    whole = read_whole(need, now, monkeypatch)
    assert {key for key in kept if kept[key][:4] != whole[key][:4]} == {same.pk}


def test_a_consent_that_ends_by_its_date_leaves_the_memory_too(need: LabourNeed, now: datetime) -> None:
    staying, going = make_sawyer(), make_sawyer()
    going.consents.update(expires_on=now.date())
    forget_the_hour(staying, going)
    bridge.score_need(need.pk, now=now)
    assert set(ranked(need)) == {staying.pk, going.pk}
    bridge.score_need(need.pk, now=now + timedelta(days=1))
    assert set(ranked(need)) == {staying.pk}


def test_much_change_calls_for_another_and_the_older_folders_go(
    now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.bridge.people.ALWAYS", 1)
    using = current_setting(now.date())
    for count in range(1, 5):
        forget_the_hour(*[make_sawyer() for _ in range(2)])
        Snapshot.objects.update(seen_since=timezone.now() - timedelta(days=3), taken_at=LONG_AGO)
        assert everyone(using).count == 2 * count
    assert Snapshot.objects.count() == 2
    assert {path.name for path in folder.iterdir()} == set(Snapshot.objects.values_list("name", flat=True))


def test_a_host_without_the_folder_takes_its_own(need: LabourNeed, now: datetime, folder: Path) -> None:
    forget_the_hour(make_sawyer())
    bridge.score_need(need.pk, now=now)
    for path in folder.iterdir():
        path.rename(path.with_name("elsewhere"))
    bridge.score_need(need.pk, now=now)
    assert len(ranked(need)) == 1
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("spoilt", ["gone", "cut", "older"])
def test_a_folder_that_cannot_be_read_costs_one_reading_of_everyone(
    need: LabourNeed, now: datetime, folder: Path, spoilt: str
) -> None:
    forget_the_hour(make_sawyer())
    bridge.score_need(need.pk, now=now)
    manifest = folder / Snapshot.objects.get().name / "manifest.json"
    if spoilt == "gone":
        manifest.unlink()
    else:
        text = manifest.read_text("utf-8")
        manifest.write_text(text[:20] if spoilt == "cut" else text.replace('"format": ', '"format": 9'))
    people._opened.clear()
    Match.objects.all().delete()
    bridge.score_need(need.pk, now=now)
    assert len(ranked(need)) == 1
    assert not manifest.parent.exists()
    bridge.score_need(need.pk, now=now)
    assert manifest.exists()


def test_a_folder_that_cannot_be_written_does_not_stop_the_ranking(
    need: LabourNeed, now: datetime, folder: Path
) -> None:
    forget_the_hour(make_sawyer())
    folder.write_text("in the way")
    bridge.score_need(need.pk, now=now)
    assert len(ranked(need)) == 1
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("by_columns", [True, False])
def test_a_person_is_compared_with_remembered_and_changed_needs_alike(
    now: datetime, monkeypatch: pytest.MonkeyPatch, by_columns: bool
) -> None:
    monkeypatch.setattr("workers.bridge.person.MANY_NEEDS", 1)
    monkeypatch.setattr("workers.bridge.person.is_compiled", lambda: by_columns)
    kept, changed, over = (make_need(skills=SAWING) for _ in range(3))
    person = make_sawyer()
    forget_the_hour(person, kept, changed, over)
    for need in (kept, changed, over):
        bridge.score_need(need.pk, now=now)
    changed.skills.filter(skill_id=SAWING[0]).delete()
    changed.save()
    over.stage = "closed"
    over.save()
    new = make_need(skills=("affutage",))
    for need in (changed, over, new):
        bridge.score_need(need.pk, now=now)
    before = {need.pk: [row[1:4] for row in ranked(need).values()] for need in (kept, changed, new)}
    Match.objects.all().delete()
    bridge.score_person(person.pk, now=now)
    after = {need.pk: [row[1:4] for row in ranked(need).values()] for need in (kept, changed, new)}
    assert after == before
    assert not ranked(over)
