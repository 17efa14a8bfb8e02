"""Fewer things: what the product itself does not use is deleted."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

from tests.architecture.source import PRODUCT, ROOT, name_of, python_files, templates, tree_of

WORD = re.compile(r"\w+")
# Named by a framework, or by migrations alone; tables that triggers write and SQL reads.
BY_NAME = {"post_fork", "keep_last", "PlacedAct", "Revision"}


@cache
def words() -> Counter[str]:
    """How often each word stands in the product: code, templates, the containers and the project file."""
    others = (ROOT / "pyproject.toml", ROOT / "docker-compose.yml", ROOT / "Dockerfile", ROOT / "passerelle")
    places = [*python_files(*PRODUCT), *templates(), *others]
    return Counter(word for path in places for word in WORD.findall(path.read_text("utf-8")))


def test_every_function_is_called_by_the_product_itself() -> None:
    assert [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files(*PRODUCT)
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if words()[node.name] == 1 and not node.decorator_list and node.name not in BY_NAME
        if node.name != "Command" and not node.name.endswith("Config")
    ] == []
