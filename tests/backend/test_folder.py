"""The data folder: closed to others, held by one instance, sockets on a short path."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from backend.launch.sentences import Refusal
from backend.services.folder import LONGEST_FOLDER, DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "var")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_and_secrets_are_closed_to_others(folder: DataFolder) -> None:
    folder.make()
    secret = folder.secret("secret_key")
    assert len(secret) >= 50
    assert folder.secret("secret_key") == secret
    assert mode(folder.path) == 0o700
    assert mode(folder.path / "secret_key") == 0o600


def test_a_second_instance_is_refused_with_the_number_of_the_first(folder: DataFolder) -> None:
    folder.acquire()
    with pytest.raises(Refusal) as refused:
        DataFolder(folder.path).acquire()
    folder.release()
    assert refused.value.code == "locked"
    assert str(os.getpid()) in str(refused.value)


def test_the_next_instance_waits_for_what_a_killed_one_left(folder: DataFolder) -> None:
    """Children inherit the lock: it is free when the last of them has ended."""
    folder.acquire()
    heir = subprocess.Popen(["/bin/sleep", "1"], pass_fds=[folder.lock])
    os.pwrite(folder.lock, b"999999999", 0)
    os.close(folder.lock)
    following = DataFolder(folder.path)
    following.acquire()
    assert heir.poll() is not None
    following.release()


def test_sockets_lie_in_the_data_folder_when_its_path_is_short(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "v")
    folder.make()
    assert folder.socket_folder() == tmp_path / "v" / "run"


@pytest.mark.parametrize("name", ["données à moi", "long" * 30], ids=["accents and spaces", "too long"])
def test_sockets_move_to_a_private_short_folder(tmp_path: Path, name: str) -> None:
    folder = DataFolder(tmp_path / name)
    folder.make()
    sockets = folder.socket_folder()
    assert len(str(sockets)) <= LONGEST_FOLDER
    assert mode(sockets) == 0o700
    assert folder.socket_folder() == sockets
    folder.forget_sockets()
    assert not sockets.exists()


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refusal) as refused:
        DataFolder(tmp_path / "file").make()
    assert refused.value.code == "not_writable"


def test_whoever_is_refused_leaves_the_state_of_the_first(folder: DataFolder) -> None:
    folder.acquire()
    folder.state_path.write_text("{}", "utf-8")
    second = DataFolder(folder.path)
    with pytest.raises(Refusal):
        second.acquire()
    second.release()
    assert folder.state_path.exists()
    folder.release()
