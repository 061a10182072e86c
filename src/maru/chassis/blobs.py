"""Bytes that people upload: files under names of our own, outside anything that is served as it lies."""

import asyncio
import os
from pathlib import Path

from maru.chassis.problems import NotFound, StorageFull, Unavailable


class Blobs:
    """One folder of a service; `id` is ours (a UUID), never a name that somebody chose."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def save(self, id: str, body: bytes) -> None:
        """Durable when it returns. Raises `StorageFull`, `Unavailable`."""
        await asyncio.to_thread(self._save, id, body)

    async def load(self, id: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(id).read_bytes)
        except FileNotFoundError:
            raise NotFound("파일을 찾을 수 없습니다.", file=id) from None

    async def drop(self, id: str) -> None:
        await asyncio.to_thread(self._path(id).unlink, missing_ok=True)

    def _path(self, id: str) -> Path:
        return self._folder / id[-2:] / id

    def _save(self, id: str, body: bytes) -> None:
        path = self._path(id)
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("wb") as out:
                out.write(body)
                out.flush()
                os.fsync(out.fileno())
            part.rename(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno == 28:
                raise StorageFull("저장 공간이 가득 차서 파일을 저장하지 못했습니다.") from None
            raise Unavailable("파일을 저장하지 못했습니다. 잠시 후 다시 시도해 주세요.") from error
