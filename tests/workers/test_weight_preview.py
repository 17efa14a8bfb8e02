"""What a draft of the weights would change: counted again here from the engine's plain definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median_low
from typing import Any

import pytest
from django.utils import timezone

from crm.candidates.models import Candidate
from crm.core.models import OutboxMessage
from crm.matching.models import Snapshot, WeightPreview, WeightSet
from crm.matching.previewing import FIRST, Figures, figures_of
from crm.matching.services import publish_draft
from tests.factories.matching import SAWING, make_sawyer
from tests.factories.needs import make_need
from tests.factories.weights import NEUTRAL, WEIGHTS, content, make_draft
from workers.bridge.needs import read_scored_needs
from workers.bridge.persons import read_persons
from workers.bridge.preview import compare, preview_weights, spread_evenly
from workers.bridge.tables import current_setting
from workers.engine.rank import rank
from workers.engine.results import Result, Verdict
from workers.engine.scoring import Setting, score
from workers.engine.weights import DEFAULT_WEIGHTS, Weights
from workers.tasks.weights import preview_weights as task

pytestmark = pytest.mark.django_db
DRAFT = Weights(version="draft", weights=tuple(WEIGHTS.items()), neutral=tuple(NEUTRAL.items()))


@pytest.fixture
def region(db: None) -> None:
    """Two needs, and people who are better by their skills or by their occupation, two of whom are kept out."""
    make_need(skills=SAWING)
    make_need(skills=SAWING[:1], french_oral=5)
    for months in (1, 6, 12, 36, 60):
        make_sawyer(
            skills=["sciage"], absent_skills=["affutage", "cadenassage"], occupations={"94120": months}
        )
        make_sawyer(occupations={"94140": months}, french_oral=months % 7 + 3)
    make_sawyer(regions=["06"])
    make_sawyer(occupations={"94120": 60}, authorisation=None, french_oral=None)
    make_sawyer(regions=["06"], authorisation=None)


def setting_of(now: datetime) -> Setting:
    return current_setting(timezone.localdate(now))


def first(results: Sequence[Result]) -> list[str]:
    return [one.person for one in results if one.verdict is not Verdict.INADMISSIBLE][:FIRST]


def counted_again(before: Setting, after: Setting) -> dict[str, object]:
    """The same figures, pair by pair and in plain Python."""
    persons = read_persons(before.rules.on)
    moves, verdicts, entering, changed = [], 0, 0, 0
    lines: dict[str, list[int]] = {}
    for _row, need in read_scored_needs():
        old, new = rank(need, persons, before), rank(need, persons, after)
        changed += first(old) != first(new)
        entering += len(set(first(new)) - set(first(old)))
        for person in persons:
            one, other = score(need, person, before), score(need, person, after)
            verdicts += one.verdict != other.verdict
            if one.verdict is not Verdict.INADMISSIBLE:
                moves.append(other.score - one.score)
            if person.id in {*first(old), *first(new)}:
                points = {line.code: line.points for line in one.criteria}
                for line in other.criteria:
                    lines.setdefault(line.code, []).append(line.points - points[line.code])
    sizes = [abs(move) for move in moves]
    return {
        "verdicts": verdicts,
        "pairs": len(moves),
        "changed": changed,
        "entering": entering,
        "scores": (median_low(sizes), max(0, *moves), -min(0, *moves)),
        "criteria": {
            code: (median_low([*map(abs, m)]), max(0, *m), -min(0, *m)) for code, m in lines.items()
        },
    }


def as_counted(figures: Figures) -> dict[str, object]:
    scores = figures.scores
    return {
        "verdicts": figures.verdicts,
        "pairs": figures.pairs,
        "changed": figures.changed,
        "entering": figures.entering,
        "scores": (scores.median, scores.rise, scores.fall),
        "criteria": {row.code: (row.median, row.rise, row.fall) for row in figures.criteria},
    }


def test_the_figures_are_those_of_the_plain_definition(region: None, now: datetime) -> None:
    using = setting_of(now)
    figures = compare(using, DRAFT)
    assert as_counted(figures) == counted_again(using, replace(using, weights=DRAFT))
    assert (figures.ranked, figures.needs, figures.persons) == (2, 2, 13)
    assert min(figures.changed, figures.entering, figures.scores.rise, figures.scores.fall) > 0
    assert figures.verdicts == 0


def test_over_people_remembered_and_edited_since_the_figures_are_the_same(
    region: None, now: datetime, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SNAPSHOT_DIR = tmp_path
    monkeypatch.setattr("workers.bridge.people.WORTH_KEEPING", 1)
    using = setting_of(now)
    compare(using, DRAFT)
    assert Snapshot.objects.exists()
    make_sawyer(occupations={"94140": 24}, skills=["sciage", "soudage"])
    leaving = Candidate.objects.order_by("pk").first()
    assert leaving is not None
    leaving.consents.all().delete()
    leaving.save()
    make_need(skills=[*SAWING, "soudage"])
    assert as_counted(compare(using, DRAFT)) == counted_again(using, replace(using, weights=DRAFT))


def test_the_places_of_a_need_are_those_of_both_rankings(region: None, now: datetime) -> None:
    using = setting_of(now)
    persons = read_persons(using.rules.on)
    needs = {int(need.id): need for _row, need in read_scored_needs()}
    for change in compare(using, DRAFT).most:
        need = needs[change.need_id]
        old = [one.person for one in rank(need, persons, using)]
        new = [one.person for one in rank(need, persons, replace(using, weights=DRAFT))]
        assert change.places == tuple(old.index(person) + 1 for person in new[:FIRST])
        gone = [person for person in old[:FIRST] if person not in new[:FIRST]]
        assert change.leaving == tuple((old.index(one) + 1, new.index(one) + 1) for one in gone)
        assert change.entering == len(gone)


def test_the_same_weights_change_nothing(region: None, now: datetime) -> None:
    using = setting_of(now)
    figures = compare(using, replace(using.weights, version="draft"))
    assert (figures.changed, figures.entering, figures.scores.rise, figures.most) == (0, 0, 0, ())


def test_many_needs_are_sampled_evenly(region: None, now: datetime) -> None:
    assert spread_evenly([1, 2, 3], 5) == [1, 2, 3]
    assert spread_evenly(range(1000), 4) == [0, 250, 500, 750]
    figures = compare(setting_of(now), DRAFT, most_needs=1)
    assert (figures.ranked, figures.needs) == (2, 1)


@pytest.mark.parametrize("who", ["needs", "persons", "nobody"])
def test_without_needs_or_persons_there_is_nothing_to_compare(who: str, now: datetime) -> None:
    if who == "needs":
        make_need(skills=SAWING)
    if who == "persons":
        make_sawyer()
    figures = compare(setting_of(now), DRAFT)
    assert (figures.needs, figures.pairs, figures.most) == (0, 0, ())


def test_nobody_admissible_is_said_too(now: datetime) -> None:
    make_need(skills=SAWING)
    make_sawyer(regions=["06"])
    figures = compare(setting_of(now), DRAFT)
    assert (figures.needs, figures.persons, figures.pairs, figures.changed) == (1, 1, 0, 0)


def test_the_task_keeps_the_figures_with_what_they_were_found_from(region: None, now: datetime) -> None:
    draft = make_draft(timezone.now())
    message = OutboxMessage.objects.get(task="workers.tasks.weights.preview_weights")
    task(message_id=message.pk, **message.arguments)
    kept = WeightPreview.objects.get()
    assert (kept.weights_id, kept.revision, kept.against) == (
        draft.pk,
        draft.revision,
        DEFAULT_WEIGHTS.version,
    )
    assert figures_of(kept.figures).needs == 2
    message.refresh_from_db()
    assert message.done_at is not None
    task(message_id=message.pk, **message.arguments)
    assert WeightPreview.objects.get().computed_at == kept.computed_at


def test_no_preview_names_a_person(region: None, now: datetime) -> None:
    draft = make_draft(now)
    preview_weights(draft.pk, draft.revision, now=now)
    (change, *_rest) = WeightPreview.objects.get().figures["most"]
    assert set(change) == {"need_id", "entering", "places", "leaving"}


def test_a_draft_that_changed_or_was_published_meanwhile_keeps_no_figures(
    region: None, now: datetime
) -> None:
    draft = make_draft(now)
    preview_weights(draft.pk, draft.revision + 1, now=now)
    assert not WeightPreview.objects.exists()
    publish_draft(revision=draft.revision, by=draft.written_by, now=now)
    preview_weights(draft.pk, draft.revision, now=now)
    assert not WeightPreview.objects.exists()


def test_a_draft_never_scores(now: datetime) -> None:
    make_draft(now)
    assert setting_of(now + timedelta(days=2)).weights.version == DEFAULT_WEIGHTS.version
    assert content(now).weights == WeightSet.objects.get(is_draft=True).weights
