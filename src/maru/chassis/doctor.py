"""What a machine needs to run Maru and to test it, what is missing, and how to get it."""

import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Condition:
    """`needed`: Maru does not run without it; the rest only its tests want."""

    name: str
    well: bool
    needed: bool
    said: str


def examine(folder: Path) -> list[Condition]:
    found = [
        Condition("Python", sys.version_info >= (3, 11), True, sys.version.split()[0]),
        Condition("SQLite", sqlite3.sqlite_version_info >= (3, 35), True, sqlite3.sqlite_version),
        _writable(folder),
    ]
    for name, commands, package in (
        ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"),
        ("MariaDB", ("mariadbd", "mysqld"), "mariadb-server"),
    ):
        path = next((p for c in commands if (p := shutil.which(c, path=_search_path()))), None)
        said = path or f"only for the tests: apt-get install {package}"
        found.append(Condition(name, path is not None, False, said))
    return found


def _search_path() -> str:
    return os.pathsep.join(
        [os.defpath, "/usr/local/bin", "/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/homebrew/bin"]
    )


def _writable(folder: Path) -> Condition:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Condition(
            "data folder", False, True, f"{folder} cannot be written ({error.strerror}): use --data"
        )
    free = shutil.disk_usage(folder).free // (1 << 20)
    said = f"{folder}, {free} MiB free"
    return Condition("data folder", free > 200, True, said if free > 200 else f"{said}: make room")
