"""Secrets that a process makes for itself on its first start: files of mode 0600 in the data folder."""

import os
from pathlib import Path

from maru.chassis.process import CannotStart


def secret(folder: Path, name: str, size: int = 32) -> bytes:
    """The secret of that name, made if it is not there. Two processes that start at once get the same one.

    Raises `CannotStart` for one that is not whole.
    """
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    while not path.exists():
        fresh = folder / f".{name}.{os.getpid()}"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(os.urandom(size))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            continue
        finally:
            fresh.unlink()
    held = path.read_bytes()
    if len(held) != size:
        raise CannotStart(f"the key {path} holds {len(held)} bytes of {size}: put it back from a backup")
    return held
