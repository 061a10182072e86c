"""What every store promises, on each engine."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import delete

from maru.chassis.events import Event
from maru.chassis.idempotency import Once, Replay, Saved
from maru.chassis.outbox import Outbox
from maru.chassis.plumbing import outbox
from maru.chassis.problems import Conflict, IdempotencyMismatch
from maru.chassis.sql import SqlTx, Statement
from tests.adapters.stores import KINDS, AnyStore, add_counter, counter_value, increment_counter, opened

forget = Statement(delete(outbox))
NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Counted(Event, frozen=True, kw_only=True, tag="counted"):
    topic: ClassVar[str] = "test.counted"
    name: str
    value: int

    @property
    def key(self) -> str:
        return self.name


def counted(name: str, value: int = 0) -> Counted:
    return Counted(tenant="t", at=NOW, name=name, value=value)


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    async with opened(request.param, tmp_path) as made:
        yield made


def add(name: str, value: int = 0) -> Callable[[SqlTx], str]:
    def unit(tx: SqlTx) -> str:
        tx.run(add_counter, name=name, value=value, version=1)
        tx.emit(counted(name, value))
        return name

    return unit


async def value_of(store: AnyStore, name: str) -> object:
    return await store.read(lambda tx: tx.value(counter_value, name=name))


async def test_what_a_unit_writes_is_there_for_the_next_read(store: AnyStore) -> None:
    await store.write(add("a", 7))

    assert await value_of(store, "a") == 7


async def test_a_refused_unit_leaves_nothing_behind_while_its_neighbours_commit(store: AnyStore) -> None:
    def refused(tx: SqlTx) -> None:
        tx.run(add_counter, name="b", value=1, version=1)
        tx.emit(counted("b"))
        tx.after_commit(lambda: effects.append("b"))
        raise Conflict("no")

    effects: list[str] = []
    results = await asyncio.gather(
        store.write(add("a")),
        store.write(refused),
        store.write(add("c")),
        return_exceptions=True,
    )

    assert isinstance(results[1], Conflict)
    assert [await value_of(store, name) for name in "abc"] == [0, None, 0]
    assert effects == []
    while await store.relay():
        pass
    sent = await store.read(lambda tx: Outbox(tx).feed(Counted.topic, 0))
    assert sorted(each.key for each in sent) == ["a", "c"]


async def test_an_effect_after_the_commit_comes_once_and_after_it(store: AnyStore) -> None:
    seen: list[str] = []

    def unit(tx: SqlTx) -> None:
        tx.run(add_counter, name="a", value=1, version=1)
        tx.after_commit(lambda: seen.append("told"))

    await store.write(unit)

    assert seen == ["told"]


async def test_a_hundred_increments_at_once_lose_none(store: AnyStore) -> None:
    await store.write(add("n"))

    await asyncio.gather(*(store.write(lambda tx: tx.run(increment_counter, which="n")) for _ in range(100)))

    assert await value_of(store, "n") == 100


async def test_an_event_is_taken_once_by_each_consumer(store: AnyStore) -> None:
    async def first(consumer: str) -> bool:
        return await store.write(lambda tx: tx.first_time(consumer, "e1"))

    assert [await first("x"), await first("x"), await first("y")] == [True, False, True]


def once(key: str, body: bytes = b"{}") -> Once:
    return Once(
        "mina", "POST /x", key, body, 1, lambda value: Saved(201, "text/plain", {}, str(value).encode())
    )


async def test_a_command_repeated_with_its_key_is_answered_again_and_done_once(store: AnyStore) -> None:
    first = once("k1")
    await store.write(add("a"), first)
    with pytest.raises(Replay) as replayed:
        await store.write(add("a"), once("k1"))

    assert replayed.value.saved == first.saved
    assert replayed.value.saved.body == b"a"


async def test_a_key_with_another_body_is_refused(store: AnyStore) -> None:
    await store.write(add("a"), once("k1"))
    with pytest.raises(IdempotencyMismatch):
        await store.write(add("b"), once("k1", b"[]"))

    assert await value_of(store, "b") is None


async def test_fifty_at_once_with_one_key_have_one_effect(store: AnyStore) -> None:
    results = await asyncio.gather(
        *(store.write(add("a"), once("k1")) for _ in range(50)),
        return_exceptions=True,
    )

    assert sum(result == "a" for result in results) == 1
    others = [r for r in results if r != "a"]
    # a server engine may also refuse the loser's insert itself: nothing of it is left either way
    assert all(isinstance(r, Exception) for r in others)
    assert await value_of(store, "a") == 0


async def test_a_position_is_never_given_out_twice(store: AnyStore) -> None:
    await store.write(add("a"))
    while await store.relay():
        pass
    first = (await store.read(lambda tx: Outbox(tx).feed(Counted.topic, 0)))[-1].position
    await store.write(lambda tx: tx.run(forget))
    await store.write(add("b"))
    while await store.relay():
        pass

    assert [each.key for each in await store.read(lambda tx: Outbox(tx).feed(Counted.topic, first))] == ["b"]


async def test_positions_follow_the_order_of_each_key(store: AnyStore) -> None:
    def tell(name: str, value: int, tx: SqlTx) -> None:
        tx.emit(counted(name, value))

    for n in range(5):
        await asyncio.gather(*(store.write(partial(tell, k, n)) for k in "abc"))
    while await store.relay():
        pass

    sent = await store.read(lambda tx: Outbox(tx).feed(Counted.topic, 0))

    assert [each.position for each in sent] == list(range(1, 16))
    for key in "abc":
        values = [each.body.decode().split('"value":')[1][0] for each in sent if each.key == key]
        assert values == list("01234")
