"""Consumers of events, and what every bus does for them: inbox, parked keys, retries, dead letters, redrive.

At least once on the wire, once in effect: the inbox mark commits with the effect. A failing event parks its key,
not the topic; after `ATTEMPTS` it lies in the dead-letter store with its cause, and what waited behind it goes on.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from maru.chassis import failpoints, spans, telemetry, trace
from maru.chassis.events import Event, decode_envelope
from maru.chassis.plumbing import dead_letters, parked, positions
from maru.chassis.problems import NotFound, StorageFull, Unavailable
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.chassis.store import Store

ATTEMPTS = 5
CAP_SECONDS = 60
LOOK_SECONDS = 5


class Bus(Protocol):
    """What carries events from the outboxes to the consumers."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Finish what is being delivered; acknowledge and dead-letter nothing else."""
        ...


@dataclass(frozen=True)
class Consumer:
    """`handle` is a unit: it changes this service's own state by the event, and nothing else.

    `events` are the types it wants; other types of the topic pass by unread.
    """

    name: str
    topic: str
    events: tuple[type[Event], ...]
    handle: Callable[[SqlTx, Any], None]

    @cached_property
    def decoders(self) -> dict[str, Callable[[msgspec.Raw], Event]]:
        return {
            str(e.__struct_config__.tag or e.__name__): msgspec.json.Decoder(e).decode for e in self.events
        }


class Delivery(Struct, frozen=True):
    """One event on its way to one consumer."""

    topic: str
    key: str
    body: bytes
    position: int = 0


class Letter(Struct, frozen=True):
    """An event that one consumer could not take."""

    id: int
    consumer: str
    source: str
    topic: str
    key: str
    body: bytes
    attempts: int
    cause: str
    at: int = 0
    due: int = 0


