"""What was already done, so that a second run does nothing and needs no network.

A stamp holds the fingerprint of everything its step depends on. It is written after the step and lives inside
what the step made: whoever deletes the result deletes the stamp with it.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(root: Path, paths: Iterable[Path], *also: str) -> str:
    """Changes when a file's content or name changes, never with its date: a fresh clone has new dates."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for word in also:
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()


def fresh(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def write(stamp: Path, mark: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
