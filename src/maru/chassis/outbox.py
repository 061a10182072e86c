"""The publishing side of events: what was committed, in an order that a reader can follow by one number.

In an embedded file one writer commits after the other, so the row's own number is that order. On a server a number
is drawn before its commit and `seq > last` would skip whoever commits late; there the relay, under a lease, gives
each committed row its position. Rows of one key keep their order: the second command read what the first committed.
"""

from sqlalchemy import bindparam, func, insert, select, update

from maru.chassis.bus import Delivery
from maru.chassis.plumbing import outbox, positions
from maru.chassis.sql import Query, SqlTx, Statement

BATCH = 200
RELAY = "relay"


class Outbox:
    _columns = (outbox.c.topic, outbox.c.key, outbox.c.body)
    _by_seq = Query(
        select(*_columns, outbox.c.seq.label("position"))
        .where(outbox.c.topic == bindparam("topic"), outbox.c.seq > bindparam("after"))
        .order_by(outbox.c.seq)
        .limit(BATCH),
        Delivery,
    )
    _by_position = Query(
        select(*_columns, outbox.c.position)
        .where(outbox.c.topic == bindparam("topic"), outbox.c.position > bindparam("after"))
        .order_by(outbox.c.position)
        .limit(BATCH),
        Delivery,
    )
    _last_seq = Query(select(func.max(outbox.c.seq)).where(outbox.c.topic == bindparam("topic")), int)
    _last_position = Query(
        select(func.max(outbox.c.position)).where(outbox.c.topic == bindparam("topic")), int
    )
    _fresh = Query(
        select(outbox.c.topic, outbox.c.key, outbox.c.body, outbox.c.seq.label("position"))
        .where(outbox.c.position.is_(None))
        .order_by(outbox.c.seq)
        .limit(BATCH),
        Delivery,
    )
    _unstamped = Query(select(outbox.c.seq).where(outbox.c.position.is_(None)).limit(1), int)
    _stamp = Statement(
        update(outbox)
        .where(outbox.c.seq == bindparam("row"), outbox.c.position.is_(None))
        .values(position=bindparam("place"))
    )
    # events are forgotten one day, places never: the last one given out is kept beside the consumers' positions
    _given_out = Query(
        select(positions.c.position).where(positions.c.consumer == RELAY, positions.c.source == RELAY), int
    )
    _begin = Statement(
        insert(positions).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _give_out = Statement(
        update(positions)
        .where(positions.c.consumer == RELAY, positions.c.source == RELAY)
        .values(position=bindparam("place"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx
        self._embedded = tx.dialect == "sqlite"

    def last(self, topic: str) -> int:
        """The position of the topic's newest event that may be read; 0 if there is none."""
        return int(
            self._tx.value(self._last_seq if self._embedded else self._last_position, topic=topic) or 0
        )

    def settled(self) -> bool:
        """May every committed event be read?"""
        return self._embedded or self._tx.value(self._unstamped) is None

    def feed(self, topic: str, after: int) -> list[Delivery]:
        """The topic's next events after a position, in order, at most `BATCH`."""
        return self._tx.all(self._by_seq if self._embedded else self._by_position, topic=topic, after=after)

    def stamp(self) -> int:
        """Give committed rows their positions, at most `BATCH`; how many. The caller holds the relay's lease."""
        fresh = self._tx.all(self._fresh)
        if not fresh:
            return 0
        self._tx.run(self._begin, consumer=RELAY, source=RELAY, position=0)
        given_out = int(self._tx.value(self._given_out))
        for place, row in enumerate(fresh, given_out + 1):
            self._tx.run(self._stamp, row=row.position, place=place)
        self._tx.run(self._give_out, place=given_out + len(fresh))
        return len(fresh)
