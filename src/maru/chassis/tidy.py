"""What a store may forget: replies after a day, inbox marks and delivered events after a fortnight.

It goes in slices, each a unit of its own: forgetting shares the writer with the commands.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from maru.chassis.idempotency import KEPT_SECONDS
from maru.chassis.plumbing import inbox, outbox, replies
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.chassis.store import Store

KEPT = timedelta(days=14)
SLICE = 500


class _Sent(Struct):
    seq: int
    topic: str
    at: int
    position: int | None


class Oblivion:
    """Each method forgets one slice and tells how many rows went; 0 when there is nothing more."""

    _reply_slice = Query(
        select(replies.c.at)
        .where(replies.c.at < bindparam("before"))
        .order_by(replies.c.at)
        .limit(1)
        .offset(SLICE),
        int,
    )
    _replies = Statement(delete(replies).where(replies.c.at < bindparam("before")))
    _sent = Query(
        select(outbox.c.seq, outbox.c.topic, outbox.c.at, outbox.c.position)
        .order_by(outbox.c.seq)
        .limit(SLICE),
        _Sent,
    )
    _outbox = Statement(delete(outbox).where(outbox.c.seq <= bindparam("upto")))
    _consumer = Query(
        select(inbox.c.consumer)
        .where(inbox.c.consumer > bindparam("after"))
        .order_by(inbox.c.consumer)
        .limit(1),
        str,
    )
    _mark_slice = Query(
        select(inbox.c.event_id)
        .where(inbox.c.consumer == bindparam("consumer"), inbox.c.event_id < bindparam("before"))
        .order_by(inbox.c.event_id)
        .limit(1)
        .offset(SLICE),
        str,
    )
    _marks = Statement(
        delete(inbox).where(inbox.c.consumer == bindparam("consumer"), inbox.c.event_id < bindparam("before"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def replies(self, before: int) -> int:
        cut = self._tx.value(self._reply_slice, before=before)
        # a slice ends with a whole second: more rows than one second holds are never deleted at once
        return self._tx.run(self._replies, before=before if cut is None else min(int(cut) + 1, before))

    def events(self, before: int, delivered: Mapping[str, int]) -> int:
        """`delivered`: up to where all consumers of a topic have read; a topic without consumers is free."""
        upto = None
        for row in self._tx.all(self._sent):
            place = row.seq if self._tx.dialect == "sqlite" else row.position
            heard = delivered.get(row.topic)
            if row.at >= before or place is None or (heard is not None and place > heard):
                break
            upto = row.seq
        return 0 if upto is None else self._tx.run(self._outbox, upto=upto)

    def marks(self, before: str) -> int:
        consumer = self._tx.value(self._consumer, after="")
        while consumer is not None:
            cut = self._tx.value(self._mark_slice, consumer=consumer, before=before)
            if gone := self._tx.run(self._marks, consumer=consumer, before=before if cut is None else cut):
                return gone
            consumer = self._tx.value(self._consumer, after=consumer)
        return 0


async def tidy(
    store: Store[SqlTx], delivered: Callable[[], Mapping[str, int]], now: Callable[[], datetime]
) -> str:
    """Forget what may be forgotten. An inbox mark sorts by time, as its event's id (UUIDv7) does; marks outlive
    events."""
    moment = now()
    marks = f"{int((moment - 2 * KEPT).timestamp() * 1000):012x}"
    oldest = f"{marks[:8]}-{marks[8:]}"
    slices: list[Callable[[SqlTx], int]] = [
        lambda tx: Oblivion(tx).replies(int(moment.timestamp()) - KEPT_SECONDS),
        lambda tx: Oblivion(tx).events(micros(moment - KEPT), delivered()),
        lambda tx: Oblivion(tx).marks(oldest),
    ]
    gone = 0
    for each in slices:
        while rows := await store.write(partial(each)):
            gone += rows
    return f"{gone} rows went" if gone else ""
