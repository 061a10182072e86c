"""A process that works until it is made to die: it takes commands, tells them by event, and takes the events."""

import asyncio
import itertools
import os
import random
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from sqlalchemy import update

from maru.chassis import failpoints
from maru.chassis.bus import Consumer
from maru.chassis.buses.local import LocalBus
from maru.chassis.plumbing import positions
from maru.chassis.sql import SqlTx, Statement
from maru.chassis.stores import mysql
from maru.chassis.stores.mysql import MysqlStore
from maru.chassis.stores.sqlite import SqliteStore
from tests.adapters.stores import AnyStore, add_counter, counter_value, increment_counter
from tests.adapters.test_store import Counted, counted

WRITERS = 8
SECONDS = 20

forget = Statement(update(positions).values(position=0))


class Place(Struct, frozen=True):
    """Where a store lies, so that one process after the other can open it."""

    name: str
    path: str = ""
    url: str = ""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[AnyStore]:
        store = MysqlStore(self.url, self.path, self.name) if self.url else SqliteStore(self.path, self.name)
        try:
            yield store
        finally:
            await store.close()


class Shift(Struct, frozen=True):
    """One life of the process. It dies the `nth` time it reaches `point`, or finishes everything without one.

    `marks` and `together` are what protects: the inbox mark, and the event in the command's own commit. With
    `redelivered`, everything is delivered again first, as a broker may whose acknowledgements were lost.
    """

    commands: Place
    effects: Place
    acknowledged: str
    point: str = ""
    nth: int = 1
    number: int = 0
    marks: bool = True
    together: bool = True
    redelivered: bool = True


def work(shift: Shift) -> None:
    if not shift.marks:
        SqlTx.first_time = lambda *_: True  # type: ignore[method-assign]
    if shift.point:
        failpoints.arm(_killer(shift.point, shift.nth))
    mysql.RELAY_LEASE = 200_000  # the dead one's lease is waited for
    asyncio.run(asyncio.wait_for(_work(shift), SECONDS))


def _killer(point: str, nth: int) -> Callable[[str], None]:
    reached = itertools.count(1)
    alone = threading.Lock()

    def reach(name: str) -> None:
        if name == point:
            with alone:
                if next(reached) == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

    return reach


async def _work(shift: Shift) -> None:
    async with shift.commands.opened() as commands, shift.effects.opened() as effects:
        if shift.redelivered:
            await effects.write(lambda tx: tx.run(forget))
        consumer = Consumer("effects.counts", Counted.topic, (Counted,), count)
        bus = LocalBus([(effects, consumer)], {Counted.topic: [commands]}, lambda: datetime.now(UTC))
        await bus.start()
        with Path(shift.acknowledged).open("ab", buffering=0) as told:
            writers = (_write(shift, n, commands, told.write) for n in range(WRITERS))
            await asyncio.gather(*writers)
        await bus.drain()
        await bus.stop()


async def _write(shift: Shift, writer: int, store: AnyStore, tell: Callable[[bytes], object]) -> None:
    draw = random.Random(f"{shift.number} {writer}")
    for n in itertools.count():
        name = f"{shift.number}.{writer}.{n}"
        if shift.together:
            await store.write(partial(command, name, True))
        else:
            await store.write(partial(command, name, False))
            await store.write(partial(tell_of, name))
        tell(f"{name}\n".encode())
        await asyncio.sleep(draw.uniform(0, 0.02))
        if not shift.point and n == 4:
            return


def command(name: str, emits: bool, tx: SqlTx) -> None:
    tx.run(add_counter, name=name, value=0, version=1)
    if emits:
        tell_of(name, tx)


def tell_of(name: str, tx: SqlTx) -> None:
    tx.emit(counted(name))


def count(tx: SqlTx, event: Counted) -> None:
    """An effect that shows when it happens twice."""
    if tx.value(counter_value, name=event.name) is None:
        tx.run(add_counter, name=event.name, value=0, version=1)
    tx.run(increment_counter, which=event.name)
