"""A folder's data copied while it is used, and put back; every file with its hash, so that damage is seen.

The stores are copied as of one moment: a consumer's store from later than its publisher's would have taken events
that, after a restore, nobody has told.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from maru.chassis.process import LOCK, CannotStart
from maru.chassis.stores.sqlite import connect

CONTENTS = "contents.json"


class Contents(Struct, frozen=True):
    """`files`: path in the backup → SHA-256 in hexadecimal."""

    files: dict[str, str]


def save(data: Path, target: Path) -> str:
    """Copy the stores and all other files of `data` to `target`. Raises `CannotStart` if that is not empty."""
    stores = sorted(data.glob("*.db"))
    if not stores:
        raise CannotStart(f"there is no data in {data}: check --data")
    with _sentence(f"{target} cannot be written"):
        if target.exists() and any(target.iterdir()):
            raise CannotStart(f"{target} is not empty: give a new folder")
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _one_moment(stores) as sources:
            for path, source in zip(stores, sources, strict=True):
                with closing(sqlite3.connect(target / path.name)) as copy:
                    source.backup(copy, pages=256)
                    copy.execute("PRAGMA journal_mode = DELETE")
        # after the stores: what a row names is written before the row
        for name in _beside(data):
            (target / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                shutil.copy2(data / name, target / name)
            except FileNotFoundError:
                continue  # dropped meanwhile
        hashes = {
            path.relative_to(target).as_posix(): hashed
            for path in sorted(target.rglob("*"))
            if path.is_file() and (hashed := _hash(path)) is not None
        }
        (target / CONTENTS).write_bytes(msgspec.json.encode(Contents(hashes)))
    return f"{len(stores)} stores saved in {target}"


@contextmanager
def _one_moment(stores: Sequence[Path]) -> Iterator[list[sqlite3.Connection]]:
    """A reader of each store, all of what was committed at one moment; writers wait while it is pinned (ms)."""
    with ExitStack() as open_:
        readers = [open_.enter_context(closing(connect(path, read_only=True))) for path in stores]
        with ExitStack() as held:
            for path in stores:
                writer = held.enter_context(closing(connect(path)))
                writer.execute("BEGIN IMMEDIATE")
                held.callback(writer.execute, "ROLLBACK")
            for reader in readers:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield readers


def _beside(data: Path) -> list[Path]:
    """The files that are no stores, no leftovers and nobody's lock."""
    return [
        name
        for path in sorted(data.rglob("*"))
        if path.is_file()
        and (name := path.relative_to(data)) != Path(LOCK)
        and not path.name.startswith(".")
        and path.suffix not in (".db", ".db-wal", ".db-shm", ".part")
        and ".db.before." not in path.name
    ]


def load(backup: Path, data: Path) -> str:
    """Put a backup into `data`. Raises `CannotStart` if a file is damaged or missing, or data is there already."""
    try:
        contents = msgspec.json.decode((backup / CONTENTS).read_bytes(), type=Contents)
    except (OSError, msgspec.DecodeError):
        raise CannotStart(f"{backup} is not a backup: it has no readable {CONTENTS}") from None
    if any(path.name != LOCK for path in data.iterdir()):
        raise CannotStart(f"{data} is not empty: give --data a new folder")
    for name, expected in contents.files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or _hash(backup / path) != expected:
            raise CannotStart(f"{name} of the backup is damaged or missing: take another backup")
    with _sentence(f"{data} cannot be written"):
        try:
            for name in contents.files:
                (data / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copy2(backup / name, data / name)
        except OSError:
            for name in contents.files:
                (data / name).unlink(missing_ok=True)
            raise
    return f"{len(contents.files)} files restored to {data}"


@contextmanager
def _sentence(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotStart(f"{what} ({said}): choose another folder") from None


def _hash(path: Path) -> str | None:
    """None if there is no such file."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
