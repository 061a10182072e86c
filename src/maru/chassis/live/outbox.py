"""What waits to be sent to one socket, bounded by count and bytes."""

import asyncio
from collections import deque


class Outbox:
    """Who fills it faster than the peer reads learns so from `put`; who can wait asks for `room` first."""

    def __init__(self, count: int, size: int) -> None:
        self._count, self._size = count, size
        self._waiting: deque[bytes] = deque()
        self._held = 0
        self._ready = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: bytes) -> bool:
        """False, and nothing added, if the bounds do not allow it."""
        if self._waiting and (len(self._waiting) >= self._count or self._held + len(message) > self._size):
            return False
        self._waiting.append(message)
        self._held += len(message)
        self._ready.set()
        if not self._half_empty():
            self._roomy.clear()
        return True

    def take(self) -> bytes | None:
        if not self._waiting:
            self._ready.clear()
            return None
        message = self._waiting.popleft()
        self._held -= len(message)
        if self._half_empty():
            self._roomy.set()
        return message

    def clear(self) -> None:
        self._waiting.clear()
        self._held = 0
        self._roomy.set()

    def wake(self) -> None:
        """Let whoever waits for a message look again."""
        self._ready.set()

    async def filled(self, timeout: float) -> None:
        """Return when there is a message, when woken, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._ready.wait()
        except TimeoutError:
            return

    async def room(self) -> None:
        """Return when at most half of the bounds is in use: a replay leaves the other half to live pushes."""
        await self._roomy.wait()

    def _half_empty(self) -> bool:
        return len(self._waiting) * 2 <= self._count and self._held * 2 <= self._size
