"""The engine reads a closed list of facts and imports nothing of the product."""

from __future__ import annotations

import ast
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import workers.engine
from workers.engine import results, rules, types, weights

#: Every field, and the words of the closed list that allow it.
ALLOWED = {
    types.NeedSkill: {"code": "skills", "essential": "skills", "level": "skills with level"},
    types.PersonSkill: {"code": "skills", "level": "skills with level"},
    types.Experience: {"occupation": "occupations", "months": "months of experience"},
    types.Language: {"code": "other languages, where justified", "band": "other languages, where justified"},
    types.Licence: {"code": "licence stage", "stage": "licence stage"},
    types.Mobility: {
        "regions": "regions that the person accepts",
        "mrcs": "MRCs that the person accepts",
        "anywhere": "regions that the person accepts",
    },
    types.Authorisation: {
        "may_work_from": "may work from",
        "may_work_until": "until",
        "tied_employer": "tied to employer X",
        "occupation_limits": "occupation limits",
    },
    types.Need: {
        "id": "which pair it is",
        "employer": "tied to employer X",
        "occupation": "occupations",
        "region": "regions that the person accepts",
        "mrc": "MRCs that the person accepts",
        "skills": "skills",
        "experience_months": "months of experience",
        "french_oral": "the French level that the need states",
        "french_written": "the French level that the need states",
        "languages": "other languages, where justified",
        "licence": "licence stage",
        "driving_class": "driving class",
        "start": "available from",
        "wage_max": "wage floor",
        "shift": "shifts",
        "help_offered": "help offered",
    },
    types.Person: {
        "id": "which pair it is",
        "occupations": "occupations and months of experience",
        "skills": "skills with level",
        "skills_asked": "missing is not not-found",
        "skills_absent": "missing is not not-found",
        "french_oral": "the French level against the one stated",
        "french_written": "the French level against the one stated",
        "languages": "other languages, where justified",
        "licences": "licence stage",
        "driving_classes": "driving class",
        "mobility": "regions and MRCs that the person accepts",
        "help_needed": "help needed",
        "available_from": "available from",
        "wage_floor": "wage floor",
        "shifts": "shifts",
        "authorisation": "four authorisation facts",
    },
}
#: What defines a score and a verdict is plain Python; libraries of numbers serve these rooms alone.
COUNTS_MUCH = {"text", "plan", "snapshot", "kernel"}
NUMBERS = ("numpy", "scipy", "numba", "ortools", "rapidfuzz")
#: The environment says where compiled code is kept, never what is computed.
KEPT_WHERE = {"ready.py": {"environ"}}
MODULES = sorted(Path(workers.engine.__path__[0]).rglob("*.py"))


def dataclasses_of(module: ModuleType) -> set[type[Any]]:
    return {item for item in vars(module).values() if isinstance(item, type) and is_dataclass(item)}


def test_no_type_of_input_is_outside_the_closed_list() -> None:
    assert dataclasses_of(types) == set(ALLOWED)


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
def test_no_field_is_outside_the_closed_list(kind: type) -> None:
    assert {field.name for field in fields(kind)} == set(ALLOWED[kind])


@pytest.mark.parametrize("module", [types, results, rules, weights], ids=lambda module: module.__name__)
def test_values_are_frozen_slotted_and_hold_no_float(module: ModuleType) -> None:
    for kind in dataclasses_of(module):
        assert kind.__dataclass_params__.frozen, kind
        assert "__slots__" in vars(kind), kind
        assert not [field.name for field in fields(kind) if "float" in str(field.type)], kind


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_engine_imports_itself_the_standard_library_and_where_it_counts_much_numbers(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module or "")
    foreign = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    allowed = NUMBERS if set(path.parts) & COUNTS_MUCH or path.name == "profiles.py" else ()
    assert not {name for name in foreign if not name.startswith(("workers.engine", *allowed))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_engine_reads_no_clock_and_no_chance(path: Path) -> None:
    calls = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    told = {"today", "now", "utcnow", "time", "random", "getenv", "environ"} - KEPT_WHERE.get(
        path.name, set()
    )
    assert not calls & told