@dataclass
class Inbox:
    """One consumer's door: every event enters its service's store through here."""

    store: Store[SqlTx]
    consumer: Consumer
    now: Callable[[], datetime]
    parked_keys: set[str] = field(default_factory=set)
    _stored: int = 0
    _look_again: float = 0

    _position = Query(
        select(positions.c.position).where(
            positions.c.consumer == bindparam("consumer"), positions.c.source == bindparam("source")
        ),
        int,
    )
    _begin = Statement(insert(positions))
    _move = Statement(
        update(positions)
        .where(
            positions.c.consumer == bindparam("who"),
            positions.c.source == bindparam("origin"),
            positions.c.position == bindparam("was"),
        )
        .values(position=bindparam("now"))
    )
    _park = Statement(
        insert(parked).values({c.name: bindparam(c.name) for c in parked.columns if c.name != "id"})
    )
    _parked = Query(
        select(parked, parked.c.due.label("at"))
        .where(parked.c.consumer == bindparam("consumer"))
        .order_by(parked.c.id),
        Letter,
    )
    _heads = Query(
        select(parked)
        .where(
            parked.c.id.in_(
                select(func.min(parked.c.id))
                .where(parked.c.consumer == bindparam("consumer"))
                .group_by(parked.c.key)
            )
        )
        .order_by(parked.c.due)
        .limit(100),
        Letter,
    )
    _failed_again = Statement(
        update(parked)
        .where(parked.c.id == bindparam("letter"))
        .values(attempts=bindparam("attempts"), due=bindparam("due"), cause=bindparam("cause"))
    )
    _unpark = Statement(delete(parked).where(parked.c.id == bindparam("id")))
    _bury = Statement(
        insert(dead_letters).values(
            {c.name: bindparam(c.name) for c in dead_letters.columns if c.name != "id"}
        )
    )

    async def open(self, source: str) -> int:
        """The position after which this consumer reads `source`."""

        def unit(tx: SqlTx) -> int:
            found = tx.value(self._position, consumer=self.consumer.name, source=source)
            if found is None:
                tx.run(self._begin, consumer=self.consumer.name, source=source, position=0)
            self.parked_keys = {letter.key for letter in tx.all(self._parked, consumer=self.consumer.name)}
            return int(found or 0)

        self._stored = await self.store.write(unit)
        return self._stored

    async def take(self, source: str, batch: Sequence[Delivery], upto: int) -> None:
        """All of the batch and the new position in one commit; if one event fails, one by one, parking its key."""

        def unit(tx: SqlTx) -> None:
            for each in batch:
                if each.key in self.parked_keys:
                    self._write_parked(tx, source, each, attempts=0, cause="앞선 사건을 기다립니다")
                else:
                    self.effect(tx, each.body)
            self._advance(tx, source, upto)

        try:
            await self.store.write(unit)
        except (Fenced, Unavailable, StorageFull):
            raise
        except Exception as error:
            if len(batch) == 1:
                await self._park_one(source, batch[0], upto, error)
            else:
                for each in batch:
                    await self.take(source, [each], each.position)
                await self.take(source, [], upto)
            return
        self._stored = upto
        telemetry.delivered.labels(self.consumer.name).inc(len(batch))

    def _advance(self, tx: SqlTx, source: str, upto: int) -> None:
        failpoints.reach("acknowledge.before")
        if tx.run(self._move, who=self.consumer.name, origin=source, was=self._stored, now=upto) != 1:
            raise Fenced(f"{self.consumer.name} was delivered by another process")
        failpoints.reach("acknowledge.after")

    def effect(self, tx: SqlTx, body: bytes) -> None:
        """The consumer's effect of one event and its inbox mark; nothing if it was taken before."""
        sent = decode_envelope(body)
        decode = self.consumer.decoders.get(sent.type)
        if decode is None:
            return
        failpoints.reach("inbox.before")
        if not tx.first_time(self.consumer.name, sent.id):
            return
        failpoints.reach("effect.before")
        with trace.under(sent.traceparent), spans.step(f"take {self.consumer.name}", "consumer"):
            tx.traceparent = trace.current()
            self.consumer.handle(tx, decode(sent.data))
        failpoints.reach("effect.after")

    async def _park_one(self, source: str, each: Delivery, upto: int, error: Exception) -> None:
        telemetry.retried.labels(self.consumer.name).inc()
        telemetry.log.warning("event.parked", consumer=self.consumer.name, key=each.key, exc_info=error)

        def unit(tx: SqlTx) -> None:
            self._write_parked(tx, source, each, attempts=1, cause=cause_of(error))
            self._advance(tx, source, upto)

        await self.store.write(unit)
        self._stored = upto
        self.parked_keys.add(each.key)

    def _write_parked(self, tx: SqlTx, source: str, each: Delivery, attempts: int, cause: str) -> None:
        tx.run(
            self._park,
            consumer=self.consumer.name,
            source=source,
            topic=each.topic,
            key=each.key,
            body=each.body,
            attempts=attempts,
            due=micros(self.now() + backoff(attempts)),
            cause=cause,
        )

    async def retry(self) -> float:
        """Try what is due again; the seconds until the next is due. An operator may have parked more meanwhile."""
        seconds = time.monotonic()
        if not self.parked_keys and seconds < self._look_again:
            return LOOK_SECONDS
        self._look_again = seconds + LOOK_SECONDS
        heads = await self.store.read(lambda tx: tx.all(self._heads, consumer=self.consumer.name))
        now = micros(self.now())
        for letter in heads:
            if letter.due <= now:
                await self._retry_one(letter)
        left = await self.store.read(lambda tx: tx.all(self._heads, consumer=self.consumer.name))
        self.parked_keys = {letter.key for letter in left}
        return max(0.05, (min(x.due for x in left) - micros(self.now())) / 1e6) if left else LOOK_SECONDS

    async def _retry_one(self, letter: Letter) -> None:
        def again(tx: SqlTx) -> None:
            self.effect(tx, letter.body)
            tx.run(self._unpark, id=letter.id)

        try:
            await self.store.write(again)
        except (Unavailable, StorageFull):
            raise
        except Exception as error:
            attempts = letter.attempts + 1
            cause = cause_of(error)
            telemetry.retried.labels(self.consumer.name).inc()

            def failed(tx: SqlTx) -> None:
                if attempts < ATTEMPTS:
                    due = micros(self.now() + backoff(attempts))
                    tx.run(self._failed_again, letter=letter.id, attempts=attempts, due=due, cause=cause)
                else:
                    tx.run(self._unpark, id=letter.id)
                    tx.run(
                        self._bury,
                        consumer=letter.consumer,
                        source=letter.source,
                        topic=letter.topic,
                        key=letter.key,
                        body=letter.body,
                        attempts=attempts,
                        at=micros(self.now()),
                        cause=cause,
                    )

            await self.store.write(failed)
            if attempts >= ATTEMPTS:
                telemetry.dead.labels(self.consumer.name).inc()
                telemetry.log.error("event.dead", consumer=letter.consumer, key=letter.key, cause=cause)


class Fenced(Exception):
    """Another process holds this consumer now; nothing was done."""


def backoff(attempts: int) -> timedelta:
    """1 s x 2^n with full jitter, at most 60 s; at once for what only waited."""
    if attempts == 0:
        return timedelta(0)
    return timedelta(seconds=random.uniform(0.5, 1) * min(CAP_SECONDS, 2 ** (attempts - 1)))


def cause_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


class DeadLetters:
    """What could not be delivered to one service's consumers."""

    _all = Query(select(dead_letters).order_by(dead_letters.c.id).limit(bindparam("many")), Letter)
    _one = Query(select(dead_letters).where(dead_letters.c.id == bindparam("id")), Letter)
    _drop = Statement(delete(dead_letters).where(dead_letters.c.id == bindparam("id")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def list(self, many: int = 100) -> list[Letter]:
        return self._tx.all(self._all, many=many)

    def get(self, id: int) -> Letter:
        letter = self._tx.one(self._one, id=id)
        if letter is None:
            raise NotFound(f"보관된 사건이 없습니다: {id}")
        return letter

    def discard(self, id: int) -> None:
        if not self._tx.run(self._drop, id=id):
            raise NotFound(f"보관된 사건이 없습니다: {id}")

    def park_again(self, letter: Letter, due: int) -> None:
        """Back among what waits; its service delivers it, once, as any parked event."""
        tx = self._tx
        tx.run(
            Inbox._park,
            consumer=letter.consumer,
            source=letter.source,
            topic=letter.topic,
            key=letter.key,
            body=letter.body,
            attempts=0,
            due=due,
            cause=letter.cause,
        )
        self.discard(letter.id)
