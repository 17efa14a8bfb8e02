"""`./passerelle bench`: every measurement named is there, and an unknown one is refused."""

from __future__ import annotations

import pytest

from backend import bench
from backend.launch.sentences import Refusal
from tests.architecture.source import ROOT


def test_every_measurement_named_has_its_file() -> None:
    assert [name for name in bench.BENCHES if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


@pytest.mark.parametrize("arguments", [["nothing"], []])
def test_a_measurement_unknown_or_not_named_is_refused(arguments: list[str]) -> None:
    with pytest.raises(Refusal):
        bench.main(arguments)
