"""Copies of a folder in use, and what is refused when they are put back."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from maru.chassis.backups import CONTENTS, Contents, load, save
from maru.chassis.process import CannotStart
from maru.chassis.stores.sqlite import connect


def make(folder: Path) -> Path:
    folder.mkdir()
    for name in ("a.db", "b.db"):
        with closing(connect(folder / name)) as db:
            db.execute("CREATE TABLE rows (n INTEGER PRIMARY KEY, filler TEXT)")
            db.execute(
                "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM n WHERE n < 20000) "
                "INSERT INTO rows SELECT -n, hex(randomblob(40)) FROM n"
            )
    for name in (
        "keys/audit",
        "attachments/0f/one",
        "maru.toml",
        "lock",
        "a.db.before.1",
        "attachments/0f/x.part",
    ):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make(tmp_path / "data")


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Somebody who writes a number into the first store and then, always, into the second."""
    stopping = threading.Event()

    def write() -> None:
        with closing(connect(data / "a.db")) as first, closing(connect(data / "b.db")) as second:
            n = 0
            while not stopping.is_set():
                n += 1
                for db in (first, second):
                    db.execute("INSERT INTO rows VALUES (?, 'x')", (n,))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stopping.set()
        writer.join()


def last(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(db.execute("SELECT max(n) FROM rows").fetchone()[0])


def test_a_copy_made_while_others_write_is_of_one_moment(data: Path, tmp_path: Path) -> None:
    seen = []
    with writing(data):
        for n in range(6):
            save(data, tmp_path / f"copy{n}")
            first, second = (last(tmp_path / f"copy{n}" / name) for name in ("a.db", "b.db"))
            assert first - second in (0, 1)
            seen.append(first)

    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_all_that_belongs_to_the_data_is_copied_and_put_back(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "copy")
    target = tmp_path / "restored"
    target.mkdir()
    (target / "lock").write_text("")
    load(tmp_path / "copy", target)

    assert sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()) == [
        "a.db",
        "attachments/0f/one",
        "b.db",
        "keys/audit",
        "lock",
        "maru.toml",
    ]
    for name in ("a.db", "b.db"):
        with closing(sqlite3.connect(data / name)) as was, closing(sqlite3.connect(target / name)) as now:
            assert list(was.iterdump()) == list(now.iterdump())


def flip(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)


DAMAGE = {
    "a bit of a store": lambda copy: flip(copy / "b.db"),
    "a bit of a key": lambda copy: flip(copy / "keys" / "audit"),
    "a store missing": lambda copy: (copy / "a.db").unlink(),
    "an attachment missing": lambda copy: shutil.rmtree(copy / "attachments"),
    "a store cut short": lambda copy: (copy / "a.db").write_bytes((copy / "a.db").read_bytes()[:-4096]),
    "no contents": lambda copy: (copy / CONTENTS).unlink(),
    "unreadable contents": lambda copy: (copy / CONTENTS).write_text("{"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_backup_is_refused_before_anything_is_written(
    damage: object, data: Path, tmp_path: Path
) -> None:
    copy, target = tmp_path / "copy", tmp_path / "restored"
    save(data, copy)
    target.mkdir()
    damage(copy)  # type: ignore[operator]
    with pytest.raises(CannotStart):
        load(copy, target)

    assert list(target.iterdir()) == []


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "keys/../../outside"])
def test_a_backup_that_names_files_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    copy, target = tmp_path / "copy", tmp_path / "restored"
    copy.mkdir()
    target.mkdir()
    (tmp_path / "outside").write_text("")
    (copy / CONTENTS).write_bytes(msgspec.json.encode(Contents({name: "e3b0c442"})))
    with pytest.raises(CannotStart, match="damaged or missing"):
        load(copy, target)


def test_nothing_is_overwritten(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "copy")
    with pytest.raises(CannotStart, match="is not empty"):
        save(data, tmp_path / "copy")
    with pytest.raises(CannotStart, match="is not empty"):
        load(tmp_path / "copy", data)


def test_a_folder_without_data_or_a_target_that_cannot_be_written_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotStart, match="there is no data"):
        save(tmp_path / "empty", tmp_path / "copy")
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be written"):
        save(data, tmp_path / "file" / "copy")


def test_a_restore_without_room_leaves_nothing_behind(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(data, tmp_path / "copy")
    target = tmp_path / "restored"
    target.mkdir()
    copy2 = shutil.copy2

    def full(source: Path, to: Path) -> None:
        copy2(source, to)
        if to.name == "b.db":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(CannotStart, match="No space left"):
        load(tmp_path / "copy", target)

    assert [path for path in target.rglob("*") if path.is_file()] == []
