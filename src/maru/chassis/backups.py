"""A folder's data copied while it is used, and put back; every file with its hash, so that damage is seen."""

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from maru.chassis.process import CannotStart
from maru.chassis.stores.sqlite import connect

CONTENTS = "contents.json"


class Contents(Struct, frozen=True):
    """`files`: path in the backup → SHA-256 in hexadecimal."""

    files: dict[str, str]


def save(data: Path, target: Path) -> str:
    """Copy every store and the keys of `data` to `target`. Raises `CannotStart` if that is not empty."""
    stores = sorted(data.glob("*.db"))
    if not stores:
        raise CannotStart(f"there is no data in {data}: check --data")
    if target.exists() and any(target.iterdir()):
        raise CannotStart(f"{target} is not empty: give a new folder")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in stores:
        source = connect(path, read_only=True)
        copy = sqlite3.connect(target / path.name)
        source.backup(copy, pages=256)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.close()
        source.close()
    if (data / "keys").is_dir():
        shutil.copytree(data / "keys", target / "keys")
    hashes = {p.relative_to(target).as_posix(): _hash(p) for p in sorted(target.rglob("*")) if p.is_file()}
    (target / CONTENTS).write_bytes(msgspec.json.encode(Contents(hashes)))
    return f"{len(stores)} stores saved in {target}"


def load(backup: Path, data: Path) -> str:
    """Put a backup into `data`. Raises `CannotStart` if a file is damaged or missing, or data is there already."""
    try:
        contents = msgspec.json.decode((backup / CONTENTS).read_bytes(), type=Contents)
    except (OSError, msgspec.DecodeError):
        raise CannotStart(f"{backup} is not a backup: it has no readable {CONTENTS}") from None
    if any(data.glob("*.db")):
        raise CannotStart(f"{data} already holds data: give --data a new folder")
    for name, expected in contents.files.items():
        path = backup / name
        if ".." in Path(name).parts or not path.is_file() or _hash(path) != expected:
            raise CannotStart(f"{name} of the backup is damaged or missing: take another backup")
    for name in contents.files:
        target = data / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(backup / name, target)
    return f"{len(contents.files)} files restored to {data}"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
