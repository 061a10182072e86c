"""A disk without room: writes are refused and say so, reads go on, and all is well once there is room again."""

import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pymysql
import pytest

from maru.chassis.problems import StorageFull
from maru.chassis.sql import SqlTx
from maru.chassis.stores.sqlite import SqliteStore
from tests.adapters.stores import add_counter, counter_value, opened
from tests.command.server import maru, until, up

pytestmark = pytest.mark.slow

ROOM = 48 << 20  # bytes of the small disk


@dataclass
class Disk:
    """A folder whose room can be taken and given back."""

    folder: Path
    mounted: bool

    def fill(self, process: int) -> None:
        if self.mounted:
            with (self.folder / "ballast").open("wb") as ballast:
                size = shutil.disk_usage(self.folder).free
                while size:
                    try:
                        ballast.write(bytes(size))
                        ballast.flush()
                        size = shutil.disk_usage(self.folder).free
                    except OSError:
                        size //= 2
        else:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    def free(self, process: int) -> None:
        if self.mounted:
            (self.folder / "ballast").unlink()
        else:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A small disk of its own where this user may mount one; else a limit on what the process may write."""
    folder.mkdir()
    mounted = _quietly("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder))
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            _quietly("umount", "--lazy", str(folder))


def _quietly(*arguments: str) -> bool:
    try:
        return subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def limited(folder: Path) -> Disk:
    folder.mkdir()
    return Disk(folder, mounted=False)


@contextmanager
def small(kind: str, folder: Path) -> Iterator[Disk]:
    if kind == "disk":
        with disk(folder) as made:
            yield made
    else:
        yield limited(folder)


@pytest.mark.parametrize("kind", ["disk", "limit"])
def test_a_server_without_room_refuses_writes_goes_on_reading_and_recovers(kind: str, tmp_path: Path) -> None:
    with small(kind, tmp_path / "small") as place:
        data = place.folder / "data"
        made = maru("account", "add", "staff@example.com", "--role", "staff", "--data", str(data))
        assert made.returncode == 0, made.stderr
        sign = {"email": "staff@example.com", "password": made.stdout.split()[-1]}
        limits = {"MARU_LIMITS__LOGIN_PER_MIN": "10000", "MARU_LIMITS__API_PER_MIN": "10000"}
        with up(data, **limits, MARU_LIMITS__API_BURST="10000") as server, server.caller() as caller:
            first = caller.post("/api/auth/token", json=sign)
            assert first.status_code == 200, first.text
            mine = {"authorization": f"Bearer {first.json()['access_token']}"}

            place.fill(server.process.pid)
            refused: list[httpx.Response] = []

            def is_refused() -> bool:
                answer = caller.post("/api/auth/token", json=sign)
                if answer.status_code != 200:
                    refused.append(answer)
                return bool(refused)

            until(is_refused)
            refused += [caller.post("/api/auth/token", json=sign) for _ in range(3)]
            assert {answer.status_code for answer in refused} <= {503, 507}
            assert all("retry-after" in answer.headers for answer in refused)
            assert caller.get("/api/auth/me", headers=mine).status_code == 200
            assert caller.get("/health/ready").status_code == 200

            place.free(server.process.pid)
            begun = time.monotonic()
            until(lambda: caller.post("/api/auth/token", json=sign).status_code == 200, 10)
            assert time.monotonic() - begun < 10
            server.ask()
            assert server.ended() == 0
        assert maru("audit", "--data", str(data)).returncode == 0


def add(name: str, tx: SqlTx) -> None:
    tx.run(add_counter, name=name, value=0, version=1)


async def test_a_store_without_room_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as store:
        assert isinstance(store, SqliteStore)
        await store.write(partial(add, "before"))
        (pages,) = store._writer.execute("PRAGMA page_count").fetchone()
        store._writer.execute(f"PRAGMA max_page_count = {pages}")

        async def fill() -> None:
            for n in range(10_000):
                await store.write(partial(add, f"{'x' * 30}{n}"))

        with pytest.raises(StorageFull) as full:
            await fill()
        assert (full.value.status, full.value.retry_after) == (507, 30)
        assert await store.read(lambda tx: tx.value(counter_value, name="before")) == 0

        store._writer.execute("PRAGMA max_page_count = 1000000")
        await store.write(partial(add, "after"))
        assert await store.read(lambda tx: tx.value(counter_value, name="after")) == 0


@pytest.mark.parametrize("code", [1021, 1114, 3019])
async def test_a_server_engine_without_room_is_told_apart_from_one_that_is_away(
    code: int, tmp_path: Path
) -> None:
    def unit(tx: SqlTx) -> None:
        raise pymysql.err.OperationalError(code, "The table is full")

    async with opened("mysql", tmp_path) as store:
        with pytest.raises(StorageFull):
            await store.write(unit)
        await store.write(partial(add, "after"))
