"""Delivery inside one process: each consumer reads the publishers' outboxes in commit order, at its own position."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from maru.chassis import failpoints, telemetry
from maru.chassis.bus import CAP_SECONDS, Consumer, Delivery, Fenced, Inbox
from maru.chassis.outbox import Outbox
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store


class Source(Store[SqlTx], Protocol):
    """A store whose outbox is read here; it calls each of `emitted` with the topics of a commit that emitted.

    `relay` makes what was committed readable in order: nothing to do for an embedded file.
    """

    name: str
    emitted: list[Callable[[AbstractSet[str]], None]]

    async def relay(self) -> int: ...


class LocalBus:
    def __init__(
        self,
        consumers: Iterable[tuple[Store[SqlTx], Consumer]],
        publishers: Mapping[str, Sequence[Source]],
        now: Callable[[], datetime],
    ) -> None:
        self._lines = [
            _Line(Inbox(store, consumer, now), source)
            for store, consumer in consumers
            for source in publishers.get(consumer.topic, ())
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def inboxes(self) -> Sequence[Inbox]:
        return [line.inbox for line in self._lines]

    async def start(self) -> None:
        for line in self._lines:
            line.source.emitted.append(line.told)
            self._tasks.append(asyncio.create_task(self._deliver(line)))

    async def stop(self) -> None:
        self._stopping = True
        for line in self._lines:
            line.wake.set()
        await asyncio.gather(*self._tasks)

    def delivered(self, source: str) -> dict[str, int]:
        """Up to where every consumer of each topic has read that store's events; 0 before it has begun."""
        found: dict[str, int] = {}
        for line in self._lines:
            if line.source.name == source:
                found[line.topic] = min(line.position, found.get(line.topic, line.position))
        return found

    async def drain(self) -> None:
        """Return when every consumer has taken all that was committed, its own events included, but for parked keys."""
        while any([await self._waits(line) for line in self._lines]):
            await asyncio.sleep(0.002)

    async def _waits(self, line: "_Line") -> bool:
        settled = await line.source.read(lambda tx: Outbox(tx).settled())
        return not settled or await self._last_of(line) > line.position

    async def _last_of(self, line: "_Line") -> int:
        return await line.source.read(lambda tx: Outbox(tx).last(line.topic))

    async def _deliver(self, line: "_Line") -> None:
        opened = False
        while not self._stopping:
            try:
                if not opened:
                    line.position, opened = await line.inbox.open(line.source.name), True
                line.wake.clear()
                while await line.source.relay():
                    pass
                await self._catch_up(line)
                wait = await line.inbox.retry()
            except Exception as error:
                if not isinstance(error, Fenced):
                    telemetry.log.warning("relay.waits", consumer=line.inbox.consumer.name, exc_info=error)
                opened, wait = False, 1.0
            try:
                await asyncio.wait_for(line.wake.wait(), min(wait, CAP_SECONDS))
            except TimeoutError:
                continue

    async def _catch_up(self, line: "_Line") -> None:
        while not self._stopping:
            found = await line.source.read(line.feed)
            telemetry.lag.labels(line.inbox.consumer.name, line.source.name).set(len(found))
            if not found:
                return
            failpoints.reach("publish.before")
            await line.inbox.take(line.source.name, found, found[-1].position)
            failpoints.reach("publish.after")
            line.position = found[-1].position
            await asyncio.sleep(0)


@dataclass
class _Line:
    """One consumer's reading of one publisher."""

    inbox: Inbox
    source: Source
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    position: int = 0

    @property
    def topic(self) -> str:
        return self.inbox.consumer.topic

    def told(self, topics: AbstractSet[str]) -> None:
        if self.topic in topics:
            self.wake.set()

    def feed(self, tx: SqlTx) -> list[Delivery]:
        return Outbox(tx).feed(self.topic, self.position)
