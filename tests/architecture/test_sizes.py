"""Small things: a newcomer finds the place of a line in five minutes."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import (
    PRODUCT,
    complexity_of,
    functions_of,
    name_of,
    python_files,
    statements_of,
    templates,
)

FILE, TEST_FILE, TEMPLATE = 300, 500, 120
STATEMENTS, COMPLEXITY, TASK = 25, 8, 10


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def too_long(paths: tuple[Path, ...], limit: int) -> list[str]:
    return [f"{name_of(path)}: {lines_of(path)} lines" for path in paths if lines_of(path) > limit]


def is_task(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("shared_task" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_a_file_has_at_most_300_lines() -> None:
    assert too_long(python_files(*PRODUCT), FILE) == []


def test_a_test_file_has_at_most_500_lines() -> None:
    assert too_long(python_files("tests"), TEST_FILE) == []


def test_a_template_has_at_most_120_lines() -> None:
    assert too_long(templates(), TEMPLATE) == []


def test_a_function_has_at_most_25_statements_and_8_ways() -> None:
    assert [
        f"{name_of(path)}:{function.lineno} {function.name}: {statements_of(function)}, {complexity_of(function)}"
        for path in python_files(*PRODUCT, "tests")
        for function in functions_of(path)
        if statements_of(function) > STATEMENTS or complexity_of(function) > COMPLEXITY
    ] == []


def test_a_task_has_at_most_10_statements() -> None:
    tasks = [(path, f) for path in python_files("workers/tasks") for f in functions_of(path) if is_task(f)]
    assert tasks
    assert [f"{name_of(path)} {f.name}" for path, f in tasks if statements_of(f) > TASK] == []
