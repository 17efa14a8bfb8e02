"""Files as people have them, and the commands that load them."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

Write = Callable[..., Path]
Load = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def load() -> Load:
    def load(what: str, *paths: Path, **options: object) -> str:
        said = StringIO()
        call_command(f"load_{what}", *map(str, paths), stdout=said, **options)
        return said.getvalue()

    return load


@pytest.fixture
def reference() -> Path:
    """The official files, where they have been put beside the checkout."""
    folder = Path(__file__).parents[4] / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("the official files are not beside this checkout (../shared/reference)")
    return folder
