"""How long a connection may take: a head that never ends, an answer that is never read (slowloris and its kin).

uvicorn bounds the time between two requests; this bounds what it waits for without end. A body is bounded by the
deadline of its request.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 5.0
READ_SECONDS, READ_BYTES = 30.0, 64 * 1024  # so much of an answer must be read in so much time
HEAD_BYTES = (
    64 * 1024
)  # far beyond what the edge allows: so that it still answers 431 to what is merely too large


class PatientProtocol(HttpToolsProtocol):
    """HTTP of uvicorn, which hangs up on those who take too long."""

    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def _await_head(self) -> None:
        self._head = 0
        if self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._late is not None:
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._late = _cancelled(self._late)
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._unread is None:
            self._await_reader()

    def _await_reader(self) -> None:
        size = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(READ_SECONDS, self._look, size)

    def _look(self, before: int) -> None:
        if before - self.transport.get_write_buffer_size() < READ_BYTES:
            self.transport.abort()
        else:
            self._await_reader()

    def resume_writing(self) -> None:
        self._unread = _cancelled(self._unread)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._late, self._unread = _cancelled(self._late), _cancelled(self._unread)
        super().connection_lost(exc)


def _cancelled(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    if timer is not None:
        timer.cancel()
    return None
