"""One subscription: numbered notices in order, none missing, none twice."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from msgspec import Struct

from maru.chassis.live.hub import Live

HELD: Final = 256

Replay = Callable[[str, int], Awaitable[Sequence[Live]]]
Head = Callable[[str], Awaitable[int]]


class Destination(Struct, frozen=True):
    """What a client may subscribe to.

    `replay(person, since)` gives the person's stored notices with a greater seq, ascending, as many as it
    likes to give at once, and none only when there are none. `head(person)` is the greatest seq stored: with
    it, who does not say `since` misses nothing from the moment of subscribing, and a `since` from the future
    is corrected. Both read what is committed, not a replica that lags. A `personal` destination carries its
    subscriber's own pushes, a `broadcast` one what is told to all.
    """

    name: str
    replay: Replay | None = None
    head: Head | None = None
    personal: bool = True
    broadcast: bool = False


class Subscription:
    """Pushes are a hint: whenever their numbers leave a gap, the store is read until there is none."""

    def __init__(
        self,
        id: str,
        destination: Destination,
        person: str,
        since: int | None,
        send: Callable[["Subscription", bytes, int | None], None],
        room: Callable[[], Awaitable[None]],
        fill: Callable[["Subscription"], "asyncio.Task[None]"],
    ) -> None:
        self.id, self.destination, self._person, self._sent = id, destination, person, since
        self._send, self._room, self._start = send, room, fill
        self._since = since
        self._seen, self._stale = 0, False
        self._held: dict[int, Live] = {}
        self.filling: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start with what was missed. Live pushes that come meanwhile are held back."""
        self.refill()

    def push(self, notice: Live) -> None:
        if not self.destination.personal:
            return
        if self.destination.replay is None:
            self._send(self, notice.body, notice.seq)
        elif self.filling is not None:
            self._hold(notice)
        elif self._sent is None or notice.seq == self._sent + 1:
            self._pass_on(notice)
        elif notice.seq > self._sent:
            self._hold(notice)
            self.refill()

    def refill(self) -> None:
        """Read the store, and once more if a read is already under way: it may have begun too early."""
        self._stale = True
        numbered = self._sent is not None or self.destination.head is not None
        if numbered and self.filling is None and self.destination.replay is not None:
            self.filling = self._start(self)

    async def fill(self) -> None:
        """Read the store until nothing is missing, then pass on what was held, and be live again."""
        replay, head = self.destination.replay, self.destination.head
        assert replay is not None
        if head is not None and self._sent is None:
            top = await head(self._person)
            self._sent = min(top, min(self._held, default=top + 1) - 1)
        elif head is not None and self._sent is not None and self._sent == self._since:
            self._sent = min(
                self._sent, await head(self._person)
            )  # numbers went back: the store was restored
        while self._sent is not None:
            known, self._stale = self._seen, False  # each of these was stored before the read that follows
            fresh = sorted(
                (n for n in await replay(self._person, self._sent) if n.seq > self._sent), key=_seq
            )
            for notice in fresh:
                await self._room()
                self._pass_on(notice)
            if not fresh and await self._drained(known):
                break
        self.filling = None

    async def _drained(self, known: int) -> bool:
        """Pass on what was held. A known number that the store did not give will never come: not a gap."""
        assert self._sent is not None
        while self._held:
            await self._room()
            seq = min(self._held)
            if seq > self._sent + 1 and seq > known:
                return False
            notice = self._held.pop(seq)
            if seq > self._sent:
                self._pass_on(notice)
        return self._seen <= max(known, self._sent) and not self._stale

    def _hold(self, notice: Live) -> None:
        self._seen = max(self._seen, notice.seq)
        if len(self._held) < HELD:  # beyond that the store is asked again
            self._held[notice.seq] = notice

    def _pass_on(self, notice: Live) -> None:
        self._sent = notice.seq
        self._send(self, notice.body, notice.seq)


def _seq(notice: Live) -> int:
    return notice.seq
