"""Work that is promised exists: every name that is rung is registered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from backend.celery import SCHEDULE, app
from tests.architecture.source import name_of, python_files, tree_of


def constants_of(tree: ast.Module) -> dict[str, str]:
    """The module's own names for strings."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def promised() -> Iterator[tuple[str, str]]:
    """(place, task name) of every enqueue in the code; a name that is not written out is empty."""
    for path in python_files("crm", "workers"):
        names = constants_of(tree_of(path))
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] == "enqueue"
                and node.args
            ):
                first = node.args[0]
                value = first.value if isinstance(first, ast.Constant) else names.get(ast.unparse(first), "")
                yield f"{name_of(path)}:{node.lineno}", str(value)


def registered() -> set[str]:
    app.loader.import_default_modules()
    return set(app.tasks)


def test_every_promised_task_is_registered() -> None:
    found = list(promised())
    assert found
    assert [(place, name) for place, name in found if name not in registered()] == []


def test_every_task_of_the_clock_is_registered() -> None:
    assert {entry["task"] for entry in SCHEDULE.values()} <= registered()


def test_a_task_is_named_by_its_module() -> None:
    ours = {name: task for name, task in app.tasks.items() if name.startswith("workers.")}
    assert registered()
    assert [name for name, task in ours.items() if name != f"{task.__module__}.{task.__name__}"] == []
