"""Events from one store to another: in order per key, once in effect, whatever fails on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from maru.chassis.bus import ATTEMPTS, Consumer, DeadLetters, backoff
from maru.chassis.buses.local import LocalBus
from maru.chassis.problems import Unavailable
from maru.chassis.sql import SqlTx
from tests.adapters.stores import KINDS, AnyStore, add_counter, counter_value, increment_counter, opened
from tests.adapters.test_store import Counted, counted


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=KINDS)
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[AnyStore, AnyStore]]:
    async with (
        opened(request.param, tmp_path, "from") as source,
        opened(request.param, tmp_path, "to") as target,
    ):
        yield source, target


@asynccontextmanager
async def running(
    pair: tuple[AnyStore, AnyStore], handle: Callable[[SqlTx, Any], None], clock: Clock
) -> AsyncIterator[LocalBus]:
    source, target = pair
    consumer = Consumer("to.counts", Counted.topic, (Counted,), handle)
    bus = LocalBus([(target, consumer)], {Counted.topic: [source]}, clock)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def send(source: AnyStore, *events: Counted) -> None:
    def tell(event: Counted, tx: SqlTx) -> None:
        tx.emit(event)

    for event in events:
        await source.write(partial(tell, event))


async def value(store: AnyStore, name: str) -> int | None:
    found = await store.read(lambda tx: tx.value(counter_value, name=name))
    return None if found is None else int(found)


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)


def count(tx: SqlTx, event: Counted) -> None:
    if tx.value(counter_value, name=event.name) is None:
        tx.run(add_counter, name=event.name, value=0, version=1)
    tx.run(increment_counter, which=event.name)


async def test_every_event_has_its_effect_once_across_restarts_of_the_bus(
    pair: tuple[AnyStore, AnyStore],
) -> None:
    source, target = pair
    clock = Clock()
    for _ in range(3):
        async with running(pair, count, clock):
            await send(source, *(counted(name) for name in "aab"))
    async with running(pair, count, clock):

        async def all_there() -> bool:
            return [await value(target, name) for name in "ab"] == [6, 3]

        await until(all_there)


async def test_a_failing_event_parks_its_key_and_lets_the_others_pass_in_order(
    pair: tuple[AnyStore, AnyStore],
) -> None:
    source, _ = pair
    clock, seen, broken = Clock(), list[tuple[str, int]](), {"a"}

    def handle(tx: SqlTx, event: Counted) -> None:
        if event.name in broken:
            raise RuntimeError("cannot")
        tx.after_commit(lambda: seen.append((event.name, event.value)))

    async with running(pair, handle, clock) as bus:
        await send(source, counted("a", 1), counted("b", 1), counted("a", 2), counted("b", 2))

        async def others_passed() -> bool:
            return seen == [("b", 1), ("b", 2)]

        await until(others_passed)
        broken.clear()
        clock.now += timedelta(seconds=5)
        await send(source, counted("c", 1))

        async def caught_up() -> bool:
            return [each for each in seen if each[0] == "a"] == [("a", 1), ("a", 2)]

        await until(caught_up)

        async def nothing_parked() -> bool:
            return bus.inboxes[0].parked_keys == set()

        await until(nothing_parked)


async def test_after_five_attempts_an_event_is_dead_with_its_cause_and_redriven_to_one_effect(
    pair: tuple[AnyStore, AnyStore],
) -> None:
    source, target = pair
    clock, broken = Clock(), {"a"}

    def handle(tx: SqlTx, event: Counted) -> None:
        if event.value == 1 and event.name in broken:
            raise RuntimeError("cannot take it")
        count(tx, event)

    async with running(pair, handle, clock) as bus:
        await send(source, counted("a", 1), counted("a", 2))

        async def dead() -> bool:
            clock.now += timedelta(seconds=61)
            await bus.inboxes[0].retry()
            return len(await target.read(lambda tx: DeadLetters(tx).list())) == 1

        await until(dead)
        letter = (await target.read(lambda tx: DeadLetters(tx).list()))[0]
        assert (letter.attempts, letter.cause) == (ATTEMPTS, "RuntimeError: cannot take it")

        async def later_went_on() -> bool:
            return await value(target, "a") == 1

        await until(later_went_on)
        broken.clear()
        await target.write(lambda tx: DeadLetters(tx).park_again(letter, 0))
        bus.inboxes[0].parked_keys.add("a")
        await bus.inboxes[0].retry()
        await bus.inboxes[0].retry()
        assert await value(target, "a") == 2
        assert await target.read(lambda tx: DeadLetters(tx).list()) == []


async def test_a_store_that_cannot_write_is_no_failure_of_the_event(pair: tuple[AnyStore, AnyStore]) -> None:
    source, target = pair
    clock, refusals = Clock(), [1, 1]

    def handle(tx: SqlTx, event: Counted) -> None:
        if refusals:
            refusals.pop()
            raise Unavailable("disk")
        count(tx, event)

    async with running(pair, handle, clock) as bus:
        await send(source, counted("a"))

        async def taken() -> bool:
            return await value(target, "a") == 1

        await until(taken)
        assert bus.inboxes[0].parked_keys == set()


def test_the_wait_between_attempts_doubles_to_a_minute() -> None:
    assert backoff(0) == timedelta(0)
    for attempts in range(1, 12):
        assert timedelta(seconds=min(60, 2 ** (attempts - 1)) / 2) <= backoff(attempts)
        assert backoff(attempts) <= timedelta(seconds=min(60, 2 ** (attempts - 1)))
