"""The database states the rule: who and when go together, a stage's history is a table."""

from __future__ import annotations

import re

from django.apps import apps
from django.db.models import CheckConstraint, Model, Q

from crm.core.models import StageMove

STEM = re.compile(r"^(?P<stem>\w+)_by$")


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("crm.")]


def names_in(condition: Q) -> set[str]:
    """The fields that a condition speaks of."""
    found = set()
    for child in condition.children:
        found |= names_in(child) if isinstance(child, Q) else {child[0].split("__")[0]}
    return found


def pairs(model: type[Model]) -> list[tuple[str, str]]:
    """(who, when) of one gesture that may not have happened: `signed_by` and `signed_at`, both nullable."""
    nullable = {field.name for field in model._meta.local_fields if field.null}
    stems = [match["stem"] for name in nullable if (match := STEM.match(name))]
    return [
        (f"{stem}_by", f"{stem}_{end}")
        for stem in stems
        for end in ("at", "on")
        if f"{stem}_{end}" in nullable
    ]


def is_constrained(model: type[Model], pair: tuple[str, str]) -> bool:
    checks = [c for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return any(set(pair) <= names_in(check.condition) for check in checks if isinstance(check.condition, Q))


def test_who_and_when_of_a_gesture_go_together() -> None:
    assert any(pairs(model) for model in our_models())
    assert [
        f"{model.__name__}: {who}, {when}"
        for model in our_models()
        for who, when in pairs(model)
        if not is_constrained(model, (who, when))
    ] == []


def test_every_constraint_has_a_name_of_its_own() -> None:
    names = [constraint.name for model in our_models() for constraint in model._meta.constraints]
    assert len(names) == len(set(names))


def test_every_stage_keeps_its_history() -> None:
    staged = {
        model for model in our_models() if "stage" in {field.name for field in model._meta.local_fields}
    }
    kept = {
        field.related_model
        for model in our_models()
        if issubclass(model, StageMove)
        for field in model._meta.local_fields
        if field.is_relation
    }
    reference = {"FrenchLevel", "CandidateLicence"}  # a stage of the scale, and how far a licence has come
    assert {model.__name__ for model in staged - kept} - reference == set()
