"""What is forgotten, and what never is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from maru.chassis.bus import Consumer
from maru.chassis.buses.local import LocalBus
from maru.chassis.idempotency import Once, Replay, Saved
from maru.chassis.outbox import Outbox
from maru.chassis.plumbing import inbox, replies
from maru.chassis.sql import Query, SqlTx, Statement
from maru.chassis.tidy import KEPT, SLICE, tidy
from tests.adapters.stores import KINDS, AnyStore, opened
from tests.adapters.test_store import Counted

NOW = datetime(2026, 11, 21, tzinfo=UTC)
add_mark = Statement(insert(inbox))
marks = Query(select(func.count()).select_from(inbox), int)
kept_replies = Query(select(func.count()).select_from(replies), int)


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    async with opened(request.param, tmp_path) as made:
        yield made


def emit(many: int, age: timedelta, tx: SqlTx) -> None:
    for n in range(many):
        tx.emit(Counted(tenant="t", at=NOW - age, name=f"n{n}", value=n))


async def forget(store: AnyStore, delivered: dict[str, int] | None = None) -> str:
    return await tidy(store, lambda: delivered or {}, lambda: NOW)


async def left(store: AnyStore) -> int:
    while await store.relay():
        continue
    found, after = 0, 0
    while batch := await store.read(lambda tx: Outbox(tx).feed(Counted.topic, after)):  # noqa: B023
        found, after = found + len(batch), batch[-1].position
    return found


async def test_old_events_go_and_younger_stay(store: AnyStore) -> None:
    await store.write(partial(emit, 2 * SLICE + 7, KEPT + timedelta(hours=1)))
    await store.write(partial(emit, 5, KEPT - timedelta(hours=1)))
    assert await left(store) == 2 * SLICE + 12

    assert await forget(store) == f"{2 * SLICE + 7} rows went"
    assert await left(store) == 5
    assert await forget(store) == ""


async def test_an_event_that_somebody_has_not_read_is_never_forgotten(store: AnyStore) -> None:
    await store.write(partial(emit, 10, 3 * KEPT))
    assert await left(store) == 10

    await forget(store, {Counted.topic: 0})
    assert await left(store) == 10
    await forget(store, {Counted.topic: 4})
    assert await left(store) == 6


async def test_places_are_not_given_out_twice_when_all_events_are_forgotten(store: AnyStore) -> None:
    await store.write(partial(emit, 3, 3 * KEPT))
    assert await left(store) == 3
    await forget(store)
    await store.write(partial(emit, 1, timedelta(0)))
    while await store.relay():
        continue

    (event,) = await store.read(lambda tx: Outbox(tx).feed(Counted.topic, 3))
    assert event.position == 4


def once(at: datetime) -> Once:
    def saved(value: object) -> Saved:
        return Saved(200, "text/plain", {}, str(value).encode())

    return Once("mina", "POST /x", "k", b"{}", int(at.timestamp()), saved)


async def test_a_key_is_remembered_for_a_day_and_new_after_it(store: AnyStore) -> None:
    await store.write(lambda tx: "first", once(NOW - timedelta(hours=23)))
    await forget(store)
    with pytest.raises(Replay):
        await store.write(lambda tx: "again", once(NOW))

    async def in_two_hours() -> str:
        return await tidy(store, dict, lambda: NOW + timedelta(hours=2))

    assert await in_two_hours() == "1 rows went"
    assert await store.write(lambda tx: "second", once(NOW)) == "second"


async def test_many_replies_go_in_slices(store: AnyStore) -> None:
    def save(tx: SqlTx) -> None:
        for n in range(2 * SLICE + 3):
            one = Once("mina", "POST /x", f"k{n}", b"", n, lambda _: Saved(200, "", {}, b""))
            tx.save_reply(one, Saved(200, "", {}, b""))

    await store.write(save)
    await forget(store)

    assert await store.read(lambda tx: tx.value(kept_replies)) == 0


def mark(moment: datetime, consumers: list[str], many: int, tx: SqlTx) -> None:
    time = f"{int(moment.timestamp() * 1000):012x}"
    for consumer in consumers:
        for n in range(many):
            tx.run(add_mark, consumer=consumer, event_id=f"{time[:8]}-{time[8:]}-7000-8000-{n:012x}")


async def test_marks_outlive_the_events_they_keep_from_repeating(store: AnyStore) -> None:
    await store.write(partial(mark, NOW - 2 * KEPT - timedelta(hours=1), ["a", "b"], SLICE + 1))
    await store.write(partial(mark, NOW - 2 * KEPT + timedelta(hours=1), ["a", "b", "c"], 2))
    await forget(store)

    assert await store.read(lambda tx: tx.value(marks)) == 6


async def test_a_bus_tells_how_far_the_slowest_consumer_of_a_topic_has_read(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path, "from") as source, opened("sqlite", tmp_path, "to") as target:
        consumers = [Consumer(f"to.{n}", Counted.topic, (Counted,), lambda tx, event: None) for n in "ab"]
        bus = LocalBus([(target, c) for c in consumers], {Counted.topic: [source]}, lambda: NOW)
        assert bus.delivered("from") == {Counted.topic: 0}
        await source.write(partial(emit, 3, timedelta(0)))
        await bus.start()
        await bus.drain()
        assert bus.delivered("from") == {Counted.topic: 3}
        assert bus.delivered("to") == {}
        await bus.stop()
