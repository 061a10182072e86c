"""Death between an effect and its answer: the repeated command is answered, not done again."""

import asyncio
import multiprocessing
import os
import signal
from functools import partial
from pathlib import Path

import pytest

from maru.chassis import failpoints
from maru.chassis.idempotency import Once, Replay, Saved
from maru.chassis.sql import SqlTx
from maru.chassis.stores.mysql import MysqlStore
from tests.adapters.stores import KINDS, add_counter, counter_value, increment_counter, opened
from tests.faults.clerk import Place
from tests.servers import mariadb

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.clerk"])


def once() -> Once:
    return Once(
        "mina", "POST /x", "key-1", b"{}", 1, lambda value: Saved(201, "text/plain", {}, str(value).encode())
    )


def command(tx: SqlTx) -> int:
    """Counts how often it was done."""
    tx.run(increment_counter, which="done")
    return int(tx.value(counter_value, name="done"))


def die_at(point: str, place: Place, keyed: bool) -> None:
    def reach(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    async def ask() -> None:
        async with place.opened() as store:
            failpoints.arm(reach)
            await store.write(command, once() if keyed else None)

    asyncio.run(ask())


async def prepared(kind: str, folder: Path) -> Place:
    async with opened(kind, folder) as store:
        await store.write(partial(begin))
        if isinstance(store, MysqlStore):
            return Place("test", str(store._to["database"]), mariadb())
        return Place("test", str(store.path))


def begin(tx: SqlTx) -> None:
    tx.run(add_counter, name="done", value=0, version=1)


def killed(point: str, place: Place, keyed: bool) -> None:
    process = processes.Process(target=die_at, args=(point, place, keyed))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    process.close()


async def repeated(place: Place, keyed: bool) -> tuple[bytes, int]:
    """What the command is answered when it is sent again, and how often it was done then."""
    async with place.opened() as store:
        try:
            answer = str(await store.write(command, once() if keyed else None)).encode()
        except Replay as replay:
            answer = replay.saved.body
        done = await store.read(lambda tx: tx.value(counter_value, name="done"))
    return answer, int(done)


@pytest.mark.parametrize("point", ["commit.before", "commit.after"])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_command_that_is_sent_again_after_a_death_is_done_once(
    kind: str, point: str, tmp_path: Path
) -> None:
    place = await prepared(kind, tmp_path)
    killed(point, place, keyed=True)

    assert await repeated(place, keyed=True) == (b"1", 1)
    assert await repeated(place, keyed=True) == (b"1", 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_control_without_a_key_it_is_done_twice(kind: str, tmp_path: Path) -> None:
    place = await prepared(kind, tmp_path)
    killed("commit.after", place, keyed=False)

    assert await repeated(place, keyed=False) == (b"2", 2)
