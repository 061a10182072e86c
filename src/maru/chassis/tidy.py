"""What a store may forget: replies after a day, inbox marks and delivered events after a fortnight."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete

from maru.chassis.idempotency import KEPT_SECONDS
from maru.chassis.plumbing import inbox, outbox, replies
from maru.chassis.sql import SqlTx, Statement, micros
from maru.chassis.store import Store

KEPT = timedelta(days=14)

_replies = Statement(delete(replies).where(replies.c.at < bindparam("before")))
_outbox = Statement(delete(outbox).where(outbox.c.at < bindparam("before")))
_inbox = Statement(delete(inbox).where(inbox.c.event_id < bindparam("before")))


async def tidy(store: Store[SqlTx], now: Callable[[], datetime]) -> int:
    """How many rows went. An inbox mark sorts by time, as its event's id (UUIDv7) does; marks outlive events."""
    moment = now()
    marks = f"{int((moment - 2 * KEPT).timestamp() * 1000):012x}"

    def unit(tx: SqlTx) -> int:
        return (
            tx.run(_replies, before=int(moment.timestamp()) - KEPT_SECONDS)
            + tx.run(_outbox, before=micros(moment - KEPT))
            + tx.run(_inbox, before=f"{marks[:8]}-{marks[8:]}")
        )

    return await store.write(unit)
