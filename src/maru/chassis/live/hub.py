"""Who hears what: one push reaches every open socket of its person, in whichever process that socket is."""

import logging
from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec import Struct

_log = logging.getLogger(__name__)


class Live(Struct, frozen=True):
    """One stored notice of one person. `seq` grows by person; `body` is UTF-8 text, usually JSON."""

    seq: int
    body: bytes


class Fanout(Protocol):
    """Carries messages to every process that subscribed, the sender's own too. It may lose messages."""

    async def publish(self, message: bytes) -> None: ...

    def subscribe(self, deliver: Callable[[bytes], None], missed: Callable[[], None]) -> None:
        """`deliver` is called on the event loop; `missed` after messages may have been lost."""


class MemoryFanout:
    """For one process."""

    def __init__(self) -> None:
        self._deliver: list[Callable[[bytes], None]] = []

    async def publish(self, message: bytes) -> None:
        for deliver in self._deliver:
            deliver(message)

    def subscribe(self, deliver: Callable[[bytes], None], missed: Callable[[], None]) -> None:
        self._deliver.append(deliver)


class Listener(Protocol):
    """One authenticated socket. None of these may wait or raise."""

    @property
    def person(self) -> str: ...

    def push(self, notice: Live) -> None: ...

    def offer(self, destination: str, body: bytes, audience: str | None) -> None: ...

    def refill(self) -> None:
        """Read from the store what may have been missed."""


class _Parcel(Struct, frozen=True, array_like=True):
    body: bytes
    person: str | None = None
    seq: int = 0
    destination: str = ""
    audience: str | None = None


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Parcel).decode


class Hub:
    """The way in for those who have something to tell. Use it on the event loop only."""

    def __init__(self, fanout: Fanout | None = None) -> None:
        self._fanout = fanout or MemoryFanout()
        self._people: dict[str, dict[Listener, None]] = {}
        self._fanout.subscribe(self._deliver, self.refill)

    async def push(self, person: str, notice: Live) -> None:
        """Tell every open socket of this person. Store the notice first: who sees a gap reads the store."""
        await self._fanout.publish(_pack(_Parcel(notice.body, person, notice.seq)))

    async def broadcast(self, destination: str, body: bytes, *, audience: str | None = None) -> None:
        """Tell every subscriber of a broadcast destination, or of one audience of it. Nothing is replayed."""
        await self._fanout.publish(_pack(_Parcel(body, destination=destination, audience=audience)))

    def join(self, listener: Listener, at_most: int) -> bool:
        """False, and nothing changed, if this person already has `at_most` sockets here."""
        sockets = self._people.setdefault(listener.person, {})
        if len(sockets) >= at_most:
            return False
        sockets[listener] = None
        return True

    def drop(self, listener: Listener) -> None:
        sockets = self._people.get(listener.person, {})
        sockets.pop(listener, None)
        if not sockets:
            self._people.pop(listener.person, None)

    def sockets(self, person: str) -> int:
        return len(self._people.get(person, ()))

    def refill(self) -> None:
        """Have every socket read the store, because pushes may have been lost."""
        for listener in self._everyone():
            listener.refill()

    def _everyone(self) -> list[Listener]:
        return [listener for sockets in self._people.values() for listener in sockets]

    def _deliver(self, message: bytes) -> None:
        try:
            parcel = _unpack(message)
        except msgspec.DecodeError:
            _log.exception("a fan-out message that is not ours was dropped")
            return
        if parcel.person is None:
            for listener in self._everyone():
                listener.offer(parcel.destination, parcel.body, parcel.audience)
        else:
            notice = Live(parcel.seq, parcel.body)
            for listener in list(self._people.get(parcel.person, ())):
                listener.push(notice)
