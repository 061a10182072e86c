"""Secrets that a process makes for itself."""

import multiprocessing
import stat
from pathlib import Path

import pytest

from maru.chassis.keys import secret
from maru.chassis.process import CannotStart

processes = multiprocessing.get_context("forkserver")


def start(folder: str, answers: "multiprocessing.queues.Queue[bytes]") -> None:
    answers.put(secret(Path(folder), "audit"))


def test_a_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = secret(folder, "audit")

    assert len(made) == 32
    assert secret(folder, "audit") == made
    assert secret(folder, "session") != made
    assert stat.S_IMODE((folder / "audit").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["audit", "session"]


def test_processes_that_start_at_once_get_the_same_secret(tmp_path: Path) -> None:
    answers = processes.Queue()
    starters = [processes.Process(target=start, args=(str(tmp_path), answers)) for _ in range(4)]
    for starter in starters:
        starter.start()
    made = {answers.get(timeout=30) for _ in starters}
    for starter in starters:
        starter.join()
        starter.close()
    answers.close()
    answers.join_thread()

    assert made == {(tmp_path / "audit").read_bytes()}


@pytest.mark.parametrize("cut", [0, 5])
def test_a_secret_that_was_cut_short_is_not_taken(cut: int, tmp_path: Path) -> None:
    secret(tmp_path, "audit")
    (tmp_path / "audit").write_bytes(b"x" * cut)

    with pytest.raises(CannotStart, match="audit holds"):
        secret(tmp_path, "audit")
