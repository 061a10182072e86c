"""From the commit to the open browsers: in order, in the background, and never in the way of a decision."""

import asyncio
from collections import deque

from maru.chassis import telemetry
from maru.chassis.live import Hub, Live
from maru.chassis.sql import moment
from maru.erp.notifications.domain.shapes import frame
from maru.erp.notifications.store.inbox import Notice

QUEUED = 20_000


class Push:
    """What is pushed is stored already: if a push is lost, the browser reads it when it sees the gap."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._queue: deque[Notice] = deque(maxlen=QUEUED)
        self._pump: asyncio.Task[None] | None = None

    def soon(self, notice: Notice) -> None:
        """To be called on the event loop once the notice is durable."""
        self._queue.append(notice)
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._queue:
                notice = self._queue.popleft()
                await self._hub.push(str(notice.recipient), live(notice))
        except Exception as error:  # the fan-out is down: sockets read the store when it comes back
            telemetry.log.warning("notices.push_failed", exc_info=error)
        finally:
            self._pump = None


def live(notice: Notice) -> Live:
    at = moment(notice.at)
    return Live(
        notice.seq, frame(notice.kind, notice.given(), notice.seq, at, notice.approval_id, notice.link)
    )
