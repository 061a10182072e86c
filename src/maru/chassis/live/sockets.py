"""All open sockets of one mount: who is let in, who is swept out, and how they leave at shutdown."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import falcon.asgi

from maru.chassis.live.connection import GOING_AWAY, Connection
from maru.chassis.live.terms import Handshake, LiveSettings
from maru.chassis.problems import Overloaded

_log = logging.getLogger(__name__)


class Sockets:
    """`closed` counts, by close code, the sockets that have ended."""

    def __init__(self, settings: LiveSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.closed: Counter[int] = Counter()
        self._clock = clock
        self._open: dict[Connection, Callable[[], None]] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._leaving = False

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, handshake: Handshake, cut: Callable[[], None]) -> Connection:
        """A connection that must be released. `cut` ends its socket without the peer's help.

        Refuses `Overloaded` when there are too many, or when the process is about to leave.
        """
        if self._leaving or len(self._open) >= self.settings.limits.sockets:
            raise Overloaded("지금은 연결을 더 받을 수 없습니다. 잠시 후 다시 연결해 주십시오.")
        connection = Connection(self.settings, handshake, self._clock, cut)
        self._open[connection] = cut
        if self._sweeper is None:
            self._sweeper = asyncio.get_running_loop().create_task(self._sweep())
        return connection

    def release(self, connection: Connection) -> None:
        """May be called again without effect."""
        connection.gone()
        if self._open.pop(connection, None) is not None and connection.closing is not None:
            self.closed[connection.closing[0]] += 1

    async def close(self) -> None:
        """Say goodbye (1001) to all, admit nobody more, return when they are gone or were cut."""
        self._leaving = True
        for connection in list(self._open):
            connection.close(GOING_AWAY, "going away")
        try:
            async with asyncio.timeout(self.settings.limits.farewell):
                while self._open:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            for connection, cut in list(self._open.items()):
                cut()
                self.release(connection)
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.wait([self._sweeper])

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self.settings.limits.tick)
            now = self._clock()
            for connection in list(self._open):
                try:
                    connection.tick(now)
                except Exception:
                    _log.exception("a socket could not be swept")


def handshake(req: falcon.asgi.Request) -> Handshake:
    return Handshake(headers=req.headers, cookies=req.cookies, remote=req.remote_addr)


def welcome(req: falcon.asgi.Request, origins: Sequence[str]) -> bool:
    """Is the page that asks one of ours? Browsers always say where it is from; who says nothing is none."""
    origin = req.get_header("origin")
    if origin is None:
        return True
    if origin in origins:
        return True
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return (
        asked.scheme in ("http", "https") and asked.netloc.lower() == (req.get_header("host") or "").lower()
    )


def cutter(end: object) -> Callable[[], None]:
    """How to drop the socket behind an ASGI `send` or `receive` although its peer takes nothing.

    ASGI can only close politely, which waits for the peer; uvicorn's transport can abort. Elsewhere the
    serving task is cancelled, and the server decides what becomes of the socket.
    """
    abort = getattr(getattr(getattr(end, "__self__", None), "transport", None), "abort", None)
    task = asyncio.current_task()

    def cut() -> None:
        if callable(abort):
            abort()
        elif task is not None:
            task.cancel()

    return cut
