"""The way to the hire says what is awaited, and when it is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.matching.models import MatchStage
from crm.portal.match_way import way_of
from tests.factories.matching import make_match, make_presentation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "said"), [(0, "est attendue d’ici le"), (-1, "était attendue le")])
def test_an_answer_that_is_late_is_said_to_be_late(days: int, said: str) -> None:
    match = make_match(stage=MatchStage.PRESENTED)
    shown = make_presentation(match, due_on=timezone.localdate() + timedelta(days=days))
    way = way_of(match, shown, asks=False)
    assert way is not None
    assert said in way.awaited
