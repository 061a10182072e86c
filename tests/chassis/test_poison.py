"""Messages that nobody can read: each is given up with its cause, and keeps nobody else waiting."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from maru.chassis.bus import ATTEMPTS, Consumer, DeadLetters
from maru.chassis.buses.local import LocalBus
from maru.chassis.events import decode_envelope, envelope
from maru.chassis.sql import SqlTx
from tests.adapters.stores import KINDS, AnyStore, opened
from tests.adapters.test_store import Counted, counted
from tests.chassis.test_bus import Clock, count, until, value

WELL = envelope(counted("x", 1), "00000000-0000-7000-8000-000000000001", "from", None)
FIELDS: dict[str, Any] = msgspec.json.decode(WELL)


def changed(**fields: object) -> bytes:
    return msgspec.json.encode({**FIELDS, **fields})


POISON = {
    "nothing": b"",
    "no json": b"\x00\xff\xfe",
    "cut short": WELL[:-5],
    "another shape": b"[]",
    "no id": msgspec.json.encode({name: v for name, v in FIELDS.items() if name != "id"}),
    "data of another shape": changed(data={"name": 7}),
    "data that is none": changed(data=None),
    "too deep": b"[" * 5000 + b"]" * 5000,
    "a time that is none": changed(time="yesterday"),
}


@pytest.fixture(params=KINDS)
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[AnyStore, AnyStore]]:
    async with (
        opened(request.param, tmp_path, "from") as source,
        opened(request.param, tmp_path, "to") as target,
    ):
        yield source, target


def poison(tx: SqlTx) -> None:
    for name, body in POISON.items():
        tx.publish(Counted.topic, name, body, datetime.now(UTC))
    tx.emit(counted("well"))


async def test_what_cannot_be_read_dies_with_its_cause_and_the_rest_passes(
    pair: tuple[AnyStore, AnyStore],
) -> None:
    source, target = pair
    clock = Clock()
    bus = LocalBus(
        [(target, Consumer("to.counts", Counted.topic, (Counted,), count))], {Counted.topic: [source]}, clock
    )
    await bus.start()
    await source.write(poison)

    async def passed() -> bool:
        return await value(target, "well") == 1

    await until(passed)

    async def dead() -> bool:
        clock.now += timedelta(minutes=2)
        await bus.inboxes[0].retry()
        return len(await target.read(lambda tx: DeadLetters(tx).list())) == len(POISON)

    await until(dead)
    letters = await target.read(lambda tx: DeadLetters(tx).list())
    await bus.stop()
    assert {letter.key for letter in letters} == POISON.keys()
    assert {letter.attempts for letter in letters} == {ATTEMPTS}
    assert all(letter.cause for letter in letters)
    assert {letter.key: letter.body for letter in letters} == POISON


def test_an_envelope_is_read_as_it_was_written_and_strangers_fields_are_ignored() -> None:
    read: Callable[[bytes], Any] = partial(decode_envelope)
    sent = read(changed(unheard="of"))

    assert (sent.type, sent.subject, sent.tenantid) == ("counted", "x", "t")
    assert msgspec.json.decode(sent.data, type=Counted) == counted("x", 1)
