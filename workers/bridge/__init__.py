"""From rows to the engine's values and back: the only room that knows both the domain and the engine."""

from workers.bridge.needs import read_need, read_scored_needs
from workers.bridge.persons import read_persons
from workers.bridge.plan import plan_matches
from workers.bridge.scoring import score_need, score_needs, score_pair, score_person
from workers.bridge.tables import current_setting

__all__ = [
    "current_setting",
    "plan_matches",
    "read_need",
    "read_persons",
    "read_scored_needs",
    "score_need",
    "score_needs",
    "score_pair",
    "score_person",
]
