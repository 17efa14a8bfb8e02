"""An index of titles on disk: the same answers bit for bit, made again when it is damaged or of other rows or code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.engine.profiles import Profiles
from workers.engine.text import disk
from workers.engine.text.confidence import OCCUPATIONS, SKILLS
from workers.engine.text.disk import Damaged, kept_titles
from workers.engine.text.titles import Titles
from workers.lines import tables

ROWS = tables.occupations(None)
BUILT = Titles(ROWS)
#: A table small enough to be made often.
FEW = ROWS[:60]
SMALL = Titles(FEW)
WORD = FEW[0][2]
#: Texts of the table, slips of the finger in them, and anything.
TEXTS = st.one_of(
    st.sampled_from([title for _, _, title in ROWS]),
    st.tuples(st.sampled_from([title for _, _, title in ROWS]), st.integers(0, 20)).map(
        lambda told: told[0][: told[1]] + told[0][told[1] + 1 :]
    ),
    st.text(max_size=40),
)
ASKED = st.lists(st.tuples(TEXTS, st.sampled_from(("fr", "en", None))), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="module")
def kept(folder: Path) -> Titles:
    kept_titles(folder, ROWS)
    return kept_titles(folder, ROWS)


@settings(max_examples=60, deadline=None)
@given(asked=ASKED)
def test_what_is_read_back_answers_bit_for_bit(kept: Titles, asked: list[tuple[str, str | None]]) -> None:
    assert kept.find_all(asked) == BUILT.find_all(asked)
    assert kept.scores(asked).tobytes() == BUILT.scores(asked).tobytes()
    for (places, cosines), (others, near) in zip(
        kept.nearest(asked, 40), BUILT.nearest(asked, 40), strict=True
    ):
        assert np.array_equal(places, others)
        assert cosines.tobytes() == near.tobytes()


def test_the_second_process_reads_and_does_not_make(folder: Path, kept: Titles) -> None:
    (path,) = folder.glob("titles-*")
    before = (path / "of.npy").stat().st_mtime_ns
    assert kept_titles(folder, ROWS).codes == kept.codes
    assert (path / "of.npy").stat().st_mtime_ns == before


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a few titles are kept."""
    monkeypatch.setattr(disk, "WORTH_KEEPING", 1)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["titles.data.npy", "words.json", "manifest.json", "of.npy"])
@pytest.mark.parametrize("how", ["cut", "flipped", "gone"])
def test_a_damaged_index_is_made_again(tmp_path: Path, name: str, how: str) -> None:
    kept_titles(tmp_path, FEW)
    (path,) = tmp_path.glob("titles-*")
    held = (path / name).read_bytes()
    if how == "gone":
        (path / name).unlink()
    else:
        wrong = held[: len(held) // 2] if how == "cut" else held[:-9] + bytes([held[-9] ^ 1]) + held[-8:]
        (path / name).write_bytes(wrong)
    with pytest.raises((Damaged, OSError)):
        disk.read(path, OCCUPATIONS)
    again = kept_titles(tmp_path, FEW)
    assert again.find(WORD) == SMALL.find(WORD)
    assert (path / name).read_bytes() == held


@pytest.mark.usefixtures("small")
def test_other_rows_and_other_code_have_indexes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_titles(tmp_path, FEW)
    kept_titles(tmp_path, FEW[1:])
    assert len(list(tmp_path.glob("titles-*"))) == 2
    monkeypatch.setattr(disk, "_code", lambda: b"another")
    kept_titles(tmp_path, FEW)
    assert len(list(tmp_path.glob("titles-*"))) == 3


@pytest.mark.usefixtures("small")
def test_only_the_latest_indexes_are_left(tmp_path: Path) -> None:
    for less in range(disk.KEPT + 2):
        (tmp_path / f"titles-{less}").mkdir()
    kept_titles(tmp_path, FEW)
    assert len(list(tmp_path.glob("titles-*"))) == disk.KEPT
    assert not list(tmp_path.glob(".draft-*"))


@pytest.mark.usefixtures("small")
def test_a_folder_that_cannot_be_written_costs_only_the_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert kept_titles(tmp_path / "file" / "indexes", FEW).find(WORD) == SMALL.find(WORD)


@pytest.mark.usefixtures("small")
def test_a_curve_is_given_not_kept(tmp_path: Path) -> None:
    kept_titles(tmp_path, FEW)
    assert kept_titles(tmp_path, FEW, SKILLS).find(WORD) == Titles(FEW, SKILLS).find(WORD)


@pytest.mark.usefixtures("small")
def test_a_table_of_profiles_reads_the_same(tmp_path: Path) -> None:
    rows = tables.profiles(None)[:400]
    alone = Profiles(rows)
    for _ in range(2):
        found = Profiles(rows, lambda some: kept_titles(tmp_path, some))
        told = ["soudage", "lecture de plans"]
        assert found.find(told, "fr") == alone.find(told, "fr")
